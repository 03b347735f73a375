"""Decks as JSON, with the tables of a deck file (`docs/deck.schema.json`), and lists of questions in other shapes."""

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import TypeGuard

from cards.text import clean_line
from decks.formats.bundle import Bundle, BundledDeck, unusable
from decks.formats.encoding import decode_file
from decks.formats.json_lists import TITLES, find_lists
from decks.formats.json_rows import to_table
from decks.formats.json_values import MOST_VALUES, TooMuch, parse
from decks.formats.table.cards import as_text, fields_present, read_cards
from decks.formats.table.columns import find_columns
from decks.model.deck import FORMAT, Deck
from decks.model.deck_reader import deck_from_tables
from decks.model.fields import CARD_FIELDS
from decks.model.ids import is_slug
from decks.model.line_numbers import FileLines
from decks.model.notation import JSON, few
from decks.model.problems import Problem, clipped
from decks.toml.write import card_table, head_table

_WRITE_LIST = 'Write [{"question": "...", "answer": "..."}].'


def read_json(content: bytes, *, path: str, default_id: str) -> Bundle:
    """Read a deck from JSON. Problems call the file `path`; the deck gets `default_id` if the file gives no id.

    Data that is not a deck may be or contain a list of questions: strings, pairs, or objects with the names that
    table columns have.
    """
    text, encoding_problems = decode_file(content, path)
    try:
        data, broken = parse(text, path)
    except json.JSONDecodeError as error:
        fix = f"Look at column {error.colno} of this line or just above."
        return unusable(path, error.lineno, f"is not valid JSON ({error.msg})", fix)
    except TooMuch as error:
        return unusable(path, 0, str(error), f"{_WRITE_LIST} Or split it into several files.")
    except (RecursionError, ValueError):
        return unusable(path, 1, "is JSON too complex to read", "Simplify it: fewer levels, shorter numbers.")
    problems = [*encoding_problems, *broken]
    if not _is_deck(data):
        return _read_lists(data, problems, path=path, default_id=default_id)
    deck, found = deck_from_tables(data, FileLines(), path=path, default_id=default_id, notation=JSON)
    return Bundle(
        decks=(BundledDeck(deck),) if deck else (),
        problems=(*problems, *found),
        understood="a deck as greenroom writes it",
    )


def write_json(deck: Deck) -> bytes:
    """Write a deck as JSON that reads back as the same deck."""
    data = {"format": FORMAT, "deck": head_table(deck.head), "cards": [card_table(card) for card in deck.cards]}
    return (json.dumps(data, ensure_ascii=False, indent=2, default=str) + "\n").encode()


def _is_deck(data: object) -> TypeGuard[dict[str, object]]:
    """Return whether data has the form of a deck, valid or not, rather than one of the other shapes."""
    if not isinstance(data, dict):
        return False
    cards = data.get("cards")
    written_so = isinstance(cards, list) and all(isinstance(card, dict) and _is_card(card) for card in cards)
    return "format" in data or isinstance(data.get("deck"), dict) or written_so


def _is_card(card: Mapping[str, object]) -> bool:
    return card.keys() <= CARD_FIELDS.keys() and is_slug(str(card.get("id", "none")))


def _read_lists(data: object, problems: list[Problem], *, path: str, default_id: str) -> Bundle:
    """Read all lists of questions in data that is not a deck, as the rows of a table with their keys as columns."""
    lists = list(find_lists(data))
    if sum(len(found.entries) for found in lists) > MOST_VALUES:
        what = f"has more than {MOST_VALUES:,} entries, and no list of questions does"
        return unusable(path, 0, what, f"{_WRITE_LIST} Or split it into several files.")
    columns, table = to_table(lists)
    layout = find_columns(as_text(table), path, named=columns, noun="key")
    if not layout.rows:
        seen = f"; its keys are {few([clipped(key, 30) for key in data])}" if isinstance(data, dict) and data else ""
        return unusable(path, 0, f"has no list of questions{seen}", _WRITE_LIST)
    question = next(at for at, column in enumerate(layout.columns) if column.field == "question")
    unasked = {row.line - 1 for row in layout.rows if not row.cells[question].strip()}
    entries = [(found, number) for found in lists for number in range(1, len(found.entries) + 1)] if unasked else []
    asking = {found.key for at, (found, _) in enumerate(entries) if at not in unasked}
    empty = [  # a list without any question is something else
        f"entry {number} of {found.name}" if len(lists) > 1 else f"entry {number}"
        for found, number in (entries[at] for at in sorted(unasked))
        if found.key in asking
    ]
    problems += [Problem(path, 0, f"{name} has no question", JSON.question) for name in empty]
    problems += layout.problems
    layout = replace(layout, rows=[row for row in layout.rows if row.cells[question].strip()])
    del lists, table, entries  # a file can have a million
    decks, found_problems = read_cards(layout, path=path, default_id=default_id, notation=JSON)
    if isinstance(data, dict) and all(column.field != "deck" for column in layout.columns):
        titles = [title for key in TITLES if isinstance(data.get(key), str) and (title := clean_line(data[key]))]
        decks = [
            replace(one, deck=replace(one.deck, head=replace(one.deck.head, title=titles[0])))
            for one in decks
            if titles
        ] or decks
    return Bundle(
        decks=tuple(decks),
        problems=(*problems, *found_problems),
        fields_present=fields_present(layout),
        understood=f"a list: {layout.understood}",
    )
