"""Files replaced, kept and put back while other programs write them."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from decks.model.errors import DeckFileError
from decks.toml.atomic import take_back, write_own


def test_an_import_that_fails_leaves_what_another_has_written_since(tmp_path: Path) -> None:
    path, backups, now = tmp_path / "mine.toml", tmp_path / "backups", datetime(2026, 3, 2, tzinfo=UTC)
    for before in (None, b"before"):
        if before:
            path.write_bytes(before)
        backup = write_own(path, "ours", backups, now, seen=before)
        path.write_bytes(b"theirs")
        take_back(path, backup, b"ours")
        assert path.read_bytes() == b"theirs"
        path.write_bytes(b"ours")
        take_back(path, backup, b"ours")
        assert (path.read_bytes() if path.exists() else None) == before


def test_files_replaced_at_once_are_kept_under_names_of_their_own(tmp_path: Path) -> None:
    path, backups, now = tmp_path / "mine.toml", tmp_path / "backups", datetime(2026, 3, 2, tzinfo=UTC)
    path.write_bytes(b"0")
    kept = [write_own(path, str(number + 1), backups, now, seen=str(number).encode()) for number in range(3)]

    assert [each.read_bytes() for each in kept if each] == [b"0", b"1", b"2"]
    assert {each.stat().st_mode & 0o777 for each in kept if each} == {0o600}


def test_a_file_that_cannot_be_taken_back_is_told(tmp_path: Path) -> None:
    (tmp_path / "deck.toml").write_text("new")
    with pytest.raises(DeckFileError, match="cannot be written"):
        take_back(tmp_path / "deck.toml", tmp_path / "gone.toml", wrote=b"new")
    (tmp_path / "folder").mkdir()
    with pytest.raises(DeckFileError, match="cannot be written"):
        take_back(tmp_path / "folder", None, wrote=b"")
