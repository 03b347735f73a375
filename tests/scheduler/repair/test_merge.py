import sqlite3
import tempfile
from collections.abc import Iterable, Mapping
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cards.key import CardKey
from cards.review import Rating, Review
from scheduler.log.errors import StoreError
from scheduler.log.files import open_read_only
from scheduler.log.schema import FIRST_FORMAT, NEWEST_FORMAT, column_names
from scheduler.log.store import Event
from scheduler.log.undo import FileNote
from scheduler.repair.consistency import differences
from scheduler.repair.merge import count_missing_rows, device_names, merge_missing_rows
from scheduler.repair.salvage import create_empty_log
from scheduler.settings import Settings
from tests.golden_database import make_database
from tests.histories import DAY, KEY, open_store, review, rows, spoken

LOGS = (
    "reviews",
    "undos",
    "events",
    "undone",
    "timings",
    "tellings",
    "own_ticks",
    "planned",
    "spoken",
    "changes",
    "change_files",
)


def everything(path: Path) -> dict[str, list[tuple[object, ...]]]:
    """Return the rows of all logs, without their numbers."""
    with closing(open_read_only(path)) as database:
        names = {log: ", ".join(name for name in column_names(database, log) if name != "seq") for log in LOGS}
    return {log: sorted(rows(path, f"SELECT {names[log]} FROM {log}"), key=str) for log in LOGS}


