"""Change what a person's file says of one card, and leave every other line as they wrote it."""

import tomllib
from collections.abc import Mapping
from typing import Any

import tomli_w

from cards.card import Card
from decks.deck_file import NOT_TOML
from decks.places import Table, find_places, trailing_comment
from decks.writing import card_table, card_text


def replace_cards(text: str, changed: Mapping[int, tuple[Card, Card]]) -> str:
    """Return a deck file with some of its cards changed.

    Args:
        text: A deck file that is valid TOML, with line ends as newlines.
        changed: The card as it was and as it is to be, by its position among the `[[cards]]` of the file.
    """
    places = find_places(text)
    for position in sorted(changed, reverse=True):  # from the end, so that what comes before keeps its place
        table = places.cards[position]
        before, after = changed[position]
        rewritten = patched(text, table, card_table(before), card_table(after))
        if not _reads_alike(rewritten, text, position, after):
            start, end = table.whole
            rewritten = text[:start] + card_text(after).lstrip("\n") + text[end:]
        text = rewritten
    return text


def patched(text: str, table: Table, old: Mapping[str, Any], new: Mapping[str, Any]) -> str:
    """Write anew the statements of a table whose value is another, and no others."""
    edits: list[tuple[int, int, str]] = []
    own_end = max((span.end for span in table.spans.values()), default=text.find("\n", table.header_end) + 1)
    for name in old.keys() | new.keys():
        if old.get(name) == new.get(name):
            continue
        span = table.spans.get(name)
        line = statement(name, new[name]) if name in new else ""
        if span is None:
            edits.append((own_end, own_end, line))
        else:
            comment = trailing_comment(text[span.start : span.end]) if line else ""
            edits.append((span.start, span.end, f"{line[:-1]}  {comment}\n" if comment else line))
    for start, end, line in sorted(edits, reverse=True):
        text = text[:start] + line + text[end:]
    return text


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


def _reads_alike(rewritten: str, text: str, position: int, wanted: Card) -> bool:
    """Tell whether the text reads back with this card as wanted and all others as they were."""
    try:
        now: list[dict[str, Any]] = tomllib.loads(rewritten)["cards"]
        then: list[dict[str, Any]] = tomllib.loads(text)["cards"]
    except NOT_TOML:
        return False
    kept = now[:position] == then[:position] and now[position + 1 :] == then[position + 1 :]
    return kept and len(now) == len(then) and _plain(now[position]) == _plain(card_table(wanted))


def _plain(table: Mapping[str, Any]) -> dict[str, Any]:
    """Return a card's table without the keys that may be left out because the deck says the same."""
    return {name: value for name, value in table.items() if name not in ("id", "kind", "priority")}
