"""Decks, cards and single values as TOML text."""

from collections.abc import Mapping
from dataclasses import fields as fields_of
from enum import StrEnum
from operator import attrgetter
from typing import Any

import tomli_w

from cards.card import Card, FollowUp, KeyPoint, LegalNote, Replies
from decks.model.deck import FORMAT, Deck, DeckHead
from decks.model.fields import CARD_FIELDS

# The values that need not be written. Kind and priority are always written: the default kind is the deck's.
_DEFAULTS: dict[str, object] = {
    name: None if name in ("kind", "priority") else Card._field_defaults.get(name)
    for name in CARD_FIELDS
    if name != "wordings"  # a table by language, which `card_table` makes
}
_NAMES, _USUAL, _VALUES = tuple(_DEFAULTS), tuple(_DEFAULTS.values()), attrgetter(*_DEFAULTS)
# What TOML does not have as it is, between quotes.
_SPECIAL = bytes([*range(32), 127, *b'"\\'])


def card_table(card: Card) -> dict[str, Any]:
    """Return a card as a table of the deck format, without the fields that have their default."""
    fields = zip(_NAMES, _VALUES(card), _USUAL, strict=True)
    # Most fields are the default itself, which is seen quicker than that they equal it.
    table = {
        name: value if type(value) is str else plain(value)
        for name, value, usual in fields
        if value is not usual and value != usual
    }
    if card.wordings:
        table["wordings"] = {each.language: {name: plain(item) for name, item in each.fields} for each in card.wordings}
    return table


def plain(value: object) -> Any:
    """Return the value of a card's or a deck's field as TOML and JSON have it."""
    if type(value) is tuple:
        return [item if type(item) is str else plain(item) for item in value]
    match value:
        case StrEnum():
            return str(value)
        case KeyPoint() | FollowUp():
            # By identity: 0 equals False, and a follow-up of phrasing 0 belongs to the question.
            given = {name: item for name, item in value._asdict().items() if item is not None and item is not False}
            table = {name: plain(item) for name, item in given.items() if item != ()}
            return table if len(table) > 1 else value.text
        case Replies():
            return {name: text for name, text in value._asdict().items() if text}
        case LegalNote():
            return {name: plain(item) for name, item in value._asdict().items() if item not in (None, "")}
    return value


def head_table(head: DeckHead) -> dict[str, Any]:
    """Return a deck's head as a table of the deck format."""
    return {spec.name: plain(value) for spec in fields_of(head) if (value := getattr(head, spec.name)) != ""}


def write_deck(deck: Deck) -> str:
    """Return the text of a deck file that reads back as the same deck, with an id for every card."""
    return head_text(deck.head) + "".join(card_text(card) for card in deck.cards)


def head_text(head: DeckHead) -> str:
    """Return the beginning of a deck file, to append cards to."""
    return tomli_w.dumps({"format": FORMAT, "deck": head_table(head)})


def card_text(card: Card) -> str:
    """Return a card as text to append to a deck file."""
    return table_text(card_table(card))


def table_text(table: Mapping[str, Any]) -> str:
    """Return a card's table of the deck format as text to append to a deck file."""
    lines, nested = ["\n[[cards]]\n"], ""
    for name, value in table.items():
        if type(value) is str or not _tables(value):
            lines.append(_line(name, value))
        elif name != "wordings":
            header = f"[cards.{name}]" if isinstance(value, dict) else f"[[cards.{name}]]"
            nested += "".join(f"\n{header}\n{tomli_w.dumps(each)}" for each in _tables(value))
    for language, differing in table.get("wordings", {}).items():
        header = f"[{key_text('cards', 'wordings', language)}]"
        nested += "".join([f"\n{header}\n", *map(statement, differing, differing.values())])
    return "".join([*lines, nested])


def _line(name: str, value: object) -> str:
    """Return a field with its value. Most are plain text, which tomli_w would look at letter by letter."""
    if type(value) is str:
        if _is_plain(value):
            return f'{name} = "{value}"\n'
    elif isinstance(value, list) and value and all(isinstance(item, str) and _is_plain(item) for item in value):
        return "".join([f"{name} = [\n", *(f'    "{item}",\n' for item in value), "]\n"])
    return tomli_w.dumps({name: value}, multiline_strings=True)


def _is_plain(text: str) -> bool:
    """Return whether TOML has a text as it is, between quotes."""
    content = text.encode("utf-8", "surrogatepass")
    return len(content.translate(None, _SPECIAL)) == len(content)  # three times as quick as a pattern


def _tables(value: object) -> list[dict[str, Any]]:
    """Return the tables in a value that need headers: the value itself, or the items of a list of only tables."""
    if isinstance(value, dict):
        return [value]
    return value if isinstance(value, list) and all(isinstance(item, dict) for item in value) else []


def statement(name: str, value: object) -> str:
    """Return a key with its value as a line of TOML, or several lines. Tables in the value are written inline."""
    return f"{key_text(name)} = {literal(value)}\n"


def key_text(*names: object) -> str:
    """Return a TOML key, dotted if there are several names, with quotes if TOML needs them."""
    return ".".join(tomli_w.dumps({str(name): 0}).removesuffix(" = 0\n") for name in names)


def literal(value: object) -> str:
    """Return a value as TOML: text of several lines on several lines, a list of tables with one table a line."""
    match value:
        case dict():
            return f"{{{', '.join(f'{key_text(key)} = {_short(item)}' for key, item in value.items())}}}"
        case list() if any(isinstance(item, dict) for item in value):
            return f"[\n{''.join(f'  {_short(item)},{chr(10)}' for item in value)}]"
        case str():
            # On several lines, tomli_w would drop carriage returns.
            return _dumped(value, multiline="\n" in value and "\r" not in value)
    return _dumped(value)


def _short(value: object) -> str:
    return _dumped(value) if isinstance(value, str) else literal(value)


def _dumped(value: object, *, multiline: bool = False) -> str:
    return tomli_w.dumps({"x": value}, multiline_strings=multiline).removeprefix("x = ").removesuffix("\n")
