"""The user's own answers, in one file per deck. Every version is kept; the last one of a card counts."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from cards.own_answer import OwnAnswer
from decks.model.fields import read_flag, read_line, read_points, read_text, read_when
from decks.model.problems import Problem
from decks.toml.records import Form, append_record, read_own_text, read_records, set_fields
from decks.toml.write import plain

FORM = Form(
    items="answers",
    noun="answer",
    fields={
        "card": read_line,
        "written": read_when,
        "tick": read_flag,
        "points": read_points,
        "notes": read_text,
    },
    named_by=("card",),
    spare=frozenset({"written", "tick"}),
)


def read_own_answers(path: Path) -> tuple[dict[str, tuple[OwnAnswer, ...]], list[Problem]]:
    """Return all versions of the answers in a file by card, the newest last, and every problem found."""
    text, problems = read_own_text(path)
    records, reader = read_records(text, FORM, path=str(path))
    versions: dict[str, tuple[OwnAnswer, ...]] = {}
    for values, line, name in records:
        if "card" not in values:
            reader.add(line, "there is no card", 'Add a line: card = "...", the id of the card it answers.', card=name)
            continue
        card = values.pop("card")
        versions[card] = (*versions.get(card, ()), OwnAnswer(**values))
    return versions, problems + sorted(reader.problems, key=lambda problem: problem.line)


def cards_answered(path: Path) -> frozenset[str]:
    """Return the cards whose newest answer in a file has anything in it."""
    return frozenset(card for card, versions in read_own_answers(path)[0].items() if not versions[-1].is_empty)


def lines_answered(path: Path) -> dict[str, int]:
    """Return the line of the newest answer to each card that a file has a readable answer to."""
    text, _ = read_own_text(path)
    return {values["card"]: line for values, line, _ in read_records(text, FORM, path=str(path))[0] if "card" in values}


def add_own_answer(path: Path, card: str, own: OwnAnswer, now: datetime) -> bool:
    """Append a version of an answer, dated now, unless it says the same as the last version.

    Returns:
        Whether it was appended.

    Raises:
        DeckFileError: The file cannot be read or written, or is not valid TOML. It is unchanged.
    """
    if own.same_content_as((read_own_answers(path)[0].get(card) or (OwnAnswer(),))[-1]):
        return False

    def make(_: str) -> Mapping[str, Any]:
        table = {"card": card, "written": now.replace(microsecond=0), "tick": own.tick}
        return table | {"points": plain(own.points), "notes": own.notes}

    append_record(path, FORM, make)
    return True


def rename_answered(path: Path, was: str, card: str) -> None:
    """Write a card's present id in every version of its answer. Everything else in the file stays as it is.

    Raises:
        DeckFileError: The file cannot be read or written, or is not valid TOML. The file is unchanged.
    """
    if was in lines_answered(path):
        set_fields(path, FORM, was, {"card": card}, every=True)


def set_tick(path: Path, card: str, *, tick: bool) -> None:
    """Set whether the user ticks their own points instead of the card's. No version is added.

    Raises:
        DeckFileError: There is no answer to the card, or its file cannot be read or written. The file is unchanged.
    """
    set_fields(path, FORM, card, {"tick": tick})
