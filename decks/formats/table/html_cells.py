"""Cells of tables that hold HTML without saying so, as flashcard programs export them."""

import re
from collections.abc import Iterable

from decks.formats.html import to_text

_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)((?:\s[^<>]*|\s*/)?)>")
_CODE = re.compile(r"```.*?```|`[^`\n]*`", re.DOTALL)
_ENTITY = re.compile(r"&(?:quot|apos|#0?39|#x27);")
# Tags that shape text. Others, as <head> or <Shop/>, are what a question about code asks about.
_SHAPING = (
    "a b big blockquote br center code del div em font h1 h2 h3 h4 h5 h6 hr i img ins kbd li mark ol p pre s small "
    "span strike strong sub sup table tbody td th thead tr tt u ul"
)
_ALONE = frozenset(("br", "hr", "img"))
_UNCLOSED = frozenset(("p", "li", "td", "th", "tr"))


def are_html(cells: Iterable[str]) -> bool:
    """Return whether HTML shapes the text of these cells.

    A tag counts if it is closed around some text, or breaks a line; `Explain <b> and <i>` is a question about tags, and
    so is a tag in Markdown's code. If more cells are like that, none is HTML.
    """
    votes = [_is_shaped(cell) for cell in cells if "<" in cell or "&" in cell]
    return 0 < votes.count(True) >= votes.count(False)


def shaped_to_text(cell: str) -> str:
    """Return a cell of a file of HTML as plain text; one whose tags are not closed stays as it is."""
    return cell if _is_shaped(cell) is False else to_text(cell)


def _is_shaped(cell: str) -> bool | None:
    """Return whether HTML shapes the text of a cell; False if its tags are part of the text, None if it has none."""
    if any("<" in code for code in _CODE.findall(cell)):
        return False
    shaped: bool | None = True if _ENTITY.search(cell) else None
    opened: list[tuple[str, int]] = []
    shaping = _SHAPING.split()
    for tag in _TAG.finditer(cell):
        name = tag[2].lower()
        if name not in shaping:
            return False
        if name in _ALONE:
            before = cell[: tag.start()][-1:]
            if tag[1]:
                return False
            if name != "br" or not (before.isspace() or before in "\"'(\u201c"):
                shaped = True
        elif not tag[1]:
            opened.append((name, tag.end()))
        else:
            while opened and opened[-1][0] != name and opened[-1][0] in _UNCLOSED:
                opened.pop()
            if not opened or opened[-1][0] != name or not cell[opened.pop()[1] : tag.start()].strip():
                return False
            shaped = True
    return shaped if all(name in _UNCLOSED for name, _ in opened) else False
