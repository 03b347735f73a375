"""Files are replaced and removed in one step, by one program at a time, and only if unchanged since they were read."""

from datetime import UTC, datetime
from pathlib import Path
from threading import Thread

import pytest

from decks.toml.atomic import ChangedMeanwhile, replace_own, take_back, write_own
from decks.toml.locks import path_lock

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)


def test_a_guarded_replacement_needs_what_was_seen(tmp_path: Path) -> None:
    path = tmp_path / "file"
    replace_own(path, b"one", guarded=True, seen=None)
    with pytest.raises(ChangedMeanwhile):
        replace_own(path, b"two", guarded=True, seen=None)
    replace_own(path, b"two", guarded=True, seen=b"one")

    assert path.read_bytes() == b"two"


@pytest.mark.parametrize("before", [None, b"before"])
def test_a_file_another_program_is_writing_is_not_taken_back(tmp_path: Path, before: bytes | None) -> None:
    path = tmp_path / "mine.toml"
    if before is not None:
        path.write_bytes(before)
    backup = write_own(path, "ours", tmp_path / "backups", NOW, seen=before)
    taking_back = Thread(target=take_back, args=(path, backup, b"ours"))
    with path_lock(tmp_path):
        taking_back.start()
        taking_back.join(0.2)
        assert path.read_bytes() == b"ours"
        replace_own(path, b"theirs", locked=True)
    taking_back.join()

    assert path.read_bytes() == b"theirs"
