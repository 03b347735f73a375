"""Checks of a sound log: its derived tables against a replay, its references, its cards and its clock."""

from pathlib import Path
from re import escape

import pytest

from scheduler.log.errors import StoreReadOnly
from scheduler.log.rows import review_row
from scheduler.log.schema import NEWEST_FORMAT
from scheduler.repair.consistency import count_dangling_rows, differences, identities, last_rating_ms, reviewed_cards
from scheduler.settings import Settings
from tests.histories import KEY, OTHER, execute, open_store, review, rows, varied_log


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return varied_log(tmp_path / "home")


def test_what_is_derived_differs_by_the_rows_that_are_not_what_the_logs_say(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert differences(path, Settings()) == {}
    assert [each.name for each in tmp_path.iterdir()] == ["home"]  # nothing was written
    execute(path, "UPDATE memories SET stability = 77 WHERE deck = 'deck'", "INSERT INTO recalls VALUES (4711, 3, 0.5)")

    assert differences(path, Settings()) == {"memories": 1, "recalls": 1}
    assert rows(path, "SELECT stability FROM memories WHERE deck = 'deck'") == [(77.0,)]
    execute(path, "DELETE FROM marks", "DELETE FROM days", "DELETE FROM recalls")
    assert differences(path, Settings()) == {"memories": 1, "recalls": 2, "marks": 1, "days": 3}
    assert differences(path, Settings(desired_retention=0.8)) == {}  # they are rebuilt when it is next opened
    execute(path, f"PRAGMA user_version = {NEWEST_FORMAT - 1}")
    assert differences(path, Settings()) == {}


def test_the_log_is_asked_what_it_says_of_the_world(path: Path, tmp_path: Path) -> None:
    assert reviewed_cards(path) == {KEY: 2, OTHER: 1}  # one review of the other was undone
    assert identities(path, "deck") == {"why": "old-why", "how": "how"}
    assert identities(path, "none") == {}
    assert last_rating_ms(path) == 20  # what was imported was rated elsewhere
    open_store(tmp_path).close()
    assert last_rating_ms(tmp_path / "greenroom.db") == 0
    assert reviewed_cards(tmp_path / "greenroom.db") == {}
    with pytest.raises(StoreReadOnly, match=f"^{escape(str(tmp_path / 'none.db'))} cannot"):
        reviewed_cards(tmp_path / "none.db")


def test_rows_that_speak_of_what_is_not_there_are_counted(path: Path) -> None:
    assert count_dangling_rows(path) == 0
    execute(
        path,
        "INSERT INTO undos VALUES ('a', 'here', 'nothing', 0)",
        "INSERT INTO imported VALUES ('nothing', 1)",
        "INSERT INTO own_ticks VALUES ('nothing')",
        "INSERT INTO planned VALUES ('nothing', '2026-03-11')",
        "INSERT INTO spoken VALUES ('nothing', 'energy-1', '', 1, 1, 1, 1, NULL, NULL)",
        "INSERT INTO tellings VALUES ('a', 'here', 'nothing', 'ledger', 0)",
        "INSERT INTO timings VALUES ('a', 'here', 'nothing', '1 2 3 4', 0)",
        "INSERT INTO change_files VALUES ('nothing', 'path', NULL, NULL)",
        "INSERT INTO change_rows VALUES ('nothing', 'nothing')",
        "INSERT INTO undone VALUES ('a', 'here', 'nothing', 0)",
    )
    assert count_dangling_rows(path) == 10
    execute(path, "DROP TABLE events", "DROP TABLE own_ticks")  # as in an older format
    assert count_dangling_rows(path) == 9 + 1  # and the event that was undone is gone


def test_a_row_of_the_log_is_a_review_as_it_was_written(path: Path) -> None:
    columns = "uuid, device, deck, card, rating, suggested, reviewed_at_utc_ms, zone_offset_min, study_day, answer_ms,"
    found = rows(path, f"SELECT {columns} points_covered, phrasing, mode, answer_text FROM reviews WHERE uuid = 'r1'")

    assert found == [review_row(review("r1", at=10))]
