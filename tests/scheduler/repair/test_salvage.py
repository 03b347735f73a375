import shutil
import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from cards.answer import Mode
from cards.key import CardKey
from scheduler.fsrs.parameters import DEFAULT_PARAMETERS
from scheduler.log.schema import FIRST_FORMAT, NEWEST_FORMAT
from scheduler.log.store import Event
from scheduler.log.undo import FileNote
from scheduler.repair.inspect import DatabaseState, inspect_database
from scheduler.repair.salvage import salvage_database
from tests.damaged_homes import move_tables
from tests.golden_database import make_database
from tests.histories import DAY, KEY, execute, open_store, review, rows, spoken, varied_log

PAGE = 4096


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A log with many rows in every kind of table."""
    store = open_store(tmp_path)
    keys = [CardKey("deck", f"card-{n % 50}") for n in range(300)]
    store.import_reviews((review(f"r{n}", key=key, at=n, mode=Mode.IMPORTED), None) for n, key in enumerate(keys))
    store.remember_identities("deck", {f"derived-{n:03}": (f"card-{n:03}", "Why? " * 10) for n in range(300)})
    store.close()
    return tmp_path / "greenroom.db"


def leaves(path: Path, kind: int, content: bytes) -> list[int]:
    """Return the offsets of the leaf pages with a text, by kind: 0x0D for tables, 0x0A for indexes."""
    whole = path.read_bytes()
    return [at for at in range(PAGE, len(whole), PAGE) if whole[at] == kind and content in whole[at : at + PAGE]]


def overwrite(path: Path, at: int) -> None:
    with path.open("r+b") as file:
        file.seek(at)
        file.write(b"\xff" * PAGE)


def test_a_sound_database_is_rescued_whole(path: Path, tmp_path: Path) -> None:
    found = salvage_database(path, tmp_path / "new.db").rows

    assert (found["reviews"], found["imported"], found["identities"]) == (300, 300, 300)
    for query in ("SELECT * FROM reviews", "SELECT * FROM imported", "SELECT * FROM identities"):
        assert rows(tmp_path / "new.db", query) == rows(path, query)
    assert rows(tmp_path / "new.db", "SELECT name FROM home") == [("device",), ("incarnation",), ("stamp",)]
    assert inspect_database(tmp_path / "new.db").state is DatabaseState.SOUND


@pytest.mark.parametrize("which", [0, 1, -1])
def test_rows_around_a_page_that_cannot_be_read_are_rescued(path: Path, tmp_path: Path, which: int) -> None:
    pages = leaves(path, 0x0D, b"101imported")
    lost = int.from_bytes(path.read_bytes()[pages[which] + 3 : pages[which] + 5], "big")  # the rows in that page
    overwrite(path, pages[which])
    found = salvage_database(path, tmp_path / "new.db").rows

    assert 0 < lost < 300
    assert found["reviews"] == 300 - lost
    assert found["identities"] == 300


def test_a_table_without_row_numbers_is_read_from_both_ends(path: Path, tmp_path: Path) -> None:
    store = open_store(path.parent)
    store.note("import", "a table", [FileNote(f"file-{n:03}" + " " * 60, None, "x") for n in range(300)], 0)
    store.close()
    pages = leaves(path, 0x0A, b"file-")
    assert len(pages) > 2
    overwrite(path, pages[len(pages) // 2])
    found = salvage_database(path, tmp_path / "new.db").rows
    names = {name for (name,) in rows(tmp_path / "new.db", "SELECT substr(path, 1, 8) FROM change_files")}

    assert found["reviews"] == 300
    assert {"file-000", "file-299"} <= names
    assert len(names) < 300


def test_rows_that_no_greenroom_writes_are_left_out(path: Path, tmp_path: Path) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as database:
        database.execute("CREATE TABLE loose AS SELECT * FROM reviews")
        database.execute("DROP TABLE reviews")
        database.execute("ALTER TABLE loose RENAME TO reviews")
        database.execute("UPDATE reviews SET rating = 9 WHERE seq = 1")
        database.execute("UPDATE reviews SET answer_ms = 'long' WHERE seq = 2")
        database.execute("UPDATE reviews SET uuid = 'r0' WHERE seq = 3")
        database.execute("UPDATE reviews SET mode = NULL WHERE seq = 4")
        database.execute("UPDATE reviews SET mode = 'sung' WHERE seq = 5")
        database.execute("UPDATE reviews SET study_day = 'some day' WHERE seq = 6")
        database.execute("DROP TABLE undos")
        for number, event, day in ((1, "flag", DAY), (2, "wave", DAY), (3, "flag", "some day")):
            row = (number, f"e{number}", "here", "deck", "card", event, str(day), 0, 0)
            database.execute("INSERT INTO events VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", row)
    found = salvage_database(path, tmp_path / "new.db").rows

    assert rows(tmp_path / "new.db", "SELECT uuid FROM events") == [("e1",)]
    assert found["events"] == 1
    assert found["reviews"] in (294, 295)  # the third is kept if the first is read before it
    assert inspect_database(tmp_path / "new.db").state is DatabaseState.SOUND


def root_of(path: Path, table: str) -> int:
    """Return the offset of the root page of a table."""
    (root,) = rows(path, f"SELECT rootpage FROM sqlite_master WHERE name = '{table}'")[0]
    assert isinstance(root, int)
    return (root - 1) * PAGE


def everything(path: Path) -> dict[str, list[tuple[object, ...]]]:
    """Return all rows of all logs."""
    tables = (
        *("reviews", "undos", "events", "imported", "parameters", "mock_events", "tellings", "timings", "own_ticks"),
        *("planned", "spoken", "undone", "changes", "change_files", "change_rows", "identities"),
    )
    found = {table: sorted(rows(path, f"SELECT * FROM {table}"), key=str) for table in tables}
    return found | {"home": rows(path, "SELECT * FROM home WHERE name = 'device'")}


@pytest.fixture(scope="module")
def moved_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database whose tables are on other pages than those of a new one."""
    path = tmp_path_factory.mktemp("moved") / "greenroom.db"
    store = open_store(path.parent)
    with store.at_once():
        for number in range(900):
            store.record(review(f"old{number}", key=CardKey("deck", f"card-{number % 50}"), at=number))
    for number in range(40):
        day = DAY + timedelta(days=6 + number % 2)
        one = review(f"r{number}", at=number)
        store.record(
            one, own_points=True, story="ledger", sections=(1, 2, 3, number), planned=day, spoken=spoken(number)
        )
    store.undo(31)
    change = store.note("import", "a history", [FileNote("a.toml", None, "x"), FileNote("b.toml", "y", "z")], 40)
    imported = (review(f"i{n}", key=CardKey("else", f"c{n}"), at=50, mode=Mode.IMPORTED) for n in range(300))
    store.import_reviews(((one, n % 40) for n, one in enumerate(imported)), change=change)
    store.mark(KEY, Event.FLAG, DAY, 60)
    store.mark(KEY, Event.BURY, DAY, 70)
    store.undo_change(store.changes(1)[0], 80)
    store.use_parameters(DEFAULT_PARAMETERS, 1_000, 0)
    store.log_mock("mock", "begun", None, 0, "{}")
    store.remember_identities("deck", {f"derived-{n:03}": (f"card-{n:03}", "Why? " * 10) for n in range(300)})
    store.close()
    move_tables(path)
    return path


