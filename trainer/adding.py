"""Add a card to a deck of the user's own, and ask for its parts line by line."""

from dataclasses import replace
from pathlib import Path

from cards.card import Card
from cards.story import STORIES_DECK
from cards.text import clean_line
from decks.deck import DeckHead
from decks.errors import DeckFileError
from decks.ids import NewIds
from decks.own_files import file_of, replace_text
from decks.reading import Unreadable, read_file, read_text
from decks.writing import card_text, head_text
from trainer.changes import keep, note
from trainer.editing import own_copy
from trainer.home import Home
from trainer.lines import Line, paragraph
from trainer.ui import Ui


def ask(ui: Ui, label: str, hint: str, *, needed: bool = False) -> str:
    """Ask for one line, cleaned; until there is one if it is needed. Raise `Left` if the user leaves."""
    width = ui.look.width
    line: list[Line] = paragraph(f"{label}: {hint}", width, style="label")
    while not (text := clean_line(ui.ask_line(line))) and needed:
        ui.show(paragraph(f"{label} is needed; Ctrl-C leaves.", width))
    return text


def add_card(home: Home, deck_id: str, card: Card) -> str:
    """Append a card to a deck of the user's own, made if there is none; return a sentence on where it went.

    Raises:
        DeckFileError: The deck's file cannot be read or written; it is as it was.
    """
    if deck_id == STORIES_DECK:
        raise DeckFileError("--deck", f"{deck_id} is made from {home.stories}", "Use `greenroom story add`.")
    path = file_of(home.decks, deck_id)
    with home.store() as store:
        store.back_up()
        before = {path: keep(home, path)}
        if not path.exists():
            with home.library(store) as library:
                if deck_id in {deck.id for deck in library.decks()}:
                    path = own_copy(home, library, deck_id)  # a deck of one card would hide the built-in one
        key = _append(path, deck_id, card)
        note(home, store, "add", key, before)
    return f"Added {key} to {path}."


def _append(path: Path, deck_id: str, card: Card) -> str:
    """Append a card to a file; return its key."""
    text = head_text(DeckHead(id=deck_id, title=deck_id.replace("-", " ").capitalize()))
    taken: set[str] = set()
    if path.exists():
        try:
            text = read_text(path)
        except Unreadable as error:
            raise DeckFileError(path, error.problem.message, error.problem.fix) from None
        deck, _ = read_file(path)
        if deck is None:
            raise DeckFileError(path, "has nothing that can be used", f"See what is wrong: greenroom check {path}.")
        taken = {known.id for known in deck.cards}
    card = replace(card, id=NewIds(taken).make(card.question))
    newline = "" if text.endswith("\n") else "\n"
    replace_text(path, f"{text}{newline}{card_text(card)}")
    return f"{deck_id}/{card.id}"
