"""The text of a file that travels as units with values, and edits that give it other values.

All that need not change in a text stays as it is: comments, order, spacing.
"""

import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from decks.toml.edit import CannotEdit, change_tables, newline_of, remove_table
from decks.toml.limits import BOM, load_toml
from decks.toml.positions import KeyPath, comments, find_statements
from decks.toml.write import statement
from trainer.sync.kinds import Kind
from trainer.sync.registers import Units
from trainer.sync.values import decode, encode

TOP = "top"  # the unit of the values at the top of a file
DECK = "deck"  # the unit of the table [deck]


class NotUnits(ValueError):
    """A text that can't travel statement by statement; says why."""


@lru_cache(maxsize=4)  # a merge asks for the same texts again and again
def read_units(kind: Kind, text: str) -> Units:
    """Return the values in a text, encoded, by unit and key.

    Raises:
        NotUnits: It isn't valid TOML, or its list isn't one of tables.
    """
    return _units(kind, _load(kind, text))


def _load(kind: Kind, text: str) -> dict[str, Any]:
    try:
        data = load_toml(text)
    except tomllib.TOMLDecodeError as error:
        raise NotUnits(f"is not valid TOML ({error})") from None
    tables = data.get(kind.items, []) if kind.items else []
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        raise NotUnits(f"has {kind.items} that are not tables")
    return data


def _units(kind: Kind, data: Mapping[str, Any]) -> dict[str, dict[str, str]]:
    units: dict[str, dict[str, str]] = {}
    top = {key: encode(value) for key, value in data.items() if _is_top(kind, key, value) and kind.travels(key)}
    deck = data.get(DECK)
    for unit, table in ((TOP, None), (DECK, deck if isinstance(deck, dict) else None)):
        values = top if table is None and unit == TOP else {key: encode(value) for key, value in (table or {}).items()}
        if values:
            units[unit] = values
    tables = _items(kind, data)
    for name, each in zip(kind.names(tables), tables, strict=True):
        units[name] = {key: encode(value) for key, value in each.items()} or {"": "{}"}
    return units


def _is_top(kind: Kind, key: str, value: Any) -> bool:
    return key != kind.items and not (key == DECK and isinstance(value, dict))


