"""Where each home is on this machine, noted outside the home, so that a copy of a home is noticed.

Each copy goes its own way, so it needs a device name of its own. A note has a home's device name, path and inode. A
home that was moved keeps its name; one on a stick gets a name on each machine, the same whenever it is there.
"""

import os
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from trainer.files.permissions import first_unwritable
from trainer.home import Home

_MOST = 200  # notes; the oldest go first


class _Note(NamedTuple):
    device: str
    inode: str
    path: str


def is_noted(home: Home, device: str) -> bool:
    """Return whether a home is known here under this device name, or nothing can be noted here."""
    folder = _folder(home)
    if folder is None:
        return True
    note = _read(folder / _name(home.path))
    return note.device == device if note else first_unwritable({folder / "note"}) is not None


def note_place(home: Home, device: str, *, copied: bool) -> str | None:
    """Note a home with a device name, and return the name it has here; None if nothing can be noted.

    It is another name than `device` if the home may be a copy, and isn't one that was moved here. A home with
    `copied=False` was never noted anywhere, so it keeps its name.
    """
    folder = _folder(home)
    if folder is None:
        return None
    with suppress(OSError, ValueError):
        status = home.path.stat()
        inode, path = f"{status.st_dev}:{status.st_ino}", str(home.path)
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        here = _read(folder / _name(home.path))
        if copied and (here is None or here.device != device):
            moved = _moved(home.path, folder, device, inode)
            if moved is not None:
                moved.unlink(missing_ok=True)
            else:
                device = here.device if here is not None else home.env.new_uuid()
        _write(folder / _name(home.path), _Note(device, inode, path))
        _drop_oldest(folder)
        return device
    return None


def _folder(home: Home) -> Path | None:
    state = home.env.state_folder(home.path)
    return None if state is None else state / "homes"


def _name(path: Path) -> str:
    # A remainder by a prime tells paths apart as well as a checksum does, and `hashlib` takes 3 ms to load.
    return f"{int.from_bytes(os.fsencode(path), 'big') % (2**127 - 1):032x}"


def _read(path: Path) -> _Note | None:
    try:
        return _Note(*path.read_text(encoding="utf-8", errors="surrogateescape").split("\n", 2))
    except (OSError, TypeError):
        return None


def _write(path: Path, note: _Note) -> None:
    new = path.with_name(f"{path.name}.{os.getpid()}.new")
    new.write_text("\n".join(note), encoding="utf-8", errors="surrogateescape")
    new.replace(path)


def _moved(home: Path, folder: Path, device: str, inode: str) -> Path | None:
    """Return the note of a home with this name and inode, if it is no longer where it was, or its path leads here too.

    One folder can have several paths: through links, drive letters and network names, or in other case on Windows.
    """
    for path in folder.iterdir():
        note = _read(path)
        if note is not None and (note.device, note.inode) == (device, inode):
            there = Path(note.path)
            if not there.exists() or there.samefile(home):
                return path
    return None


def _drop_oldest(folder: Path) -> None:
    notes = sorted(folder.iterdir(), key=lambda path: path.stat().st_mtime)
    for path in notes[:-_MOST]:
        path.unlink(missing_ok=True)
