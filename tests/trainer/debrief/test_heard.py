"""A debrief that begins with a transcript: each question is confirmed, then goes on like one that was typed."""

import json
import shutil
from pathlib import Path

import pytest

from tests.terminal import World
from tests.trainer.debrief.acme import cards, entry, log

TRANSCRIPT = """\
Recruiter: Hi, can you hear me? How did you make sure of it?
Sam: Yes. I checked. And why do you ask?
Recruiter: Why welding?
Sam: I like sparks.
Recruiter: Tell me about a seam that failed.
Sam: It rained.
"""


@pytest.fixture
def talk(tmp_path: Path) -> str:
    path = tmp_path / "talk.txt"
    path.write_text(TRANSCRIPT, encoding="utf-8")
    return str(path)


def debrief(world: World, talk: str, *typed: str) -> str:
    assert world.run("interview", "debrief", "--transcript", talk, typed="".join(f"{line}\n" for line in typed)) == 0
    return world.out


def test_each_question_is_confirmed_corrected_or_left_out(world: World, talk: str) -> None:
    shown = debrief(world, talk, "", "", "3", "n", "Tell me about a bad seam.", "", "2", "", "", "", "")

    assert "Which one are you?   1 Sam · 2 Recruiter · 0 none; Enter Sam" in shown
    assert "3 questions in talk.txt, found by their form: check each." in shown
    assert "1 of 3: How did you make sure of it?" in shown
    assert "Do you ask" not in shown
    assert [each["question"] for each in entry(world)["asked"]] == [
        "How did you make sure of it?",
        "Tell me about a bad seam.",
    ]
    assert sorted(review.rating for review in log(world)) == [2, 3]
    assert [*cards(world)] == ["Tell me about a bad seam."]


def test_it_says_how_many_had_a_card_in_the_decks_of_the_interview(world: World, talk: str) -> None:
    shown = debrief(world, talk, "", "", "3", "", "", "", "n", "", "", "", "")

    assert "1 of 2 questions had a card in mine." in shown
    world.run("interview", "show")
    assert "1 of 2 questions had a card in mine." in world.out
    world.run("interview", "set", "2026-04-01", "--at", "Next")
    world.run("interview", "show", "--json")
    assert json.loads(world.out)["held"][0]["covered"] == 1


def test_left_and_picked_up_again_it_asks_only_for_what_is_not_kept(world: World, talk: str) -> None:
    debrief(world, talk, "", "", "3", "q")
    shown = debrief(world, talk, "1", "q")

    assert "Kept: How did you make sure of it?" in shown
    assert "1 of 2: Why welding?" in shown


def test_the_user_can_be_the_other_one_or_none_of_them(world: World, talk: str) -> None:
    assert "1 of 1: Why do you ask?" in debrief(world, talk, "9", "rec", "q")
    assert "1 of 4:" in debrief(world, talk, "0", "q")


def test_a_transcript_that_cannot_be_read_is_told_and_nothing_is_written(world: World, tmp_path: Path) -> None:
    before = (world.home / "interviews.toml").read_bytes()

    assert world.run("interview", "debrief", "--transcript", str(tmp_path / "none.vtt")) == 1
    assert "none.vtt cannot be read" in world.err
    assert (world.home / "interviews.toml").read_bytes() == before


def test_escape_sequences_in_a_transcript_never_reach_the_terminal(world: World, tmp_path: Path) -> None:
    path = tmp_path / "evil.txt"
    path.write_text(TRANSCRIPT.replace("Why welding", "\x1b[2J\x1b]0;x\x07Why \u202ewelding"), encoding="utf-8")

    shown = debrief(world, str(path), "", "n", "", "", "", "", "", "", "", "", "")
    assert "Why welding?" in shown
    assert not {"\x1b", "\x07", "\u202e"} & {*shown}


def test_a_transcript_without_questions_leaves_the_usual_debrief(world: World, tmp_path: Path) -> None:
    path = tmp_path / "quiet.srt"
    path.write_text("1\n00:00:01,000 --> 00:00:02,000\nGood morning.\n", encoding="utf-8")

    shown = debrief(world, str(path), "Why?", "", "", "", "", "", "")
    assert "No question found in quiet.srt." in shown
    assert entry(world)["asked"][0]["question"] == "Why?"
    shutil.rmtree(world.home / "decks")
