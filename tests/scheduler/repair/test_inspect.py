"""The condition that a database file is found in; inspecting changes nothing."""

import sqlite3
from contextlib import closing
from pathlib import Path
from re import escape

import pytest

from scheduler.log.errors import StoreBusy
from scheduler.log.schema import FIRST_FORMAT
from scheduler.log.schema import NEWEST_FORMAT as NEWEST
from scheduler.log.validity import readable_event
from scheduler.repair.inspect import Condition, DatabaseState, describe_problems, inspect_database
from tests.golden_database import make_database, make_unreleased_database
from tests.histories import execute, open_store, rows, varied_log


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return varied_log(tmp_path / "home")


def test_a_sound_database_is_told_with_its_format_and_its_reviews(path: Path, tmp_path: Path) -> None:
    assert inspect_database(path) == Condition(DatabaseState.SOUND, NEWEST, 4, ())
    assert inspect_database(tmp_path / "none.db") == Condition(DatabaseState.MISSING)
    (tmp_path / "empty.db").touch()
    assert inspect_database(tmp_path / "empty.db") == Condition(DatabaseState.MISSING)
    execute(tmp_path / "new.db", "PRAGMA journal_mode = WAL")  # as it is when greenroom is killed while creating it
    assert inspect_database(tmp_path / "new.db") == Condition(DatabaseState.MISSING)


def test_a_newer_one_and_another_program_s_are_told_apart_and_left_alone(path: Path, tmp_path: Path) -> None:
    execute(path, f"PRAGMA user_version = {NEWEST + 1}")
    execute(tmp_path / "theirs.db", "CREATE TABLE theirs(x)", "PRAGMA user_version = 3")

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
        ("row 12 missing from index reviews_by_day", ["the index reviews_by_day does not match its table"]),
        ("wrong # of entries in index reviews_by_day", ["the index reviews_by_day does not match its table"]),
        (
            "non-unique entry in index sqlite_autoindex_undos_1",
            ["the index sqlite_autoindex_undos_1 does not match its table"],
        ),
        ("NULL value in memories.due", ["the table memories has a value that is not allowed"]),
        ("non-INTEGER value in reviews.rating", ["the table reviews has a value that is not allowed"]),
        ("CHECK constraint failed in reviews", ["the table reviews has a value that is not allowed"]),
        ("row not in PRIMARY KEY order for marks", ["the rows of marks are out of order"]),
        ('malformed database schema (days\x1b[2J) - near "|": syntax error', ["the list of its tables cannot be read"]),
        ("file is not a database", ["file is not a database"]),
        (
            "*** in database main ***\nOn tree page 7 cell 3: Rowid 9 out of order\nPage 8 is never used",
            [
                "some pages are broken (on tree page 7 cell 3: Rowid 9 out of order)",
                "some pages are broken (page 8 is never used)",
            ],
        ),
        ("*** in database main ***\nTree 5 page 7: \x1b[2J", ["some pages are broken (tree 5 page 7:)"]),
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

    assert problems.count("the index reviews_by_card does not match its table") == 1
    assert all("\n" not in problem for problem in problems)


def test_missing_tables_and_strange_triggers_are_named_in_order(path: Path) -> None:
    execute(
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
            "the trigger 'act' does not belong there",
            "the view 'look' does not belong there",
        ),
    )


REVIEWS = "UPDATE sqlite_master SET sql = replace(sql, 'BETWEEN 1 AND 4),', 'BETWEEN 1 AND 2),') WHERE name = 'reviews'"


@pytest.mark.parametrize(
    ("statements", "problem"),
    [
        (("PRAGMA writable_schema = ON", REVIEWS), "the table reviews has been altered"),
        (
            ("DROP INDEX reviews_by_day", "CREATE INDEX reviews_by_day ON reviews(abs(seq))"),
            "the index reviews_by_day has been altered",
        ),
        (("CREATE UNIQUE INDEX one_a_day ON reviews(study_day, seq)",), "the index 'one_a_day' does not belong there"),
        (
            ("CREATE TRIGGER sqlitely AFTER INSERT ON reviews BEGIN SELECT 1; END",),
            "the trigger 'sqlitely' does not belong there",
        ),
    ],
    ids=["a check that refuses ratings", "an index of another kind", "an index more", "a trigger named as SQLite's"],
)
def test_a_schema_that_is_not_ours_is_not_sound(path: Path, statements: tuple[str, ...], problem: str) -> None:
    execute(path, *statements)

    assert inspect_database(path) == Condition(DatabaseState.DAMAGED, NEWEST, 0, (problem,))


def test_what_somebody_keeps_beside_our_tables_and_white_space_in_them_do_no_harm(path: Path) -> None:
    execute(
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


def test_rows_that_cannot_be_read_are_numbered_ten_of_them_at_most(path: Path) -> None:
    execute(
        path, "UPDATE reviews SET study_day = 'some day' WHERE seq = 2", "UPDATE events SET event = 'x' WHERE seq = 1"
    )
    assert inspect_database(path).problems == ("review 2 cannot be read", "event 1 cannot be read")
    execute(path, "UPDATE events SET event = 'flag', study_day = 'some day'")
    assert inspect_database(path).problems[1:] == ("event 1 cannot be read", "event 2 cannot be read")
    execute(
        path,
        "WITH RECURSIVE n(x) AS (SELECT 100 UNION ALL SELECT x + 1 FROM n WHERE x < 120)"
        " INSERT INTO events SELECT x, x, 'here', 'deck', 'card', 'no such', '2026-03-02', 0, 0 FROM n",
    )

    assert len(inspect_database(path).problems) == 10


def test_an_index_that_misses_rows_is_damage_and_nothing_is_counted(path: Path) -> None:
    ((root,),) = rows(path, "SELECT rootpage FROM sqlite_master WHERE name = 'reviews_by_day'")
    assert isinstance(root, int)
    with path.open("r+b") as file:
        file.seek((root - 1) * 4096 + 3)
        file.write(b"\x00\x00")  # its number of rows

    found = inspect_database(path)
    assert found[:3] == (DatabaseState.DAMAGED, NEWEST, 0)
    assert "the index reviews_by_day does not match its table" in found.problems


def test_a_database_in_use_is_not_called_damaged(path: Path) -> None:
    execute(path, "PRAGMA journal_mode = DELETE")
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(StoreBusy, match=f"^{escape(str(path))} is in use"):
            inspect_database(path, busy_seconds=0.01)


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
