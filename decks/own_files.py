"""The user's own deck files: where each stands, and how one is replaced without losing what was there."""

import contextlib
import os
import shutil
from datetime import datetime
from itertools import chain, count
from pathlib import Path

from decks.errors import DeckFileError
from decks.reading import deck_id_of


def file_of(own: Path, deck_id: str) -> Path:
    """Return the user's file that holds a deck, or the one a new deck of that id goes to."""
    usual = own / f"{deck_id}.toml"
    for path in sorted(own.glob("*.toml")):
        if path != usual and deck_id_of(path) == deck_id:
            return path
    return usual


def write_own(path: Path, text: str, backups: Path, now: datetime) -> Path | None:
    """Write a deck file in one step; return where the one it replaces is kept, if there was one.

    Raises:
        DeckFileError: It cannot be written; what was there is still there.
    """
    backup = _keep(path, backups, now) if path.exists() else None
    replace_text(path, text)
    return backup


def _keep(path: Path, backups: Path, now: datetime) -> Path:
    """Copy a file to the backups under a name that none of them has."""
    stem = f"{path.stem}-{now:%Y%m%dT%H%M%S}"
    names = (f"{stem}{again}.toml" for again in chain([""], (f"-{number}" for number in count(2))))
    backup = next(backups / name for name in names if not (backups / name).exists())
    try:
        backups.mkdir(mode=0o700, parents=True, exist_ok=True)
        shutil.copy2(path, backup)
    except OSError as error:
        raise _unwritable(backup, error) from None
    return backup


def replace_text(path: Path, text: str) -> None:
    """Put text in the place of a file's in one step, its rights kept.

    Raises:
        DeckFileError: It cannot be written; what was there is still there.
    """
    replace_file(path, text.encode())


class ChangedMeanwhile(Exception):
    """A file is not what it was when it was read."""


def replace_file(path: Path, content: bytes, *, guarded: bool = False, seen: bytes | None = None) -> None:
    """Put bytes in the place of a file's in one step, its rights kept; a link stays one.

    Args:
        path: The file.
        content: What is to be in it.
        guarded: Whether to replace it only if it still is what was `seen`.
        seen: What was in it when it was read; None if there was no file.

    Raises:
        ChangedMeanwhile: It is guarded, and somebody else wrote it; what they wrote is still there.
        DeckFileError: It cannot be written; what was there is still there.
    """
    path = path.resolve()
    new = path.with_name(f"{path.name}.new")
    try:
        with new.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        if path.exists():
            shutil.copymode(path, new)
        if guarded and (path.read_bytes() if path.exists() else None) != seen:
            new.unlink()
            raise ChangedMeanwhile
        new.replace(path)
    except OSError as error:
        with contextlib.suppress(OSError):
            new.unlink()
        raise _unwritable(path, error) from None


def _unwritable(path: Path, error: OSError) -> DeckFileError:
    reason = error.strerror or type(error).__name__
    return DeckFileError(path, f"cannot be written ({reason})", "Check the rights and the free space.")
