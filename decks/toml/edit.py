"""Change what a person's file says of one card, and leave every other line as they wrote it."""

from collections.abc import Mapping
from typing import Any

import tomli_w

from cards.card import Card
from decks.model.positions import TablePosition
from decks.toml.limits import load_toml
from decks.toml.positions import find_places, trailing_comment
from decks.toml.read import NOT_TOML
from decks.toml.write import card_table, card_text


class CannotPatch(ValueError):
    """A file is written in a way that one card of it cannot be changed without the others."""


def replace_cards(text: str, changed: Mapping[int, tuple[Card, Card]]) -> str:
    """Return a deck file with some of its cards changed.

    Args:
        text: A deck file that is valid TOML, with line ends as newlines.
        changed: The card as it was and as it is to be, by its position among the `[[cards]]` of the file.

    Raises:
        CannotPatch: What came out would not read back as wanted.
    """
    places = find_places(text)
    pieces: list[str] = []
    done = 0
    for position in sorted(changed):
        table = places.cards[position]
        start, end = table.whole
        pieces += [text[done:start], _changed(text[start:end], table, *changed[position])]
        done = end
    whole = "".join([*pieces, text[done:]])
    if not _reads_alike(whole, text, changed):
        raise CannotPatch
    return whole


def _changed(block: str, table: TablePosition, before: Card, after: Card) -> str:
    """Return the lines of one card with its changes; all anew where that cannot be done by statements."""
    rewritten = patched(block, table, card_table(before), card_table(after))
    try:
        (card,) = load_toml(rewritten)["cards"]
    except (*NOT_TOML, KeyError):
        card = {}
    return rewritten if _plain(card) == _plain(card_table(after)) else card_text(after).lstrip("\n")


def patched(block: str, table: TablePosition, old: Mapping[str, Any], new: Mapping[str, Any]) -> str:
    """Return the text of a table with the statements whose value is another written anew, and no others."""
    edits: list[tuple[int, int, str]] = []
    begins = table.whole.start
    header_ends = block.find("\n", table.header_end - begins) + 1
    own_end = max((span.end - begins for span in table.spans.values()), default=header_ends)
    for name in old.keys() | new.keys():
        if old.get(name) == new.get(name):
            continue
        span = table.spans.get(name)
        line = statement(name, new[name]) if name in new else ""
        if span is None:
            edits.append((own_end, own_end, line))
        else:
            start, end = span.start - begins, span.end - begins
            comment = trailing_comment(block[start:end]) if line else ""
            edits.append((start, end, f"{line[:-1]}  {comment}\n" if comment else line))
    for start, end, line in sorted(edits, reverse=True):
        block = block[:start] + line + block[end:]
    return block


def statement(name: str, value: object) -> str:
    """Return one statement; tables are written inline."""
    if isinstance(value, dict):
        return f"{name} = {_inline(value)}\n"
    if isinstance(value, list) and any(isinstance(item, dict) for item in value):
        items = "".join(f"  {_inline(item)},\n" for item in value)
        return f"{name} = [\n{items}]\n"
    return tomli_w.dumps({name: value})


def _inline(value: object) -> str:
    if isinstance(value, dict):
        return f"{{{', '.join(f'{key} = {_inline(item)}' for key, item in value.items())}}}"
    return tomli_w.dumps({"x": value}).removeprefix("x = ").rstrip("\n")


def _reads_alike(whole: str, text: str, changed: Mapping[int, tuple[Card, Card]]) -> bool:
    """Tell whether the text reads back with these cards as wanted and all others as they were."""
    try:
        now: list[dict[str, Any]] = load_toml(whole)["cards"]
        then: list[dict[str, Any]] = load_toml(text)["cards"]
    except NOT_TOML:
        return False
    return len(now) == len(then) and all(
        _plain(new) == _plain(card_table(changed[position][1])) if position in changed else new == old
        for position, (new, old) in enumerate(zip(now, then, strict=True))
    )


def _plain(table: Mapping[str, Any]) -> dict[str, Any]:
    """Return a card's table without the keys that may be left out because the deck says the same."""
    return {name: value for name, value in table.items() if name not in ("id", "kind", "priority")}
