"""Database files opened, migrated, copied and replaced."""

import os
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path
from re import escape
from typing import Any

import pytest

from scheduler.log.errors import StoreBusy, StoreDamaged, StoreError, StoreFull, StoreOlder, StoreReadOnly
from scheduler.log.files import (
    check_copy,
    copy_database,
    open_database,
    open_read_only,
    open_unchanged,
    put_database,
)
from scheduler.log.schema import FIRST_FORMAT, MIGRATIONS, NEWEST_FORMAT, Migration, empty_database, format_of
from tests import ROOT
from tests.golden_database import make_unreleased_database
from tests.histories import execute, open_store, review, rows, varied_log

MORE: tuple[Migration, ...] = (*MIGRATIONS, "CREATE TABLE more(x TEXT) STRICT;\nINSERT INTO more VALUES ('a')")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return varied_log(tmp_path / "home")


# --- opened -------------------------------------------------------------------------------------------


def test_an_older_database_is_migrated_after_its_backup(tmp_path: Path) -> None:
    open_store(tmp_path).close()
    backed_up: list[int] = []
    seen: list[list[int]] = []

    def add_column(database: sqlite3.Connection) -> None:
        seen.append([*backed_up])  # also for the empty databases that show the schema
        database.execute("ALTER TABLE home ADD COLUMN note TEXT")

    with closing(open_database(tmp_path / "greenroom.db", backed_up.append, (*MORE, add_column))) as database:
        assert seen[-1] == [NEWEST_FORMAT]
        assert format_of(database) == NEWEST_FORMAT + 2
        assert database.execute("SELECT x FROM more").fetchall() == [("a",)]
        assert database.execute("SELECT note FROM home").fetchone() == (None,)


@pytest.mark.parametrize("version", [0, FIRST_FORMAT, NEWEST_FORMAT, NEWEST_FORMAT + 1])
def test_only_an_older_database_with_tables_is_backed_up_before_it_is_opened(tmp_path: Path, version: int) -> None:
    path, backed_up = tmp_path / "greenroom.db", list[int]()
    if version:
        with closing(empty_database(version, MORE)) as old, closing(sqlite3.connect(path)) as file:
            old.backup(file)
    with closing(open_database(path, backed_up.append, MORE)) as database:
        assert backed_up == ([version] if 0 < version <= NEWEST_FORMAT else [])
        assert format_of(database) == NEWEST_FORMAT + 1
        assert database.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        assert database.execute("PRAGMA synchronous").fetchone() == (2,)  # full: a rating is on the disk


def test_a_migration_whose_backup_cannot_be_made_changes_nothing(tmp_path: Path) -> None:
    open_store(tmp_path).close()
    before = (tmp_path / "greenroom.db").read_bytes()

    def refuse(_: int) -> None:
        raise StoreFull(tmp_path, "no room for a backup")

    with pytest.raises(StoreFull):
        open_database(tmp_path / "greenroom.db", refuse, MORE)
    assert (tmp_path / "greenroom.db").read_bytes() == before


def die(database: sqlite3.Connection) -> None:
    """Migrate half way, and end without any last act."""
    database.execute("CREATE TABLE half(x)")
    if database.execute("PRAGMA database_list").fetchone()[2]:  # not the one in memory that shows the schema
        os._exit(9)


def test_a_database_whose_migration_is_killed_is_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "greenroom.db"
    open_store(tmp_path).close()
    code = (
        "from tests.scheduler.log.test_files import *; open_database(Path(sys.argv[1]), lambda _: None, (*MORE, die))"
    )
    done = subprocess.run([sys.executable, "-c", f"import sys; {code}", str(path)], cwd=ROOT, check=False)
    assert done.returncode == 9
    with closing(open_database(path, lambda _: None, MORE)) as database:
        assert format_of(database) == NEWEST_FORMAT + 1
        assert not database.execute("SELECT 1 FROM sqlite_master WHERE name = 'half'").fetchone()


