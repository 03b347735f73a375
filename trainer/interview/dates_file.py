"""Changes to `interviews.toml` that leave everything else as the user wrote it."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from decks.model.errors import DeckFileError
from decks.toml.edit import CannotEdit, change_tables, remove_table
from decks.toml.limits import load_toml
from decks.toml.positions import comments, find_statements
from decks.toml.records import Form, change_text
from decks.toml.write import statement
from trainer.interview.dates import Interview, InterviewsError, interviews_in

Change = Callable[[Interview], Interview]
_FORM = Form(items="interviews", noun="interview", fields={}, named_by=("at",))


def add_interview(path: Path, interview: Interview) -> None:
    """Append an interview to the file, which is created if there is none.

    Raises:
        InterviewsError: The file cannot be read or written; nothing was changed.
    """
    _change(path, lambda text: text + _table_text(_table(interview)))


def change_interview(path: Path, interview: Interview, make: Change) -> Interview:
    """Change one interview as `change_interviews` does; return it changed."""
    (after,) = change_interviews(path, [(interview, make)])
    return after


def change_interviews(path: Path, changes: Sequence[tuple[Interview, Change]]) -> list[Interview]:
    """Change interviews in the file and return them changed. One is added if none there has its day and name.

    Args:
        path: The file.
        changes: Each interview as it was read, with what returns the changed interview for the one now in the file.
            That is called again if the file is saved meanwhile.

    Raises:
        InterviewsError: The file cannot be read or written; nothing was changed.
    """
    changed: list[Interview] = []

    def change(text: str) -> str:
        changed.clear()
        found = interviews_in(path, text)
        positions = {(each.day, each.at): position for position, each in reversed(list(enumerate(found)))}
        edits: dict[int, tuple[Interview, Interview]] = {}
        added = ""
        for interview, make in changes:
            position = positions.get((interview.day, interview.at))
            before = interview if position is None else found[position]
            changed.append(make(before))
            if position is None:
                added += _table_text(_table(changed[-1]))
            else:
                edits[position] = before, changed[-1]
        return (_with(path, text, edits) if edits else text) + added

    _change(path, change)
    return changed


def drop_interview(path: Path, interview: Interview) -> None:
    """Remove the interview with this day and name from the file.

    Raises:
        InterviewsError: The file cannot be read or written; nothing was changed.
    """

    def change(text: str) -> str:
        position = _position(interviews_in(path, text), interview)
        if position is None:
            return text
        return remove_table(text, (_FORM.items, position))

    _change(path, change)


def _position(interviews: Sequence[Interview], interview: Interview) -> int | None:
    """Return the position of the interview with the same day and name."""
    wanted = interview.day, interview.at
    return next((position for position, each in enumerate(interviews) if (each.day, each.at) == wanted), None)


def _change(path: Path, change: Callable[[str], str]) -> None:
    """Change the text of the file, given to `change` with each interview as a table and a newline at the end."""

    def changed(text: str) -> str:
        text = text if text.endswith("\n") or not text else f"{text}\n"
        return change(_as_tables(path, text)).lstrip("\n")

    try:
        change_text(path, _FORM, changed)
    except DeckFileError as error:
        raise InterviewsError(error.what, error.fix) from None


def _as_tables(path: Path, text: str) -> str:
    """Return the text with interviews in an inline list rewritten as tables; raise if that would lose a comment."""
    inline = next((each for each in find_statements(text) if each.path == (_FORM.items,)), None)
    if inline is None:
        return text
    if comments(text, inline.value, inline.end):
        raise _form_error(path)
    entries = load_toml(text)[_FORM.items]
    return text[: inline.start] + text[inline.end :] + "".join(map(_table_text, entries))


def _with(path: Path, text: str, edits: Mapping[int, tuple[Interview, Interview]]) -> str:
    """Return the text with interviews changed, by position; only the keys whose values differ are written."""
    changes: dict[tuple[str | int, ...], dict[str, Any]] = {
        (_FORM.items, position): _differences(*edit) for position, edit in edits.items()
    }
    try:
        changed = change_tables(text, changes)
        found = interviews_in(path, changed)
        if all(found[position] == after for position, (_, after) in edits.items()):
            return changed
    except (CannotEdit, InterviewsError):
        pass
    raise _form_error(path)


def _differences(before: Interview, after: Interview) -> dict[str, Any]:
    old, new = _table(before), _table(after)
    return {name: new.get(name) for name in {**old, **new} if old.get(name) != new.get(name)}


def _form_error(path: Path) -> InterviewsError:
    """Return the error for a file that can't be changed without losing comments."""
    return InterviewsError(
        f"Changing the interviews in {path} would lose your comments",
        "Write each interview as [[interviews]] with its values below; nothing was changed.",
    )


def _table_text(table: Mapping[str, Any]) -> str:
    """Return an interview as text to append to the file."""
    return f"\n[[{_FORM.items}]]\n" + "".join(statement(name, value) for name, value in table.items())


def _table(interview: Interview) -> dict[str, Any]:
    """Return an interview as a table of the file, without what is empty."""
    known = {
        "at": interview.at,
        "date": interview.day,
        "minutes": interview.minutes,
        "decks": list(interview.decks),
        "id": interview.id,
        "debriefed": interview.debriefed,
    }
    return {name: value for name, value in known.items() if value not in ("", None, [])} | dict(interview.rest)
