"""The file that Anki writes: a ZIP with a SQLite database in it, in three generations. Only the database is taken out.

What the generations hold was observed in packages that Anki 26.9 writes.
"""

import sqlite3
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import closing, contextmanager
from importlib import import_module
from pathlib import Path
from typing import IO, Any

# The newest first: the others hold nothing but a note that asks for a newer Anki when a newer one is there.
_COLLECTIONS = ("collection.anki21b", "collection.anki21", "collection.anki2")
MAX_MEMBERS = 100_000
MAX_COLLECTION = 512 * 1024 * 1024
_MOST_STEPS = 50_000_000  # of SQLite's machine for one query: a table that is a trap would never end
_CHUNK = 1 << 20
_AGAIN = "Export it from Anki once more."
_UNREADABLE = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, OSError)


class NotAPackage(Exception):
    """A file is no package that can be read; `message` and `fix` say why and what to do."""

    def __init__(self, message: str, fix: str) -> None:
        super().__init__(message)
        self.message = message
        self.fix = fix


@contextmanager
def open_collection(path: Path) -> Iterator[sqlite3.Connection]:
    """Open the database of a package, read-only and apart from the package itself.

    Raises:
        NotAPackage: It is none, or is made to do harm.
    """
    with tempfile.TemporaryDirectory(prefix="greenroom-") as folder:
        copy = Path(folder) / "collection.db"
        try:
            with zipfile.ZipFile(path) as package, copy.open("wb") as target:
                _take_out(package, target)
        except _UNREADABLE as error:
            told = str(getattr(error, "strerror", "") or error) or type(error).__name__
            raise NotAPackage(f"is no Anki package that can be read ({told})", _AGAIN) from None
        with closing(sqlite3.connect(f"{copy.as_uri()}?mode=ro&immutable=1", uri=True)) as database:
            database.create_collation("unicase", _compare_folded)
            database.execute("PRAGMA trusted_schema = OFF")
            database.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, 64 * 1024 * 1024)
            _stop_after(database, _MOST_STEPS)
            try:
                yield database
            except (sqlite3.Error, UnicodeDecodeError) as error:
                told = f"its collection cannot be read ({error})"
                raise NotAPackage(told, _AGAIN) from None


def _take_out(package: zipfile.ZipFile, target: IO[bytes]) -> None:
    members = package.infolist()
    if len(members) > MAX_MEMBERS:
        raise NotAPackage(f"has more than {MAX_MEMBERS} members", "Export it without media.")
    names = {member.filename for member in members}
    found = next((name for name in _COLLECTIONS if name in names), None)
    if found is None:
        raise NotAPackage("is a ZIP file without an Anki collection", "Export the deck from Anki as .apkg.")
    with package.open(found) as member:
        size = 0
        for chunk in _unpacked(member) if found.endswith("b") else iter(lambda: member.read(_CHUNK), b""):
            size += len(chunk)
            if size > MAX_COLLECTION:
                raise NotAPackage(f"unpacks to more than {MAX_COLLECTION >> 20} MB", "Export fewer decks at once.")
            target.write(chunk)


def _unpacked(member: IO[bytes]) -> Iterator[bytes]:
    zstandard = _zstandard()
    stream = zstandard.ZstdDecompressor().stream_reader(member)
    try:
        while chunk := stream.read(_CHUNK):
            yield chunk
    except zstandard.ZstdError as error:
        raise NotAPackage(f"is no Anki package that can be read ({error})", _AGAIN) from None


def _zstandard() -> Any:
    try:
        return import_module("zstandard")
    except ImportError:
        raise NotAPackage(
            "is packed with zstandard, which is not installed",
            'Install it (pip install zstandard), or export with "Support older Anki versions" ticked.',
        ) from None


def _compare_folded(one: str, other: str) -> int:
    a, b = one.casefold(), other.casefold()
    return (a > b) - (a < b)


def _stop_after(database: sqlite3.Connection, steps: int) -> None:
    left = iter(range(steps // 10_000))
    database.set_progress_handler(lambda: next(left, None) is None, 10_000)
