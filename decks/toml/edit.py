"""Edits to TOML files that people wrote. Everything that need not change stays as it is, byte for byte."""

import re
import tomllib
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from math import isnan
from typing import Any

from decks.toml.limits import BOM, load_toml
from decks.toml.positions import KeyPath, Statement, comments, find_statements, value_end
from decks.toml.write import key_text, literal

Loader = Callable[[str], dict[str, Any]]


class CannotEdit(ValueError):
    """A change cannot be made to a file without touching something else in it."""


def newline_of(text: str) -> str:
    """Return the line end that most lines of a text have."""
    return "\r\n" if text.count("\r\n") * 2 > text.count("\n") else "\n"


def change_tables(text: str, changes: Mapping[KeyPath, Mapping[str, Any]], *, load: Loader = load_toml) -> str:
    """Return a TOML text with some values changed.

    A changed value keeps its key, its indent and its comment. Comments inside an old value move above it.

    Args:
        text: The text.
        changes: The new values by their keys, for each table by its path; None removes a key.
        load: Reads the text, and the changed text to check it.

    Raises:
        CannotEdit: The text is in a form that cannot be changed this way.
    """
    try:
        data = load(text)
        edits = Edits(text)
        for path, values in changes.items():
            table: Any = data
            for key in path:
                table = table[key]
            edits.change_table(path, table, values)
            table |= values
            for name in [name for name, value in values.items() if value is None]:
                del table[name]
    except (tomllib.TOMLDecodeError, LookupError, TypeError):
        raise CannotEdit from None
    return edits.applied(data, load)


def remove_table(text: str, path: KeyPath) -> str:
    """Return a TOML text without a table, the tables inside it, and the blank line above it."""
    pieces: list[str] = []
    done, inside = 0, False
    for each in find_statements(text):
        belongs = each.path[: len(path)] == path
        if belongs and not inside:
            pieces.append(re.sub(r"(\A|\n)\r?\n\Z", r"\1", text[done : each.start]))
        if belongs:
            done = each.end
        inside = belongs
    return "".join([*pieces, text[done:]])


class Edits:
    """The changes to one text, collected and then made together."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._newline = newline_of(text)
        self._ended = not text or text.endswith("\n")
        self._edits: list[tuple[int, int, str]] = []
        self._inside: defaultdict[KeyPath, list[Statement]] = defaultdict(list)  # the statements of a table or value
        for each in find_statements(text):
            for length in range(len(each.path) + 1):
                self._inside[each.path[:length]].append(each)

    def applied(self, expected: Mapping[str, Any], load: Loader = load_toml) -> str:
        """Return the changed text; raise `CannotEdit` if it does not read back as expected."""
        pieces: list[str] = []
        done = 0
        for start, end, new in sorted(self._edits, key=lambda edit: edit[:2]):
            pieces += [self._text[done:start], new]
            done = end
        changed = "".join([*pieces, self._text[done:]])
        try:
            if _same(load(changed), expected):
                return changed
        except tomllib.TOMLDecodeError:
            pass
        raise CannotEdit

    def change_table(self, path: KeyPath, table: Mapping[str, Any], values: Mapping[str, Any]) -> None:
        """Set keys of a table; None removes one."""
        if inline := self._statement_of(path):
            new = {name: value for name, value in {**table, **values}.items() if value is not None}
            self._replace(inline, new)
            return
        for name, value in values.items():
            self._set((*path, name), table.get(name), value)

    def add_after(self, anchor: Statement, lines: str) -> None:
        """Add lines below a statement, with its indent."""
        self.add_lines(anchor.end, self._indent(anchor) + lines)

    def add_lines(self, at: int, lines: str) -> None:
        """Add lines at the beginning of a line of the text, or at its end."""
        lines = lines.replace("\n", self._newline)
        if at == len(self._text) and not self._ended:
            lines = self._newline + lines
            self._ended = True
        at = max(at, int(self._text.startswith(BOM)))
        self._edits.append((at, at, lines))

    def _set(self, path: KeyPath, old: Any, new: Any) -> None:
        """Change one value, in the form it is written in: a statement, several with dotted keys, or tables."""
        inside = self._inside[path]
        if _same(old, new):
            return
        if new is None:
            self._remove(inside)
        elif not inside:
            self._add(path, new)
        elif written := self._statement_of(path):
            self._replace(written, new)
        elif isinstance(old, dict) and isinstance(new, dict):
            for key in {**old, **new}:
                self._set((*path, key), old.get(key), new.get(key))
        elif _are_tables(old) and _are_tables(new) and len(old) == len(new):
            for position, (before, after) in enumerate(zip(old, new, strict=True)):
                self._set((*path, position), before, after)
        else:
            self._remove(inside)
            self._add(path, new)

    def _statement_of(self, path: KeyPath) -> Statement | None:
        """Return the statement whose value is the whole value at a path, if there is one."""
        inside = self._inside[path]
        return inside[0] if inside and inside[0].path == path and not inside[0].is_header else None

    def _replace(self, written: Statement, new: Any) -> None:
        end = value_end(self._text, written)
        above = self._as_lines(written, comments(self._text, written.value, end))
        self._edits.append((written.start, written.start, above))
        self._edits.append((written.value, end, literal(new).replace("\n", self._newline)))

    def _remove(self, statements: Iterable[Statement]) -> None:
        """Remove statements, and keep their comments as lines of their own."""
        for each in statements:
            kept = self._as_lines(each, comments(self._text, each.value, each.end))
            self._edits.append((each.start, each.end, kept))

    def _add(self, path: KeyPath, value: Any) -> None:
        """Add a statement at the end of its table, or below the dotted keys that make up its table."""
        parent = path[:-1]
        under = [each for each in self._inside[parent] if each.table == parent]
        dotted = [each for each in self._inside[parent] if len(each.table) < len(parent)]
        if under or dotted:
            anchor = (under or dotted)[-1]
            self.add_after(anchor, f"{key_text(*path[len(anchor.table) :])} = {literal(value)}\n")
        elif not parent:
            self.add_lines(0 if self._inside[parent] else len(self._text), f"{key_text(*path)} = {literal(value)}\n")
        else:
            raise CannotEdit

    def _indent(self, statement: Statement) -> str:
        indent = re.compile(r"[ \t]*").match(self._text, statement.start)
        return indent[0] if indent else ""

    def _as_lines(self, statement: Statement, remarks: Iterable[str]) -> str:
        return "".join(f"{self._indent(statement)}{remark}{self._newline}" for remark in remarks)


def _are_tables(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(item, dict) for item in value)


def _same(one: Any, other: Any) -> bool:
    """Return whether two TOML values are equal, a nan included, which is not equal to itself."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(_same(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(_same, one, other))
    if isinstance(one, float) and isinstance(other, float):
        return one == other or (isnan(one) and isnan(other))
    return type(one) is type(other) and bool(one == other)
