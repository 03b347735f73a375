"""Adding a card to one of the user's own decks, and asking for its parts."""

from collections.abc import Callable, Sequence
from pathlib import Path

from cards.card import Card, KeyPoint
from cards.story import STORIES_DECK
from cards.text import clean_line
from decks.model.deck import DeckHead, default_title
from decks.model.errors import DeckFileError
from decks.model.ids import NewIds
from decks.toml.atomic import replace_text
from decks.toml.deck_edits import append_cards
from decks.toml.edit import CannotEdit
from decks.toml.files import file_of, read_file, read_text
from decks.toml.write import card_text, head_text
from trainer.files.editing import announce_own_deck, own_path
from trainer.files.journal import journaled
from trainer.home import Home
from trainer.opening import open_library, open_store
from trainer.terminal.layout import paragraph
from trainer.terminal.ui import Ui


def ask(ui: Ui, label: str, hint: str, *, needed: bool = False) -> str:
    """Ask for one line, again and again if `needed`, until there is some text; return it clean."""
    line = paragraph(f"{label}: {hint}", ui.layout.width, style="label")
    while True:
        text = clean_line(ui.ask_line(line))
        if text == "?":
            ui.say(
                f"{hint[:1].upper()}{hint[1:]}.{'' if needed or 'Enter' in hint else ' Enter skips it.'} Ctrl-C leaves."
            )
        elif text or not needed:
            return text
        else:
            ui.say(f"{label} can't be empty; Ctrl-C leaves.")


def ask_list(ui: Ui, label: str, hint: str) -> tuple[str, ...]:
    """Ask for one line; return its parts between the commas, without empty ones."""
    return parts_of(ask(ui, label, hint))


def parts_of(text: str) -> tuple[str, ...]:
    """Return the parts of a text between its commas, without empty ones."""
    return tuple(part for each in text.split(",") if (part := each.strip()))


def ask_points(ask_one: Callable[[str], str]) -> tuple[KeyPoint, ...]:
    """Ask for key points one by one, `!` before a must-have, until nothing is typed."""
    points: list[KeyPoint] = []
    while text := ask_one(f"Key point {len(points) + 1}"):
        if point := key_point(text):
            points.append(point)
    return tuple(points)


def key_point(text: str) -> KeyPoint | None:
    """Return the key point in a clean line, a `must` after `!`; None if it has no words."""
    words = text.lstrip("! ")
    return KeyPoint(words, must=text.startswith("!")) if words else None


def add_card(home: Home, deck_id: str, card: Card) -> str:
    """Append a card to one of the user's own decks, creating it if needed; return a sentence that says where it is.

    Raises:
        DeckFileError: The deck's file cannot be read or written; it is unchanged.
    """
    if deck_id == STORIES_DECK:
        raise DeckFileError("--deck", f"{deck_id} is made from {home.stories}", "Use `greenroom story add`.")
    with open_store(home) as store:
        store.back_up()
        path = source = file_of(home.decks, deck_id)
        if not path.exists():
            with open_library(home, store) as library:
                if deck_id in {deck.id for deck in library.decks()}:  # a deck with one card would hide the built-in one
                    path, source = own_path(home, library, deck_id), library.deck(deck_id).path
        (card_id,), text = with_cards(source, DeckHead(id=deck_id, title=default_title(deck_id)), [card])
        key = f"{deck_id}/{card_id}"
        with journaled(home, store, "add", key) as change, change.writing({path: text}):
            replace_text(path, text)
    if path != source:
        announce_own_deck(home, deck_id, path)
    return f"Added {key} to {path}."


def with_cards(path: Path, head: DeckHead, cards: Sequence[Card]) -> tuple[list[str], str]:
    """Return the ids of new cards, and the text of a deck file with them appended; with `head` if there is no file.

    Raises:
        DeckFileError: The file cannot be read, or cards cannot be appended to it.
    """
    text = head_text(head)
    taken: set[str] = set()
    if path.exists():
        text = read_text(path)
        deck, _ = read_file(path)
        if deck is None:
            raise DeckFileError(path, "has no usable cards", f"See what is wrong: greenroom check {path}.")
        taken = {known.id for known in deck.cards}
    ids = NewIds(taken)
    named = [card._replace(id=ids.make(card.question)) for card in cards]
    try:
        return [card.id for card in named], append_cards(text, map(card_text, named))
    except CannotEdit:
        fix = "Write each card as [[cards]]; nothing was changed."
        raise DeckFileError(path, "lists its cards in a way greenroom can't add to", fix) from None
