"""The user's own answers, in one file per deck. Every version is kept; the newest one of a card counts."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import MAXYEAR, UTC, date, datetime, time, timedelta
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
    versions = {card: _by_date(found) for card, found in versions.items()}
    return versions, problems + sorted(reader.problems, key=lambda problem: problem.line)


def _by_date(versions: tuple[OwnAnswer, ...]) -> tuple[OwnAnswer, ...]:
    if len(versions) == 1:
        return versions
    instants = written_instants(own.written for own in versions)
    return tuple(versions[place] for place in sorted(range(len(versions)), key=instants.__getitem__))


def written_instants(written: Iterable[object]) -> list[datetime]:
    """Return when each version of an answer was written, in the order of the file.

    A version without a date was written when the one above it was. One that has only a day was written when that day
    began, or later that day if the one above it was.
    """
    found: list[datetime] = []
    for each in written:
        above = found[-1] if found else datetime.min.replace(tzinfo=UTC)
        if isinstance(each, datetime):
            found.append(each if each.tzinfo else each.replace(tzinfo=UTC))
        elif isinstance(each, date):
            day = datetime.combine(each, time(), UTC)
            found.append(max(day, above) if above - day < timedelta(days=1) else day)
        else:
            found.append(above)
    return found


def cards_answered(path: Path) -> frozenset[str]:
    """Return the cards whose newest answer in a file has anything in it."""
    return frozenset(card for card, versions in read_own_answers(path)[0].items() if not versions[-1].is_empty)


def lines_answered(path: Path) -> dict[str, int]:
    """Return the line of the newest answer to each card that a file has a readable answer to."""
    text, _ = read_own_text(path)
    return {values["card"]: line for values, line, _ in read_records(text, FORM, path=str(path))[0] if "card" in values}


def add_own_answer(path: Path, card: str, own: OwnAnswer, now: datetime) -> bool:
    """Append a version of an answer, dated now, unless it says the same as the newest version.

    If that is dated later, because a clock was ahead, the new one is dated a second after it.

    Returns:
        Whether it was appended.

    Raises:
        DeckFileError: The file cannot be read or written, or is not valid TOML. It is unchanged.
    """
    versions = read_own_answers(path)[0].get(card) or (OwnAnswer(),)
    if own.same_content_as(versions[-1]):
        return False
    newest = max(written_instants(each.written for each in versions))
    written = now.replace(microsecond=0)
    if now < newest and newest.year < MAXYEAR:
        written = (newest + timedelta(seconds=1)).astimezone(now.tzinfo)

    def make(_: str) -> Mapping[str, Any]:
        table = {"card": card, "written": written, "tick": own.tick}
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

    def newest(tables: Sequence[Mapping[str, Any]]) -> int:
        instants = written_instants(table.get("written") for table in tables)
        return max(range(len(tables)), key=lambda place: (instants[place], place), default=-1)

    set_fields(path, FORM, card, {"tick": tick}, choose=newest)
