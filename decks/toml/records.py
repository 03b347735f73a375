"""Files of a person's own material: text -> records, all problems at once, and the changes made to such a file."""

import contextlib
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from cards.text import clean_line
from decks.model.deck import FORMAT
from decks.model.errors import DeckFileError
from decks.model.fields import Reader
from decks.model.problems import Level, Problem, clipped, nearest
from decks.model.read_tables import Reading
from decks.toml.atomic import ChangedMeanwhile, folder_lock, replace_own
from decks.toml.edit import CannotEdit, change_tables
from decks.toml.files import Unreadable, read_text
from decks.toml.limits import load_toml
from decks.toml.positions import find_lines
from decks.toml.read import NOT_TOML, read_sound
from decks.toml.repair import set_lines_aside
from decks.toml.write import statement

_TRIES = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """What a file of records is made of.

    Attributes:
        items: The name of its list of tables.
        noun: What one of them is called.
        fields: Every key a record may have, in the order in which it is written.
        named_by: The keys that name a record in a problem; the first it has is taken.
        spare: The keys a record can do without where they cannot be read.
    """

    items: str
    noun: str
    fields: Mapping[str, Reader]
    named_by: tuple[str, ...]
    spare: frozenset[str] = frozenset()


class Record(NamedTuple):
    """The readable fields of one record, the line it begins on and how problems call it."""

    values: dict[str, Any]
    line: int
    name: str


def read_records(text: str, form: Form, *, path: str) -> tuple[list[Record], Reading]:
    """Return the records whose every field that matters can be read, and the problems found so far."""
    text = text.replace("\r\n", "\n")
    data, sound, broken = read_sound(text, path=path, items=form.items)
    if broken:
        text, aside = set_lines_aside(text, path, form.items, form.spare)
        data, sound, broken = read_sound(text, path=path, items=form.items)
        broken = aside + broken
    reading = Reading(path, find_lines(sound, form.items), broken, noun=form.noun)
    if data is None:
        return [], reading
    top = reading.lines.top.keys
    for name in sorted(set(data) - {"format", form.items}):
        near = nearest(name, ["format", form.items])
        fix = f'Did you mean "{near}"?' if near else f"Known at the top: format, {form.items}."
        reading.add(top.get(name, 1), f'unknown key "{clipped(name, 40)}"', fix, level=Level.WARNING)
    if data.get("format", FORMAT) != FORMAT:
        what = f"format is {clipped(repr(data['format']), 40)}, and this greenroom reads format {FORMAT}"
        reading.add(top.get("format", 1), what, "Write format = 1, or get a newer greenroom.")
        return [], reading
    tables = data.get(form.items, [])
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        line = top.get(form.items, 1)
        reading.add(line, f"{form.items} is not a list of tables", f"Begin each {form.noun} with [[{form.items}]].")
        return [], reading
    return [record for n, table in enumerate(tables) if (record := _record(reading, form, n, table))], reading


def _record(reading: Reading, form: Form, position: int, table: Mapping[str, object]) -> Record | None:
    name = clean_line(str(next((table[key] for key in form.named_by if key in table), "?")))
    lines = reading.lines.item(position)
    values, _ = reading.fields(table, form.fields, lines, name[:40])
    unread = {key for key in table if key in form.fields and key not in values}
    return Record(values, lines.line, name[:40]) if unread <= form.spare else None


def read_own_text(path: Path) -> tuple[str, list[Problem]]:
    """Return the text of a file, empty if there is none, and what kept it from being read."""
    try:
        return (read_text(path), []) if path.exists() else ("", [])
    except Unreadable as error:
        return "", [error.problem]


def append_record(path: Path, form: Form, make: Callable[[str], Mapping[str, Any]]) -> None:
    """Append a record to a file, made if there is none; every line that is in it stays as it is.

    Args:
        path: The file.
        form: What it is made of.
        make: Returns the record's table, given the text of the file as it is then.

    Raises:
        DeckFileError: The file cannot be read or written, or is no sound TOML; it is as it was.
    """

    def change(text: str) -> str:
        table = make(text)
        written = "".join(statement(name, table[name]) for name in form.fields if name in table)
        newline = "" if text.endswith("\n") or not text else "\n"
        return f"{text or f'format = {FORMAT}{chr(10)}'}{newline}\n[[{form.items}]]\n{written}"

    change_text(path, form, change)


def set_fields(path: Path, form: Form, name: str, changes: Mapping[str, Any]) -> None:
    """Set some fields of the last record of a name, every other line of the file as it was.

    Raises:
        DeckFileError: There is no such record, or the file cannot be read or written, or is no sound TOML.
    """

    def change(text: str) -> str:
        records = load_toml(text).get(form.items)
        named = [
            position
            for position, record in enumerate(records if isinstance(records, list) else [])
            if isinstance(record, dict) and record.get(form.named_by[0]) == name
        ]
        try:
            return change_tables(text, {(form.items, named[-1]): changes})
        except (CannotEdit, IndexError):
            what = f'has no {form.noun} "{name}" that can be changed'
            raise DeckFileError(path, what, "Write it there by hand.") from None

    change_text(path, form, change)


def change_text(path: Path, form: Form, change: Callable[[str], str]) -> None:
    """Put what `change` makes of a file's text in its place in one step.

    An edit made meanwhile is seen, and taken in: `change` is asked again for the new text. Line ends stay as they were.

    Raises:
        DeckFileError: The file cannot be read or written, or is no sound TOML; it is as it was.
    """
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with folder_lock(path.parent):
            for _ in range(_TRIES):
                seen = path.read_bytes() if path.exists() else None
                text = _sound_text(path)
                # A file that has line ends of both kinds keeps them.
                newline = "\r\n" if 0 < text.count("\r\n") == text.count("\n") else "\n"
                wanted = change(text.replace(newline, "\n"))
                _check(path, form, wanted)
                wanted = wanted.replace("\n", newline)
                with contextlib.suppress(ChangedMeanwhile):
                    replace_own(path, wanted.encode(), seen=seen, guarded=True, locked=True)
                    return
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise DeckFileError(path, f"cannot be written ({reason})", "Check the rights and the free space.") from None
    raise DeckFileError(path, f"is being changed by another program, so the {form.noun} was not saved", "Try again.")


def _sound_text(path: Path) -> str:
    """Return the text of a file; raise `DeckFileError` if it is none or no TOML, which nothing may be added to."""
    try:
        text = read_text(path) if path.exists() else ""
        load_toml(text)
    except NOT_TOML as error:
        told = clean_line(str(error)) if isinstance(error, tomllib.TOMLDecodeError) else "nested too deeply"
        raise DeckFileError(path, f"is not valid TOML ({told})", "Mend it first; nothing was changed.") from None
    return text


def _check(path: Path, form: Form, text: str) -> None:
    """Raise `DeckFileError` if a changed text is no TOML: tables cannot be added to a list that is closed."""
    try:
        load_toml(text)
    except NOT_TOML:
        fix = f"Begin each {form.noun} with [[{form.items}]]; nothing was changed."
        raise DeckFileError(path, f"has its {form.items} in a form that nothing can be added to", fix) from None
