"""The records read from the pages of a database are those that SQLite reads."""

import os
import sqlite3
import time
from contextlib import closing
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.repair.pages import PageRecord, Value, read_pages

_INTEGERS = st.integers(-(1 << 63), (1 << 63) - 1)
_TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=40)
_LONG = st.builds(lambda text, times: text * times, _TEXT, st.integers(1, 400))
VALUES = st.none() | st.sampled_from([0, 1, -1]) | _INTEGERS | st.floats(allow_nan=False) | st.binary() | _TEXT | _LONG
ROWS = st.dictionaries(_INTEGERS, st.tuples(VALUES, VALUES), max_size=12)


def written(*statements: str, rows: dict[int, tuple[Value, Value]] | None = None) -> bytes:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as database:
        database.execute("CREATE TABLE kept(number INTEGER PRIMARY KEY, one ANY, two ANY) STRICT")
        database.executemany("INSERT INTO kept VALUES (?, ?, ?)", [(n, *both) for n, both in (rows or {}).items()])
        for statement in statements:
            database.execute(statement)
        return database.serialize()


def numbered(content: bytes) -> list[PageRecord]:
    return [record for page in read_pages(BytesIO(content), {3}, ()) if page.numbered for record in page.records]


MANY: dict[int, tuple[Value, Value]] = {number: (f"row {number}", "x" * number) for number in range(2000)}


@settings(max_examples=40)
@given(ROWS)
def test_every_row_is_read_as_sqlite_reads_it(rows: dict[int, tuple[Value, Value]]) -> None:
    expected = [PageRecord(number, (None, *rows[number])) for number in sorted(rows)]

    assert sorted(numbered(written(rows=rows)), key=lambda record: record.row) == expected


@pytest.mark.parametrize("size", [512, 1024, 65_536])
def test_pages_may_be_of_any_size(size: int) -> None:
    content = written(f"PRAGMA page_size = {size}", "VACUUM", rows=MANY)

    assert {record.row: record.values[1:] for record in numbered(content)} == MANY


def test_a_table_without_row_numbers_is_read_with_what_stands_between_its_leaves() -> None:
    content = written("CREATE TABLE names(name TEXT PRIMARY KEY, n INTEGER) STRICT, WITHOUT ROWID")
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as database:
        database.deserialize(content)
        rows = [(f"{number:05} {'long' * (number % 700)}", number) for number in range(1500)]
        database.executemany("INSERT INTO names VALUES (?, ?)", rows)
        content = database.serialize()
    found = [record for page in read_pages(BytesIO(content), (), {2}) if not page.numbered for record in page.records]

    assert sorted(record.values for record in found) == rows


def test_free_pages_are_left_out() -> None:
    statements = ("PRAGMA secure_delete = OFF", "CREATE TABLE other AS SELECT * FROM kept", "DROP TABLE kept")
    content = written(*statements, rows=MANY)

    assert len(numbered(content)) == len(MANY)
    assert len(numbered(content[:32] + bytes(8) + content[40:])) > 1.9 * len(MANY)  # without the freelist


def test_of_a_page_with_nonsense_among_its_cells_the_others_are_read() -> None:
    content = bytearray(written(rows=MANY))
    page = next(at for at in range(4096, len(content), 4096) if content[at] == 0x0D)
    content[page + 8 : page + 12] = b"\xff\xff\x00\x01"

    assert len(numbered(bytes(content))) == len(MANY) - 2


def test_a_record_that_goes_on_for_ever_or_into_another_is_left_out() -> None:
    rows: dict[int, tuple[Value, Value]] = {1: ("a", "x" * 20_000), 2: ("b", "y" * 20_000)}
    content = bytearray(written(rows=rows))
    pages = [at for at in range(4096, len(content), 4096) if content[at] != 0x0D]
    content[pages[1] : pages[1] + 4] = (pages[0] // 4096 + 1).to_bytes(4, "big")

    assert numbered(bytes(content)) == [PageRecord(2, (None, *rows[2]))]
    content[pages[1] : pages[1] + 4] = b"\xff\xff\xff\xff"
    assert numbered(bytes(content)) == [PageRecord(2, (None, *rows[2]))]


def test_of_an_empty_file_and_of_random_bytes_nothing_is_read_and_that_soon() -> None:
    assert numbered(b"") == []
    noise = bytearray(os.urandom(4096 * 200))
    for at in range(0, len(noise), 4096):
        noise[at : at + 4] = b"\x0d\x0a\x02"[at // 4096 % 3], 0, 0, 1
    began = time.perf_counter()

    assert list(read_pages(BytesIO(bytes(noise)), range(4, 100), range(4, 100))) == []
    assert time.perf_counter() - began < 10
