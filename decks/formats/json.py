"""Decks as JSON, with the same tables as a deck file; `docs/deck.schema.json` describes them."""

import json

from decks.formats.bundle import Bundle, BundledDeck, unusable
from decks.formats.encoding import decode_file
from decks.model.deck import FORMAT, Deck
from decks.model.deck_reader import deck_from_tables
from decks.model.line_numbers import FileLines
from decks.model.notation import JSON
from decks.toml.limits import shallow
from decks.toml.write import card_table, head_table


def read_json(content: bytes, *, path: str, default_id: str) -> Bundle:
    """Read a deck from JSON. Problems call the file `path`; the deck gets `default_id` if the file gives no id."""
    text, encoding_problems = decode_file(content, path)
    try:
        data = shallow(json.loads(text))
    except json.JSONDecodeError as error:
        fix = f"Look at column {error.colno} of this line or just above."
        return unusable(path, error.lineno, f"is not valid JSON ({error.msg})", fix)
    except (RecursionError, ValueError):
        return unusable(path, 1, "is JSON beyond reading", "Write it simpler: fewer levels, shorter numbers.")
    if not isinstance(data, dict):
        return unusable(path, 1, "is no deck", 'Write {"format": 1, "deck": {...}, "cards": [...]}.')
    deck, problems = deck_from_tables(data, FileLines(), path=path, default_id=default_id, notation=JSON)
    return Bundle(decks=(BundledDeck(deck),) if deck else (), problems=(*encoding_problems, *problems))


def write_json(deck: Deck) -> bytes:
    """Write a deck as JSON that reads back as the same deck."""
    data = {"format": FORMAT, "deck": head_table(deck.head), "cards": [card_table(card) for card in deck.cards]}
    return (json.dumps(data, ensure_ascii=False, indent=2, default=str) + "\n").encode()
