"""`interview result`: what came of an interview, kept with the readiness of its day."""

import tomllib
from datetime import date, timedelta
from typing import Any

import pytest

from tests.trainer.interview.days import GOOD, Clocked, plan
from trainer.commands.interview_result import _WORDS
from trainer.interview.followup import RESULTS
from trainer.opening import open_home, open_store


def entries(world: Clocked) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = tomllib.loads((world.home / "interviews.toml").read_text("utf-8"))["interviews"]
    return found


def hold(world: Clocked, day: str = "2026-03-12") -> None:
    """Let an interview at Acme pass; it is the day after."""
    plan(world, day)
    world.now += timedelta(days=11)


@pytest.mark.parametrize(
    ("result", "sentence"),
    [
        ("offer", "Acme on Thu 12 Mar: an offer. Congratulations!"),
        ("no", "Acme on Thu 12 Mar: a no. Sorry to hear that. Everything you have learned stays."),
        (
            "next",
            'Acme on Thu 12 Mar: you are in the next round. `greenroom interview set DATE --at "Acme"` plans for it.',
        ),
    ],
)
def test_a_result_is_kept_and_shown(world: Clocked, result: str, sentence: str) -> None:
    hold(world)
    assert world.run_in_words("interview", "result", "acme", result) == sentence
    (entry,) = entries(world)
    assert entry["result"] == result
    assert "readiness" not in entry  # no card was met
    assert f"Result: {RESULTS[result]}" in world.run_in_words("interview", "show")
    plan(world, "2026-04-20")
    assert [(held["result"], held["readiness"]) for held in world.shown()["held"]] == [(result, None)]


def test_the_readiness_kept_is_that_of_the_day_whatever_was_reviewed_since(world: Clocked) -> None:
    plan(world)
    world.run("review", "--limit", "6", typed=GOOD * 6)
    world.now += timedelta(days=9)
    shown = world.shown()
    in_time = shown["readiness"]["if_you_stop"] * shown["cards"]["total"] / 6  # over the six cards met
    world.now += timedelta(days=2)
    debriefed = "mine 0?\n4\nCan you weld?\n\n3\n\nTom\n\n\n\n"
    assert world.run("interview", "debrief", typed=debriefed) == 0
    world.run("review", "--deck", "mine", typed=GOOD * 12)
    said = world.run_in_words("interview", "result", "offer")

    assert entries(world)[0]["readiness"] == round(in_time, 2)
    assert 0.6 < in_time < 1
    assert said.endswith(f"Readiness that day: {round(100 * in_time)} %, for the cards you had met.")


def test_the_name_can_be_given_as_in_the_other_actions(world: Clocked) -> None:
    hold(world)
    for words in (["--at", "acme", "offer"], ["offer", "--at", "acme"], ["acme", "offer"]):
        assert world.run_in_words("interview", "result", *words).startswith("Acme on Thu 12 Mar: an offer.")


def test_a_result_can_be_changed_and_taken_back(world: Clocked) -> None:
    hold(world)
    before = (world.home / "interviews.toml").read_bytes()
    world.run("interview", "result", "next")
    world.run("interview", "result", "Acme", "no")
    assert entries(world)[0]["result"] == "no"
    assert "noted the result of the interview at Acme" in world.run_in_words("undo")
    assert entries(world)[0]["result"] == "next"
    world.run("undo")
    assert (world.home / "interviews.toml").read_bytes() == before


def test_what_a_person_wrote_in_the_file_stays(world: Clocked) -> None:
    hold(world)
    path = world.home / "interviews.toml"
    path.write_text(f"# mine\n{path.read_text('utf-8')}room = 3  # upstairs\n", "utf-8")
    before = path.read_text("utf-8")
    world.run("interview", "result", "offer")

    assert path.read_text("utf-8") == f'{before}result = "offer"\n'


