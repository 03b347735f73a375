"""The Anki package: a ZIP file with the collection, a SQLite database, in one of three generations.

Only the database is unpacked. What each generation contains was observed in packages written by Anki 26.9.
"""

import os
import sqlite3
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import closing, contextmanager
from importlib import import_module
from pathlib import Path
from typing import IO
from urllib.parse import quote

from cards.errors import install_command
from decks.toml.regular_files import open_file

# The newest first. A package with a newer collection has an older one too, but its only note asks for a newer Anki.
_COLLECTIONS = ("collection.anki21b", "collection.anki21", "collection.anki2")
# The collections of a package by how its member `meta` begins: with the number of its generation.
_COLLECTION_OF = {b"\x08\x02": _COLLECTIONS[:2], b"\x08\x03": _COLLECTIONS[:1]}
_DECOY = "Please update to the latest Anki version"  # how the note in the older collection begins
_MAX_MEMBERS = 100_000  # files in the package
_MAX_BYTES = 512 * 1024 * 1024  # size of the unpacked collection
# Steps of SQLite's virtual machine, counted over all queries. A malicious view could run forever.
_MAX_STEPS = 50_000_000
_CHUNK = 1 << 20
_AGAIN = "Export it from Anki again."
_UNREADABLE = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, OSError)


class NotAPackage(Exception):
    """A file is not an Anki package that can be read. `message` and `fix` say why, and what to do."""

    def __init__(self, message: str, fix: str) -> None:
        super().__init__(message)
        self.message = message
        self.fix = fix


@contextmanager
def open_collection(
    path: Path, *, max_members: int = _MAX_MEMBERS, max_bytes: int = _MAX_BYTES, max_steps: int = _MAX_STEPS
) -> Iterator[sqlite3.Connection]:
    """Open a read-only copy of a package's collection.

    Raises:
        NotAPackage: The file is not an Anki package, is damaged, or exceeds one of the limits.
    """
    with tempfile.TemporaryDirectory(prefix="greenroom-") as folder:
        copy = Path(folder) / "collection.db"
        try:
            with open_file(path) as file, zipfile.ZipFile(file) as package, copy.open("wb") as target:
                _unpack(package, target, max_members, max_bytes)
        except _UNREADABLE as error:
            reason = str(getattr(error, "strerror", "") or error) or type(error).__name__
            raise NotAPackage(f"cannot be read as an Anki package ({reason})", _AGAIN) from None
        # Not `as_uri`, as SQLite refuses that of a network folder of Windows
        uri = f"file:{quote(os.fsencode(copy), safe='')}?mode=ro&immutable=1"
        with closing(sqlite3.connect(uri, uri=True)) as database:
            database.create_collation("unicase", _compare_folded)
            database.execute("PRAGMA trusted_schema = OFF")
            database.text_factory = _decode  # so that one note that is not UTF-8 does not stop the others
            database.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, 64 * 1024 * 1024)
            batches = iter(range(max_steps // 10_000))
            database.set_progress_handler(lambda: next(batches, None) is None, 10_000)  # then stops the query
            try:
                _check_complete(database)
                yield database
            except (sqlite3.Error, UnicodeDecodeError) as error:
                raise NotAPackage(f"its collection cannot be read ({error})", _AGAIN) from None


def _decode(text: bytes) -> str:
    return text.decode("utf-8", "replace")


def _check_complete(database: sqlite3.Connection) -> None:
    """Raise `NotAPackage` if the collection is the one that newer packages have for an older Anki."""
    notes = database.execute("SELECT flds FROM notes LIMIT 2").fetchall()
    if len(notes) == 1 and str(notes[0][0]).startswith(_DECOY):
        raise NotAPackage("has no cards, only a note that asks for a newer Anki", _AGAIN)


def _unpack(package: zipfile.ZipFile, target: IO[bytes], max_members: int, max_bytes: int) -> None:
    """Write the newest collection in the package to `target`."""
    members = package.infolist()
    if len(members) > max_members:
        raise NotAPackage(f"contains more than {max_members} files", "Export it without media.")
    names = {member.filename for member in members}
    found = next((name for name in _COLLECTIONS if name in names), None)
    meta = b""
    if "meta" in names:
        with package.open("meta") as member:
            meta = member.read(2)
    if found and found not in _COLLECTION_OF.get(meta, _COLLECTIONS):
        raise NotAPackage("has no cards", _AGAIN)
    if found is None:
        raise NotAPackage("is a ZIP file without an Anki collection", "Export the deck from Anki as .apkg.")
    with package.open(found) as member:
        size = 0
        for chunk in _decompress(member) if found.endswith("b") else iter(lambda: member.read(_CHUNK), b""):
            size += len(chunk)
            if size > max_bytes:
                raise NotAPackage(f"unpacks to more than {max_bytes >> 20} MB", "Export fewer decks at once.")
            target.write(chunk)


def _decompress(member: IO[bytes]) -> Iterator[bytes]:
    """Yield the content of a member compressed with zstandard, in chunks."""
    try:
        zstandard = import_module("zstandard")
    except ImportError:
        fix = f'Export with "Support older Anki versions" ticked, or install it: {install_command("zstandard")}'
        raise NotAPackage("is compressed with zstandard, which is not installed", fix) from None
    stream = zstandard.ZstdDecompressor().stream_reader(member)
    try:
        while chunk := stream.read(_CHUNK):
            yield chunk
    except zstandard.ZstdError as error:
        raise NotAPackage(f"cannot be read as an Anki package ({error})", _AGAIN) from None


def _compare_folded(one: str, other: str) -> int:
    """Compare two texts as the collation `unicase` does that Anki registers for its tables."""
    a, b = one.casefold(), other.casefold()
    return (a > b) - (a < b)
