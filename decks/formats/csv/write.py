"""The writer for tables of cards that open in a spreadsheet."""

import csv
import io

from cards.card import Replies
from cards.text import slug
from decks.formats.cells import card_to_cells
from decks.formats.csv.dialect import escape_formula
from decks.model.deck import Deck
from decks.model.fields import CARD_FIELDS


def write_table(deck: Deck, *, tabs: bool = False) -> bytes:
    """Write a deck as CSV, or as TSV: a header row, then one row per card, in UTF-8 with the mark that Excel needs.

    Cards read back without loss, competencies as tags. Of the deck's head only the id and the title are written.
    """
    names_of_deck = {"deck": deck.head.title}
    if slug(deck.head.title, words=12) != deck.head.id:
        names_of_deck["deck_id"] = deck.head.id
    rows = [card_to_cells(card) | names_of_deck for card in deck.cards]
    always = ("question", "answer", "key_points", "tags")
    order = (*always, *Replies._fields, *CARD_FIELDS, *names_of_deck)
    columns = list(dict.fromkeys(name for name in order if name in always or any(name in row for row in rows)))
    out = io.StringIO(newline="")
    # Most programs drop a blank before unquoted text in a cell.
    indented = any(cell.startswith(" ") for row in rows for cell in row.values())
    writer = csv.writer(
        out,
        delimiter="\t" if tabs else ",",
        lineterminator="\r\n",
        quoting=csv.QUOTE_ALL if indented else csv.QUOTE_MINIMAL,
    )
    writer.writerow([name.replace("_", " ") for name in columns])
    writer.writerows([escape_formula(row.get(name, "")) for name in columns] for row in rows)
    return out.getvalue().encode("utf-8-sig")