@pytest.fixture
def moved(moved_home: Path, tmp_path: Path) -> Path:
    """A copy of it to damage."""
    return Path(shutil.copy(moved_home, tmp_path / "moved.db"))


@pytest.mark.slow
@pytest.mark.parametrize("table", ["reviews", "identities", "imported", "undos", "undone", "timings", "change_rows"])
def test_a_log_whose_first_page_is_lost_is_read_off_its_other_pages(moved: Path, tmp_path: Path, table: str) -> None:
    before = everything(moved)
    alone = moved.read_bytes()[root_of(moved, table)] in (0x0D, 0x0A)  # its only page
    with moved.open("r+b") as file:
        file.seek(root_of(moved, table))
        file.write(bytes(PAGE))
    found = salvage_database(moved, tmp_path / "new.db").rows

    after = everything(tmp_path / "new.db")
    lost = set(before[table]) - set(after.pop(table))
    assert len(lost) == len(before[table]) if alone else len(lost) < 8  # the rows on its inner pages
    assert found["reviews"] >= 1240 - len(lost)
    assert after == {name: before[name] for name in after}
    assert inspect_database(tmp_path / "new.db").state is DatabaseState.SOUND


def test_without_the_page_that_tells_where_the_tables_are_all_of_them_are_read(moved: Path, tmp_path: Path) -> None:
    before = everything(moved)
    overwrite(moved, 0)
    salvage_database(moved, tmp_path / "new.db")

    assert everything(tmp_path / "new.db") == before
    assert inspect_database(tmp_path / "new.db").state is DatabaseState.SOUND


