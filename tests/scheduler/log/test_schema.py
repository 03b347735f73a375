"""The schema: that of the databases people have, and what belongs to which format."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from scheduler.log.schema import FIRST_FORMAT, NEWEST_FORMAT, empty_database, is_ours, migrate, wrong_format
from tests.golden_database import make_database

MORE = ("CREATE TABLE more(x TEXT) STRICT", "CREATE INDEX more_by_x ON more(x)")
SCHEMA = "SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY type, name"


@pytest.mark.parametrize("version", range(FIRST_FORMAT, NEWEST_FORMAT + 1))
def test_the_schema_is_to_the_letter_that_of_the_databases_people_have(tmp_path: Path, version: int) -> None:
    make_database(version, tmp_path / "golden.db")
    with closing(sqlite3.connect(tmp_path / "golden.db")) as golden, closing(empty_database(version)) as model:
        assert model.execute(SCHEMA).fetchall() == golden.execute(SCHEMA).fetchall()


@pytest.mark.parametrize("version", range(FIRST_FORMAT, FIRST_FORMAT + 3))
def test_a_database_of_any_format_may_have_that_format_and_no_earlier_one(version: int) -> None:
    with closing(empty_database(version, MORE)) as database:
        for other in range(version):
            assert wrong_format(database, other, MORE) == (
                f"it claims to be format {other}, but has tables of a later one"
            )
        assert wrong_format(database, version, MORE) == ""
        assert wrong_format(database, -1, MORE) == "there is no format -1"


def test_tables_without_those_of_the_first_format_may_be_from_before_it() -> None:
    with closing(empty_database()) as database:
        database.execute("DROP TABLE own_ticks")
        assert wrong_format(database, FIRST_FORMAT - 1) == ""
        assert wrong_format(database, 0) != ""


@pytest.mark.parametrize(
    ("tables", "version", "ours"),
    [
        ([], 0, True),
        ([], 9, False),
        (["home", "reviews"], 0, True),
        (["reviews"], 0, False),
        (["reviews"], 9, True),
        (["theirs"], 0, False),
        (["theirs"], 9, False),
    ],
)
def test_a_database_is_ours_by_its_tables(tables: list[str], version: int, *, ours: bool) -> None:
    with closing(sqlite3.connect(":memory:")) as database:
        for table in tables:
            database.execute(f"CREATE TABLE {table}(x)")
        assert is_ours(database, version) is ours


def test_rows_of_before_get_stamps_in_the_order_of_their_device_and_imported_ones_their_instants() -> None:
    with closing(empty_database(NEWEST_FORMAT - 1)) as database:
        for number, (device, at, mode) in enumerate(
            [("a", 50, "spoken"), ("a", 20, "spoken"), ("b", 30, "spoken"), ("a", 10, "imported"), ("a", 60, "spoken")]
        ):
            row = (f"r{number}", device, "deck", "card", 3, at, 0, "2026-03-02", 1, 0, mode)
            database.execute(
                "INSERT INTO reviews(uuid, device, deck, card, rating, reviewed_at_utc_ms, zone_offset_min, study_day,"
                " answer_ms, phrasing, mode) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                row,
            )
        migrate(database)
        found = database.execute("SELECT stamp FROM reviews ORDER BY seq").fetchall()

    assert found == [(50,), (51,), (30,), (10,), (60,)]  # the clock of the first device was set back