def log(folder: Path, reviews: Iterable[Review] = (), prefix: str = "u") -> Path:
    folder.mkdir()
    store = open_store(folder, prefix=prefix)
    for each in reviews:
        store.record(each)
    store.close()
    return folder / "greenroom.db"


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A log with some rows of many kinds, some of them undone."""
    folder = tmp_path_factory.mktemp("whole")
    store = open_store(folder)
    for n in range(6):
        each = review(f"r{n}", Rating(n % 4 + 1), at=n)
        store.record(
            each,
            own_points=True,
            story="ledger",
            sections=(1, 2, 3, n),
            planned=DAY + timedelta(days=6 + n % 2),
            spoken=spoken(n),
        )
    store.undo(7)
    store.mark(KEY, Event.SUSPEND, DAY, 8)
    store.mark(KEY, Event.FLAG, DAY, 9)
    store.undo_change(store.changes(1)[0], 10)
    store.note("edit", "a card", [FileNote("a.toml", None, "x")], 11)
    store.close()
    return folder / "greenroom.db"


def without(path: Path, target: Path, chosen: Mapping[str, int]) -> Path:
    """Copy a log without the n-th row of some tables."""
    target.write_bytes(path.read_bytes())
    with closing(sqlite3.connect(target, isolation_level=None)) as database:
        for table, number in chosen.items():
            names = [column[1] for column in database.execute(f"PRAGMA table_info({table})") if column[5]]
            found = database.execute(f"SELECT {', '.join(names)} FROM {table}").fetchall()
            where = " AND ".join(f"{name} = ?" for name in names)
            database.execute(f"DELETE FROM {table} WHERE {where}", found[number % len(found)])
    return target


LEFT_OUT = st.dictionaries(st.sampled_from(LOGS), st.integers(0, 5))


@pytest.mark.slow
@given(left_out=LEFT_OUT)
def test_what_one_log_lacks_another_gives_back_row_by_row(whole: Path, left_out: dict[str, int]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        torn = without(whole, Path(folder) / "torn.db", left_out)
        lacking = count_missing_rows(torn, whole)

        assert lacking == dict.fromkeys(left_out, 1)
        assert merge_missing_rows(torn, whole) == lacking
        assert everything(torn) == everything(whole)
        assert count_missing_rows(torn, whole) == merge_missing_rows(torn, whole) == {}


def test_what_is_derived_is_made_again_from_both(whole: Path, tmp_path: Path) -> None:
    torn = without(whole, tmp_path / "greenroom.db", {"undos": 0, "reviews": 2, "undone": 0})
    merge_missing_rows(torn, whole)
    open_store(tmp_path).close()

    assert differences(torn, Settings()) == {}
    for table in ("memories", "marks", "days", "recalls"):
        assert rows(torn, f"SELECT * FROM {table}") == rows(whole, f"SELECT * FROM {table}")


def test_a_row_that_was_taken_back_stays_so_whichever_log_says_it(tmp_path: Path) -> None:
    ours, theirs = (log(tmp_path / name, [review("a", at=1), review("b", at=2)]) for name in ("ours", "theirs"))
    store = open_store(ours.parent, prefix="w")
    store.undo(3)
    store.close()
    before = everything(ours)

    assert merge_missing_rows(ours, theirs) == {}
    assert everything(ours) == before
    assert merge_missing_rows(theirs, ours) == {"undos": 1}
    store = open_store(theirs.parent)
    assert [each.uuid for each in store.reviews()] == ["a"]
    store.close()


def test_a_rating_taken_back_in_both_is_taken_back_once(tmp_path: Path) -> None:
    logs = [log(tmp_path / name, [review("a")]) for name in ("ours", "theirs")]
    for number, path in enumerate(logs):
        store = open_store(path.parent, prefix=f"w{number}")
        store.undo(3)
        store.close()

    assert count_missing_rows(*logs) == merge_missing_rows(*logs) == {}


def test_rows_that_are_added_come_after_the_last_in_their_order(tmp_path: Path) -> None:
    common = [review("a", at=1), review("b", at=2)]
    ours = log(tmp_path / "ours", [*common, review("new", at=9)])
    theirs = log(tmp_path / "theirs", [*common, *(review(name, at=n) for n, name in enumerate("cdef", 3))])
    with closing(sqlite3.connect(ours, isolation_level=None)) as database:
        database.execute("DELETE FROM reviews WHERE uuid = 'a'")

    assert merge_missing_rows(ours, theirs) == {"reviews": 5}
    found = [("b",), ("new",), ("a",), ("c",), ("d",), ("e",), ("f",)]
    assert rows(ours, "SELECT uuid FROM reviews ORDER BY seq") == found


def test_everything_is_lacking_in_an_empty_log_and_goes_in_as_it_was(whole: Path, tmp_path: Path) -> None:
    create_empty_log(tmp_path / "new.db")
    lacking = count_missing_rows(None, whole)

    assert lacking["reviews"] == 6
    assert merge_missing_rows(tmp_path / "new.db", whole) == lacking
    assert everything(tmp_path / "new.db") == everything(whole)
    assert rows(tmp_path / "new.db", "SELECT * FROM home WHERE name = 'device'") == []  # it has no name of its own yet


@pytest.mark.parametrize("version", range(FIRST_FORMAT, NEWEST_FORMAT))
def test_rows_of_an_older_format_are_taken_as_if_its_log_had_been_opened(tmp_path: Path, version: int) -> None:
    make_database(version, tmp_path / "older.db")
    before = rows(tmp_path / "older.db", "SELECT * FROM reviews")
    ours = log(tmp_path / "ours")
    taken = merge_missing_rows(ours, tmp_path / "older.db")

    assert taken["reviews"] == len(before)
    assert [row[1:-1] for row in rows(ours, "SELECT * FROM reviews")] == [row[1:] for row in before]
    assert rows(tmp_path / "older.db", "SELECT * FROM reviews") == before
    assert merge_missing_rows(ours, tmp_path / "older.db") == {}


def test_two_homes_that_went_apart_are_the_same_after_each_has_taken_in_the_other(tmp_path: Path) -> None:
    homes = [tmp_path / name for name in ("ours", "theirs")]
    for number, home in enumerate(homes):
        log(home, prefix=home.name).unlink()  # the same first ratings, then each its own
        store = open_store(home, prefix=home.name)
        for n in range(60):
            mine = n > 10
            day = DAY + timedelta(days=n // 6)
            key = CardKey("deck", f"card-{n * (3 + number * mine) % 7}")
            store.record(
                review(f"{home.name if mine else ''}{n}", Rating(n * 5 % 4 + 1), day, key, at=1_000 * n + number)
            )
            if mine and n % 9 == 0:
                store.mark(key, Event.SUSPEND if n % 2 else Event.UNSUSPEND, day, 1_000 * n + 2 - number)
            if mine and n % 13 == number:
                store.undo(1_000 * n + 5)
        store.close()
    before = [tmp_path / f"{home.name}.db" for home in homes]
    for home, copy in zip(homes, before, strict=True):
        copy.write_bytes((home / "greenroom.db").read_bytes())
    for home, other in zip(homes, reversed(before), strict=True):
        merge_missing_rows(home / "greenroom.db", other)
        open_store(home).close()

    for table, order in (("memories", "deck, card"), ("marks", "deck, card"), ("days", "deck, study_day")):
        ours, theirs = (rows(home / "greenroom.db", f"SELECT * FROM {table} ORDER BY {order}") for home in homes)
        assert ours == theirs, table


def test_the_names_of_a_log_are_those_of_its_home_now_and_before_and_of_its_rows(tmp_path: Path) -> None:
    path = log(tmp_path / "home", [review("a")._replace(key=CardKey("x", "y"), device="elsewhere")])
    with closing(sqlite3.connect(path, isolation_level=None)) as database:
        database.execute("INSERT INTO home VALUES ('former', 'then')")

    assert device_names(path) == {"u-0", "then", "elsewhere"}


def test_tables_of_somebody_else_are_left_alone(tmp_path: Path) -> None:
    logs = [log(tmp_path / name) for name in ("ours", "theirs")]
    for path in logs:
        with closing(sqlite3.connect(path, isolation_level=None)) as database:
            database.execute("CREATE TABLE strange(x)")
            database.execute("INSERT INTO strange VALUES (1)")

    assert count_missing_rows(*logs) == merge_missing_rows(*logs) == {}


def test_a_log_that_cannot_be_written_is_told_and_stays(whole: Path, tmp_path: Path) -> None:
    ours = log(tmp_path / "ours")
    with closing(sqlite3.connect(ours, isolation_level=None)) as database:
        database.execute("CREATE TRIGGER t BEFORE INSERT ON undos BEGIN SELECT RAISE(ABORT, 'no'); END")
    with pytest.raises(StoreError):
        merge_missing_rows(ours, whole)

    assert rows(ours, "SELECT count(*) FROM reviews") == [(0,)]
