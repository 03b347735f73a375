"""Folders and ZIP archives as what they are for an import: files to read, each with the deck it becomes."""

import os
import re
import stat
import zipfile
import zlib
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import NamedTuple
from zlib import crc32

from cards.card import Card
from cards.errors import os_reason
from cards.text import clean_line, slug
from decks.formats.bundle import Bundle
from decks.formats.questions import QUESTION_MARKS, looks_like_question
from decks.formats.registry import LISTS, NOTES, READABLE, TABLES
from decks.model.errors import DeckFileError
from decks.model.ids import is_slug
from decks.toml.regular_files import open_file, real_path

ARCHIVE = "zip"
_MAX_FILES = 20_000  # files to read; also members of an archive
_MAX_ENTRIES = 200_000  # files of any kind and folders
_MAX_BYTES = 256 * 1024 * 1024  # bytes of everything that is read from an archive
_MOST_NESTED = 2  # archives in an archive; Notion exports parts like that
_CHUNK = 1 << 20
_UNREADABLE = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError)
_SKIPPED = frozenset({"node_modules", "__MACOSX", "__pycache__", "venv"})
# Files that are about their folder.
_OF_THE_FOLDER = frozenset({"readme", "index"})
# Shares of the cards of a file that begin or end as questions do: "How it works" begins as one, too.
_CERTAIN, _MOSTLY = 0.8, 0.5
_HIDDEN = "[...]"  # in the question of a cloze card
_NOTION_ID = re.compile(r"[ _-][0-9a-f]{32}(?=_all$|$)")


class FoundFile(NamedTuple):
    """A file to read, and its path inside the folder or archive."""

    path: Path
    inside: PurePosixPath


class DeckName(NamedTuple):
    """The id and the title of the deck that a file becomes if the file does not name one itself."""

    id: str
    title: str


def find_files(folder: Path, *, max_files: int = _MAX_FILES) -> list[FoundFile]:
    """Return the files in a folder that an import can read, sorted by path.

    Hidden files and folders are left out, and links that lead out of the folder.

    Raises:
        DeckFileError: The folder cannot be read, or has far too many files.
    """
    found: list[FoundFile] = []
    entries = 0
    root = real_path(folder)

    def fail(error: OSError) -> None:
        if Path(error.filename) == folder:
            raise DeckFileError(folder, f"cannot be read ({os_reason(error)})", "Check its permissions.") from None

    for place, folders, names in os.walk(folder, onerror=fail):
        folders[:] = [name for name in folders if not _is_skipped(name)]
        entries += len(folders) + len(names)
        for name in names:
            path = Path(place, name)
            inside = PurePosixPath(path.relative_to(folder).as_posix())
            if _is_wanted(inside) and path.is_file() and real_path(path).is_relative_to(root):
                found.append(FoundFile(path, inside))
        if len(found) > max_files or entries > _MAX_ENTRIES:
            raise _too_many(folder, max_files)
    return _in_order(found)


def unpack_files(
    archive: Path, into: Path, *, max_files: int = _MAX_FILES, max_bytes: int = _MAX_BYTES
) -> list[FoundFile]:
    """Unpack the files of a ZIP archive that an import can read into an empty folder; return them, sorted by path.

    They get other names there, so that no name in the archive can lead out of it.

    Raises:
        DeckFileError: The archive cannot be read, or is made to do harm.
    """
    unpacking = _Unpacking(archive, into, max_files, max_bytes)
    unpacking.unpack(archive)
    return _in_order(unpacking.found)


class _Unpacking:
    """The unpacking of an archive and of those in it, within limits that hold for all of them together."""

    def __init__(self, archive: Path, into: Path, max_files: int, max_bytes: int) -> None:
        self.found: list[FoundFile] = []
        self._archive = archive
        self._into = into
        self._max_files = max_files
        self._max_bytes = max_bytes
        self._members = 0
        self._bytes = 0

    def unpack(self, archive: Path, depth: int = 0) -> None:
        try:
            with open_file(archive) as file, zipfile.ZipFile(file) as members:
                for member in members.infolist():
                    self._member(members, member, depth)
        except OSError as error:
            fix = "Check its name and permissions."
            raise DeckFileError(self._archive, f"cannot be read ({os_reason(error)})", fix) from None
        except _UNREADABLE as error:
            what = "is locked with a password" if "password" in str(error) else "cannot be read as a ZIP archive"
            raise DeckFileError(self._archive, what, "Unpack it, and import the folder.") from None

    def _member(self, members: zipfile.ZipFile, member: zipfile.ZipInfo, depth: int) -> None:
        self._members += 1
        if self._members > self._max_files:
            raise _too_many(self._archive, self._max_files)
        inside = PurePosixPath(member.filename.replace("\\", "/"))
        nested = inside.suffix.lower() == f".{ARCHIVE}" and depth < _MOST_NESTED
        is_link = stat.S_ISLNK(member.external_attr >> 16)
        if member.is_dir() or is_link or ".." in inside.parts or not (nested or _is_wanted(inside)):
            return
        if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise NotImplementedError  # other compression methods can take any amount of memory
        path = self._into / f"{self._members}{inside.suffix.lower()}"
        with members.open(member) as source, path.open("wb") as target:
            while chunk := source.read(_CHUNK):
                self._bytes += len(chunk)
                if self._bytes > self._max_bytes:
                    most = self._max_bytes // 1024 // 1024
                    raise DeckFileError(self._archive, f"unpacks to more than {most} MB", "Import part of it.")
                target.write(chunk)
        if nested:
            self.unpack(path, depth + 1)
        else:
            self.found.append(FoundFile(path, inside.relative_to("/") if inside.is_absolute() else inside))


