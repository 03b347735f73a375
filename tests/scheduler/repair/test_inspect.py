"""A database looked at, copied and put in the place of another; nothing is changed by looking."""

import os
import sqlite3
import time
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from cards.answer import Mode
from cards.key import CardKey
from cards.review import Rating
from scheduler.log.errors import StoreBusy, StoreDamaged, StoreError, StoreReadOnly
from scheduler.log.files import check_copy, copy_database, open_database, open_read_only, put_database
from scheduler.log.rows import review_row
from scheduler.log.schema import FIRST_FORMAT
from scheduler.log.schema import NEWEST_FORMAT as NEWEST
from scheduler.log.store import Event
from scheduler.log.undo import FileNote
from scheduler.repair.consistency import count_dangling_rows, differences, identities, last_rating_ms, reviewed_cards
from scheduler.repair.inspect import Condition, DatabaseState, describe_problems, inspect_database, readable_event
from scheduler.settings import Settings
from tests.golden_database import make_database, make_unreleased_database
from tests.histories import DAY, KEY, open_store, review

OTHER = CardKey("else", "other")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A log with something in every table but that of mocks."""
    (tmp_path / "home").mkdir()
    store = open_store(tmp_path / "home")
    store.record(review("r1", at=10), own_points=True, story="ledger", sections=(1, 2, 3, 4))
    store.record(review("r2", day=DAY + timedelta(days=9), at=20))
    store.record(review("undone", key=OTHER, at=30))
    store.undo(31)
    change = store.note("import", "a history", [FileNote("a.toml", None, "x")], 40)
    store.import_reviews([(review("i", Rating.HARD, key=OTHER, at=50, mode=Mode.IMPORTED), 3)], change=change)
    store.mark(KEY, Event.FLAG, DAY, 60)
    store.mark(OTHER, Event.BURY, DAY, 70)
    store.take_back(store.changes(1)[0], 80)
    store.remember_identities("deck", {"why": ("old-why", "Why?"), "how": ("how", "How?")})
    store.remember_identities("else", {"who": ("who", "Who?")})
    store.close()
    return tmp_path / "home" / "greenroom.db"


def change(path: Path, *statements: str) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as database:
        for statement in statements:
            database.execute(statement)


def rows(path: Path, query: str = "SELECT uuid FROM reviews ORDER BY seq") -> list[tuple[object, ...]]:
    with closing(open_read_only(path)) as database:
        return database.execute(query).fetchall()


def test_a_sound_database_is_told_with_its_format_and_its_reviews(path: Path, tmp_path: Path) -> None:
    assert inspect_database(path) == Condition(DatabaseState.SOUND, NEWEST, 4, ())
    assert inspect_database(tmp_path / "none.db") == Condition(DatabaseState.MISSING)
    (tmp_path / "empty.db").touch()
    assert inspect_database(tmp_path / "empty.db") == Condition(DatabaseState.MISSING)
    change(tmp_path / "new.db", "PRAGMA journal_mode = WAL")  # as it is when greenroom is killed while creating it
    assert inspect_database(tmp_path / "new.db") == Condition(DatabaseState.MISSING)


def test_a_newer_one_and_another_program_s_are_told_apart_and_left_alone(path: Path, tmp_path: Path) -> None:
    change(path, f"PRAGMA user_version = {NEWEST + 1}")
    change(tmp_path / "theirs.db", "CREATE TABLE theirs(x)", "PRAGMA user_version = 3")

    assert inspect_database(path) == Condition(DatabaseState.NEWER, NEWEST + 1)
    assert inspect_database(tmp_path / "theirs.db") == Condition(DatabaseState.FOREIGN, 3)


def test_what_is_no_database_is_damaged(tmp_path: Path) -> None:
    (tmp_path / "text.db").write_bytes(b"all of it is gone " * 1000)

    assert inspect_database(tmp_path / "text.db") == Condition(
        DatabaseState.DAMAGED, problems=("file is not a database",)
    )


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("row 12 missing from index reviews_by_day", ["the index reviews_by_day does not fit its table"]),
        ("wrong # of entries in index reviews_by_day", ["the index reviews_by_day does not fit its table"]),
        (
            "non-unique entry in index sqlite_autoindex_undos_1",
            ["the index sqlite_autoindex_undos_1 does not fit its table"],
        ),
        ("NULL value in memories.due", ["the table memories holds a value that it may not"]),
        ("non-INTEGER value in reviews.rating", ["the table reviews holds a value that it may not"]),
        ("CHECK constraint failed in reviews", ["the table reviews holds a value that it may not"]),
        ("row not in PRIMARY KEY order for marks", ["the rows of marks are out of order"]),
        ('malformed database schema (days\x1b[2J) - near "|": syntax error', ["the list of its tables cannot be read"]),
        ("file is not a database", ["file is not a database"]),
        (
            "*** in database main ***\nOn tree page 7 cell 3: Rowid 9 out of order\nPage 8 is never used",
            [
                "pages are broken (on tree page 7 cell 3: Rowid 9 out of order)",
                "pages are broken (page 8 is never used)",
            ],
        ),
        ("*** in database main ***\nTree 5 page 7: \x1b[2J", ["pages are broken (tree 5 page 7:)"]),
    ],
)
def test_what_sqlite_finds_is_worded_line_by_line(said: str, expected: list[str]) -> None:
    assert describe_problems(said) == expected


def test_one_index_that_does_not_fit_is_told_once(path: Path) -> None:
    content = bytearray(path.read_bytes())
    root = rows(path, "SELECT rootpage FROM sqlite_master WHERE name = 'reviews_by_card'")[0][0]
    assert isinstance(root, int)
    content[(root - 1) * 4096 + 3 : (root - 1) * 4096 + 5] = b"\x00\x00"
    path.write_bytes(content)
    problems = inspect_database(path).problems

    assert problems.count("the index reviews_by_card does not fit its table") == 1
    assert all("\n" not in problem for problem in problems)


def test_missing_tables_and_strange_triggers_are_named_in_order(path: Path) -> None:
    change(
        path,
        "DROP TABLE undos",
        "DROP INDEX reviews_by_day",
        "CREATE TABLE more(x)",
        "CREATE VIEW look AS SELECT 1",
        "CREATE TRIGGER act AFTER INSERT ON reviews BEGIN SELECT 1; END",
    )

    assert inspect_database(path) == Condition(
        DatabaseState.DAMAGED,
        NEWEST,
        0,
        (
            "the index reviews_by_day is missing",
            "the table undos is missing",
            "there is a trigger 'act'",
            "there is a view 'look'",
        ),
    )


REVIEWS = "UPDATE sqlite_master SET sql = replace(sql, 'BETWEEN 1 AND 4),', 'BETWEEN 1 AND 2),') WHERE name = 'reviews'"


@pytest.mark.parametrize(
    ("statements", "problem"),
    [
        (("PRAGMA writable_schema = ON", REVIEWS), "the table reviews is not as greenroom makes it"),
        (
            ("DROP INDEX reviews_by_day", "CREATE INDEX reviews_by_day ON reviews(abs(seq))"),
            "the index reviews_by_day is not as greenroom makes it",
        ),
        (("CREATE UNIQUE INDEX one_a_day ON reviews(study_day, seq)",), "there is an index 'one_a_day'"),
        (
            ("CREATE TRIGGER sqlitely AFTER INSERT ON reviews BEGIN SELECT 1; END",),
            "there is a trigger 'sqlitely'",
        ),
    ],
    ids=["a check that refuses ratings", "an index of another kind", "an index more", "a trigger named as SQLite's"],
)
def test_a_schema_that_is_not_ours_is_not_sound(path: Path, statements: tuple[str, ...], problem: str) -> None:
    change(path, *statements)

    assert inspect_database(path) == Condition(DatabaseState.DAMAGED, NEWEST, 0, (problem,))


def test_what_somebody_keeps_beside_our_tables_and_white_space_in_them_do_no_harm(path: Path) -> None:
    change(
        path,
        "CREATE TABLE more(x UNIQUE)",
        "CREATE INDEX more_by_x ON more(x)",
        "ANALYZE",
        "PRAGMA writable_schema = ON",
        "UPDATE sqlite_master SET sql = replace(sql, ' ', '\n  ') WHERE name = 'undos'",
    )

    assert inspect_database(path) == Condition(DatabaseState.SOUND, NEWEST, 4)


@pytest.mark.parametrize("version", range(FIRST_FORMAT, NEWEST + 1))
def test_databases_of_every_released_format_are_as_greenroom_makes_them(tmp_path: Path, version: int) -> None:
    path = tmp_path / "greenroom.db"
    make_database(version, path)

    assert inspect_database(path).state is DatabaseState.SOUND
    open_store(tmp_path).close()
    assert inspect_database(path).state is DatabaseState.SOUND


@pytest.mark.parametrize("version", range(1, FIRST_FORMAT))
def test_a_database_from_before_the_first_release_is_told_apart(tmp_path: Path, version: int) -> None:
    make_unreleased_database(version, tmp_path / "old.db")

    assert inspect_database(tmp_path / "old.db") == Condition(DatabaseState.OLDER, version)


def test_functions_in_the_schema_of_the_log_are_not_trusted(path: Path) -> None:
    with closing(open_database(path, lambda _: None)) as database:
        assert database.execute("PRAGMA trusted_schema").fetchone() == (0,)


def test_rows_that_cannot_be_read_are_numbered_ten_of_them_at_most(path: Path) -> None:
    change(
        path, "UPDATE reviews SET study_day = 'some day' WHERE seq = 2", "UPDATE events SET event = 'x' WHERE seq = 1"
    )
    assert inspect_database(path).problems == ("review 2 cannot be read", "event 1 cannot be read")
    change(path, "UPDATE events SET event = 'flag', study_day = 'some day'")
    assert inspect_database(path).problems[1:] == ("event 1 cannot be read", "event 2 cannot be read")
    change(
        path,
        "WITH RECURSIVE n(x) AS (SELECT 100 UNION ALL SELECT x + 1 FROM n WHERE x < 120)"
        " INSERT INTO events SELECT x, x, 'here', 'deck', 'card', 'no such', '2026-03-02', 0 FROM n",
    )

    assert len(inspect_database(path).problems) == 10


def test_an_index_that_misses_rows_is_damage_and_nothing_is_counted(path: Path) -> None:
    ((root,),) = rows(path, "SELECT rootpage FROM sqlite_master WHERE name = 'reviews_by_day'")
    assert isinstance(root, int)
    with path.open("r+b") as file:
        file.seek((root - 1) * 4096 + 3)
        file.write(b"\x00\x00")  # how many rows there are in it

    found = inspect_database(path)
    assert found[:3] == (DatabaseState.DAMAGED, NEWEST, 0)
    assert "the index reviews_by_day does not fit its table" in found.problems


def test_a_database_in_use_is_not_called_damaged(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scheduler.log.files._BUSY_SECONDS", 0.01)
    change(path, "PRAGMA journal_mode = DELETE")
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(StoreBusy, match=f"^{path} is in use"):
            inspect_database(path)


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("study_day", "9999-12-31"),
        ("study_day", "0001-01-01"),
        ("reviewed_at_utc_ms", 2**60),
        ("reviewed_at_utc_ms", -(2**60)),
        ("zone_offset_min", 24 * 60),
        ("zone_offset_min", -24 * 60),
    ],
)
def test_a_review_of_a_day_that_cannot_be_reckoned_with_cannot_be_read(path: Path, column: str, value: object) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as database:
        database.execute(f"UPDATE reviews SET {column} = ? WHERE seq = 1", (value,))

    assert inspect_database(path).problems == ("review 1 cannot be read",)


@pytest.mark.parametrize(
    ("event", "day", "expected"),
    [
        ("flag", "9999-12-31", False),
        ("flag", "0001-01-01", False),
        ("flag", "2999-12-31", True),
        ("flag", "2026-03-02", True),
        ("flog", "2026-03-02", False),
        ("flag", "2026-02-30", False),
        (None, None, False),
    ],
)
def test_only_known_events_on_real_days_can_be_read(event: object, day: object, *, expected: bool) -> None:
    assert readable_event(event, day) is expected


def test_a_database_is_only_read_and_a_stranger_s_schema_is_not_trusted(path: Path) -> None:
    with closing(open_read_only(path)) as database:
        assert database.execute("PRAGMA trusted_schema").fetchone() == (0,)
        with pytest.raises(sqlite3.OperationalError, match="readonly"):
            database.execute("DELETE FROM reviews")
    with pytest.raises(sqlite3.OperationalError, match="unable to open"):
        open_read_only(path.with_name("none.db"))
    assert not path.with_name("none.db").exists()


def test_a_copy_has_all(path: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    copy_database(path, copy)

    assert rows(copy) == rows(path) == [("r1",), ("r2",), ("undone",), ("i",)]
    assert check_copy(copy, path) == (NEWEST, 4)


@pytest.mark.skipif(os.name != "posix", reason="rights are told as POSIX has them")
def test_what_is_copied_is_its_owner_s_alone(path: Path, tmp_path: Path) -> None:
    copy_database(path, tmp_path / "copy.db")
    put_database(path, tmp_path / "put.db")

    assert [(tmp_path / name).stat().st_mode & 0o777 for name in ("copy.db", "put.db")] == [0o600, 0o600]


def test_of_a_copy_that_is_no_database_of_ours_the_original_is_told(path: Path, tmp_path: Path) -> None:
    change(tmp_path / "theirs.db", "CREATE TABLE theirs(x)", "PRAGMA user_version = 3")
    with pytest.raises(StoreDamaged, match=rf"^{path} belongs to another program"):
        check_copy(tmp_path / "theirs.db", path)
    (tmp_path / "text.db").write_bytes(b"all of it is gone " * 1000)
    with pytest.raises(StoreDamaged, match=rf"^{path} .*\(file is not a database\)"):
        check_copy(tmp_path / "text.db", path)
    change(tmp_path / "new.db", "VACUUM")
    assert check_copy(tmp_path / "new.db", path) == (0, 0)


def test_a_copy_that_cannot_be_written_is_told_by_its_own_name(path: Path, tmp_path: Path) -> None:
    nowhere, missing = tmp_path / "no such folder" / "copy.db", tmp_path / "missing.db"
    for done in (copy_database, put_database):
        with pytest.raises(StoreReadOnly, match=f"^{nowhere} cannot be written"):
            done(path, nowhere)
        with pytest.raises(StoreReadOnly, match=f"^{missing} cannot be written"):
            done(missing, tmp_path / "copy.db")


def test_a_copy_that_is_not_whole_is_refused(path: Path, tmp_path: Path) -> None:
    copy_database(path, tmp_path / "copy.db")
    content = bytearray((tmp_path / "copy.db").read_bytes())
    page = next(at for at in range(4096, len(content), 4096) if content[at] == 0x0A)  # of an index
    content[page + 3 : page + 5] = b"\x00\x00"
    (tmp_path / "copy.db").write_bytes(content)

    with pytest.raises(StoreDamaged, match="is not a sound greenroom database"):
        check_copy(tmp_path / "copy.db", path)


def test_a_database_is_put_in_the_place_of_another_also_where_that_is_in_use(path: Path, tmp_path: Path) -> None:
    (tmp_path / "now").mkdir()
    store = open_store(tmp_path / "now", prefix="now")
    store.record(review("to be replaced"))
    put_database(path, tmp_path / "now" / "greenroom.db")
    assert [found.uuid for found in store.reviews()] == ["i", "r2", "r1"]
    store.close()
    put_database(path, tmp_path / "new.db")

    assert rows(tmp_path / "new.db") == rows(path)


@pytest.mark.parametrize("journal", ["WAL", "DELETE"])
def test_a_database_that_another_program_writes_is_not_replaced(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, journal: str
) -> None:
    copy_database(path, tmp_path / "copy.db")
    change(path, f"PRAGMA journal_mode = {journal}")
    monkeypatch.setattr("scheduler.log.files._BUSY_SECONDS", 0.05)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        began = time.monotonic()
        with pytest.raises(StoreBusy, match=f"^{path} "):
            put_database(tmp_path / "copy.db", path)
        assert time.monotonic() - began < 5
        other.execute("ROLLBACK")
    assert len(rows(path)) == 4


@pytest.mark.parametrize("copying", [True, False])
def test_copying_ends_also_where_another_program_holds_the_file_from_the_last_moment_on(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, copying: bool
) -> None:
    copy_database(path, tmp_path / "copy.db")
    change(path, "PRAGMA journal_mode = DELETE")
    with closing(sqlite3.connect(path, isolation_level=None)) as other:

        class Late(sqlite3.Connection):
            """The other takes the file when all that can be asked before has been asked."""

            def backup(self, *args: Any, **more: Any) -> None:
                other.execute("BEGIN EXCLUSIVE")
                super().backup(*args, **more)

        connect = sqlite3.connect
        monkeypatch.setattr("sqlite3.connect", lambda *args, **more: connect(*args, **(more | {"factory": Late})))
        monkeypatch.setattr("scheduler.log.files._BUSY_SECONDS", 0.05)
        pour, source, target = (
            (copy_database, path, "new.db") if copying else (put_database, tmp_path / "copy.db", path)
        )
        with pytest.raises(StoreBusy, match=f"^{path} "):
            pour(source, tmp_path / target)
        other.execute("ROLLBACK")
    monkeypatch.undo()
    assert len(rows(path)) == 4


@pytest.mark.parametrize(
    ("name", "told"), [("IOERR_READ", "greenroom.db"), ("CORRUPT", "greenroom.db"), ("FULL", "copy.db")]
)
def test_a_copy_that_fails_is_told_of_the_file_that_failed(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, told: str
) -> None:
    class Failing(sqlite3.Connection):
        def backup(self, *_: Any, **__: Any) -> None:
            error = sqlite3.OperationalError("as a disk may")
            error.sqlite_errorname = f"SQLITE_{name}"
            raise error

    connect = sqlite3.connect
    monkeypatch.setattr("sqlite3.connect", lambda *args, **more: connect(*args, **(more | {"factory": Failing})))
    with pytest.raises(StoreError, match=f"{told} "):
        copy_database(path, tmp_path / "copy.db")


def test_what_is_derived_differs_by_the_rows_that_are_not_what_the_logs_say(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert differences(path, Settings()) == {}
    assert [each.name for each in tmp_path.iterdir()] == ["home"]  # nothing was written by looking
    change(path, "UPDATE memories SET stability = 77 WHERE deck = 'deck'", "INSERT INTO recalls VALUES (4711, 3, 0.5)")

    assert differences(path, Settings()) == {"memories": 1, "recalls": 1}
    assert rows(path, "SELECT stability FROM memories WHERE deck = 'deck'") == [(77.0,)]
    change(path, "DELETE FROM marks", "DELETE FROM days", "DELETE FROM recalls")
    assert differences(path, Settings()) == {"memories": 1, "recalls": 2, "marks": 1, "days": 3}
    assert differences(path, Settings(desired_retention=0.8)) == {}  # made anew when it is next opened
    change(path, f"PRAGMA user_version = {NEWEST - 1}")
    assert differences(path, Settings()) == {}


def test_the_log_is_asked_what_it_says_of_the_world(path: Path, tmp_path: Path) -> None:
    assert reviewed_cards(path) == {KEY: 2, OTHER: 1}  # one of the other was taken back
    assert identities(path, "deck") == {"why": "old-why", "how": "how"}
    assert identities(path, "none") == {}
    assert last_rating_ms(path) == 20  # what was imported was rated elsewhere
    open_store(tmp_path).close()
    assert last_rating_ms(tmp_path / "greenroom.db") == 0
    assert reviewed_cards(tmp_path / "greenroom.db") == {}
    with pytest.raises(StoreReadOnly, match=f"^{tmp_path / 'none.db'} cannot"):
        reviewed_cards(tmp_path / "none.db")


def test_rows_that_speak_of_what_is_not_there_are_counted(path: Path) -> None:
    assert count_dangling_rows(path) == 0
    change(
        path,
        "INSERT INTO undos VALUES ('a', 'here', 'nothing', 0)",
        "INSERT INTO imported VALUES ('nothing', 1)",
        "INSERT INTO own_ticks VALUES ('nothing')",
        "INSERT INTO tellings VALUES ('a', 'here', 'nothing', 'ledger', 0)",
        "INSERT INTO timings VALUES ('a', 'here', 'nothing', '1 2 3 4', 0)",
        "INSERT INTO change_files VALUES ('nothing', 'path', NULL, NULL)",
        "INSERT INTO change_rows VALUES ('nothing', 'nothing')",
        "INSERT INTO undone VALUES ('a', 'here', 'nothing', 0)",
    )
    assert count_dangling_rows(path) == 8
    change(path, "DROP TABLE events", "DROP TABLE own_ticks")  # as in an older one
    assert count_dangling_rows(path) == 7 + 1  # and the event that was taken back is gone


def test_a_row_of_the_log_is_a_review_as_it_was_written(path: Path) -> None:
    columns = "uuid, device, deck, card, rating, suggested, reviewed_at_utc_ms, zone_offset_min, study_day, answer_ms,"
    found = rows(path, f"SELECT {columns} points_covered, phrasing, mode, answer_text FROM reviews WHERE uuid = 'r1'")

    assert found == [review_row(review("r1", at=10))]