def _items(kind: Kind, data: Mapping[str, Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = data.get(kind.items, []) if kind.items else []
    return found


def comments_in(text: str) -> Counter[str]:
    """Return the comments of a text."""
    return Counter(comments(text, int(text.startswith(BOM)), len(text)))


Before = Mapping[str, str]  # which unit of the text a new unit has to stand before; the others are appended


def with_units(
    kind: Kind, text: str, wanted: Units, sources: Sequence[str], before: Before = MappingProxyType({})
) -> str:
    """Return a text changed to have other values; new tables are added as they are written in one of the sources.

    Raises:
        CannotEdit: The text is in a form that can't be changed this way.
        NotUnits: It isn't valid TOML.
    """
    data = _load(kind, text)
    units = _units(kind, data)
    if units == wanted:
        return text
    tables = _items(kind, data)
    names = kind.names(tables)
    fresh = [unit for unit in wanted if unit not in units and unit not in (TOP, DECK)]
    changes: dict[KeyPath, dict[str, Any]] = {(): _changes(units.get(TOP, {}), wanted.get(TOP, {}))}
    if DECK in units and DECK in wanted:
        changes[DECK,] = _changes(units[DECK], wanted[DECK])
    elif DECK in wanted or DECK in units:
        changes[()][DECK] = _decoded(wanted[DECK]) if DECK in wanted else None
    if any(each.path == (kind.items,) for each in find_statements(text)):  # an inline list is one value
        kept = [wanted[name] for name in [*names, *_in_order(kind, fresh, sources)] if name in wanted]
        if [units[name] for name in names] != kept:
            changes[()][kind.items] = [_decoded(values) for values in kept]
        return _checked(kind, change_tables(text, changes), wanted)
    for position, name in enumerate(names):
        if name in wanted and wanted[name] != units[name]:
            changes[kind.items, position] = _changes(units[name], wanted[name])
    text = change_tables(text, {path: values for path, values in changes.items() if values})
    for position, name in reversed(list(enumerate(names))):
        if name not in wanted:
            text = remove_table(text, (kind.items, position))
    return _checked(kind, _with_tables(kind, text, _in_order(kind, fresh, sources), wanted, sources, before), wanted)


def _changes(was: Mapping[str, str], wanted: Mapping[str, str]) -> dict[str, Any]:
    """Return the values that differ; None for one that is not wanted."""
    return {
        key: decode(wanted[key]) if key in wanted else None
        for key in {**was, **wanted}
        if was.get(key) != wanted.get(key)
    }


def _decoded(values: Mapping[str, str]) -> dict[str, Any]:
    return {key: decode(value) for key, value in values.items()}


def _checked(kind: Kind, text: str, wanted: Units) -> str:
    """Return a text; raise `CannotEdit` if it doesn't have the values that are wanted."""
    try:
        if read_units(kind, text) == wanted:
            return text
    except NotUnits:
        pass
    raise CannotEdit


def _with_tables(
    kind: Kind, text: str, fresh: Sequence[str], wanted: Units, sources: Sequence[str], before: Before
) -> str:
    """Return a text with units added."""
    if not fresh:
        return text
    written = {unit: chunk for source in sources for unit, chunk in _chunks(kind, source)}
    places = _places(kind, text) if before else {}
    added: dict[int, str] = {}
    for unit in fresh:
        chunk = written.get(unit, "")
        if not _reads_as(kind, chunk, wanted[unit]):
            lines = "".join(statement(key, value) for key, value in _decoded(wanted[unit]).items() if key)
            chunk = f"[[{kind.items}]]\n{lines}"
        place = places.get(before.get(unit, ""), len(text))
        added[place] = f"{added.get(place, '')}\n{chunk}".replace("\r\n", "\n").replace("\n", newline_of(text))
    pieces, done = [], 0
    for place, chunks in sorted(added.items()):
        pieces += [text[done:place], "" if place < len(text) or text.endswith("\n") or not text else newline_of(text)]
        pieces.append(chunks)
        done = place
    return "".join([*pieces, text[done:]])


def _places(kind: Kind, text: str) -> dict[str, int]:
    """Return where to add something before each table: at the end of what is above it and its comments."""
    names = kind.names(_items(kind, _load(kind, text)))
    places: dict[str, int] = {}
    above = int(text.startswith(BOM))
    for each in find_statements(text):
        if each.is_header and len(each.path) == 2 and each.path[0] == kind.items and isinstance(each.path[1], int):
            places[names[each.path[1]]] = above
        above = each.end
    return places


def _reads_as(kind: Kind, chunk: str, values: Mapping[str, str]) -> bool:
    try:
        return [*read_units(kind, chunk).values()] == [values]
    except NotUnits:
        return False


def _in_order(kind: Kind, units: Iterable[str], sources: Iterable[str]) -> list[str]:
    """Return units in the order in which the sources have them."""
    places: dict[str, int] = {}
    for source in sources:
        for name in kind.names(_items(kind, _load(kind, source))):
            places.setdefault(name, len(places))
    return sorted(units, key=lambda unit: (places.get(unit, len(places)), unit))


def _chunks(kind: Kind, text: str) -> Iterator[tuple[str, str]]:
    """Yield the tables of a text as they are written, with the comments directly above them."""
    text = text.replace("\r\n", "\n")
    names = kind.names(_items(kind, _load(kind, text)))
    starts: dict[int, int] = {}
    ends: dict[int, int] = {}
    before = 0  # the end of the statement before
    current = -1
    for each in find_statements(text):
        position = each.path[1] if len(each.path) > 1 and each.path[0] == kind.items else None
        if isinstance(position, int):
            if position not in starts:
                starts[position] = _above(text, before, each.start)
                ends[position] = each.end
            elif position == current:
                ends[position] = each.end
        current = position if isinstance(position, int) else -1
        before = each.end
    for position, name in enumerate(names):
        if position in starts:
            chunk = text[starts[position] : ends[position]]
            yield name, chunk if chunk.endswith("\n") else f"{chunk}\n"


def _above(text: str, begin: int, start: int) -> int:
    """Return where the comments directly above a line begin."""
    for line in reversed(text[begin:start].split("\n")[:-1]):
        if not line.lstrip().startswith("#"):
            break
        start -= len(line) + 1
    return start
