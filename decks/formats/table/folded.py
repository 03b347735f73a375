"""Tables with several cards in a row: `Question 1, Answer 1, Question 2`, or the same names again and again."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from decks.formats.field_names import meaning_of
from decks.formats.table.layout import TableRow

_COUNTED = re.compile(r"(.{0,60}?\D)[ _-]*(\d{1,3})")


def unfolded(table: Sequence[TableRow]) -> Sequence[TableRow]:
    """Return a table with one card in a row; one whose names do not repeat with a question among them as it is."""
    names = [cell.strip() for cell in table[0].cells] if table else []
    columns = _groups(names)
    counted = Counter(name for group in columns.values() for name, _ in group)
    asks = [name for name in counted if (meaning := meaning_of(name)) and meaning.field == "question" and meaning.sure]
    if len(columns) < 2 or not asks or any(times != len(columns) for times in counted.values()):
        return table
    inside = {at for group in columns.values() for _, at in group}
    shared = [at for at in range(len(names)) if at not in inside]
    header = table[0]._replace(cells=[*(names[at] for at in shared), *counted])
    return [header, *(card for row in table[1:] for card in _cards(row, columns.values(), shared))]


def _groups(names: Sequence[str]) -> dict[int, list[tuple[str, int]]]:
    """Return the names and positions of columns that repeat, by their number or by which time they come."""
    repeated = {name for name, times in Counter(names).items() if times > 1 and name}
    seen: Counter[str] = Counter()
    groups: dict[int, list[tuple[str, int]]] = {}
    for at, name in enumerate(names):
        if found := _COUNTED.fullmatch(name):
            groups.setdefault(int(found[2]), []).append((found[1].strip(" _-"), at))
        elif name in repeated:
            seen[name] += 1
            groups.setdefault(seen[name], []).append((name, at))
    return groups


def _cards(row: TableRow, groups: Iterable[list[tuple[str, int]]], shared: Sequence[int]) -> Iterator[TableRow]:
    for group in groups:
        cells = [row.cells[at] if at < len(row.cells) else "" for at in (*shared, *(at for _, at in group))]
        if any(cell.strip() for cell in cells[len(shared) :]):
            yield row._replace(cells=cells)