def test_of_several_rounds_the_latest_held_is_meant(world: Clocked) -> None:
    hold(world)
    world.run("interview", "result", "Acme", "next")
    world.run("interview", "set", "2026-03-20", "--at", "Acme")
    assert world.run_in_words("interview", "result", "Acme", "next").endswith("next round. It is on Fri 20 Mar.")
    world.now += timedelta(days=8)
    world.run("interview", "result", "Acme", "offer")

    assert [(entry["date"], entry["result"]) for entry in entries(world)] == [
        (date(2026, 3, 12), "next"),
        (date(2026, 3, 20), "offer"),
    ]


def test_one_without_a_name_has_a_result_too(world: Clocked) -> None:
    world.run("interview", "set", "2026-03-12")
    plan(world, "2026-03-13")
    world.now += timedelta(days=12)
    assert world.run_in_words("interview", "result", "no", code=1) == (
        'greenroom: Several interviews have no result yet: "Acme" on Fri 13 Mar, one without a name on Thu 12 Mar.'
        ' Name one: --at "Acme" or --at "".'
    )
    said = world.run_in_words("interview", "result", "--at", "", "next")
    assert said.startswith("Your interview on Thu 12 Mar: you are in the next round. `greenroom interview set DATE`")
    assert world.run("interview", "result", "no") == 0
    assert [entry["result"] for entry in entries(world)] == ["next", "no"]
    assert "Every interview has a result already." in world.run_in_words("interview", "result", "no", code=1)


def test_what_has_no_result_is_one_sentence(world: Clocked) -> None:
    assert "No interview is set." in world.run_in_words("interview", "result", "no", code=1)
    plan(world)
    assert "Acme is still ahead, on Thu 12 Mar. Note its result" in world.run_in_words(
        "interview", "result", "Acme", "no", code=1
    )
    assert 'There is no interview at "Beta". You have "Acme".' in world.run_in_words(
        "interview", "result", "Beta", "no", code=1
    )
    for words in (["Acme", "maybe"], ["Acme"], [], ["--at", "Acme"], ["--at", "Acme", "Beta", "no"]):
        assert world.run("interview", "result", *words) == 2
    assert "result" not in entries(world)[0]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('result = "maybe"', 'result is not offer, no or next. Write result = "offer".'),
        ("result = [1]", "result is not offer, no or next."),
        ("readiness = 87", "readiness is not a number from 0 to 1. Write readiness = 0.87."),
        ("readiness = true", "readiness is not a number from 0 to 1."),
    ],
)
def test_a_result_written_wrongly_by_hand_is_one_sentence(world: Clocked, line: str, said: str) -> None:
    hold(world)
    path = world.home / "interviews.toml"
    path.write_text(f"{path.read_text('utf-8')}{line}\n", "utf-8")

    assert said in world.run_in_words("interview", "result", "Acme", "no", code=1)
    assert said in world.run_in_words("interview", "show", code=1)


def test_once_there_is_a_result_nobody_asks_about_the_decision(world: Clocked) -> None:
    hold(world)
    world.run("interview", "debrief", typed="\n\n\n2026-03-14\n")
    world.now += timedelta(days=1)
    world.run(typed="q\n")
    assert "they wanted to decide today" in " ".join(world.out.split())
    world.run("interview", "result", "offer")
    world.run(typed="q\n")

    assert "decide" not in world.out
    assert "They decide" not in world.run_in_words("interview", "show")


def test_every_result_has_its_words(world: Clocked) -> None:
    assert world.run("interview", "result", "--help") == 0
    assert f"RESULT {', '.join(RESULTS)}" in " ".join(world.out.split())
    assert _WORDS.keys() == RESULTS.keys()


def test_a_result_of_no_interview_changes_nothing(world: Clocked) -> None:
    hold(world)
    before = (world.home / "interviews.toml").read_bytes()
    home = open_home(world.environment(), None)
    with open_store(home) as store:
        changes = len(store.changes(9))
    assert world.run("interview", "result", "Beta", "no") == 1

    with open_store(home) as store:
        assert len(store.changes(9)) == changes
    assert (world.home / "interviews.toml").read_bytes() == before
