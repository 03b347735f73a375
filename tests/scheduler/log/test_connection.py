import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable
from contextlib import closing
from datetime import date, timedelta
from itertools import count
from pathlib import Path

import pytest

from cards.key import CardKey
from cards.review import Rating, Review
from scheduler.fsrs.memory import Memory
from scheduler.log.errors import StoreBusy, StoreDamaged, StoreFull, StoreNewer, StoreReplaced
from scheduler.log.schema import MIGRATIONS, empty_database, open_database
from scheduler.log.store import Store
from scheduler.log.undo import Change
from tests import ROOT
from tests.histories import DAY, KEY, open_store, review


def test_a_newer_database_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    open_store(tmp_path).close()
    path = tmp_path / "greenroom.db"
    with sqlite3.connect(path) as database:
        database.execute("PRAGMA user_version = 99")
    database.close()
    before = path.read_bytes()

    with pytest.raises(StoreNewer, match=rf"newer greenroom \(format 99, this one knows {len(MIGRATIONS)}\)"):
        open_store(tmp_path)
    assert path.read_bytes() == before


@pytest.mark.parametrize("content", [b"not a database at all, but text", b"SQLite format 3\x00" + b"\xff" * 5000])
def test_garbage_is_refused_and_left_as_it_is(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "greenroom.db"
    path.write_bytes(content)

    with pytest.raises(StoreDamaged, match="is not a sound greenroom database"):
        open_store(tmp_path)
    assert path.read_bytes() == content


def test_another_programs_database_is_refused(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "greenroom.db") as database:
        database.execute("CREATE TABLE theirs(x)")
    database.close()

    with pytest.raises(StoreDamaged, match=r"greenroom\.db belongs to another program\. Move it away"):
        open_store(tmp_path)


def test_a_locked_database_is_told(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    store._database.execute("PRAGMA busy_timeout = 10")
    other = sqlite3.connect(tmp_path / "greenroom.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")

    with pytest.raises(StoreBusy, match="is in use by another program"):
        store.record(review("a"))
    other.close()
    store.record(review("a"))
    store.close()


def test_a_full_disk_loses_only_what_was_being_written(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    (pages,) = store._database.execute("PRAGMA page_count").fetchone()
    store._database.execute(f"PRAGMA max_page_count = {pages}")
    acknowledged: list[Review] = []

    def fill() -> None:
        for number in count():
            written, _ = store.record(review(str(number), key=CardKey("deck", f"{number}" * 50)))
            acknowledged.append(written)

    with pytest.raises(StoreFull, match="all earlier ratings are safe"):
        fill()
    store.close()
    again = open_store(tmp_path)

    assert again.reviews() == acknowledged[::-1]
    again.close()


READ_ONLY = """
import os, pathlib, sys
import scheduler.fsrs.memory, scheduler.log.store
from scheduler.log.errors import StoreError
from tests.histories import open_store, review
if os.geteuid() == 0:
    os.seteuid(65534)  # rights do not bind root
try:
    store = open_store(pathlib.Path(sys.argv[1]))
    store.record(review("a"))
except StoreError as error:
    print(error)
"""


def test_a_database_that_may_not_be_written_is_told() -> None:
    folder = Path(tempfile.mkdtemp())
    open_store(folder).close()
    (folder / "greenroom.db").chmod(0o444)
    folder.chmod(0o555)
    root = ROOT
    done = subprocess.run(
        [sys.executable, "-c", READ_ONLY, str(folder)], capture_output=True, text=True, cwd=root, check=False
    )
    folder.chmod(0o755)
    shutil.rmtree(folder)

    assert "cannot be written. Check the rights of the file" in done.stdout, done.stderr


def test_an_older_database_is_brought_up_after_its_keeper_was_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_store(tmp_path).close()
    newest = len(MIGRATIONS)
    told: list[int] = []
    known: list[list[int]] = []  # each time it ran: before, to see what the newest form is like

    def add_column(database: sqlite3.Connection) -> None:
        known.append([*told])
        database.execute("ALTER TABLE home ADD COLUMN note TEXT")

    monkeypatch.setattr("scheduler.log.schema.MIGRATIONS", (*MIGRATIONS, add_column))
    database = open_database(tmp_path / "greenroom.db", told.append)

    assert known[-1] == [newest]
    assert database.execute("PRAGMA user_version").fetchone() == (newest + 1,)
    assert database.execute("SELECT note FROM home").fetchone() == (None,)
    database.close()


def test_the_keeper_of_a_database_of_any_older_version_is_told_that_version(tmp_path: Path) -> None:
    for version in range(len(MIGRATIONS) + 1):
        path, heard = tmp_path / f"{version}.db", list[int]()
        with closing(empty_database(version)) as old, closing(sqlite3.connect(path)) as file:
            old.backup(file)
        with closing(open_database(path, heard.append)) as database:
            assert heard == ([version] if 0 < version < len(MIGRATIONS) else [])
            assert database.execute("PRAGMA user_version").fetchone() == (len(MIGRATIONS),)
            assert database.execute("PRAGMA journal_mode").fetchone() == ("wal",)
            assert database.execute("PRAGMA synchronous").fetchone() == (2,)  # full: a rating is on the disk


def test_a_migration_that_its_keeper_stops_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    open_store(tmp_path).close()
    before = (tmp_path / "greenroom.db").read_bytes()
    monkeypatch.setattr("scheduler.log.schema.MIGRATIONS", (*MIGRATIONS, "CREATE TABLE more(x TEXT) STRICT"))

    def refuse(_: int) -> None:
        raise StoreFull(tmp_path, "no room for a backup")

    with pytest.raises(StoreFull):
        open_database(tmp_path / "greenroom.db", refuse)
    assert (tmp_path / "greenroom.db").read_bytes() == before


def test_a_log_from_before_the_days_were_counted_has_them_counted(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    for number, rating in enumerate((Rating.GOOD, Rating.AGAIN, Rating.EASY)):
        store.record(review(str(number), rating, DAY + timedelta(days=30 * number), answer_ms=200_000))
    store.record(review("undone", day=DAY + timedelta(days=90)))
    store.undo(0)
    counted = store.rows("SELECT * FROM days")
    (step,) = (step for step in MIGRATIONS if isinstance(step, str) and "CREATE TABLE days" in step)
    for statement in ("DROP TABLE days", *step.split(";\n")):
        store._database.execute(statement)

    assert store.rows("SELECT * FROM days") == counted
    store.close()


def test_long_answers_counted_for_five_minutes_are_counted_anew(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    for number, milliseconds in enumerate((400_000, 700_000)):
        store.record(review(str(number), day=DAY + timedelta(days=30 * number), answer_ms=milliseconds))
    indexes = "DROP INDEX days_by_deck", "DROP INDEX memories_leeches"
    for statement in ("UPDATE days SET ms = 300000", *indexes, "PRAGMA user_version = 8"):
        store._database.execute(statement)
    store.close()

    store = open_store(tmp_path)
    assert store.rows("SELECT ms FROM days ORDER BY study_day") == [(400_000,), (600_000,)]
    store.close()


@pytest.mark.parametrize(
    "ask",
    [
        lambda store: store.reviews(),
        lambda store: store.memory(KEY),
        lambda store: store.marks(),
        lambda store: store.changes(9),
        lambda store: store.unknown([(review("a"), None)]),
        lambda store: store.files_of(Change(uuid="c", kind="edit", at_utc_ms=0)),
        lambda store: store.record(review("a")),
        lambda store: store.undo(0),
        lambda store: store.rebuild(),
    ],
)
def test_whatever_is_asked_of_a_damaged_log_the_file_is_named(
    store: Store, tmp_path: Path, ask: Callable[[Store], object]
) -> None:
    for table in ("reviews", "memories", "marks", "change_files"):
        store._database.execute(f"DROP TABLE {table}")

    with pytest.raises(StoreDamaged, match=f"^{tmp_path / 'greenroom.db'} is not a sound greenroom database"):
        ask(store)


def test_a_damaged_memory_row_is_no_memory(store: Store) -> None:
    _, memory = store.record(review("a"))
    assert isinstance(memory, Memory)
    store._database.execute("UPDATE memories SET stability = 0")

    with pytest.raises(ValueError, match="is not between"):
        store.memory(KEY)
    store.rebuild()
    assert store.memory(KEY) == memory
    assert date.fromisoformat(store.rows("SELECT due FROM memories")[0][0]) == memory.due


def test_nothing_is_written_to_a_file_that_is_no_longer_there(store: Store) -> None:
    store.record(review("a"))
    path = Path(store._path)
    path.rename(path.with_name("moved.db"))
    with pytest.raises(StoreReplaced, match="not written down"):
        store.record(review("b"))
    shutil.copyfile(path.with_name("moved.db"), path)
    with pytest.raises(StoreReplaced):
        store.record(review("b"))