def test_values_that_no_row_may_have_are_left_out_of_what_is_read_off_the_pages(moved: Path, tmp_path: Path) -> None:
    with closing(sqlite3.connect(moved, isolation_level=None)) as database:
        database.execute("PRAGMA ignore_check_constraints = ON")
        database.execute("UPDATE reviews SET suggested = 9 WHERE seq = 1")
        database.execute("UPDATE reviews SET study_day = 'some day' WHERE seq = 2")
    overwrite(moved, 0)

    assert salvage_database(moved, tmp_path / "new.db").rows["reviews"] == 900 + 40 + 300 - 2


def test_row_numbers_in_an_index_are_not_taken_for_days_another_program_scheduled(moved: Path, tmp_path: Path) -> None:
    with closing(sqlite3.connect(moved, isolation_level=None)) as database:
        database.execute("INSERT INTO undos SELECT 'of ' || uuid, device, uuid, 0 FROM reviews WHERE mode = 'imported'")
    before = everything(moved)
    overwrite(moved, 0)
    salvage_database(moved, tmp_path / "new.db")

    assert everything(tmp_path / "new.db") == before


def test_rows_without_the_rows_they_speak_of_are_left_out_where_their_log_is_not_told(
    moved: Path, tmp_path: Path
) -> None:
    with closing(sqlite3.connect(moved, isolation_level=None)) as database:
        database.execute("INSERT INTO undos VALUES ('a', 'here', 'nothing', 0)")
        database.execute("INSERT INTO undone VALUES ('a', 'here', 'nothing', 0)")
    overwrite(moved, 0)
    found = salvage_database(moved, tmp_path / "new.db").rows

    assert (found["undos"], found["undone"]) == (1, 1)


@pytest.mark.parametrize("size", [100, PAGE])
def test_a_new_beginning_is_put_before_what_follows_a_lost_one(path: Path, tmp_path: Path, size: int) -> None:
    with path.open("r+b") as file:
        file.write(b"\x00" * size)
    damaged = path.read_bytes()
    found = salvage_database(path, tmp_path / "new.db").rows

    assert (found["reviews"], found["imported"], found["identities"]) == (300, 300, 300)
    assert inspect_database(tmp_path / "new.db") == (DatabaseState.SOUND, NEWEST_FORMAT, 300, ())
    assert path.read_bytes() == damaged
    assert sorted(each.name for each in tmp_path.iterdir()) == ["greenroom.db", "new.db"]


def test_a_lost_header_leaves_the_rest_of_the_first_page_as_it_was(path: Path, tmp_path: Path) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as database:
        database.execute("CREATE TABLE first(x)")
        database.execute("DROP TABLE home")  # so that the tables are on other pages than in a new database
        database.execute("VACUUM")
    with path.open("r+b") as file:
        file.write(b"\x00" * 100)
    found = salvage_database(path, tmp_path / "new.db").rows

    assert (found["home"], found["reviews"], found["identities"]) == (0, 300, 300)


