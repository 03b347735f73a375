"""Deck files on disk: read, found by deck id, and compared by checksum."""

import re
import tomllib
from hashlib import sha256
from pathlib import Path
from zlib import crc32

from cards.errors import os_fix, os_reason
from cards.text import slug
from decks.model.deck import Deck
from decks.model.errors import DeckFileError
from decks.model.ids import is_slug
from decks.model.problems import Problem
from decks.toml.file_names import file_stem
from decks.toml.limits import load_toml
from decks.toml.read import read_deck
from decks.toml.regular_files import MAX_BYTES, is_text, read_bytes

_FIRST_CARD = re.compile(r"(?m)^[ \t]*\[\[[ \t]*cards[ \t]*\]\]")


class Unreadable(DeckFileError):
    """A file cannot be read as text.

    Attributes:
        problem: The same as a problem, with the line if it is known.
    """

    def __init__(self, path: Path, what: str, fix: str, line: int = 1) -> None:
        super().__init__(path, what, fix)
        self.problem = Problem(str(path), line, what, fix)


def read_text(path: Path) -> str:
    """Return the text of a file, with its line ends and its byte order mark.

    Raises:
        Unreadable: The file is missing or larger than 16 MB, or it or its name is not UTF-8 text.
    """
    if not is_text(str(path)):
        shown = Path(str(path).encode("utf-8", "backslashreplace").decode())
        raise Unreadable(shown, "has a name that is not UTF-8 text", "Rename it.")
    content = read_content(path, into="decks")
    try:
        return content.decode()
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise Unreadable(path, "is not UTF-8 text", "Save it as UTF-8 in your editor.", line) from None


def read_content(path: Path, *, into: str) -> bytes:
    """Return the content of a file.

    Raises:
        Unreadable: The file is missing or larger than 16 MB. The advice is then to split it into several `into`.
    """
    try:
        content = read_bytes(path)
    except OSError as error:
        reason = f"cannot be read ({os_reason(error)})"
        raise Unreadable(path, reason, os_fix(error, "Check its name and permissions.")) from None
    if len(content) > MAX_BYTES:
        raise Unreadable(path, f"is larger than {MAX_BYTES // 1024 // 1024} MB", f"Split it into several {into}.")
    return content


def read_file(path: Path) -> tuple[Deck | None, list[Problem]]:
    """Return the deck of a file, None if it has no usable card, and every problem found. Never raises."""
    try:
        text = read_text(path)
    except Unreadable as error:
        return None, [error.problem]
    return read_deck(text, path=str(path), default_id=default_id(path))


def deck_id_of(path: Path) -> str | None:
    """Return the id of a file's deck; None if it has no usable card. Reads cards only if no id is above them."""
    try:
        text = read_text(path)
    except Unreadable:
        return None
    above = _FIRST_CARD.split(text, maxsplit=1)[0]
    try:
        # A cut through a long string leaves a text that is not valid TOML.
        head = load_toml(above).get("deck") if len(above) < len(text) else None
    except tomllib.TOMLDecodeError:
        head = None
    if isinstance(head, dict) and isinstance(found := head.get("id"), str) and is_slug(found):
        return found
    deck, _ = read_deck(text, path=str(path), default_id=default_id(path))
    return None if deck is None else deck.head.id


def file_of(own: Path, deck_id: str) -> Path:
    """Return the file of one of the user's decks; if there is none, the file that a new deck of that id gets."""
    usual = own / f"{file_stem(deck_id)}.toml"
    for path in sorted(own.glob("*.toml")):
        if path != usual and deck_id_of(path) == deck_id:
            return path
    return usual


def default_id(path: Path) -> str:
    """Return the id of a deck that gives none: the name of its file as a slug, or a checksum of that name."""
    return path.stem if is_slug(path.stem) else slug(path.stem, words=12) or f"deck-{_checksum(path.stem):08x}"


def _checksum(name: str) -> int:
    return crc32(name.encode("utf-8", "surrogatepass"))  # the name of a file need not be text


def digest(path: Path) -> str:
    """Return the checksum of a file; empty if it cannot be read."""
    try:
        return checksum(read_bytes(path))
    except OSError:
        return ""


def checksum(content: bytes) -> str:
    """Return the SHA-256 of some bytes, in hexadecimal."""
    return sha256(content).hexdigest()


def locate(path: Path, card_id: str, question: str) -> int:
    """Return the line on which a card begins, found by its id or else its question; 1 if it is not in the file."""
    deck, _ = read_file(path)
    if deck is None:
        return 1
    same_question = next((card.id for card in deck.cards if card.question == question), "")
    return deck.lines.get(card_id) or deck.lines.get(same_question, 1)
