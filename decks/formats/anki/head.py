"""What a deck says of itself, in the description of an Anki deck: people see the text, a comment holds the rest."""

import json
import re
from html import escape

from decks.formats.html import to_text
from decks.model.deck import DeckHead
from decks.model.fields import DECK_FIELDS
from decks.model.ids import is_slug
from decks.toml.write import head_table

_NOTED = re.compile(r"<!-- greenroom: (\{[^<>]*\}) -->")


def write_head(head: DeckHead) -> str:
    """Return the HTML that `read_head` reads; the title is the name of the Anki deck."""
    noted = {name: value for name, value in head_table(head).items() if name not in ("title", "description")}
    text = json.dumps(noted).replace("<", "\\u003c").replace(">", "\\u003e")
    return f"{escape(head.description, quote=False).replace(chr(10), '<br>')}<!-- greenroom: {text} -->"


def read_head(html: str) -> dict[str, object]:
    """Return the fields of a deck that its description tells; that of any other deck is nothing but text."""
    found = _NOTED.search(html)
    try:
        noted = json.loads(found[1]) if found else {}
    except (ValueError, RecursionError):
        noted = {}
    head: dict[str, object] = {
        name: value for name, value in noted.items() if name in DECK_FIELDS and isinstance(value, str)
    }
    if not is_slug(str(head.get("id", ""))):
        head.pop("id", None)
    text = to_text(_NOTED.sub("", html)).strip()
    return head | ({"description": text} if text else {})
