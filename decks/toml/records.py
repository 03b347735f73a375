"""Files of records that a user keeps, such as own answers and stories: read with all problems, and changed safely."""

import contextlib
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from cards.errors import os_reason
from cards.text import clean_line
from decks.model.deck import FORMAT
from decks.model.errors import DeckFileError
from decks.model.fields import Reader
from decks.model.problems import Problem, clipped
from decks.model.table_reader import TableReader
from decks.toml.atomic import ChangedMeanwhile, content_of, replace_own
from decks.toml.edit import CannotEdit, change_tables
from decks.toml.files import Unreadable, read_text
from decks.toml.limits import load_toml
from decks.toml.locks import path_lock
from decks.toml.positions import find_lines
from decks.toml.read import read_sound
from decks.toml.repair import blank_out_lines
from decks.toml.write import statement

_TRIES = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """The form of a file of records.

    Attributes:
        items: The key of its list of tables.
        noun: What one record is called.
        fields: The reader of every key a record may have, in the order in which they are written.
        named_by: The keys that name a record in a problem; the first one it has is used.
        spare: The keys a record is used without if they cannot be read.
    """

    items: str
    noun: str
    fields: Mapping[str, Reader]
    named_by: tuple[str, ...]
    spare: frozenset[str] = frozenset()


class Record(NamedTuple):
    """One record: its fields that could be read, the line it begins on, and its name in problems."""

    values: dict[str, Any]
    line: int
    name: str


def read_records(text: str, form: Form, *, path: str) -> tuple[list[Record], TableReader]:
    """Read the records of a file.

    Returns:
        The usable records, and the reader with the problems found so far. A record is left out if one of its fields
        cannot be read, unless that field is spare.
    """
    text = text.replace("\r\n", "\n")
    data, sound, broken = read_sound(text, path=path, items=form.items)
    if broken:
        text, blanked_out = blank_out_lines(text, path, form.items, form.spare)
        data, sound, broken = read_sound(text, path=path, items=form.items)
        broken = blanked_out + broken
    reader = TableReader(path, find_lines(sound, form.items), broken, noun=form.noun)
    if data is None or not reader.check_top(data, "format", form.items):
        return [], reader
    tables = data.get(form.items, [])
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        line, fix = reader.lines.top.keys.get(form.items, 1), f"Begin each {form.noun} with [[{form.items}]]."
        reader.add(line, f"{form.items} is not a list of tables", fix)
        return [], reader
    return [record for n, table in enumerate(tables) if (record := _record(reader, form, n, table))], reader


def _record(reader: TableReader, form: Form, position: int, table: Mapping[str, object]) -> Record | None:
    place = f"{form.noun} {position + 1}"
    name = clipped(str(next((table[key] for key in form.named_by if key in table), place)), 40)
    lines = reader.lines.item(position)
    values, _ = reader.fields(table, form.fields, lines, name)
    unreadable = {key for key in table if key in form.fields and key not in values}
    return Record(values, lines.line, name) if unreadable <= form.spare else None


def read_own_text(path: Path) -> tuple[str, list[Problem]]:
    """Return the text of a file, empty if there is none, and the problem if it cannot be read."""
    try:
        return (read_text(path), []) if path.exists() else ("", [])
    except Unreadable as error:
        return "", [error.problem]


def append_record(path: Path, form: Form, make: Callable[[str], Mapping[str, Any]]) -> None:
    """Append a record to a file, created if there is none. Every line in it stays as it is.

    Args:
        path: The file.
        form: Its form.
        make: Returns the table of the record, given the text of the file; called again if another program changes
            the file meanwhile.

    Raises:
        DeckFileError: The file cannot be read or written, or is not valid TOML. It is unchanged.
    """

    def change(text: str) -> str:
        table = make(text)
        record = "".join(statement(name, table[name]) for name in form.fields if name in table)
        line_end = "" if text.endswith("\n") or not text else "\n"
        return f"{text or statement('format', FORMAT)}{line_end}\n[[{form.items}]]\n{record}"

    change_text(path, form, change)


def set_fields(
    path: Path,
    form: Form,
    name: str,
    changes: Mapping[str, Any],
    *,
    every: bool = False,
    choose: Callable[[Sequence[Mapping[str, Any]]], int] = lambda _: -1,
) -> None:
    """Set fields of one record of a name, or of every one. Everything else in the file stays as it is.

    Args:
        path: The file.
        form: Its form.
        name: What the records are named by.
        changes: The new values.
        every: Whether to change every record of that name.
        choose: Returns which of them to change, by position; the last one, unless given.

    Raises:
        DeckFileError: There is no such record, or the file cannot be read or written, or is not valid TOML.
    """

    def change(text: str) -> str:
        found = load_toml(text).get(form.items)
        tables = found if isinstance(found, list) else []
        positions = [
            position
            for position, table in enumerate(tables)
            if isinstance(table, dict) and table.get(form.named_by[0]) == name
        ]
        try:
            chosen = positions if every else [positions[choose([tables[position] for position in positions])]]
            return change_tables(text, {(form.items, position): changes for position in chosen})
        except (CannotEdit, IndexError):
            reason = f'has no {form.noun} "{name}" that can be changed'
            raise DeckFileError(path, reason, "Change the file yourself.") from None

    change_text(path, form, change)


def change_text(path: Path, form: Form, change: Callable[[str], str]) -> None:
    """Replace the text of a file, created if there is none, in one step. Its line ends stay as they are.

    Args:
        path: The file.
        form: Its form.
        change: Returns the new text, given the text there is; called again if another program changes the file
            meanwhile.

    Raises:
        DeckFileError: The file cannot be read or written, or is not valid TOML. It is unchanged.
    """
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with path_lock(path.parent):
            for _ in range(_TRIES):
                seen = content_of(path)
                text = _valid_text(path)
                # A file that has line ends of both kinds keeps them.
                newline = "\r\n" if 0 < text.count("\r\n") == text.count("\n") else "\n"
                changed = change(text.replace(newline, "\n"))
                _check(path, form, changed)
                with contextlib.suppress(ChangedMeanwhile):
                    content = changed.replace("\n", newline).encode()
                    replace_own(path, content, seen=seen, guarded=True, locked=True)
                    return
    except OSError as error:
        reason = f"cannot be written ({os_reason(error)})"
        raise DeckFileError(path, reason, "Check permissions and free space.") from None
    raise DeckFileError(path, f"is being changed by another program, so the {form.noun} was not saved", "Try again.")


def _valid_text(path: Path) -> str:
    """Return the text of a file; raise `DeckFileError` if it cannot be read or is not valid TOML."""
    try:
        text = read_text(path) if path.exists() else ""
        load_toml(text)
    except tomllib.TOMLDecodeError as error:
        what = f"is not valid TOML ({clean_line(str(error))})"
        raise DeckFileError(path, what, "Fix it first; nothing was changed.") from None
    return text


def _check(path: Path, form: Form, text: str) -> None:
    """Raise `DeckFileError` if a changed text is not valid TOML: no table can be added to an inline list."""
    try:
        load_toml(text)
    except tomllib.TOMLDecodeError:
        fix = f"Begin each {form.noun} with [[{form.items}]]; nothing was changed."
        raise DeckFileError(path, f"lists its {form.items} in a way greenroom can't add to", fix) from None
