import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable
from datetime import date
from itertools import count
from pathlib import Path
from re import escape

import pytest

from cards.key import CardKey
from cards.review import Review
from scheduler.fsrs.memory import Memory
from scheduler.log.errors import (
    StoreBusy,
    StoreDamaged,
    StoreFull,
    StoreNewer,
    StoreReplaced,
)
from scheduler.log.schema import NEWEST_FORMAT
from scheduler.log.store import Store
from scheduler.log.undo import Change
from tests import ROOT
from tests.histories import KEY, open_store, review
from tests.log_connection import connection_of


def test_a_newer_database_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    open_store(tmp_path).close()
    path = tmp_path / "greenroom.db"
    with sqlite3.connect(path) as database:
        database.execute("PRAGMA user_version = 99")
    database.close()
    before = path.read_bytes()

    with pytest.raises(StoreNewer, match=rf"newer greenroom \(format 99, this one knows {NEWEST_FORMAT}\)"):
        open_store(tmp_path)
    assert path.read_bytes() == before


@pytest.mark.parametrize("content", [b"not a database at all, but text", b"SQLite format 3\x00" + b"\xff" * 5000])
def test_garbage_is_refused_and_left_as_it_is(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "greenroom.db"
    path.write_bytes(content)

    with pytest.raises(StoreDamaged, match="is not a working greenroom database"):
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
    connection_of(store).execute("PRAGMA busy_timeout = 10")
    other = sqlite3.connect(tmp_path / "greenroom.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")

    with pytest.raises(StoreBusy, match="is in use by another program"):
        store.record(review("a"))
    other.close()
    store.record(review("a"))
    store.close()


def test_a_full_disk_loses_only_what_was_being_written(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    (pages,) = connection_of(store).execute("PRAGMA page_count").fetchone()
    connection_of(store).execute(f"PRAGMA max_page_count = {pages}")
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
from tests.golden_database import make_unreleased_database
from tests.histories import open_store, review
if hasattr(os, 'geteuid') and os.geteuid() == 0:
    os.seteuid(65534)  # rights do not bind root
try:
    store = open_store(pathlib.Path(sys.argv[1]))
    store.record(review("a"))
except StoreError as error:
    print(error)
"""


@pytest.mark.skipif(os.name == "nt", reason="needs a user whom rights bind; Wine runs as root in CI")
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
    (folder / "greenroom.db").chmod(0o644)  # Windows doesn't remove it otherwise
    shutil.rmtree(folder)

    assert "cannot be written. Check the permissions of the file" in done.stdout, done.stderr


@pytest.mark.parametrize(
    "ask",
    [
        lambda store: store.reviews(),
        lambda store: store.memory(KEY),
        lambda store: store.marks(),
        lambda store: store.changes(9),
        lambda store: store.missing_reviews([(review("a"), None)]),
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
        connection_of(store).execute(f"DROP TABLE {table}")

    with pytest.raises(
        StoreDamaged, match=f"^{escape(str(tmp_path / 'greenroom.db'))} is not a working greenroom database"
    ):
        ask(store)


def test_a_damaged_memory_row_is_no_memory(store: Store) -> None:
    _, memory = store.record(review("a"))
    assert isinstance(memory, Memory)
    connection_of(store).execute("UPDATE memories SET stability = 0")

    with pytest.raises(ValueError, match="is not between"):
        store.memory(KEY)
    store.rebuild()
    assert store.memory(KEY) == memory
    assert date.fromisoformat(store.rows("SELECT due FROM memories")[0][0]) == memory.due


@pytest.mark.skipif(os.name == "nt", reason="Windows doesn't let an open database be moved")
def test_nothing_is_written_to_a_file_that_is_no_longer_there(store: Store) -> None:
    store.record(review("a"))
    path = Path(store._path)
    path.rename(path.with_name("moved.db"))
    with pytest.raises(StoreReplaced, match="was not saved"):
        store.record(review("b"))
    shutil.copyfile(path.with_name("moved.db"), path)
    with pytest.raises(StoreReplaced):
        store.record(review("b"))
