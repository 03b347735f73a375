"""What other commands tell of syncs: before a restore, and when none has worked for days."""

from collections.abc import Iterator
from contextlib import suppress

from cards.errors import GreenroomError
from trainer.home import Home
from trainer.opening import open_store
from trainer.sync.home_sync import open_state
from trainer.sync.segment import device_digits
from trainer.terminal.words import count

_DAY_MS = 24 * 60 * 60 * 1000
_TOLD_AFTER = 7  # days


def failing_targets(home: Home) -> Iterator[tuple[str, str]]:
    """Yield a sentence about each target that no sync has worked with for a week, and why the last one failed."""
    if not home.sync.exists():
        return
    with suppress(GreenroomError), open_state(home) as state:
        for each in state.targets():
            days = 0 if each.failed_ms is None else (home.now_ms - each.failed_ms) // _DAY_MS
            if days >= _TOLD_AFTER:
                yield f"No sync with {each.url} has worked for {days} days.", each.failure


def before_restore(home: Home, reviews: int) -> str:
    """Return what to tell the user before a backup with so many reviews is restored; empty if nothing is synced."""
    if not home.sync.exists():
        return ""
    with suppress(GreenroomError), open_store(home, reading=True) as store, open_state(home) as state:
        targets = state.targets()
        # Those whose segments were read; anyone can put files with other names there.
        taken = [name for each in targets for name in state.segments_with(each.url, "taken")]
        devices = {device_digits(store.device), *(name.partition("-")[0] for name in taken)}
        if not targets:
            return ""
        since = max(0, len(store.rows("SELECT 1 FROM reviews")) - reviews)
        back = f"{count(since, 'review')} made since the backup" if since else "What was reviewed since the backup"
        who = f"{len(devices)} devices share this history" if len(devices) > 1 else "This history is synced"
        return (
            f"{who}: {back} will come back with the next sync."
            f" To take reviews back for all of them, use `greenroom undo`. To have the past here only, run"
            f" `greenroom sync --detach` first."
        )
    return ""
