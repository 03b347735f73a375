"""Transcripts as meeting programs write them, and the questions found in them."""

import re
import time
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cards.errors import GreenroomError
from trainer.debrief.heard_questions import MOST, find_questions, likely_candidate
from trainer.debrief.transcript import MOST_BYTES, Turn, parse_transcript, read_transcript

TRANSCRIPTS = Path(__file__).parent / "transcripts"
LABELS: dict[str, dict[str, list[str]]] = tomllib.loads((TRANSCRIPTS / "labels.toml").read_text("utf-8"))
FILES = [TRANSCRIPTS / part / name for part, files in LABELS.items() for name in files]
ZOOM = FILES[0].read_text("utf-8")
_SAME = 0.6  # share of the words that a question found and one written down have in common

turns_said = st.lists(
    st.tuples(st.sampled_from(["Ann Lee", "Bo"]), st.text(alphabet="abc ?.", min_size=1).map(str.strip).filter(bool)),
    min_size=4,
)


def heard(path: Path) -> list[str]:
    turns = read_transcript(path)
    return find_questions(turns, likely_candidate(turns))


def is_same(question: str, other: str) -> bool:
    words, others = ({*re.findall(r"\w+", text.casefold())} for text in (question, other))
    return len(words & others) >= _SAME * len(words | others)


def count_in(part: str) -> tuple[int, int, int]:
    """Return how many questions were asked in some transcripts, how many of them were found, and how many listed."""
    asked, found, listed = 0, 0, 0
    for name, questions in LABELS[part].items():
        here = heard(TRANSCRIPTS / part / name)
        asked, listed = asked + len(questions), listed + len(here)
        found += sum(any(is_same(question, each) for each in here) for question in questions)
    return asked, found, listed


def test_nearly_every_question_of_twenty_transcripts_is_found_and_little_else() -> None:
    assert len(FILES) == 20
    assert count_in("tuned") == (54, 54, 54)
    assert count_in("held-out") == (61, 61, 61)
    assert count_in("held-out-2") == (25, 23, 23)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le"])
def test_a_transcript_reads_the_same_in_every_encoding_with_any_line_ends(
    path: Path, encoding: str, tmp_path: Path
) -> None:
    other = tmp_path / path.name
    other.write_bytes(path.read_text("utf-8").replace("\n", "\r\n").encode(encoding))

    assert read_transcript(other) == read_transcript(path)


@pytest.mark.parametrize(
    "damaged",
    [
        ZOOM.removeprefix("WEBVTT\n\n"),
        ZOOM.replace(".130", ",130").replace(".900", ",900"),
        re.sub(r"^\d+\n", "", ZOOM, flags=re.MULTILINE),
        re.sub(r"\n\n\d+\n", "\n", ZOOM),
        f"{ZOOM}\n00:09:00.000 -->",
        ZOOM.replace("WEBVTT", "WEBVTT - Zoom\nNOTE made by hand\n\nNOTE\nWhy is this here?\n"),
    ],
    ids=["no header", "commas", "no numbers", "no empty lines", "cut off", "notes"],
)
def test_captions_with_mistakes_in_them_are_read_all_the_same(damaged: str) -> None:
    assert parse_transcript(damaged) == parse_transcript(ZOOM)


def test_rolling_captions_say_everything_once() -> None:
    (first, *_), *_ = [[turn.text for turn in read_transcript(TRANSCRIPTS / "tuned" / "rolling.vtt")]]

    assert first == "okay so welcome to the interview tell me about yourself and why you applied for this role"


def test_voices_and_markup_and_entities_of_captions_are_read() -> None:
    text = "WEBVTT\n\n00:01.000 --> 00:02.000\n<v.loud Ann &amp; Co>Salt <b>&lt;and</b> light? [laughs]</v>\n"
    text += "\n00:03.000 --> 00:04.000\n<v Bo>Yes.</v>\n"

    assert parse_transcript(text) == [Turn("Ann & Co", "Salt <and light?"), Turn("Bo", "Yes.")]


