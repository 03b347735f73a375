"""The files of own answers: every version is kept, and nothing a person wrote is lost."""

import os
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cards.card import KeyPoint
from cards.own_answer import OwnAnswer
from decks.model.errors import DeckFileError
from decks.own.answers import add_own_answer, read_own_answers, set_tick
from tests.decks.own.by_hand import BY_HAND, MINE
from tests.strategies import KEY_POINTS, SLUGS, TEXTS

NOT_TOML = (
    "not valid TOML (Illegal character '\\n') at column 10."
    ' Look for a missing quote, bracket or "=" on this line or just above.'
)
NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)


@given(card=SLUGS, points=KEY_POINTS, notes=TEXTS, tick=st.booleans())
@settings(max_examples=40)
def test_an_answer_reads_back_as_it_was_written(
    tmp_path_factory: pytest.TempPathFactory, card: str, points: tuple[KeyPoint, ...], notes: str, *, tick: bool
) -> None:
    path = tmp_path_factory.mktemp("answers") / "deck.toml"
    own = OwnAnswer(points=points, notes=notes, tick=tick)
    if not add_own_answer(path, card, own, NOW):
        assert (points, notes) == ((), "")
        return
    versions, problems = read_own_answers(path)

    assert problems == []
    assert versions == {card: (OwnAnswer(points=points, notes=notes, tick=tick, written=NOW),)}


def test_every_version_is_kept_with_its_date_and_the_last_counts(tmp_path: Path) -> None:
    path = tmp_path / "answers" / "deck.toml"
    assert add_own_answer(path, "sure", MINE, NOW)
    assert not add_own_answer(path, "sure", MINE, NOW)
    assert add_own_answer(path, "sure", OwnAnswer(notes="other"), NOW.replace(day=3))
    assert add_own_answer(path, "why", MINE, NOW)
    versions, _ = read_own_answers(path)

    assert [own.notes for own in versions["sure"]] == ["calm\nno we", "other"]
    assert [own.written for own in versions["sure"]] == [NOW, NOW.replace(day=3)]
    assert set(versions) == {"sure", "why"}
    assert os.name == "nt" or path.parent.stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_every_line_a_person_wrote_stays(tmp_path: Path, newline: str) -> None:
    path = tmp_path / "deck.toml"
    by_hand = BY_HAND.replace("\n", newline).rstrip("\r\n")
    path.write_bytes(by_hand.encode())
    add_own_answer(path, "sure", MINE, NOW)

    assert path.read_bytes().decode().startswith(by_hand + newline)
    assert path.read_bytes().count(b"\n") == path.read_bytes().count(newline.encode())
    assert [own.written for own in read_own_answers(path)[0]["sure"]] == [date(2026, 1, 1), NOW]


def test_ticking_changes_one_line_of_the_newest_version(tmp_path: Path) -> None:
    path = tmp_path / "deck.toml"
    path.write_text(BY_HAND.rstrip("\n"))
    set_tick(path, "sure", tick=True)
    assert path.read_text() == BY_HAND + "tick = true\n"
    set_tick(path, "sure", tick=False)
    assert path.read_text() == BY_HAND + "tick = false\n"

    with pytest.raises(DeckFileError, match='has no answer "why" that can be changed'):
        set_tick(path, "why", tick=True)


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "answers").write_text("a file")

    with pytest.raises(DeckFileError, match="cannot be written"):
        add_own_answer(tmp_path / "answers" / "deck.toml", "sure", MINE, NOW)


def test_all_problems_of_an_answers_file_are_told_with_their_lines(tmp_path: Path) -> None:
    path = tmp_path / "deck.toml"
    path.write_text(
        'format = 1\nanswer = 1\n[[answers]]\ncard = "a"\ntick = 1\n[[answers]]\nnotes = "x"\n'
        '[[answers]]\ncard = "b"\npoint = ["x"]\nwritten = "monday"\n[[answers]]\ncard = "c\n[[answers]]\ncard = "d"\n'
    )
    versions, problems = read_own_answers(path)

    assert list(versions) == ["a", "b", "d"]
    assert [f"{problem}".removeprefix(str(path)) for problem in problems] == [
        ':2: unknown key "answer". Did you mean "answers"?',
        ':5: answer "a": tick is not true or false. Write tick = true.',
        ':6: answer 2: there is no card. Add a line: card = "...", the id of the card it answers.',
        ':10: answer "b": unknown key "point". Did you mean "points"?',
        ':11: answer "b": written is not a date. Write written = 2026-11-23.',
        f":13: {NOT_TOML}",
    ]


@pytest.mark.parametrize("written", ["yesterday", '"monday"', "2026-13-01", "20260101"])
def test_an_answer_whose_date_cannot_be_read_is_still_there(tmp_path: Path, written: str) -> None:
    path = tmp_path / "deck.toml"
    path.write_text(f'[[answers]]\ncard = "a"\nwritten = {written}\npoints = ["x"]\n')
    versions, (problem,) = read_own_answers(path)

    assert versions == {"a": (OwnAnswer(points=(KeyPoint("x"),)),)}
    assert problem.line == 3
