"""Decks, cards and single values as TOML text."""

from dataclasses import fields
from enum import StrEnum
from typing import Any

import tomli_w

from cards.card import Card, KeyPoint, LegalNote, Replies
from decks.model.deck import FORMAT, Deck, DeckHead
from decks.model.fields import CARD_FIELDS

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


def statement(name: str, value: object) -> str:
    """Return a TOML statement that reads back as this value; tables in it are written inline."""
    return f"{key_text(name)} = {literal(value)}\n"


def key_text(*names: object) -> str:
    """Return a key, dotted if there are several names, in quotes where TOML needs them."""
    return ".".join(tomli_w.dumps({str(name): 0}).removesuffix(" = 0\n") for name in names)


def literal(value: object) -> str:
    """Return a TOML value as text: a text of several lines on several lines, a list of tables one table a line."""
    match value:
        case dict():
            return f"{{{', '.join(f'{key_text(key)} = {_short(item)}' for key, item in value.items())}}}"
        case list() if any(isinstance(item, dict) for item in value):
            return f"[\n{''.join(f'  {_short(item)},{chr(10)}' for item in value)}]"
        case str():
            # tomli_w would drop the carriage returns of a text on several lines.
            return _dumped(value, multiline="\n" in value and "\r" not in value)
    return _dumped(value)


def _short(value: object) -> str:
    return _dumped(value) if isinstance(value, str) else literal(value)


def _dumped(value: object, *, multiline: bool = False) -> str:
    return tomli_w.dumps({"x": value}, multiline_strings=multiline).removeprefix("x = ").removesuffix("\n")
