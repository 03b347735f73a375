"""Syncs that nobody waits for: in a process of their own, for ten seconds at most, and without a word.

What came of them is in `sync --status`; what was cut off is done next time.
"""

import os
import sys
from contextlib import suppress
from threading import Timer

from cards.errors import GreenroomError
from trainer.home import Home

_SECONDS = 10
_NICENESS = 10


def start(home: Home) -> None:
    """Start a sync with the last target, if there is one. It goes on when this process ends."""
    import subprocess

    if not home.sync.exists():
        return
    command = [sys.executable, "-m", "trainer", "--home", str(home.path), "sync", "--background"]
    nothing = subprocess.DEVNULL
    own_session: dict[str, object] = {"start_new_session": True}
    if os.name == "nt":
        own_session = {"creationflags": 0x00000008 | 0x00004000 | 0x08000000}  # detached, low priority, no window
    with suppress(OSError):
        subprocess.Popen(command, stdin=nothing, stdout=nothing, stderr=nothing, **own_session)  # type: ignore[call-overload]  # noqa: S603


def run_quietly(home: Home, url: str) -> None:
    """Sync with a target; end the process when the time is over, whatever it is doing."""
    from trainer.opening import open_store
    from trainer.sync.home_sync import sync

    over = Timer(_SECONDS, os._exit, [0])
    over.daemon = True
    over.start()
    if hasattr(os, "nice"):
        os.nice(_NICENESS)
    with suppress(GreenroomError), open_store(home) as store:
        sync(home, store, url, in_background=True)
    over.cancel()
