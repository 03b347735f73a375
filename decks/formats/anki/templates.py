"""Anki's card templates, rendered as Anki renders them: fields, conditional sections and cloze deletions."""

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

_REPLACEMENT = re.compile(r"\{\{([^{}]*)\}\}")
_CLOZE = re.compile(r"\{\{c(\d+)::((?:(?!\{\{c\d+::|\}\}).)*?)(?:::((?:(?!\{\{c\d+::|\}\}|::).)*))?\}\}", re.DOTALL)
_DEEPEST_CLOZE = 8


class Template(NamedTuple):
    """The HTML of both sides of a card, with the note's fields in braces."""

    question: str
    answer: str


def render(template: str, fields: Mapping[str, str], *, cloze: int = 0, back: bool = False) -> str:
    """Return the HTML of one side of a card.

    A template has `{{Field}}` and `{{filter:Field}}`, `{{#Field}}...{{/Field}}` for when the field has text, and
    `{{^Field}}...{{/Field}}` for when it has none. `cloze` is the number of the cloze deletion that the card asks for;
    0 for other cards. On the answer side (`back`) no deletion is hidden.
    """
    out: list[str] = []
    shown = [True]
    position = 0
    for found in _REPLACEMENT.finditer(template):
        if shown[-1]:
            out.append(template[position : found.start()])
        position = found.end()
        name = found[1].strip()
        if name[:1] in ("#", "^"):
            filled = bool(fields.get(name[1:].strip(), "").strip())
            shown.append(shown[-1] and filled is (name[0] == "#"))
        elif name[:1] == "/":
            shown = shown[:-1] or [True]
        elif shown[-1]:
            *filters, field = name.split(":")
            text = fields.get(field.strip(), "")
            out.append(_cloze(text, cloze, back=back) if "cloze" in filters else text)
    if shown[-1]:
        out.append(template[position:])
    return "".join(out)


def shown_fields(templates: Iterable[Template]) -> frozenset[str]:
    """Return the names of the fields that any of the templates uses."""
    sides = "".join(side for template in templates for side in template)
    return frozenset(name.split(":")[-1].strip() for name in _REPLACEMENT.findall(sides))


def _cloze(text: str, asked: int, *, back: bool) -> str:
    """Show a text's cloze deletions; on the front the one that is asked for becomes its hint or an ellipsis."""

    def shown(found: re.Match[str]) -> str:
        hidden = not back and int(found[1]) == asked
        return f"[{found[3] or '...'}]" if hidden else found[2]

    for _ in range(_DEEPEST_CLOZE):  # nested deletions from the inside out
        text, changed = _CLOZE.subn(shown, text)
        if not changed:
            break
    return text