def test_what_was_written_last_is_rescued_from_the_file_beside_it(tmp_path: Path) -> None:
    (tmp_path / "home").mkdir()
    store = open_store(tmp_path / "home")
    store.record(review("a"))
    store.mark(CardKey("deck", "card"), Event.FLAG, DAY, 0)
    store.log_mock("mock", "begun", None, 0, "{}")
    found = salvage_database(tmp_path / "home" / "greenroom.db", tmp_path / "new.db").rows
    store.close()

    assert {table: count for table, count in found.items() if count} == {
        "home": 1,
        "reviews": 1,
        "events": 1,
        "mock_events": 1,
    }
    assert rows(tmp_path / "new.db", "SELECT uuid FROM reviews") == [("a",)]


def test_of_an_older_database_with_fewer_tables_and_columns_the_rest_is_rescued(path: Path, tmp_path: Path) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as database:
        for table in ("own_ticks", "undone", "change_rows", "events"):
            database.execute(f"DROP TABLE {table}")
        database.execute("INSERT INTO change_files VALUES ('c', 'path', 'before', 'after')")
        database.execute("ALTER TABLE change_files DROP COLUMN after")
    found = salvage_database(path, tmp_path / "new.db").rows

    assert found["own_ticks"] == found["events"] == 0
    assert (found["reviews"], found["imported"]) == (300, 300)
    assert rows(tmp_path / "new.db", "SELECT * FROM change_files") == [("c", "path", "before", None)]


def test_a_damaged_database_of_an_older_format_lacks_nothing_that_its_format_does_not_have(tmp_path: Path) -> None:
    make_database(FIRST_FORMAT, tmp_path / "older.db")
    before = rows(tmp_path / "older.db", "SELECT * FROM reviews")
    execute(tmp_path / "older.db", "DROP TABLE undos")
    found = salvage_database(tmp_path / "older.db", tmp_path / "new.db")

    assert [row[:-1] for row in rows(tmp_path / "new.db", "SELECT * FROM reviews")] == before
    assert found.incomplete == {"undos": None}


def test_days_that_no_plan_writes_are_left_out(moved: Path, tmp_path: Path) -> None:
    execute(moved, "UPDATE planned SET day = 'some day' WHERE review = 'r1'")
    assert inspect_database(moved).problems == ("a planned day cannot be read",)
    before = everything(moved)
    before["planned"].remove(("r1", "some day"))
    salvage_database(moved, tmp_path / "tree.db")
    assert everything(tmp_path / "tree.db") == before
    overwrite(moved, 0)
    salvage_database(moved, tmp_path / "pages.db")

    assert everything(tmp_path / "pages.db") == before


def test_of_a_file_that_is_no_database_nothing_is_rescued(tmp_path: Path) -> None:
    (tmp_path / "text.db").write_bytes(b"all of it is gone " * 1000)
    found = salvage_database(tmp_path / "text.db", tmp_path / "new.db").rows

    assert found["reviews"] == 0
    assert inspect_database(tmp_path / "new.db").state is DatabaseState.SOUND


@pytest.mark.slow
def test_whichever_column_has_lost_its_name_the_other_tables_are_rescued(tmp_path: Path) -> None:
    varied = varied_log(tmp_path / "varied")
    with closing(sqlite3.connect(varied)) as log:
        tables = [name for (name,) in log.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        columns = [(table, row[1]) for table in tables for row in log.execute(f"PRAGMA table_info({table})")]

    damaged = tmp_path / "damaged.db"
    for number, (table, column) in enumerate(columns):
        shutil.copy(varied, damaged)
        execute(damaged, f"ALTER TABLE {table} RENAME COLUMN {column} TO other")
        found = salvage_database(damaged, tmp_path / f"new{number}.db")
        others = {name: rows for name, rows in found.rows.items() if name != table}
        assert others, (table, column)
        assert all(rows for name, rows in others.items() if name in ("reviews", "events", "undos")), (table, column)
