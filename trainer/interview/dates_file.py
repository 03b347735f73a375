"""Changes to `interviews.toml`: only statements that say something else are written anew; the rest stays as it was."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from decks.model.errors import DeckFileError
from decks.toml.edit import patched, statement
from decks.toml.limits import load_toml
from decks.toml.positions import find_places
from decks.toml.records import Form, change_text
from trainer.interview.dates import Interview, InterviewsError, interviews_in

_FORM = Form(items="interviews", noun="interview", fields={}, named_by=("at",))


def add_interview(path: Path, interview: Interview) -> None:
    """Append an interview to the file, made if there is none.

    Raises:
        InterviewsError: The file cannot be read or written; it is as it was.
    """
    _change(path, lambda text: text + _written(_table(interview)))


def change_interview(path: Path, interview: Interview, make: Callable[[Interview], Interview]) -> Interview:
    """Change an interview, known by its day and name, added if the file has none such; return it as it is then.

    Args:
        path: The file.
        interview: The interview as it was read.
        make: Returns it as it is to be, given it as the file has it now; asked again if the file changes meanwhile.

    Raises:
        InterviewsError: The file cannot be read or written; it is as it was.
    """
    after = interview

    def change(text: str) -> str:
        nonlocal after
        found = interviews_in(path, text)
        position = _position(found, interview)
        before = interview if position is None else found[position]
        after = make(before)
        if position is None:
            return text + _written(_table(after))
        return _with(path, text, position, before, after)

    _change(path, change)
    return after


def drop_interview(path: Path, interview: Interview) -> None:
    """Take an interview, known by its day and name, out of the file.

    Raises:
        InterviewsError: The file cannot be read or written; it is as it was.
    """

    def change(text: str) -> str:
        position = _position(interviews_in(path, text), interview)
        if position is None:
            return text
        start, end = find_places(text, _FORM.items).cards[position].whole
        before = text[:start]
        return (before[:-1] if before.endswith("\n\n") else before) + text[end:]

    _change(path, change)


def _position(found: Sequence[Interview], interview: Interview) -> int | None:
    place = interview.day, interview.at
    return next((position for position, each in enumerate(found) if (each.day, each.at) == place), None)


def _change(path: Path, change: Callable[[str], str]) -> None:
    """Change the text of the file, each interview a table of its own and the last line ended."""

    def changed(text: str) -> str:
        text = text if text.endswith("\n") or not text else f"{text}\n"
        return change(_as_tables(path, text)).lstrip("\n")

    try:
        change_text(path, _FORM, changed)
    except DeckFileError as error:
        raise InterviewsError(error.what, error.fix) from None


def _as_tables(path: Path, text: str) -> str:
    """Return the text with interviews that are written within brackets, as older greenrooms did, as tables."""
    entries, places = load_toml(text).get(_FORM.items, []), find_places(text, _FORM.items)
    span = places.top.spans.get(_FORM.items)
    if span is None and len(places.cards) == len(entries):
        return text
    if span is None or "#" in text[span.start : span.end]:
        raise _form_error(path)
    return text[: span.start] + text[span.end :] + "".join(map(_written, entries))


def _with(path: Path, text: str, position: int, before: Interview, after: Interview) -> str:
    """Return the text with one interview changed, by statements; all anew where that is no way and loses no comment."""
    table = find_places(text, _FORM.items).cards[position]
    start, end = table.whole
    block = patched(text[start:end], table, _table(before), _table(after))
    for attempt in (block, _written(_table(after)).lstrip("\n")):
        whole = text[:start] + attempt + text[end:]
        if _reads_as(path, whole, position, after):
            return whole
        if "#" in text[start:end]:
            break
    raise _form_error(path)


def _reads_as(path: Path, text: str, position: int, wanted: Interview) -> bool:
    try:
        return interviews_in(path, text)[position] == wanted
    except InterviewsError:
        return False


def _form_error(path: Path) -> InterviewsError:
    return InterviewsError(
        f"{path} has its interviews in a form that cannot be changed without the comments in it",
        "Begin each interview with [[interviews]], its values below; nothing was changed.",
    )


def _written(table: Mapping[str, Any]) -> str:
    return f"\n[[{_FORM.items}]]\n" + "".join(statement(name, value) for name, value in table.items())


def _table(interview: Interview) -> dict[str, Any]:
    known = {
        "at": interview.at,
        "date": interview.day,
        "minutes": interview.minutes,
        "decks": list(interview.decks),
        "debriefed": interview.debriefed,
    }
    return {name: value for name, value in known.items() if value not in ("", None, [])} | dict(interview.rest)
