"""The format of a backup: a ZIP of a user's files and log, with a manifest that lists their checksums."""

import json
import os
import struct
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import IO, Any, NamedTuple

from cards.errors import GreenroomError, os_reason
from cards.text import clean_line
from decks.toml.regular_files import MAX_BYTES, open_file
from trainer.files.home_files import belongs

UNFINISHED = ".new"  # ends the names of files and folders that are still being written
MANIFEST = "manifest.json"
MAX_FILES = 20_000
_FORMAT = 1
_MAX_UNPACKED = 8 * 1024**3  # bytes of everything in it; the log of a million reviews takes a quarter of a GiB
# A database packs to about a third. Unless it is small, what unpacks to 100 times its size is made to do harm.
_MAX_RATIO, _HARMLESS_BYTES = 100, 256 * 1024**2
_CHUNK = 1 << 20  # bytes
_UNREADABLE = (
    *(zipfile.BadZipFile, zlib.error, struct.error, EOFError, RuntimeError),
    *(ArithmeticError, LookupError, TypeError, ValueError),
)


class ArchiveError(GreenroomError):
    """A backup cannot be made, read or restored. Unless a restore is unfinished, nothing has been changed."""


class LogOrigin(NamedTuple):
    """The backup a restored log came from."""

    made: str  # when that backup was made, in ISO 8601
    device: str | None  # the name of the home the log is from, if it had one


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What a backup says about itself."""

    made: str  # in ISO 8601
    why: str  # `daily`, `asked`, `migration` or `restore`
    reviews: int
    database: int | None  # the format of its database; None if it has none
    files: dict[str, str]  # the SHA-256 checksum of each file, by its path relative to the home
    format: int = _FORMAT
    # Set if the backup was made just before a restore that replaced its log: where the log restored then came from.
    replaced_by_restore: LogOrigin | None = None

    def as_json(self) -> str:
        """Return the text of the manifest file."""
        table = asdict(self)
        table["instead"] = table.pop("replaced_by_restore")  # the key that backups have always had
        return json.dumps(table, indent=1)


def empty_manifest(now: datetime, why: str, replaced_by_restore: LogOrigin | None = None) -> Manifest:
    """Return the manifest of a backup that has nothing in it yet."""
    made = now.isoformat(timespec="seconds")
    return Manifest(made=made, why=why, reviews=0, database=None, files={}, replaced_by_restore=replaced_by_restore)


def read_manifest(path: Path) -> Manifest:
    """Return the manifest of a backup; raise `ArchiveError` if it is not one or cannot be read."""
    with open_archive(path) as archive:
        return manifest_in(archive)


def manifest_in(archive: zipfile.ZipFile, *, max_files: int = MAX_FILES) -> Manifest:
    """Return the manifest of an open backup.

    Raises:
        ValueError: It is not a backup, or is malicious. `open_archive` turns this, and anything else that a broken file
            raises, into an `ArchiveError`.
    """
    if len(archive.infolist()) > max_files:
        raise ValueError("it has too many files")
    with archive.open(MANIFEST) as member:
        table: Any = json.loads(member.read(MAX_BYTES))
    if not isinstance(table, dict) or not isinstance(table.get("files"), dict) or table.get("format") != _FORMAT:
        raise ValueError("its manifest has an unknown format")
    manifest = Manifest(
        made=datetime.fromisoformat(table["made"]).isoformat(),
        why=clean_line(str(table["why"])),
        reviews=int(table["reviews"]),
        database=table["database"],
        files={str(name): str(checksum) for name, checksum in table["files"].items()},
        replaced_by_restore=_log_origin(table.get("instead")),
    )
    for name in manifest.files:
        if not belongs(name, windows=False):  # `unpack` finds another name where this one is impossible
            raise ValueError(f"{clean_line(name)} doesn't belong in a data folder")
        if member_of(archive, name).compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise ValueError("its compression isn't supported")  # others can take any amount of memory
    packed = Path(str(archive.filename)).stat().st_size
    if unpacked_size(archive, manifest.files) > min(_MAX_UNPACKED, max(_HARMLESS_BYTES, _MAX_RATIO * packed)):
        raise ValueError("its content is too large")
    return manifest


def _log_origin(value: Any) -> LogOrigin | None:
    if value is None:
        return None
    made, device = value
    return LogOrigin(datetime.fromisoformat(made).isoformat(), None if device is None else str(device))


def member_of(archive: zipfile.ZipFile, name: str) -> zipfile.ZipInfo:
    r"""Return the entry of a file; raise `KeyError` if there is none. On Windows, `zipfile` turns `\\` into `/`."""
    return archive.getinfo(name.replace(os.sep, "/"))


def unpacked_size(archive: zipfile.ZipFile, names: Iterable[str]) -> int:
    """Return the unpacked size of some files, as the archive states it; unpacking never reads more."""
    return sum(member_of(archive, name).file_size for name in names)


@contextmanager
def open_archive(path: Path) -> Iterator[zipfile.ZipFile]:
    """Open a backup; turn any error with it inside the `with` into an `ArchiveError`."""
    try:
        with open_file(path) as file, zipfile.ZipFile(file) as archive:
            yield archive
    except OSError as error:
        what = f"{path} cannot be read ({os_reason(error)})"
        raise ArchiveError(what, "`greenroom backup --list` shows your backups.") from None
    except _UNREADABLE as error:
        reason = str(error.args[0] if isinstance(error, KeyError) else error) or type(error).__name__
        raise unsound(path, reason) from None


def unsound(path: Path, reason: str) -> ArchiveError:
    """Return the error for a file that can't be restored."""
    return ArchiveError(f"{path} cannot be used as a backup ({reason})", "Choose another one; nothing was changed.")


def copy_and_hash(source: IO[bytes], target: IO[bytes]) -> str:
    """Copy an open file into another; return the SHA-256 checksum of its content."""
    checksum = sha256()
    while chunk := source.read(_CHUNK):
        checksum.update(chunk)
        target.write(chunk)
    return checksum.hexdigest()
