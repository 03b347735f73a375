"""The import of a TOML deck file: a copy of its text among the user's decks, with an id for every card."""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime
from pathlib import Path

from decks.importing.result import ImportResult
from decks.library.library import Library
from decks.model.errors import DeckFileError
from decks.model.ids import check_deck_option
from decks.toml.atomic import content_of, replace_text, write_own
from decks.toml.deck_edits import add_ids, set_deck_id
from decks.toml.edit import CannotEdit
from decks.toml.files import Unreadable, default_id, read_file, read_text
from decks.toml.read import read_deck


def import_toml(
    source: Path,
    library: Library,
    backups: Path,
    now: datetime,
    *,
    deck_id: str | None = None,
    dry_run: bool = False,
    around: Callable[[Mapping[Path, str]], AbstractContextManager[object]] = lambda _: nullcontext(),
) -> ImportResult:
    """Copy a deck file to the user's decks, under `deck_id` if it is given. Comments and order stay.

    Missing ids are inserted. The other arguments are those of `write_merges`, but `around` is called only if the file
    changes.

    Returns:
        What the import did. If nothing in the file can be used, its deck is None and its problems say why.

    Raises:
        DeckFileError: The file cannot be written, or `deck_id` is not a slug or cannot be set.
    """
    try:
        text = read_text(source)
    except Unreadable as error:
        return ImportResult(deck=None, path=library.own / source.name, problems=(error.problem,))
    if deck_id is not None:
        check_deck_option(deck_id)
        text = _with_deck_id(text, deck_id, source)
    deck, problems = read_deck(text, path=str(source), default_id=default_id(source))
    if deck is None:
        return ImportResult(deck=None, path=library.own / source.name, problems=tuple(problems))
    target = library.own_file(deck.head.id)
    if deck.head.id != target.stem:  # the name of the file would give the deck another id
        text = _with_deck_id(text, deck.head.id, source)
    text, _ = add_ids(text)
    seen = content_of(target)
    before = deck if seen == text.encode() else read_file(target)[0]
    old = {card.id: card for card in before.cards} if before else {}
    new = {card.id: card for card in deck.cards}
    backup = None
    if seen != text.encode() and not dry_run:
        with around({target: text}):
            backup = write_own(target, text, backups, now, seen=seen)
    return ImportResult(
        deck=deck,
        path=target,
        added=tuple(card for card in new if card not in old),
        updated=tuple(card for card in new if card in old and new[card] != old[card]),
        unchanged=tuple(card for card in new if card in old and new[card] == old[card]),
        vanished=tuple(card for card in old if card not in new),
        backup=backup,
        problems=tuple(problems),
    )


def fix_ids(path: Path, aliases: Mapping[str, str]) -> list[str]:
    """Insert ids into a deck file as `add_ids` does; return them.

    Raises:
        DeckFileError: The file cannot be written; it is unchanged.
    """
    try:
        text = read_text(path)
    except Unreadable:
        return []
    fixed, ids = add_ids(text, aliases)
    if ids:
        replace_text(path, fixed)
    return ids


def _with_deck_id(text: str, deck_id: str, path: Path) -> str:
    """Return the text of a deck file with the id of its deck set. Text that is not a deck at all is returned unchanged.

    Raises:
        DeckFileError: The file is written so that an id cannot be set.
    """
    try:
        return set_deck_id(text, deck_id)
    except CannotEdit:
        fix = 'Write it in the file yourself: [deck], and below it id = "...".'
        raise DeckFileError(path, f'its id cannot be changed to "{deck_id}"', fix) from None
