"""Bring a deck file into the user's decks: it becomes theirs, and nothing they have is lost."""

import contextlib
import os
import re
import shutil
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import chain, count
from pathlib import Path

from decks.deck import FORMAT, Deck
from decks.deck_file import NOT_TOML, read_deck
from decks.errors import DeckFileError
from decks.ids import is_slug
from decks.problems import Problem
from decks.reading import Unreadable, default_id, read_file, read_text
from decks.writing import add_ids


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What an import did, or would do.

    Attributes:
        deck: The deck as it is now; None if nothing of the file can be used.
        path: Where it stands among the user's decks.
        added: Ids of cards that are new.
        updated: Ids of cards whose content changed.
        unchanged: Ids of cards that were there in the same form.
        vanished: Ids of cards that the earlier file had; their history stays.
        backup: Where the file it replaced is kept.
        problems: Everything found wrong in the file.
    """

    deck: Deck | None
    path: Path
    added: tuple[str, ...] = ()
    updated: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    vanished: tuple[str, ...] = ()
    backup: Path | None = None
    problems: tuple[Problem, ...] = ()


def import_toml(
    source: Path,
    own: Path,
    backups: Path,
    now: datetime,
    *,
    deck_id: str | None = None,
    dry_run: bool = False,
) -> Imported:
    """Copy a deck file to the user's decks, ids inserted, comments and order kept.

    Args:
        source: The file to bring in.
        own: The folder of the user's decks.
        backups: Where a file that is replaced is kept.
        now: The instant, for the name of that backup.
        deck_id: The id to import under; None for the file's own.
        dry_run: Only tell what would happen.

    Raises:
        DeckFileError: The file cannot be written, or the id is no slug.
    """
    try:
        text = read_text(source)
    except Unreadable as error:
        return Imported(deck=None, path=own / source.name, problems=(error.problem,))
    if deck_id is not None:
        if not is_slug(deck_id):
            raise DeckFileError("--deck", f'"{deck_id}" is not a slug', "Use small letters, digits and hyphens.")
        text = _with_deck_id(text, deck_id)
    deck, problems = read_deck(text, path=str(source), default_id=default_id(source))
    if deck is None:
        return Imported(deck=None, path=own / source.name, problems=tuple(problems))
    if deck.head.id != source.stem and not _has_deck_id(text):
        text = _with_deck_id(text, deck.head.id)
    target = file_of(own, deck.head.id)
    text, _ = _try_add_ids(text)
    before, _ = read_file(target) if target.exists() else (None, [])
    old = {} if before is None else {card.id: card for card in before.cards}
    new = {card.id: card for card in deck.cards}
    backup = None
    same_text = target.exists() and target.read_bytes() == text.encode()
    if not same_text and not dry_run:
        backup = write_own(target, text, backups, now)
    return Imported(
        deck=deck,
        path=target,
        added=tuple(card for card in new if card not in old),
        updated=tuple(card for card in new if card in old and new[card] != old[card]),
        unchanged=tuple(card for card in new if card in old and new[card] == old[card]),
        vanished=tuple(card for card in old if card not in new),
        backup=backup,
        problems=tuple(problems),
    )


def file_of(own: Path, deck_id: str) -> Path:
    """Return the user's file that holds a deck, or the one a new deck of that id goes to."""
    usual = own / f"{deck_id}.toml"
    for path in sorted(own.glob("*.toml")):
        if path != usual and (found := read_file(path)[0]) is not None and found.head.id == deck_id:
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
    new = path.with_name(f"{path.name}.new")
    try:
        with new.open("wb") as file:
            file.write(text.encode())
            file.flush()
            os.fsync(file.fileno())
        if path.exists():
            shutil.copymode(path, new)
        new.replace(path)
    except OSError as error:
        with contextlib.suppress(OSError):
            new.unlink()
        raise _unwritable(path, error) from None


def _unwritable(path: Path, error: OSError) -> DeckFileError:
    reason = error.strerror or type(error).__name__
    return DeckFileError(path, f"cannot be written ({reason})", "Check the rights and the free space.")


def fix_ids(path: Path, aliases: Mapping[str, str]) -> list[str]:
    """Insert missing ids into a file, if it can be read; return those inserted.

    Raises:
        DeckFileError: It cannot be written; what was there is still there.
    """
    try:
        text = read_text(path)
    except Unreadable:
        return []
    fixed, ids = _try_add_ids(text, aliases)
    if ids:
        replace_text(path, fixed)
    return ids


def _try_add_ids(text: str, aliases: Mapping[str, str] | None = None) -> tuple[str, list[str]]:
    """Insert ids; a text that is not valid TOML, or would not read back the same, stays as it is."""
    try:
        before = tomllib.loads(text)
        if before.get("format", FORMAT) != FORMAT:
            return text, []
        fixed, ids = add_ids(text, aliases)
        after = tomllib.loads(fixed)
    except NOT_TOML:
        return text, []
    stripped = [{key: value for key, value in card.items() if key != "id"} for card in after.get("cards", [])]
    same = [{key: value for key, value in card.items() if key != "id"} for card in before.get("cards", [])] == stripped
    return (fixed, ids) if same else (text, [])


_DECK_HEADER = re.compile(r"(?m)^[ \t]*\[[ \t]*deck[ \t]*\][^\n]*\n?")
_DECK_ID = re.compile(r"(?m)^([ \t]*id[ \t]*=[ \t]*)(\"[^\"\n]*\"|'[^'\n]*')")


def _deck_span(text: str) -> tuple[int, int] | None:
    header = _DECK_HEADER.search(text)
    if header is None:
        return None
    following = re.compile(r"(?m)^[ \t]*\[").search(text, header.end())
    return header.end(), following.start() if following else len(text)


def _has_deck_id(text: str) -> bool:
    span = _deck_span(text)
    return span is not None and _DECK_ID.search(text, *span) is not None


def _with_deck_id(text: str, deck_id: str) -> str:
    """Return the text with this deck id; the rest stays as it is."""
    newline = "\r\n" if "\r\n" in text else "\n"
    span = _deck_span(text)
    if span is None:
        first = re.search(r"(?m)^[ \t]*\[", text)
        at = first.start() if first else len(text)
        return f'{text[:at]}[deck]{newline}id = "{deck_id}"{newline}{newline}{text[at:]}'
    found = _DECK_ID.search(text, *span)
    if found:
        return f'{text[: found.start()]}{found[1]}"{deck_id}"{text[found.end() :]}'
    return f'{text[: span[0]]}id = "{deck_id}"{newline}{text[span[0] :]}'
