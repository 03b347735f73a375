"""A deck's head in the description of an Anki deck: readable text, and the other fields in an HTML comment."""

import json
import re
from html import escape

from decks.formats.html import to_text
from decks.model.deck import DeckHead
from decks.model.fields import DECK_FIELDS
from decks.model.ids import is_slug
from decks.toml.write import head_table

_COMMENT = re.compile(r"<!-- greenroom: (\{[^<>]*\}) -->")


def write_description(head: DeckHead) -> str:
    """Write a deck's head as HTML, without the title: that is the name of the Anki deck."""
    table = {name: value for name, value in head_table(head).items() if name not in ("title", "description")}
    text = json.dumps(table).replace("<", "\\u003c").replace(">", "\\u003e")
    return f"{escape(head.description, quote=False).replace(chr(10), '<br>')}<!-- greenroom: {text} -->"


def read_description(html: str) -> dict[str, object]:
    """Return the fields of a deck's head, as the deck format has them; at most a description if Anki wrote the text."""
    found = _COMMENT.search(html)
    try:
        table = json.loads(found[1]) if found else {}
    except (ValueError, RecursionError):
        table = {}
    named = ((name, table[name]) for name in DECK_FIELDS if name in table)
    head: dict[str, object] = {name: value for name, value in named if isinstance(value, str)}
    if not is_slug(str(head.get("id", ""))):
        head.pop("id", None)
    text = to_text(_COMMENT.sub("", html)).strip()
    return head | ({"description": text} if text else {})
