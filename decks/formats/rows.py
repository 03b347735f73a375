"""Lists and rows of text in one cell or line, and back without loss."""

import re
from collections.abc import Iterable

from cards.card import KeyPoint, LegalNote

_ESCAPED = re.compile(r"\\(.)")
LEGAL = ("jurisdiction", "status", "note", "source", "as_of")


def point_text(point: KeyPoint) -> str:
    """Return a key point as one line; a `must` begins with an exclamation mark."""
    text = re.sub(r"^([!\\])", r"\\\1", point.text)
    return f"! {text}" if point.must else text


def read_point(text: str) -> object:
    """Return a key point of the deck format from what `point_text` wrote, or a person."""
    must = text.startswith("!")
    text = re.sub(r"^\\([!\\])", r"\1", text[1:].strip() if must else text)
    return {"text": text, "must": True} if must else text


def legal_text(note: LegalNote) -> str:
    """Return a legal note as one line, its parts between bars."""
    parts = (str(getattr(note, name)) for name in LEGAL)
    return " | ".join(re.sub(r"([\\|])", r"\\\1", part) for part in parts)


def read_legal(text: str) -> dict[str, object]:
    """Return a legal note of the deck format; a line of another form gives a table that its reader complains of."""
    parts = [_ESCAPED.sub(r"\1", part) for part in _split_bars(text)]
    return dict(zip(LEGAL, parts, strict=False))


def _split_bars(text: str) -> list[str]:
    parts, start = [], 0
    for bar in re.finditer(r"\\.|\|", text):
        if bar[0] == "|":
            parts.append(text[start : bar.start()].strip())
            start = bar.end()
    return [*parts, text[start:].strip()]


def join_items(items: Iterable[str], separators: str) -> str:
    """Return a list as text, an item a line; `split_items` with the same separators gives it back."""
    lines = list(items)
    alone = len(lines) == 1 and any(separator in lines[0] for separator in separators)
    return "\n".join(lines) + ("\n" if alone else "")


def split_items(text: str, separators: str) -> list[str]:
    """Split text into items: at line ends if it has any, else at the first of the separators that it has."""
    by = next((separator for separator in ("\n", *separators) if separator in text), None)
    return [item for part in (text.split(by) if by else [text]) if (item := part.strip())]
