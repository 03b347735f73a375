"""Anki's card templates, rendered as Anki does: fields, conditional sections and cloze deletions."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import NamedTuple

_REPLACEMENT = re.compile(r"\{\{([^{}]*)\}\}")
# An innermost deletion, and the numbers of the cards that it is hidden on.
_CLOZE = re.compile(r"\{\{c(\d+(?:,\d+)*)::((?:(?!\{\{c\d+(?:,\d+)*::|\}\}).)*)\}\}", re.DOTALL)
_DRAWING_TAG = re.compile(r"(<svg\b[^<>]*(?<!/)>|</svg\s*>)", re.IGNORECASE)
_DEEPEST_CLOZE = 8
_MOST_CHARACTERS = 4 * 1024 * 1024  # on one side, where a template can have a field any number of times
MASK = "image-occlusion:"  # such a deletion is the place of a box on a picture, not text
_EMPTY = re.compile(r"(?:\s|</?(?:br|div) ?/?>)*", re.IGNORECASE)
_READING = re.compile(r" ?([^ >\[]{1,100}?)\[(?!sound:)([^\]]+)\]")


class Template(NamedTuple):
    """The HTML of both sides of a card, with the note's fields in braces."""

    question: str
    answer: str


def without_drawings(html: str) -> str:
    """Return a template with empty drawings: some are larger than a thousand cards, and none of it is text."""
    parts = _DRAWING_TAG.split(html)
    kept: list[str] = []
    depth = 0
    for text, tag in zip(parts[::2], [*parts[1::2], ""], strict=True):
        kept.append("" if depth else text)
        was, depth = depth, max(0, depth - 1) if tag.startswith("</") else depth + bool(tag)
        kept.append("" if was and depth else tag)
    return "".join(kept) if depth == 0 else html


class Sides(NamedTuple):
    """Both sides of a card, as HTML.

    Attributes:
        front: What the card asks, without the hints that Anki shows at a click.
        back: What it answers, without the front that it may repeat.
        typed: The text to be typed in, if the front asks for some.
        hints: The hints on the front, each with the name of its field.
        spoken: What the front says aloud.
    """

    front: str
    back: str
    typed: str
    hints: tuple[tuple[str, str], ...]
    spoken: str


def render(template: Template, fields: Mapping[str, str], *, cloze: int = 0) -> Sides:
    """Return both sides of a card as HTML.

    A template has `{{Field}}` and `{{filter:Field}}`, `{{#Field}}...{{/Field}}` for when the field has text, and
    `{{^Field}}...{{/Field}}` for when it has none. `cloze` is the number of the cloze deletion that the card asks for;
    0 for other cards.
    """
    front = _Side(fields, cloze)
    question = front.render(template.question)
    back = _Side({**fields, "FrontSide": ""}, cloze, back=True, typed=front.typed)
    return Sides(question, back.render(template.answer), front.typed, tuple(front.hints), "<br>".join(front.spoken))


def shown_fields(templates: Iterable[Template]) -> frozenset[str]:
    """Return the names of the fields that any of the templates shows, or that decide what it shows."""
    sides = [side for template in templates for side in template]
    deciding = (name.strip()[1:].strip() for side in sides for name in _REPLACEMENT.findall(side))
    return frozenset(name for side in sides for _, name in _used(side)).union(deciding)


def fields_in_sight(side: str) -> frozenset[str]:
    """Return the names of the fields whose text one side of a template shows at once."""
    return frozenset(
        name for filters, name in _used(side) if not any(found.startswith(("type", "hint", "tts")) for found in filters)
    )


def _used(side: str) -> Iterator[tuple[set[str], str]]:
    """Yield the fields that a side shows, each with its filters."""
    for name in _REPLACEMENT.findall(side):
        *filters, field = name.strip().split(":")
        if field[:1] not in ("#", "^", "/"):
            yield {found.strip() for found in filters}, field.strip()


class _Side:
    """One side of a card, as it is rendered."""

    def __init__(self, fields: Mapping[str, str], cloze: int, *, back: bool = False, typed: str = "") -> None:
        self.typed = typed  # on the front, what is to be typed in; on the back, what was
        self.hints: list[tuple[str, str]] = []
        self.spoken: list[str] = []
        self._fields = fields
        self._cloze = cloze
        self._back = back

    def render(self, template: str) -> str:
        """Return the template with its fields filled in; raise `ValueError` if that is far too long."""
        out: list[str] = []
        shown = [True]
        position = length = 0
        for found in _REPLACEMENT.finditer(template):
            if shown[-1]:
                out.append(template[position : found.start()])
            position = found.end()
            name = found[1].strip()
            if name[:1] in ("#", "^"):
                shown.append(shown[-1] and self._has_text(name[1:].strip()) is (name[0] == "#"))
            elif name[:1] == "/":
                shown = shown[:-1] or [True]
            elif shown[-1]:
                *filters, field = (part.strip() for part in name.split(":"))
                out.append(self._filtered(filters, field))
                if (length := length + len(out[-1])) > _MOST_CHARACTERS:
                    raise ValueError
        if shown[-1]:
            out.append(template[position:])
        return "".join(out)

    def _has_text(self, field: str) -> bool:
        return field == f"c{self._cloze}" or not _EMPTY.fullmatch(self._fields.get(field, ""))

    def _filtered(self, filters: list[str], field: str) -> str:
        """Return a field's text after all filters, the last one first."""
        text = self._fields.get(field, "")
        if filters[:1] == ["type"]:
            wanted = ", ".join(self._asked(text)) if "cloze" in filters else text
            if self._back:
                return self.typed or wanted
            self.typed = self.typed or wanted
            return ""
        for name in reversed(filters):
            if name.startswith("tts"):
                self.spoken.append(text)
                return ""
            match name:
                case "cloze":
                    text = self._with_deletions(text)
                case "cloze-only":
                    text = ", ".join(self._asked(text)) if self._back else ""
                case "kanji":
                    text = _READING.sub(r"\1", text)
                case "kana":
                    text = _READING.sub(r"\2", text)
                case "hint" if not self._back:
                    self.hints.append((field, text))
                    text = ""
        return text

    def _with_deletions(self, text: str) -> str:
        """Show a text's cloze deletions; on the front, the ones that are asked for become their hint or an ellipsis.

        A text without a deletion to ask for is not shown.
        """
        found = False

        def shown(deletion: re.Match[str]) -> str:
            nonlocal found
            text, _, hint = deletion[2].partition("::")
            is_asked = self._is_asked(deletion)
            found = found or is_asked
            if text.startswith(MASK):
                return ""
            return f"[{hint or '...'}]" if is_asked and not self._back else text

        text = _inside_out(text, shown)
        return text if found or not self._cloze else ""

    def _asked(self, text: str) -> list[str]:
        """Return the texts of the deletions the card asks for."""
        found: list[str] = []

        def text_of(deletion: re.Match[str]) -> str:
            text = deletion[2].partition("::")[0]
            if self._is_asked(deletion) and not text.startswith(MASK):
                found.append(text)
            return text

        _inside_out(text, text_of)
        return found

    def _is_asked(self, deletion: re.Match[str]) -> bool:
        return str(self._cloze) in (number.lstrip("0") for number in deletion[1].split(","))


def _inside_out(text: str, replace: Callable[[re.Match[str]], str]) -> str:
    """Replace cloze deletions, those inside of others first."""
    for _ in range(_DEEPEST_CLOZE):
        text, changed = _CLOZE.subn(replace, text)
        if not changed:
            break
    return text
