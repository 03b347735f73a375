"""Bring a deck file into the user's decks: it becomes theirs, and nothing they have is lost."""

import re
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime
from pathlib import Path

from decks.importing.result import ImportResult
from decks.model.deck import FORMAT
from decks.model.errors import DeckFileError
from decks.model.ids import is_slug
from decks.toml.atomic import content_of, replace_text, write_own
from decks.toml.files import Unreadable, default_id, file_of, read_file, read_text
from decks.toml.limits import load_toml
from decks.toml.read import NOT_TOML, read_deck
from decks.toml.write import add_ids


def import_toml(
    source: Path,
    own: Path,
    backups: Path,
    now: datetime,
    *,
    deck_id: str | None = None,
    dry_run: bool = False,
    around: Callable[[Mapping[Path, str]], AbstractContextManager[object]] = lambda _: nullcontext(),
) -> ImportResult:
    """Copy a deck file to the user's decks, ids inserted, comments and order kept.

    Args:
        source: The file to bring in.
        own: The folder of the user's decks.
        backups: Where a file that is replaced is kept.
        now: The instant, for the name of that backup.
        deck_id: The id to import under; None for the file's own.
        dry_run: Only tell what would happen.
        around: Given what is about to be written to which file, it is entered before that and left after it.

    Raises:
        DeckFileError: The file cannot be written, or the id is no slug.
    """
    try:
        text = read_text(source)
    except Unreadable as error:
        return ImportResult(deck=None, path=own / source.name, problems=(error.problem,))
    if deck_id is not None:
        if not is_slug(deck_id):
            raise DeckFileError("--deck", f'"{deck_id}" is not a slug', "Use small letters, digits and hyphens.")
        text = _with_deck_id(text, deck_id)
    deck, problems = read_deck(text, path=str(source), default_id=default_id(source))
    if deck is None:
        return ImportResult(deck=None, path=own / source.name, problems=tuple(problems))
    if deck.head.id != source.stem and not _has_deck_id(text):
        text = _with_deck_id(text, deck.head.id)
    target = file_of(own, deck.head.id)
    text, _ = _try_add_ids(text)
    seen = content_of(target)
    before, _ = read_file(target) if target.exists() else (None, [])
    old = {} if before is None else {card.id: card for card in before.cards}
    new = {card.id: card for card in deck.cards}
    backup = None
    same_text = seen == text.encode()
    if not same_text and not dry_run:
        with around({target: text}):
            backup = write_own(target, text, backups, now, seen=seen)
    return ImportResult(
        deck=deck,
        path=target,
        added=tuple(card for card in new if card not in old),
        updated=tuple(card for card in new if card in old and new[card] != old[card]),
        unchanged=tuple(card for card in new if card in old and new[card] == old[card]),
        vanished=tuple(card for card in old if card not in new),
        written=not same_text and not dry_run,
        backup=backup,
        problems=tuple(problems),
    )


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


def with_ids(text: str) -> str:
    """Return the text of a deck file with the ids it lacks, if they can be inserted."""
    return _try_add_ids(text)[0]


def _try_add_ids(text: str, aliases: Mapping[str, str] | None = None) -> tuple[str, list[str]]:
    """Insert ids; a text that is not valid TOML, or would not read back the same, stays as it is."""
    try:
        before = load_toml(text)
        if before.get("format", FORMAT) != FORMAT:
            return text, []
        fixed, ids = add_ids(text, aliases)
        after = load_toml(fixed)
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