def _too_many(path: Path, most: int) -> DeckFileError:
    return DeckFileError(path, f"has more than {most} files", "Import a folder inside it.")


def _is_skipped(name: str) -> bool:
    return name.startswith(".") or name in _SKIPPED


def _is_wanted(inside: PurePosixPath) -> bool:
    """Return whether a file may have questions, going by its path."""
    return inside.suffix.lower().removeprefix(".") in READABLE and not any(map(_is_skipped, inside.parts))


def _in_order(files: Sequence[FoundFile]) -> list[FoundFile]:
    """Sort files by path, without each table that Notion exported once more, with all of its rows, as `..._all.csv`."""
    whole = {str(each.inside).removesuffix("_all.csv") for each in files if str(each.inside).endswith("_all.csv")}
    kept = (each for each in files if str(each.inside).removesuffix(".csv") not in whole)
    return sorted(kept, key=lambda each: each.inside)


def name_decks(files: Sequence[FoundFile], root: str, builtin: Callable[[str], bool]) -> list[DeckName]:
    """Return an id and a title for the deck of each file, made from its path.

    A file at the top has the id it has if it is imported alone. Ids stay the same when other files come and go, unless
    two files would have the same one.

    Args:
        files: The files, sorted by path.
        root: The name of the folder or archive.
        builtin: Returns whether a built-in deck has an id, which these decks may not take the place of.
    """
    named: list[DeckName] = []
    taken: set[str] = set()
    for file in files:
        parts = [*file.inside.parts[:-1], file.inside.stem]
        parts = [_NOTION_ID.sub("", part.removesuffix("_all")) or part for part in parts]
        if parts[-1].casefold() in _OF_THE_FOLDER:
            parts = parts[:-1] or [root]
        deck_id = _id_of(parts, str(file.inside))
        if builtin(deck_id):
            deck_id = _id_of([root, *parts], str(file.inside))
        if deck_id in taken or builtin(deck_id):
            deck_id = f"{deck_id[:51].rstrip('-_.')}-{_checksum(str(file.inside)):08x}"
        taken.add(deck_id)
        named.append(DeckName(deck_id, " / ".join(map(_title_of, parts))))
    return named


def _id_of(parts: Sequence[str], inside: str) -> str:
    if len(parts) == 1 and is_slug(parts[0]):
        return parts[0]
    return slug(" ".join(parts), words=12) or f"deck-{_checksum(inside):08x}"


def _checksum(inside: str) -> int:
    return crc32(inside.encode("utf-8", "surrogatepass"))  # the name of a file need not be text


def _title_of(part: str) -> str:
    return part.replace("-", " ").replace("_", " ").capitalize() if is_slug(part) else clean_line(part)


def only_questions(bundle: Bundle, kind: str) -> Bundle:
    """Return what a file among many has of questions, going by what was read from it; no deck if that is nothing.

    Most files of a folder of notes or code are something else, though their headings or lines could be cards. Of a text
    that is mostly something else, only what ends in a question mark is kept.
    """
    cards = [card for one in bundle.decks for card in one.deck.cards]
    answered = not all(card.is_unanswered for card in cards)
    if kind not in (*NOTES, *TABLES, *LISTS) or (answered and kind not in NOTES):
        return bundle
    share = sum(looks_like_question(card.question) for card in cards) / max(1, len(cards))
    if share >= _CERTAIN or (share > _MOSTLY and any(map(_surely_asks, cards))):
        return bundle
    return replace(
        bundle, decks=tuple(kept for one in bundle.decks if (kept := one.with_cards(_surely_asks)).deck.cards)
    )


def _surely_asks(card: Card) -> bool:
    return card.question.rstrip("\"'*) ").endswith(QUESTION_MARKS) or _HIDDEN in card.question
