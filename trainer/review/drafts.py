"""Drafts of the user's own answers: what they wrote and have not saved, each in a file of its own."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from cards.card import Card
from cards.errors import GreenroomError
from cards.key import CardKey
from cards.text import clean
from decks.library.library import Library
from trainer.home import Home
from trainer.review import own_screens

_OTHERS = (".unrated.draft", ".left.draft", ".toml.draft")  # of answers without a rating, and of edited files


class Draft(NamedTuple):
    """What was written for a card and not saved."""

    key: CardKey
    text: str


def draft_path(home: Home, key: CardKey) -> Path:
    """Return the file that has the draft of an answer to a card, if there is one."""
    return home.answers / f"{key.deck}--{key.card}.draft"


def find_drafts(home: Home, library: Library) -> Iterator[Draft]:
    """Yield every draft with text in it, in the order of the files' names."""
    from decks.toml.regular_files import read_bytes

    for path in sorted(home.answers.glob("*--*.draft")):
        if path.name.endswith(_OTHERS):
            continue
        key, card = _card_of(path, library)
        try:
            written = clean(read_bytes(path).decode(errors="replace"))
        except OSError:
            continue
        if text := "\n".join(filter(None, split_form(written, card))):
            yield Draft(key, text)


def split_form(text: str, card: Card | None) -> tuple[str, str]:
    """Return what was written above the line of an editor's form, and what the user wrote below it."""
    written, _, below = text.partition(own_screens.BELOW)
    ours = {line.strip() for line in own_screens.form_hint(card).split("\n")} if card else set()
    return written.strip(), "\n".join(line for line in below.split("\n") if line.strip() not in ours).strip()


def _card_of(path: Path, library: Library) -> tuple[CardKey, Card | None]:
    """Return the card that a draft answers; None for the card if it is gone. Ids may have hyphens, too."""
    parts = path.name.removesuffix(".draft").split("--")
    keys = [CardKey("--".join(parts[:at]), "--".join(parts[at:])) for at in range(1, len(parts))]
    for key in keys:
        try:
            return key, library.card(key)
        except GreenroomError:
            continue
    return keys[0], None
