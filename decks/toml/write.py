"""Deck -> text, and the two edits we make to a person's own file: lines are added, never rewritten."""

import re
from collections.abc import Mapping
from dataclasses import fields
from enum import StrEnum
from typing import Any

import tomli_w

from cards.card import Card, KeyPoint, LegalNote, Replies
from decks.model.deck import FORMAT, Deck, DeckHead
from decks.model.fields import CARD_FIELDS
from decks.model.ids import derive_ids
from decks.toml.limits import load_toml
from decks.toml.positions import find_places

# What a field is if its table does not say so. Of kind and priority the deck decides, so they are always written.
_DEFAULTS: dict[str, object] = {
    name: None if name in ("kind", "priority") else Card._field_defaults.get(name) for name in CARD_FIELDS
}


def card_table(card: Card) -> dict[str, Any]:
    """Return the card as a table of the deck format: what is default is left out."""
    table: dict[str, Any] = {}
    for name, default in _DEFAULTS.items():
        value = getattr(card, name)
        if value != default:
            table[name] = _plain(value)
    return table


def _plain(value: object) -> Any:
    match value:
        case KeyPoint(text, must):
            return {"text": text, "must": True} if must else text
        case Replies():
            return {name: text for name, text in value._asdict().items() if text}
        case LegalNote():
            return {name: _plain(said) for name, said in value._asdict().items()}
        case tuple():
            return [_plain(item) for item in value]
        case StrEnum():
            return value.value
    return value


def head_table(head: DeckHead) -> dict[str, Any]:
    """Return the deck's head as a table of the deck format."""
    return {spec.name: _plain(value) for spec in fields(head) if (value := getattr(head, spec.name)) != ""}


def write_deck(deck: Deck) -> str:
    """Return the text of a deck file that reads back as the same deck; all ids are written out."""
    return head_text(deck.head) + "".join(card_text(card) for card in deck.cards)


def head_text(head: DeckHead) -> str:
    """Return the beginning of a deck file that cards can be appended to."""
    return tomli_w.dumps({"format": FORMAT, "deck": head_table(head)})


def card_text(card: Card) -> str:
    """Return one card as text to append to a deck file."""
    table = card_table(card)
    nested = {name: value for name, value in table.items() if _tables(value)}
    parts = ["\n[[cards]]\n", tomli_w.dumps({name: value for name, value in table.items() if name not in nested})]
    for name, value in nested.items():
        header = f"[cards.{name}]" if isinstance(value, dict) else f"[[cards.{name}]]"
        parts += [f"\n{header}\n{tomli_w.dumps(each)}" for each in _tables(value)]
    return "".join(parts)


def _tables(value: object) -> list[dict[str, Any]]:
    """Return the tables that a value needs headers for: itself, or all items of a list of nothing but tables."""
    if isinstance(value, dict):
        return [value]
    return value if isinstance(value, list) and all(isinstance(item, dict) for item in value) else []


def add_ids(text: str, aliases: Mapping[str, str] | None = None) -> tuple[str, list[str]]:
    """Insert an `id` line under each `[[cards]]` header that lacks one; nothing else of the text changes.

    Args:
        text: A deck file that is valid TOML.
        aliases: Ids already in use for cards whose question has changed, by the id their question would give.

    Returns:
        The new text and the ids inserted, in order. Cards written as an inline list cannot be given one.
    """
    newline = "\r\n" if "\r\n" in text else "\n"
    unix = text.replace("\r\n", "\n")
    raw_cards = [card for card in load_toml(unix).get("cards", []) if isinstance(card, dict)]
    tables = find_places(unix).cards
    if len(tables) != len(raw_cards):
        return text, []
    inserted: list[str] = []
    pieces: list[str] = []
    done = 0
    for position, derived in derive_ids(raw_cards).items():
        table = tables[position]
        card_id = (aliases or {}).get(derived, derived)
        inserted.append(card_id)
        line_end = unix.find("\n", table.header_end)
        line_end = len(unix) if line_end < 0 else line_end
        indent = re.match(r"[ \t]*", unix[unix.rfind("\n", 0, table.header_end) + 1 :])
        pieces.append(f'{unix[done:line_end]}\n{indent[0] if indent else ""}id = "{card_id}"')
        done = line_end
    pieces.append(unix[done:])
    return "".join(pieces).replace("\n", newline), inserted
