"""One file with everything a user owns: a ZIP of the database, the decks, the answers and the settings."""

import json
import os
import shutil
import struct
import tempfile
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import IO, Any

from cards.errors import GreenroomError
from cards.text import clean_line
from decks.own_files import make_folder
from decks.reading import MAX_BYTES
from scheduler.errors import StoreDamaged
from scheduler.inspection import State, copy_database, glance, inspect_database

DATABASE = "greenroom.db"
# What belongs to a home besides the database: the TOML files in it and in these folders, and answers not saved yet.
FOLDERS = {"decks": (".toml",), "answers": (".toml", ".draft")}
UNFINISHED = ".new"  # how the names of files end that are being written
_MANIFEST = "manifest.json"
_FORMAT = 1
_MOST_FILES = 20_000
_MOST_BYTES = 8 * 1024**3  # of a database; a million reviews take a quarter of one
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
    """

    made: str
    why: str
    reviews: int
    database: int | None
    files: dict[str, str]
    format: int = _FORMAT


def names_in(home: Path) -> list[str]:
    """Return the names of the files of a home that belong to its user, the database apart."""
    found = [path.name for path in home.glob("*.toml") if path.is_file()]
    for folder, kinds in FOLDERS.items():
        paths = (home / folder).rglob("*")
        found += [path.relative_to(home).as_posix() for path in paths if path.suffix in kinds and path.is_file()]
    return sorted(found)


def write_archive(
    home: Path, target: Path, *, why: str, now: datetime, empty: bool = True, damaged: bool = False
) -> Manifest:
    """Write everything of a home to one file, for its owner alone; the file is there whole or not at all.

    Args:
        home: The data home.
        target: The file, replaced if it is there.
        why: See `Manifest`.
        now: The instant.
        empty: Whether to write one of a home that holds nothing yet.
        damaged: Whether to leave a damaged database out, instead of making no backup.

    Raises:
        ArchiveError: It cannot be written, or a file cannot be read.
        StoreError: The database is in use, damaged, or cannot be copied.
    """
    try:
        make_folder(target.parent)
        with tempfile.TemporaryDirectory(prefix="backup-", suffix=UNFINISHED, dir=target.parent) as folder:
            work = Path(folder)
            sources = {name: home / name for name in names_in(home)}
            manifest = Manifest(made=now.isoformat(timespec="seconds"), why=why, reviews=0, database=None, files={})
            if (home / DATABASE).exists():
                try:
                    copy_database(home / DATABASE, work / DATABASE)
                    version, reviews = glance(work / DATABASE, home / DATABASE)
                except StoreDamaged:
                    if not damaged:
                        raise
                else:
                    sources[DATABASE] = work / DATABASE
                    manifest = replace(manifest, database=version, reviews=reviews)
            if empty or manifest.reviews or sources.keys() - {DATABASE}:
                with _private(work / "zip") as file:
                    _pack(file, sources, manifest, now)
                    file.flush()
                    os.fsync(file.fileno())
                (work / "zip").replace(target)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        told = "Check the rights and the free space; nothing was changed."
        raise ArchiveError(f"The backup {target} cannot be made ({reason})", told) from None
    return manifest


def _pack(file: IO[bytes], sources: Mapping[str, Path], manifest: Manifest, now: datetime) -> None:
    # The fastest level: what is saved is mostly random names, and somebody may be waiting.
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, path in sources.items():
            with (
                suppress(FileNotFoundError),  # somebody at work has just taken it away
                path.open("rb") as source,
                archive.open(_member(name, now), "w", force_zip64=True) as member,
            ):
                manifest.files[name] = _pour(source, member)
        archive.writestr(_member(_MANIFEST, now), json.dumps(asdict(manifest), indent=1))


def _member(name: str, now: datetime) -> zipfile.ZipInfo:
    member = zipfile.ZipInfo(name, (min(max(now.year, 1980), 2107), *now.timetuple()[1:6]))  # the years a ZIP can tell
    member.compress_type = zipfile.ZIP_DEFLATED
    member.external_attr = 0o600 << 16
    return member


def _private(path: Path) -> IO[bytes]:
    return os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY | getattr(os, "O_BINARY", 0), 0o600), "wb")


def _pour(source: IO[bytes], target: IO[bytes], most: int | None = None) -> str:
    """Copy bytes; return their checksum. Raise `ValueError` if there are more than `most`."""
    checksum, size = sha256(), 0
    while chunk := source.read(_CHUNK):
        size += len(chunk)
        if most is not None and size > most:
            raise ValueError("a file in it is too large")
        checksum.update(chunk)
        target.write(chunk)
    return checksum.hexdigest()


def read_manifest(path: Path) -> Manifest:
    """Return what a backup says of itself; raise `ArchiveError` if it is none."""
    with _opened(path) as archive:
        return _manifest_of(archive)


def unpack(path: Path, folder: Path) -> Manifest:
    """Unpack a backup into an empty folder, every file of it checked; return what it says of itself.

    Raises:
        ArchiveError: It is no backup, is damaged, or is made to do harm. The folder may hold a part of it.
    """
    with _opened(path) as archive:
        manifest = _manifest_of(archive)
        for name, checksum in manifest.files.items():
            if _take_out(archive, name, folder / name) != checksum:
                raise ValueError(f"{name} is not what was saved")
        if DATABASE in manifest.files:
            _check(path, folder / DATABASE)
    return manifest


def _take_out(archive: zipfile.ZipFile, name: str, target: Path) -> str:
    try:
        make_folder(target.parent)
        with archive.open(name) as member, _private(target) as file:
            checksum = _pour(member, file, _MOST_BYTES if name == DATABASE else MAX_BYTES)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        told = f"{target} cannot be unpacked ({error.strerror or type(error).__name__})"
        raise ArchiveError(told, "Check the rights and the free space; nothing was changed.") from None
    return checksum


def _check(path: Path, database: Path) -> None:
    condition = inspect_database(database, just_written=True)
    if condition.state is State.NEWER:
        raise ArchiveError(f"{path} was made by a newer greenroom", "Get the newer greenroom; nothing was changed.")
    if condition.state is not State.SOUND:
        raise ValueError(f"its database is {condition.state}: {', '.join(condition.problems)}".rstrip(": "))


@contextmanager
def _opened(path: Path) -> Iterator[zipfile.ZipFile]:
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
        told = str(error).strip("'\"") or type(error).__name__
        raise ArchiveError(f"{path} is no sound backup ({told})", "Take another one; nothing was changed.") from None


def _manifest_of(archive: zipfile.ZipFile) -> Manifest:
    if len(archive.infolist()) > _MOST_FILES:
        raise ValueError("it has too many files")
    with archive.open(_MANIFEST) as member:
        table: Any = json.loads(member.read(MAX_BYTES))
    if not isinstance(table, dict) or not isinstance(table.get("files"), dict) or table.get("format") != _FORMAT:
        raise ValueError("its manifest is of another form")
    manifest = Manifest(
        made=datetime.fromisoformat(table["made"]).isoformat(),
        why=clean_line(str(table["why"])),
        reviews=int(table["reviews"]),
        database=table["database"],
        files={str(name): str(checksum) for name, checksum in table["files"].items()},
    )
    for name in manifest.files:
        if not belongs(name):
            raise ValueError(f"{name} has no place in a home")
    return manifest


def belongs(name: str) -> bool:
    """Tell whether a name is that of a file of a home: below it, and of the kinds that are saved."""
    parts = PurePosixPath(name).parts
    if name == DATABASE:
        return True
    plain = all(part not in ("..", ".") and not set(part) & set('\\:*?"<>|\0') for part in parts)
    kinds = FOLDERS.get(parts[0], ()) if len(parts) > 1 else (".toml",)
    return name == "/".join(parts) and plain and name.endswith(kinds)


def discard(folder: Path) -> None:
    """Remove a folder of unfinished work, as far as that can be done."""
    with suppress(OSError):
        shutil.rmtree(folder)
