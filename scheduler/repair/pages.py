"""The records on the pages of a database file, read page by page without the B-trees that lead to them.

For the format see https://www.sqlite.org/fileformat.html, sections 1 and 2. Whatever the file contains, each page is
read once, and at most once more as an overflow page.
"""

import struct
from collections.abc import Collection, Iterator, Sequence
from typing import IO, NamedTuple

Value = None | int | float | str | bytes

_HEADER_BYTES = 100  # at the start of the first page
_PAGE_SIZES = {1: 65_536} | {1 << power: 1 << power for power in range(9, 16)}
_TABLE_LEAF, _INDEX_LEAF, _INDEX_INNER = 0x0D, 0x0A, 0x02
_LONGEST = 1 << 26  # bytes of a record; typed answers are far shorter
_LONGEST_TYPES = 200  # bytes of a record header; our widest table needs a tenth of that
_SMALLEST_CELL = 6  # bytes of a record on a page, with the two of its cell pointer
# The bytes of a value by its serial type. 12 and above are blobs and texts; 10 and 11 are in no file.
_SIZES = (0, 1, 2, 3, 4, 6, 8, 8, 0, 0, _LONGEST, _LONGEST)
_REAL = 7
_CONSTANTS = {0: None, 8: 0, 9: 1}
_UNREADABLE = (IndexError, ValueError, struct.error)


class PageRecord(NamedTuple):
    """A row of a table or an entry of an index; `row` is the row number, 0 where there is none."""

    row: int
    values: tuple[Value, ...]


class Page(NamedTuple):
    """The readable records of a page; `numbered` if it belongs to a table with row numbers."""

    numbered: bool
    records: list[PageRecord]


def read_pages(file: IO[bytes], numbered: Collection[int], others: Collection[int]) -> Iterator[Page]:
    """Yield the records of every page but the first and the free ones, in the order of the file.

    Args:
        file: The database file.
        numbered: How many values a record may have in a table with row numbers; other records are skipped.
        others: The same for records in indexes and in tables without row numbers.
    """
    pages = _Pages(file)
    kinds = {_TABLE_LEAF: numbered, _INDEX_LEAF: others, _INDEX_INNER: others}
    for number in pages.in_use():
        page = pages.read(number)
        widths = kinds.get(page[0])
        if widths and (records := list(_records(pages, page, widths))):
            yield Page(page[0] == _TABLE_LEAF, records)


class _Pages:
    """The pages of a file, numbered from 1, and a note of those read as overflow pages."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        header = file.read(_HEADER_BYTES).ljust(_HEADER_BYTES, b"\0")
        self._size = _PAGE_SIZES.get(int.from_bytes(header[16:18], "big"), 4096)
        self.usable = self._size - header[20]
        self._last = file.seek(0, 2) // self._size
        self._overflow_pages = bytearray(self._last + 1)
        self._first_free = int.from_bytes(header[32:36], "big")

    def read(self, number: int) -> bytes:
        """Return the usable part of a page; raise `IndexError` if there is no such page."""
        if not 0 < number <= self._last:
            raise IndexError(number)
        self._file.seek((number - 1) * self._size)
        return self._file.read(self._size)[: self.usable]

    def in_use(self) -> Iterator[int]:
        """Yield the numbers of the pages after the first that are not in the freelist."""
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

    def overflow(self, number: int, size: int) -> bytes:
        """Return the rest of a record, `size` bytes, from its chain of overflow pages.

        Raises:
            ValueError: A page is in the chain of another record, or twice in this one.
        """
        content = bytearray()
        while len(content) < size:
            page = self.read(number)
            if self._overflow_pages[number]:
                raise ValueError(number)
            self._overflow_pages[number] = 1
            number = int.from_bytes(page[:4], "big")
            content += page[4 : 4 + size - len(content)]
        return bytes(content)


def _records(pages: _Pages, page: bytes, widths: Collection[int]) -> Iterator[PageRecord]:
    inner = page[0] == _INDEX_INNER
    start = 12 if inner else 8
    cells = int.from_bytes(page[3:5], "big")
    if cells > (len(page) - start) // _SMALLEST_CELL:
        return
    for (at,) in struct.iter_unpack(">H", page[start : start + 2 * cells]):
        try:
            record = _record(pages, page, at + 4 if inner else at, widths)
        except _UNREADABLE:
            continue
        if record:
            yield record


def _record(pages: _Pages, page: bytes, at: int, widths: Collection[int]) -> PageRecord | None:
    size, at = _varint(page, at)
    row = 0
    if page[0] == _TABLE_LEAF:
        row, at = _varint(page, at)
    local = _local_bytes(pages.usable, size, numbered=page[0] == _TABLE_LEAF)
    content = page[at : at + local]
    types, start = _serial_types(content)
    if len(types) not in widths:
        return None
    sizes = [_SIZES[kind] if kind < 12 else (kind - 12) // 2 for kind in types]
    if start + sum(sizes) != size or size > _LONGEST:
        raise ValueError(size)
    if size > local:
        content += pages.overflow(int.from_bytes(page[at + local : at + local + 4], "big"), size - local)
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


def _local_bytes(usable: int, size: int, *, numbered: bool) -> int:
    """Return how many bytes of a record are on its own page: X, M and K of section 1.6."""
    most = usable - 35 if numbered else (usable - 12) * 64 // 255 - 23
    if size <= most:
        return size
    least = (usable - 12) * 32 // 255 - 23
    some = least + (size - least) % (usable - 4)
    return some if some <= most else least


def _serial_types(content: bytes) -> tuple[Sequence[int], int]:
    """Return the serial types of the values of a record, and the offset of the first value."""
    usual = content[1 : content[0]]
    if content[0] < 0x80 and usual.isascii():  # each type takes one byte
        return usual, content[0]
    end, at = _varint(content, 0)
    if not 0 < end <= _LONGEST_TYPES:
        raise ValueError(end)
    types = []
    while at < end:
        kind, at = _varint(content, at)
        types.append(kind)
    if at != end:
        raise ValueError(end)
    return types, end


def _varint(content: bytes, at: int) -> tuple[int, int]:
    """Read a varint of one to nine bytes; return its value, signed with 64 bits, and the offset after it."""
    value = 0
    for place in range(8):
        byte = content[at + place]
        value = value << 7 | byte & 0x7F
        if byte < 0x80:
            return value, at + place + 1
    value = value << 8 | content[at + 8]
    return value - (1 << 64) if value >> 63 else value, at + 9
