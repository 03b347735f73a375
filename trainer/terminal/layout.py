"""Lines of styled text no wider than the terminal, with wide and combining characters measured as it shows them."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import zip_longest
from typing import NamedTuple

from cards.text import clean, clean_line
from trainer.terminal.openssl import without_openssl

with without_openssl():
    import wcwidth

# A line is a list of (style, text) pieces; the style can be empty.
Span = tuple[str, str]
Line = tuple[Span, ...]

BLANK: Line = ()
WIDEST = 80
_TAB = 4  # columns between tab stops
_LONGEST_WORD = 1000  # characters; a longer word is broken before wrapping, which takes quadratic time for one
_JOINER = "\u2060"  # keeps a line from breaking there; cleaned text never contains it
# Patterns are compiled when they are first used: the first question needs none of them.
_WORD, _PART = r"\S+", "[^/]*/|[^/]+"
# An install command, as `cards.errors.install_command` words it
_INSTALLS = r"pipx inject |uv pip install |[^:]*(?::\\[^:]*)? -m pip install "
_ENDLESS = rf"\S{{{_LONGEST_WORD + 1},}}"


class Layout(NamedTuple):
    """How to lay out lines.

    Attributes:
        width: The greatest width of a line, in columns.
        drawn: Whether to draw rules and bars, which a screen reader would only read aloud.
    """

    width: int
    drawn: bool = True


def layout_for(columns: int, *, drawn: bool) -> Layout:
    """Return the layout for a terminal's width. Lines are at most 80 wide, because longer ones are hard to read."""
    return Layout(max(10, min(columns, WIDEST)), drawn)


def width_of(text: str) -> int:
    """Return the number of columns that cleaned text takes."""
    return wcwidth.width(text, control_codes="ignore")


def text_of(line: Line) -> str:
    """Return a line without its styles."""
    return "".join(text for _, text in line)


def paragraph(text: str, width: int, *, style: str = "", first: str = " ", rest: str | None = None) -> list[Line]:
    """Wrap any text to indented lines, after cleaning it. Its own line ends are kept.

    A card's key or a path is broken only if it is wider than a line, after a slash if that is enough.

    Args:
        text: What to show.
        width: The greatest width of a line, indent included.
        style: The style of the text; the indent has none.
        first: The indent of the first line.
        rest: The indent of the others; None for spaces as wide as `first`.
    """
    rest = " " * width_of(first) if rest is None else rest
    if width_of(first) > width // 2 or width_of(rest) > width // 2:
        first = rest = ""  # too narrow to indent
    lines: list[Line] = []
    for part in clean(text).expandtabs(_TAB).split("\n"):
        room = width - max(width_of(first), width_of(rest))
        for piece in [part] if _is_one_line(part, room) else _wrapped(part, room):
            indent = rest if lines else first
            lines.append((("", indent), (style, piece)) if piece else BLANK)
    return lines


def pasteable(text: str, width: int, *, first: str = " ") -> list[Line]:
    """Wrap text as `paragraph` does, but put an install command at its end on a line of its own, however long."""
    sentence, colon, command = text.partition(": ")
    while colon and not re.match(_INSTALLS, command):
        more, colon, command = command.partition(": ")
        sentence = f"{sentence}: {more}"
    if not colon:
        return paragraph(text, width, first=first)
    return [*paragraph(f"{sentence}:", width, first=first), (("", clean_line(command)),)]


def _is_one_line(text: str, room: int) -> bool:
    """Return True for most short texts that fit as they are; this is much faster than measuring each character."""
    return len(text) <= room and text.isascii() and text.isprintable() and text == text.strip()


def _wrapped(text: str, room: int) -> Iterator[str]:
    """Yield a text in lines. None ends between a number and its `%`."""
    text = _with_keys_whole(_with_code_whole(_broken(text, room), room).replace(" %", "\u00a0%"), room)
    for piece in wcwidth.wrap(text, room, propagate_sgr=False) or [""]:
        yield piece.replace("\u00a0%", " %").replace(_JOINER, "")


def _with_code_whole(text: str, room: int) -> str:
    """Keep the words of a command in backticks whole at their hyphens, if they fit on a line."""
    if "`" not in text:
        return text
    return re.sub(r"`[^`\n]+`\S*", lambda code: " ".join(_whole(word, room) for word in code[0].split(" ")), text)


def _whole(word: str, room: int) -> str:
    return word.replace("-", f"-{_JOINER}") if width_of(word) <= room else word


def _with_keys_whole(text: str, room: int) -> str:
    """Keep words with slashes whole at their hyphens, and break those that are too wide after a slash."""
    return re.sub(_WORD, lambda word: " ".join(_by_slashes(word[0], room)), text) if "/" in text else text