def test_a_colon_in_a_sentence_names_nobody() -> None:
    text = "We had one rule: no meetings.\nAnd one question: why?\nAnn: So there.\nBo: Yes.\nAnn: Right.\n"

    assert {turn.speaker for turn in parse_transcript(text)} == {"", "Ann", "Bo"}


@pytest.mark.parametrize(
    "sentence",
    [
        "Can you hear me?",
        "How was your weekend?",
        "So you left in May, right?",
        "Would you like a glass of water?",
        "Does that make sense?",
        "We are a team of nine.",
        "I told you about that.",
        "You know what I mean?",
        "So, you know what I mean?",
    ],
)
def test_small_talk_and_statements_are_no_questions(sentence: str) -> None:
    assert not find_questions([Turn("", sentence)], "")


@pytest.mark.parametrize(
    ("said", "question"),
    [
        ("Okay, so, um, why us?", "Why us?"),
        ("Something easy first: what do you do?", "What do you do?"),
        ("Great. So, to kick us off, tell me about yourself.", "Tell me about yourself."),
        ("To get things started, why us?", "Why us?"),
        ("great so tell me about a time you failed", "Tell me about a time you failed."),
        ("I'd love to hear how you plan.", "I'd love to hear how you plan."),
        ("Imagine it breaks. Whom do you call?", "Imagine it breaks. Whom do you call?"),
        ("How are you with deadlines?", "How are you with deadlines?"),
    ],
)
def test_a_question_is_kept_without_what_leads_up_to_it(said: str, question: str) -> None:
    assert find_questions([Turn("", said)], "") == [question]


def test_what_the_candidate_asks_is_left_out_and_a_question_asked_twice_is_listed_once() -> None:
    turns = [Turn("Ann", "Why us?"), Turn("Bo", "Why me? What do you mean by us?"), Turn("Ann", "Well, why us?")]

    assert find_questions(turns, "Bo") == ["Why us?"]


@given(turns_said)
def test_what_is_written_with_names_is_read_with_the_same_names(said: list[tuple[str, str]]) -> None:
    turns = parse_transcript("".join(f"{name}: {text}\n" for name, text in [("Ann Lee", "a"), ("Bo", "b"), *said]))

    words = {name: " ".join(turn.text for turn in turns if turn.speaker == name).split() for name in ("Ann Lee", "Bo")}
    assert words["Bo"] == ["b", *(word for name, text in said if name == "Bo" for word in text.split())]
    assert words["Ann Lee"] == ["a", *(word for name, text in said if name == "Ann Lee" for word in text.split())]


@given(st.text())
def test_any_text_is_read_to_its_end(text: str) -> None:
    turns = parse_transcript(text)
    questions = find_questions(turns, likely_candidate(turns))

    assert all(turn.text == " ".join(turn.text.split()) for turn in turns)
    assert all(question and "\n" not in question for question in questions)


@pytest.mark.slow
@pytest.mark.parametrize("piece", ["what is ", "so okay ", "<", "[", "1:", "Ann Bee: hello\n", "a: ", "A b "])
def test_a_long_text_of_the_same_words_ends_in_seconds(piece: str) -> None:
    begun = time.monotonic()
    turns = parse_transcript(piece * (100_000 // len(piece)))
    assert len(find_questions(turns, likely_candidate(turns))) <= MOST
    assert time.monotonic() - begun < 10


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 9, "is a picture, not a transcript"),
        (b"%PDF-1.7 ...", "is a PDF, not a transcript"),
        (b"a" * (MOST_BYTES + 1), "is longer than 2 MB"),
    ],
)
def test_what_is_no_transcript_is_refused_in_a_sentence(content: bytes, said: str, tmp_path: Path) -> None:
    path = tmp_path / "talk.vtt"
    path.write_bytes(content)

    with pytest.raises(GreenroomError, match=said):
        read_transcript(path)
    with pytest.raises(GreenroomError, match="cannot be read"):
        read_transcript(tmp_path)
