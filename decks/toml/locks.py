"""Locks of files and folders among greenrooms. A program that is killed loses its locks."""

import os
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

_AGAIN_AFTER = 0.01  # seconds between two tries to get a lock, where the system can't wait for one


@contextmanager
def path_lock(path: Path, *, wait: bool = True) -> Iterator[bool]:
    """Hold the lock of a file or folder.

    On Windows the lock is on a file of its own among the user's temporary files, because a folder can't be locked
    there, and an open file can't be renamed. Another computer doesn't see such a lock.

    Args:
        path: The file or folder.
        wait: Whether to wait until it is free.

    Yields:
        False if another program has it and `wait` is False. True also where there are no locks: on some network
        folders, and on what the user may not read.
    """
    with ExitStack() as stack:
        try:
            got = _acquire(path, stack, wait=wait)
        except OSError:
            got = True
        yield got


if sys.platform == "win32":

    def _acquire(path: Path, stack: ExitStack, *, wait: bool) -> bool:
        import msvcrt
        import tempfile
        import time
        from hashlib import sha256

        same = os.path.normcase(os.path.realpath(path)).encode("utf-8", "surrogatepass")
        file = Path(tempfile.gettempdir(), f"greenroom-{sha256(same).hexdigest()[:32]}.lock")
        handle = os.open(file, os.O_RDWR | os.O_CREAT)
        stack.callback(os.close, handle)
        while True:
            try:
                msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
            except OSError:  # `PermissionError`; Wine has no number for it
                if not wait:
                    return False
                time.sleep(_AGAIN_AFTER)
            else:
                stack.callback(msvcrt.locking, handle, msvcrt.LK_UNLCK, 1)  # closing would free it only some time later
                return True

else:

    def _acquire(path: Path, stack: ExitStack, *, wait: bool) -> bool:
        import fcntl

        handle = os.open(path, os.O_RDONLY)
        stack.callback(os.close, handle)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        except BlockingIOError:
            return False
        return True
