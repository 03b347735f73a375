"""A deck as a table of text that a spreadsheet opens."""

import csv
import io

from cards.text import slug
from decks.formats.cells import REPLIES, cells_of
from decks.formats.csv.dialect import as_text
from decks.model.deck import Deck
from decks.model.fields import CARD_FIELDS


def write_table(deck: Deck, *, tabs: bool = False) -> bytes:
    """Return a deck as a table that a spreadsheet opens: UTF-8 with a mark, a row a card.

    Of the deck itself it carries id and title; cards come back whole.
    """
    named = {"deck": deck.head.title}
    if slug(deck.head.title, words=12) != deck.head.id:
        named["deck_id"] = deck.head.id
    filled = [cells_of(card) | named for card in deck.cards]
    first = ("question", "answer", "key_points", "tags")
    order = (*first, *REPLIES, *CARD_FIELDS, *named)
    names = list(dict.fromkeys(name for name in order if name in first or any(name in row for row in filled)))
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter="\t" if tabs else ",", lineterminator="\r\n")
    writer.writerow([name.replace("_", " ") for name in names])
    writer.writerows([as_text(row.get(name, "")) for name in names] for row in filled)
    return out.getvalue().encode("utf-8-sig")
