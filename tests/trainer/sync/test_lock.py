"""Two syncs at once: the second says so."""

from pathlib import Path

import pytest

from trainer.sync.lock import SyncRunning, sync_lock


def test_a_second_sync_is_told_that_one_is_running(tmp_path: Path) -> None:
    with sync_lock(tmp_path / "sync.lock"), pytest.raises(SyncRunning), sync_lock(tmp_path / "sync.lock"):
        pass
    with sync_lock(tmp_path / "sync.lock"):
        pass


def test_where_no_lock_can_be_made_a_sync_goes_on(tmp_path: Path) -> None:
    with sync_lock(tmp_path / "missing" / "sync.lock"):
        pass
