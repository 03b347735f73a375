"""A database from a backup made this home's own: its logs stay, its device name and derived tables are replaced."""

from pathlib import Path
from re import escape

import pytest

from scheduler.log.errors import StoreReadOnly
from scheduler.log.undo import FileNote
from scheduler.repair.ownership import device_of, set_device
from tests.histories import KEY, open_store, review
from tests.log_connection import connection_of


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """The log of another home, with a rating, a change of files, and a memory that does not fit the rating."""
    store = open_store(tmp_path, prefix="theirs")
    store.record(review("a"))
    store.note("edit", "mine.toml", [FileNote("mine.toml", "x", "y")], 5)
    connection_of(store).execute("UPDATE memories SET reviews = 77")
    store.close()
    return tmp_path / "greenroom.db"


def test_an_adopted_database_has_this_home_s_name_and_is_replayed(path: Path) -> None:
    assert device_of(path) == "theirs-0"
    set_device(path, "here")
    assert device_of(path) == "here"
    store = open_store(path.parent)
    own = store.note("edit", "other.toml", [FileNote("other.toml", None, "z")], 6)
    made_here = {change.uuid: store.was_made_here(change) for change in store.changes(9) if change.kind == "edit"}
    found = store.times_reviewed(KEY), [one.uuid for one in store.reviews()], store.device
    store.close()

    assert found == (1, ["a"], "here")
    assert made_here == {own: True, **dict.fromkeys(made_here.keys() - {own}, False)}
    assert len(made_here) == 2


def test_a_home_without_a_name_gives_an_adopted_database_a_new_one(path: Path) -> None:
    set_device(path, None)
    assert device_of(path) is None
    store = open_store(path.parent, prefix="new")
    store.close()

    assert device_of(path) == "new-0"


def test_what_is_no_database_has_no_name_and_cannot_be_adopted_where_it_is_not(tmp_path: Path) -> None:
    (tmp_path / "text.db").write_bytes(b"all of it is gone " * 1000)
    assert device_of(tmp_path / "text.db") is None
    assert device_of(tmp_path / "none.db") is None
    nowhere = tmp_path / "no such folder" / "greenroom.db"

    with pytest.raises(StoreReadOnly, match=f"^{escape(str(nowhere))} cannot be written"):
        set_device(nowhere, "here")