@pytest.mark.parametrize("version", range(1, FIRST_FORMAT))
def test_a_database_from_before_the_first_release_is_refused_and_left_as_it_is(tmp_path: Path, version: int) -> None:
    path = tmp_path / "greenroom.db"
    make_unreleased_database(version, path)
    before = path.read_bytes()

    for open_it in (lambda: open_store(tmp_path), lambda: open_unchanged(path)):
        with pytest.raises(StoreOlder, match=rf"before greenroom's first release \(format {version}, "):
            open_it()
    assert path.read_bytes() == before
    assert [each.name for each in tmp_path.iterdir()] == ["greenroom.db"]


def test_only_a_whole_database_of_the_newest_format_is_opened_where_nothing_may_be_written(tmp_path: Path) -> None:
    path = tmp_path / "greenroom.db"
    store = open_store(tmp_path)
    with pytest.raises(StoreReadOnly):
        open_unchanged(path)  # the newest rows are not in the file yet
    store.close()
    with closing(open_unchanged(path)) as database:
        assert format_of(database) == NEWEST_FORMAT
    with pytest.raises(StoreReadOnly):
        open_unchanged(path, MORE)


def test_functions_in_the_schema_of_the_log_are_not_trusted(path: Path) -> None:
    with closing(open_database(path, lambda _: None)) as database:
        assert database.execute("PRAGMA trusted_schema").fetchone() == (0,)


def test_a_database_is_only_read_and_a_stranger_s_schema_is_not_trusted(path: Path) -> None:
    with closing(open_read_only(path)) as database:
        assert database.execute("PRAGMA trusted_schema").fetchone() == (0,)
        with pytest.raises(sqlite3.OperationalError, match="readonly"):
            database.execute("DELETE FROM reviews")
    with pytest.raises(sqlite3.OperationalError, match="unable to open"):
        open_read_only(path.with_name("none.db"))
    assert not path.with_name("none.db").exists()


# --- copied and replaced ------------------------------------------------------------------------------