def _by_slashes(word: str, room: int) -> list[str]:
    """Return a word in pieces that fit, each ending with a slash; the word itself if one would not fit."""
    parts = re.findall(_PART, word)
    if len(parts) == 1 or max(map(width_of, parts)) > room:
        return [word]
    lines = [""]
    for part in parts:
        if width_of(lines[-1] + part) > room:
            lines.append("")
        lines[-1] += part
    return [line.replace("-", f"-{_JOINER}") for line in lines]


def _broken(text: str, width: int) -> str:
    """Break very long words into lines, because `wrap` takes quadratic time for them."""
    if len(text) <= _LONGEST_WORD or not any(len(word) > _LONGEST_WORD for word in text.split()):
        return text
    return re.sub(_ENDLESS, lambda word: " ".join(_lines_of(word[0], width)), text)


def _lines_of(word: str, width: int) -> Iterator[str]:
    """Yield a word in pieces as wide as a line."""
    line, used = list[str](), 0
    for grapheme in wcwidth.iter_graphemes(word):
        size = width_of(grapheme)
        if line and used + size > width:
            yield "".join(line)
            line, used = [], 0
        line.append(grapheme)
        used += size
    yield "".join(line)


def flow(items: Sequence[Span], width: int, *, indent: str = " ", gap: str = "   ") -> list[Line]:
    """Lay out items side by side, each in one piece, on as many lines as they need."""
    lines: list[Line] = []
    current: list[Span] = []
    used = 0
    for style, text in items:
        size = width_of(text)
        if current and used + len(gap) + size <= width:
            current += [("", gap), (style, text)]
            used += len(gap) + size
            continue
        if current:
            lines.append(tuple(current))
        if len(indent) + size > width:
            current = []
            lines += paragraph(text, width, style=style, first=indent)
        else:
            current = [("", indent), (style, text)]
            used = len(indent) + size
    return [*lines, tuple(current)] if current else lines


def refitted(lines: Iterable[Line], width: int) -> list[Line]:
    """Lay out lines again if the terminal has become too narrow for them; the others stay as they are."""
    found: list[Line] = []
    for line in lines:
        fits = width_of(text_of(line)) <= width
        found += [line] if fits else flow([(style, text.strip()) for style, text in line if text.strip()], width)
    return found


def sides(left: Span, right: Span, width: int, *, first: str = " ", fill: str = " ") -> list[Line]:
    """Lay out one text on the left and one on the right of a line, or one below the other if they don't fit."""
    # Some characters are wider after a space than alone.
    space = width - width_of(first) - width_of(left[1]) - max(width_of(right[1]), width_of(f" {right[1]}") - 1)
    if space >= 2:
        filler = f" {fill * (space - 2)} " if fill != " " else " " * space
        return [(("", first), left, ("rule", filler), right)]
    lines = paragraph(left[1], width, style=left[0], first=first)
    return lines + paragraph(right[1], width, style=right[0], first=" " * width_of(first)) if right[1] else lines


def entry(left: str, right: str, width: int, *below: str) -> list[Line]:
    """Return a list entry: one text left and one right, and indented below them any others that are not empty."""
    lines = sides(("", left), ("", right), width - 1)
    for text in below:
        lines += paragraph(text, width, first="   ") if text else []
    return lines


def ruled(left: str, right: str, layout: Layout) -> list[Line]:
    """Lay out a heading and the text to its right, with a rule between them if rules are drawn."""
    if layout.drawn:
        return sides(("title", left), ("dim", right), layout.width - 1, fill="─")
    return paragraph(f"{left} - {right}", layout.width)


def beside(left: Iterable[Line], right: Iterable[Line], start: int) -> list[Line]:
    """Lay out two columns, the second from column `start` on."""
    lines: list[Line] = []
    for first, second in zip_longest(left, right, fillvalue=BLANK):
        gap = " " * max(1, start - width_of(text_of(first)))
        lines.append((*first, ("", gap), *second) if second else first)
    return lines


def first_to_fit(texts: Iterable[str], columns: int) -> str:
    """Return the first text that is no wider than `columns`; empty if none is."""
    return next((text for text in texts if width_of(text) <= columns), "")


def shorten(text: str, width: int) -> str:
    """Return text on one line, cut to `width` columns with an ellipsis."""
    text = clean_line(text)
    return text if width_of(text) <= width else wcwidth.clip(text, 0, max(0, width - 1)).rstrip() + "…"


def bar(share: float, width: int) -> str:
    """Return a bar of `width` columns, filled to a share from 0 to 1."""
    full = round(max(0.0, min(1.0, share)) * width)
    return "━" * full + "─" * (width - full)


def joined(lines: Iterable[Line]) -> str:
    """Return lines as plain text, without trailing spaces."""
    return "".join(f"{text_of(line).rstrip()}\n" for line in lines)
