"""Edits to the text of a deck file: cards changed and appended, ids inserted. All other lines stay as they are."""

import tomllib
from collections.abc import Iterable, Mapping
from typing import Any

from cards.card import Card
from decks.model.deck import FORMAT
from decks.model.fields import CARD_FIELDS
from decks.model.ids import derive_ids
from decks.toml.edit import CannotEdit, Edits, change_tables, newline_of
from decks.toml.limits import load_toml
from decks.toml.positions import KeyPath, find_statements
from decks.toml.read import read_sound
from decks.toml.write import card_table, statement


def replace_cards(text: str, changed: Mapping[int, tuple[Card, Card]]) -> str:
    """Return the text of a deck file with some of its cards changed.

    Only the fields that differ are written; comments, unknown keys and everything else stay.

    Args:
        text: The text of a deck file; it must be valid TOML.
        changed: The card as it is and as it should be, by its position among the file's `[[cards]]`.

    Raises:
        CannotEdit: The cards are in a form that cannot be changed one by one, such as an inline list.
    """
    changes: dict[KeyPath, dict[str, Any]] = {}
    for position, (before, after) in changed.items():
        table = card_table(after)
        differing = {name for name in Card._fields if getattr(before, name) != getattr(after, name)}
        if "question" in differing:  # without an id, a card whose question changes would be another card
            differing.add("id")
        changes["cards", position] = {name: table.get(name) for name in CARD_FIELDS if name in differing}
    return change_tables(text, changes)


def append_cards(text: str, cards: Iterable[str]) -> str:
    """Return the text of a deck file with cards appended, each as `card_text` writes it.

    Raises:
        CannotEdit: The file has its cards in an inline list, which ends where it is closed.
    """
    added = "".join(cards)
    if not added:
        return text
    if any(each.path == ("cards",) for each in find_statements(text)):
        raise CannotEdit
    return text + ("" if text.endswith("\n") else newline_of(text)) + added.replace("\n", newline_of(text))


def set_deck_id(text: str, deck_id: str) -> str:
    """Return the text of a deck file with the id of its deck set. The cards need not be valid TOML.

    Text that is not a deck at all is returned unchanged.

    Raises:
        CannotEdit: The text is in a form that cannot be changed this way.
    """

    def load(text: str) -> dict[str, Any]:
        return read_sound(text, path="")[0] or {}

    data = load(text)
    head = data.get("deck", {})
    if not data or not isinstance(head, dict) or head.get("id") == deck_id:
        return text
    if "deck" in data:
        return change_tables(text, {("deck",): {"id": deck_id}}, load=load)
    edits = Edits(text)
    first = next((each.start for each in find_statements(text) if each.is_header), len(text))
    edits.add_lines(first, f'[deck]\nid = "{deck_id}"\n\n')
    return edits.applied(data | {"deck": {"id": deck_id}}, load)


def add_ids(text: str, aliases: Mapping[str, str] | None = None) -> tuple[str, list[str]]:
    """Insert an `id` line under each `[[cards]]` header that lacks one.

    Args:
        text: The text of a file. Unless it is a deck file that is valid TOML, it stays as it is.
        aliases: The ids that cards had before their question changed, by the id their question gives now.

    Returns:
        The new text and the ids inserted, in order. Cards in an inline list cannot be given ids.
    """
    try:
        data = load_toml(text)
    except tomllib.TOMLDecodeError:
        return text, []
    raw_cards = data.get("cards")
    if not isinstance(raw_cards, list) or not all(isinstance(raw, dict) for raw in raw_cards):
        return text, []
    headers = [each for each in find_statements(text) if each.is_header and each.path[:-1] == ("cards",)]
    if len(headers) != len(raw_cards) or data.get("format", FORMAT) != FORMAT:
        return text, []
    edits = Edits(text)
    inserted: list[str] = []
    for position, derived in derive_ids(raw_cards).items():
        inserted.append((aliases or {}).get(derived, derived))
        edits.add_after(headers[position], statement("id", inserted[-1]))
        raw_cards[position]["id"] = inserted[-1]
    try:
        return edits.applied(data), inserted
    except CannotEdit:
        return text, []
