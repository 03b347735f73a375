"""The records on the pages of a database file, read page by page without the trees that lead to them.

After https://www.sqlite.org/fileformat.html, sections 1 and 2. Whatever the file holds, each page is read once, and at
most once more as the continuation of a long record.
"""

import struct
from collections.abc import Collection, Iterator, Sequence
from typing import IO, NamedTuple

Value = None | int | float | str | bytes

_HEADER = 100  # bytes at the start of the first page
_PAGE_SIZES = {1: 65_536} | {1 << power: 1 << power for power in range(9, 16)}
_TABLE_LEAF, _INDEX_LEAF, _INDEX_INNER = 0x0D, 0x0A, 0x02
_LONGEST = 1 << 26  # bytes of a record; a typed answer is far below
_LONGEST_TYPES = 200  # bytes that say of which types its values are; our widest table needs a tenth
_LEAST_CELL = 6  # bytes that a record takes on a page at least, with the two that say where it is
# How many bytes a value takes, by its type; those of 12 and more are blobs and texts. 10 and 11 are in no file.
_SIZES = (0, 1, 2, 3, 4, 6, 8, 8, 0, 0, _LONGEST, _LONGEST)
_REAL = 7
_CONSTANTS = {0: None, 8: 0, 9: 1}
_UNREADABLE = (IndexError, ValueError, struct.error)


class PageRecord(NamedTuple):
    """A row of a table, or an entry of an index; `row` is the number of the row, 0 in an index."""

    row: int
    values: tuple[Value, ...]


class Page(NamedTuple):
    """The records of one page that can be read.

    Attributes:
        numbered: Whether it is of a table whose rows have numbers; else it is of an index or of a table without.
        records: What is on it.
    """

    numbered: bool
    records: list[PageRecord]


def read_pages(file: IO[bytes], numbered: Collection[int], others: Collection[int]) -> Iterator[Page]:
    """Yield what is on every page but the first, in the order of the file; pages that are free are left out.

    Args:
        file: The file.
        numbered: How many values the rows with numbers have that are looked for; no other is read.
        others: The same of the rows without.
    """
    pages = _Pages(file)
    kinds = {_TABLE_LEAF: numbered, _INDEX_LEAF: others, _INDEX_INNER: others}
    for number in pages.in_use():
        page = pages.read(number)
        widths = kinds.get(page[0])
        if widths:
            records = list(_records(pages, page, widths))
            if records:
                yield Page(page[0] == _TABLE_LEAF, records)


class _Pages:
    """The pages of a file, numbered from 1, and which of them have been taken as continuations."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        header = file.read(_HEADER).ljust(_HEADER, b"\0")
        self._size = _PAGE_SIZES.get(int.from_bytes(header[16:18], "big"), 4096)
        self.usable = self._size - header[20]
        self._last = file.seek(0, 2) // self._size
        self._taken = bytearray(self._last + 1)
        self._first_free = int.from_bytes(header[32:36], "big")

    def read(self, number: int) -> bytes:
        """Return what of a page may be used; raise `IndexError` if there is none of that number."""
        if not 0 < number <= self._last:
            raise IndexError(number)
        self._file.seek((number - 1) * self._size)
        return self._file.read(self._size)[: self.usable]

    def in_use(self) -> Iterator[int]:
        """Yield the numbers of the pages after the first that are not on the list of the free ones."""
        free = bytearray(self._last + 1)
        trunk = self._first_free
        while 0 < trunk <= self._last and not free[trunk]:
            free[trunk] = 1
            page = self.read(trunk)
            trunk, leaves = struct.unpack_from(">II", page)
            for (leaf,) in struct.iter_unpack(">I", page[8 : 8 + 4 * min(leaves, len(page) // 4 - 2)]):
                if leaf <= self._last:
                    free[leaf] = 1
        return (number for number in range(2, self._last + 1) if not free[number])

    def continued(self, number: int, size: int) -> bytes:
        """Return the rest of a record, which begins on a page and goes on from each to the next; none is in two."""
        found = bytearray()
        while len(found) < size:
            page = self.read(number)
            if self._taken[number]:
                raise ValueError(number)
            self._taken[number] = 1
            number = int.from_bytes(page[:4], "big")
            found += page[4 : 4 + size - len(found)]
        return bytes(found)


def _records(pages: _Pages, page: bytes, widths: Collection[int]) -> Iterator[PageRecord]:
    inner = page[0] == _INDEX_INNER
    start = 12 if inner else 8
    cells = int.from_bytes(page[3:5], "big")
    if cells > (len(page) - start) // _LEAST_CELL:
        return
    for (at,) in struct.iter_unpack(">H", page[start : start + 2 * cells]):
        try:
            record = _record(pages, page, at + 4 if inner else at, widths)
        except _UNREADABLE:
            continue
        if record:
            yield record


def _record(pages: _Pages, page: bytes, at: int, widths: Collection[int]) -> PageRecord | None:
    size, at = _number(page, at)
    row = 0
    if page[0] == _TABLE_LEAF:
        row, at = _number(page, at)
    here = _bytes_here(pages.usable, size, numbered=page[0] == _TABLE_LEAF)
    content = page[at : at + here]
    types, start = _types(content)
    if len(types) not in widths:
        return None
    sizes = [_SIZES[kind] if kind < 12 else (kind - 12) // 2 for kind in types]
    if start + sum(sizes) != size or size > _LONGEST:
        raise ValueError(size)
    if size > here:
        content += pages.continued(int.from_bytes(page[at + here : at + here + 4], "big"), size - here)
    values: list[Value] = []
    for kind, length in zip(types, sizes, strict=True):
        part = content[start : start + length]
        start += length
        if kind >= 12:
            values.append(part.decode() if kind % 2 else part)
        elif kind == _REAL:
            values += struct.unpack(">d", part)
        else:
            values.append(_CONSTANTS[kind] if kind in _CONSTANTS else int.from_bytes(part, "big", signed=True))
    return PageRecord(row, tuple(values))


def _bytes_here(usable: int, size: int, *, numbered: bool) -> int:
    """Return how many bytes of a record stand on the page itself: section 1.6, X, M and K."""
    most = usable - 35 if numbered else (usable - 12) * 64 // 255 - 23
    if size <= most:
        return size
    least = (usable - 12) * 32 // 255 - 23
    some = least + (size - least) % (usable - 4)
    return some if some <= most else least


def _types(content: bytes) -> tuple[Sequence[int], int]:
    """Return the types of the values of a record, and where the first one begins."""
    usual = content[1 : content[0]]
    if content[0] < 0x80 and usual.isascii():  # each of them in one byte
        return usual, content[0]
    end, at = _number(content, 0)
    if not 0 < end <= _LONGEST_TYPES:
        raise ValueError(end)
    types = []
    while at < end:
        kind, at = _number(content, at)
        types.append(kind)
    if at != end:
        raise ValueError(end)
    return types, end


def _number(content: bytes, at: int) -> tuple[int, int]:
    """Read a number of one to nine bytes; return it, 64 bits with a sign, and where it ends."""
    found = 0
    for place in range(8):
        byte = content[at + place]
        found = found << 7 | byte & 0x7F
        if byte < 0x80:
            return found, at + place + 1
    found = found << 8 | content[at + 8]
    return found - (1 << 64) if found >> 63 else found, at + 9
