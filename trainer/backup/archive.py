"""One file with everything a user owns: a ZIP of the database, the decks, the answers and the settings."""

import json
import os
import shutil
import struct
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import IO, Any

from cards.errors import GreenroomError
from cards.text import clean_line
from decks.toml.files import MAX_BYTES
from trainer.files.home_files import FOLDERS, belongs

UNFINISHED = ".new"  # how the names of files end that are being written
MANIFEST = "manifest.json"
_FORMAT = 1
_MOST_FILES = 20_000
_MOST_BYTES = 8 * 1024**3  # of all that is in it, unpacked; a million reviews take a quarter of one
# How much larger it may be than the backup itself. A database shrinks to a third or so; more than this is made to harm.
_MOST_TIMES, _HARMLESS_BYTES = 100, 256 * 1024**2
_CHUNK = 1 << 20
_UNREADABLE = (
    *(zipfile.BadZipFile, zlib.error, struct.error, EOFError, RuntimeError),
    *(ArithmeticError, LookupError, TypeError, ValueError),
)


class ArchiveError(GreenroomError):
    """A backup cannot be made or read; what it was to save or to replace is as it was."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What a backup says of itself.

    Attributes:
        made: When, in ISO 8601.
        why: `daily`, `asked`, `migration` or `restore`.
        reviews: How many reviews its log has.
        database: The format of its database; None if it has none.
        files: The checksum of each file in it, by its name in the home.
        format: The form of the backup itself.
        instead: Of one made before a restore that replaced the log: when the backup that was restored had been made,
            and what the home of its log was called, if it was called anything. None of every other.
    """

    made: str
    why: str
    reviews: int
    database: int | None
    files: dict[str, str]
    format: int = _FORMAT
    instead: tuple[str, str | None] | None = None

    @classmethod
    def begun(cls, now: datetime, why: str, instead: tuple[str, str | None] | None = None) -> "Manifest":
        """Return that of a backup that nothing is in yet."""
        made = now.isoformat(timespec="seconds")
        return cls(made=made, why=why, reviews=0, database=None, files={}, instead=instead)


def names_in(home: Path) -> list[str]:
    """Return the names of the files of a home that belong to its user and can be saved, the database apart."""
    return [name for name in _all_names(home) if belongs(name)]


def left_out(home: Path) -> list[str]:
    """Return, to be shown, the names of the files that belong to a home's user and that no backup can hold."""
    shown = (name.encode("utf-8", "backslashreplace").decode() for name in _all_names(home) if not belongs(name))
    return [clean_line(name) for name in shown]


def _all_names(home: Path) -> list[str]:
    found = [path.name for path in home.glob("*.toml") if path.is_file()]
    for folder, kinds in FOLDERS.items():
        paths = _files_below(home / folder)
        found += [path.relative_to(home).as_posix() for path in paths if path.suffix in kinds]
    return sorted(found)


def _files_below(folder: Path) -> Iterator[Path]:
    """Yield the files in a folder and in those it has; raise `ArchiveError` rather than leave one out unseen."""

    def stop(error: OSError) -> None:
        if not isinstance(error, (FileNotFoundError, NotADirectoryError)):  # or it has just been taken away
            raise error

    try:
        for where, _, names in os.walk(folder, onerror=stop):
            yield from (path for path in (Path(where, name) for name in names) if path.is_file())
    except OSError as error:
        told = f"{error.filename or folder} cannot be read ({error.strerror or type(error).__name__})"
        raise ArchiveError(told, "Check its rights: no backup is made that lacks what is there.") from None


def pour(source: IO[bytes], target: IO[bytes]) -> str:
    """Copy bytes; return their checksum."""
    checksum = sha256()
    while chunk := source.read(_CHUNK):
        checksum.update(chunk)
        target.write(chunk)
    return checksum.hexdigest()


def read_manifest(path: Path) -> Manifest:
    """Return what a backup says of itself; raise `ArchiveError` if it is none."""
    with opened(path) as archive:
        return manifest_of(archive)


def unpacked(archive: zipfile.ZipFile, names: Iterable[str]) -> int:
    """Return how many bytes members say they have. No more are read of them, whatever they hold."""
    return sum(archive.getinfo(name).file_size for name in names)


@contextmanager
def opened(path: Path) -> Iterator[zipfile.ZipFile]:
    """Open a backup; whatever is wrong with it is one sentence."""
    try:
        with zipfile.ZipFile(path) as archive:
            yield archive
    except OSError as error:
        told = error.strerror or type(error).__name__
        raise ArchiveError(
            f"{path} cannot be read ({told})", "`greenroom backup --list` shows what there is."
        ) from None
    except _UNREADABLE as error:
        told = str(error.args[0] if isinstance(error, KeyError) else error) or type(error).__name__
        raise unsound(path, told) from None


def unsound(path: Path, told: str) -> ArchiveError:
    """Return the error of a file that is no sound backup."""
    return ArchiveError(f"{path} is no sound backup ({told})", "Take another one; nothing was changed.")


def manifest_of(archive: zipfile.ZipFile) -> Manifest:
    """Return what an open backup says of itself; raise `ValueError` if it is none, or made to do harm."""
    if len(archive.infolist()) > _MOST_FILES:
        raise ValueError("it has too many files")
    with archive.open(MANIFEST) as member:
        table: Any = json.loads(member.read(MAX_BYTES))
    if not isinstance(table, dict) or not isinstance(table.get("files"), dict) or table.get("format") != _FORMAT:
        raise ValueError("its manifest is of another form")
    manifest = Manifest(
        made=datetime.fromisoformat(table["made"]).isoformat(),
        why=clean_line(str(table["why"])),
        reviews=int(table["reviews"]),
        database=table["database"],
        files={str(name): str(checksum) for name, checksum in table["files"].items()},
        instead=_instead(table.get("instead")),
    )
    for name in manifest.files:
        if not belongs(name):
            raise ValueError(f"{clean_line(name)} has no place in a home")
        if archive.getinfo(name).compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise ValueError("it is packed in another way")  # which can take any amount of memory
    packed = Path(str(archive.filename)).stat().st_size
    if unpacked(archive, manifest.files) > min(_MOST_BYTES, max(_HARMLESS_BYTES, _MOST_TIMES * packed)):
        raise ValueError("what is in it is too large")
    return manifest


def _instead(value: Any) -> tuple[str, str | None] | None:
    if value is None:
        return None
    made, device = value
    return datetime.fromisoformat(made).isoformat(), None if device is None else str(device)


def discard(folder: Path) -> None:
    """Remove a folder of unfinished work, as far as that can be done."""
    with suppress(OSError):
        shutil.rmtree(folder)