def test_a_copy_has_all(path: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    copy_database(path, copy)

    assert rows(copy) == rows(path) == [("r1",), ("r2",), ("undone",), ("i",)]
    assert check_copy(copy, path) == (NEWEST_FORMAT, 4)


@pytest.mark.skipif(os.name != "posix", reason="needs POSIX permissions")
def test_what_is_copied_is_its_owner_s_alone(path: Path, tmp_path: Path) -> None:
    copy_database(path, tmp_path / "copy.db")
    put_database(path, tmp_path / "put.db")

    assert [(tmp_path / name).stat().st_mode & 0o777 for name in ("copy.db", "put.db")] == [0o600, 0o600]


def test_of_a_copy_that_is_no_database_of_ours_the_original_is_told(path: Path, tmp_path: Path) -> None:
    execute(tmp_path / "theirs.db", "CREATE TABLE theirs(x)", "PRAGMA user_version = 3")
    with pytest.raises(StoreDamaged, match=rf"^{escape(str(path))} belongs to another program"):
        check_copy(tmp_path / "theirs.db", path)
    (tmp_path / "text.db").write_bytes(b"all of it is gone " * 1000)
    with pytest.raises(StoreDamaged, match=rf"^{escape(str(path))} .*\(file is not a database\)"):
        check_copy(tmp_path / "text.db", path)
    execute(tmp_path / "new.db", "VACUUM")
    assert check_copy(tmp_path / "new.db", path) == (0, 0)


def test_a_copy_that_cannot_be_written_is_told_by_its_own_name(path: Path, tmp_path: Path) -> None:
    nowhere, missing = tmp_path / "no such folder" / "copy.db", tmp_path / "missing.db"
    for done in (copy_database, put_database):
        with pytest.raises(StoreReadOnly, match=f"^{escape(str(nowhere))} cannot be written"):
            done(path, nowhere)
        with pytest.raises(StoreReadOnly, match=f"^{escape(str(missing))} cannot be written"):
            done(missing, tmp_path / "copy.db")


def test_a_copy_that_is_not_whole_is_refused(path: Path, tmp_path: Path) -> None:
    copy_database(path, tmp_path / "copy.db")
    content = bytearray((tmp_path / "copy.db").read_bytes())
    page = next(at for at in range(4096, len(content), 4096) if content[at] == 0x0A)  # of an index
    content[page + 3 : page + 5] = b"\x00\x00"
    (tmp_path / "copy.db").write_bytes(content)

    with pytest.raises(StoreDamaged, match="is not a working greenroom database"):
        check_copy(tmp_path / "copy.db", path)


def test_a_database_is_put_in_the_place_of_another_also_where_that_is_in_use(path: Path, tmp_path: Path) -> None:
    (tmp_path / "now").mkdir()
    store = open_store(tmp_path / "now", prefix="now")
    store.record(review("to be replaced"))
    put_database(path, tmp_path / "now" / "greenroom.db")
    assert {found.uuid for found in store.reviews()} == {"i", "r2", "r1"}
    store.close()
    put_database(path, tmp_path / "new.db")

    assert rows(tmp_path / "new.db") == rows(path)


@pytest.mark.parametrize("journal", ["WAL", "DELETE"])
def test_a_database_that_another_program_writes_is_not_replaced(path: Path, tmp_path: Path, journal: str) -> None:
    copy_database(path, tmp_path / "copy.db")
    execute(path, f"PRAGMA journal_mode = {journal}")
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        began = time.monotonic()
        with pytest.raises(StoreBusy, match=f"^{escape(str(path))} "):
            put_database(tmp_path / "copy.db", path, busy_seconds=0.05)
        assert time.monotonic() - began < 5
        other.execute("ROLLBACK")
    assert len(rows(path)) == 4


@pytest.mark.parametrize("copying", [True, False])
def test_copying_ends_also_where_another_program_holds_the_file_from_the_last_moment_on(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, copying: bool
) -> None:
    copy_database(path, tmp_path / "copy.db")
    execute(path, "PRAGMA journal_mode = DELETE")
    with closing(sqlite3.connect(path, isolation_level=None)) as other:

        class Late(sqlite3.Connection):
            """The other program locks the file after everything that can be checked was checked."""

            def backup(self, *args: Any, **more: Any) -> None:
                other.execute("BEGIN EXCLUSIVE")
                super().backup(*args, **more)

        connect = sqlite3.connect
        monkeypatch.setattr("sqlite3.connect", lambda *args, **more: connect(*args, **(more | {"factory": Late})))
        copy, source, target = (
            (copy_database, path, "new.db") if copying else (put_database, tmp_path / "copy.db", path)
        )
        with pytest.raises(StoreBusy, match=f"^{escape(str(path))} "):
            copy(source, tmp_path / target, busy_seconds=0.05)
        other.execute("ROLLBACK")
    monkeypatch.undo()
    assert len(rows(path)) == 4


@pytest.mark.parametrize(
    ("name", "blamed"), [("IOERR_READ", "greenroom.db"), ("CORRUPT", "greenroom.db"), ("FULL", "copy.db")]
)
def test_a_copy_that_fails_is_told_of_the_file_that_failed(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, blamed: str
) -> None:
    class Failing(sqlite3.Connection):
        def backup(self, *_: Any, **__: Any) -> None:
            error = sqlite3.OperationalError("as a disk may")
            error.sqlite_errorname = f"SQLITE_{name}"
            raise error

    connect = sqlite3.connect
    monkeypatch.setattr("sqlite3.connect", lambda *args, **more: connect(*args, **(more | {"factory": Failing})))
    with pytest.raises(StoreError, match=f"{escape(str(blamed))} "):
        copy_database(path, tmp_path / "copy.db")
