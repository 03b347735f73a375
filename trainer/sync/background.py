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
    command = [sys.executable, "-P", "-m", "greenroom", "--home", str(home.path), "sync", "--background"]
    nothing = subprocess.DEVNULL
    # Detached, at low priority, and without a window; elsewhere, the process itself sees to its priority.
    flags = 0x00000008 | 0x00004000 | 0x08000000 if os.name == "nt" else 0
    with suppress(OSError):
        subprocess.Popen(  # noqa: S603 - our own interpreter and module
            command,
            stdin=nothing,
            stdout=nothing,
            stderr=nothing,
            env=os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
            start_new_session=os.name == "posix",
            creationflags=flags,
        ).returncode = 0  # nobody waits for it; this keeps Python from warning about that


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
