"""Charts as SVG: plain text, coloured by the page's style alone, so that light, dark and print each have their own.

Every chart is an image with a name; what it shows stands in a table beside it.
"""

from collections.abc import Sequence
from html import escape
from math import ceil
from typing import NamedTuple

import wcwidth

WIDTH = 400  # so narrow that text can be read where a phone shrinks it, and is not too large on a desk
_LINE = 18  # of text
_BAR = 14
_GAP = 10  # between rows
_ACROSS = 7.6  # what a column of text takes at most, but for words in capitals alone
_HEIGHT = 180  # of columns
_LEFT, _TOP, _CELL, _WEEKS = 30, 18, 6.7, 54  # of a calendar


class Bar(NamedTuple):
    """One row or column: its label, how much of the room it fills (0 to 1), and its number as text.

    `mark` sets a line across it at another share.
    """

    label: str
    share: float
    value: str
    mark: float | None = None


class Range(NamedTuple):
    """One row with a band from `low` to `high` and a dot at `at`, each a share of the room."""

    label: str
    low: float
    high: float
    at: float
    value: str


class Cell(NamedTuple):
    """One day of a calendar: column, row, how busy (0 to 4), and what it is."""

    column: int
    row: int
    level: int
    told: str


def bars(name: str, rows: Sequence[Bar]) -> str:
    """Draw horizontal bars one below the other, each under its whole label."""
    parts: list[str] = []
    top = 0
    for row in rows:
        texts, top = _row_texts(row.label, row.value, top)
        parts += [*texts, _rect("track", 0, top, WIDTH, _BAR), _rect("bar", 0, top, WIDTH * _share(row.share), _BAR)]
        if row.mark is not None:
            at = min(max(WIDTH * _share(row.mark) - 1.5, 0), WIDTH - 3)
            parts.append(_rect("mark", at, top - 3, 3, _BAR + 6))
        top += _BAR + _GAP
    return _image(name, top, parts)


def ranges(name: str, rows: Sequence[Range]) -> str:
    """Draw bands with a dot each, one below the other, each under its whole label."""
    parts: list[str] = []
    top = 0
    for row in rows:
        low, high, at = (WIDTH * _share(value) for value in (row.low, row.high, row.at))
        texts, top = _row_texts(row.label, row.value, top)
        parts += [
            *texts,
            _rect("track", 0, top + _BAR / 2 - 1, WIDTH, 2),
            _rect("band", low, top, high - low, _BAR),
            f'<circle class="dot" cx="{min(max(at, 6), WIDTH - 6):.1f}" cy="{top + _BAR / 2:g}" r="5"/>',
        ]
        top += _BAR + _GAP
    return _image(name, top, parts)


def columns(name: str, values: Sequence[Bar], *, every: int = 1) -> str:
    """Draw columns side by side, with numbers above, or above the greatest alone where there is no room for all.

    Every n-th has its label below; fewer have one where so many would overlap.
    """
    step = WIDTH / max(1, len(values))
    widest = max((len(value.label) for value in values), default=0) * _ACROSS + 4
    every *= max(1, ceil(widest / (step * every)))
    numbered = step >= max((len(value.value) for value in values), default=0) * _ACROSS
    top, base = 18, _HEIGHT - 20
    greatest = max((value.share for value in values), default=0)
    parts = [_rect("axis", 0, base, WIDTH, 1)]
    told = False
    for number, value in enumerate(values):
        height = (base - top) * _share(value.share)
        left = number * step
        if height:
            parts.append(_rect("bar", left + step * 0.12, base - height, step * 0.76, height))
        if number % every == 0:
            parts.append(
                _rect("axis", left + step / 2 - 0.5, base, 1, 5)
            )  # a label at an edge stands beside its column
            parts.append(_text(value.label, _within(left + step / 2, value.label), _HEIGHT - 4, "middle"))
        if value.share and (numbered or (value.share == greatest and not told)):
            told = True
            parts.append(_text(value.value, _within(left + step / 2, value.value), base - height - 5, "middle"))
    return _image(name, _HEIGHT, parts)


def calendar(name: str, cells: Sequence[Cell], months: Sequence[tuple[int, str]]) -> str:
    """Draw a column a week and a row a weekday; a busier day is both darker and larger."""
    # A month that has just begun or is about to end leaves no room for its name.
    after = [*(column for column, _ in months[1:]), _WEEKS]
    parts = [
        _text(month, _LEFT + column * _CELL, 11, "start")
        for (column, month), next_column in zip(months, after, strict=True)
        if (next_column - column) * _CELL >= len(month) * _ACROSS
    ]
    parts += [
        _text(day, 0, _TOP + (row + 0.5) * 2 * _CELL + 4, "start")
        for row, day in ((0, "Mon"), (2, "Wed"), (4, "Fri"), (6, "Sun"))
    ]
    for column, row, level, told in cells:
        wide, high = ((2, 3), (3, 6), (4, 8), (5, 10), (6, 12))[level]
        left, top = _LEFT + column * _CELL + (_CELL - wide) / 2, _TOP + (row + 0.5) * 2 * _CELL - high / 2
        shape = f'<rect class="day{level}" x="{left:.1f}" y="{top:.1f}" width="{wide}" height="{high}"'
        parts.append(f"{shape}><title>{escape(told)}</title></rect>")
    return _image(name, _TOP + 14 * _CELL, parts)


def against(name: str, points: Sequence[tuple[float, float, float]], across: str, up: str) -> str:
    """Draw points (x, y, weight, each 0 to 1) in a square whose diagonal is where both are equal."""
    size, left, top = 310, 60, 24
    parts = [
        _text(f"up: {up}; a larger dot: more reviews", 0, 12, "start"),
        _rect("frame", left, top, size, size),
        f'<line class="diagonal" x1="{left}" y1="{top + size}" x2="{left + size}" y2="{top}"/>',
    ]
    for tick in (0, 0.25, 0.5, 0.75, 1):
        label = f"{round(100 * tick)} %"
        parts.append(_text(label, left + size * tick, top + size + 16, "middle"))
        parts.append(_text(label, left - 6, top + size * (1 - tick) + 4, "end"))
    parts += [
        f'<circle class="point" cx="{left + size * x:.1f}" cy="{top + size * (1 - y):.1f}" r="{4 + 8 * weight:.1f}"/>'
        for x, y, weight in points
    ]
    parts.append(_text(f"across: {across}", left + size, top + size + 36, "end"))
    return _image(name, top + size + 42, parts)


def _image(name: str, height: float, parts: Sequence[str]) -> str:
    return (
        f'<svg role="img" aria-label="{escape(name)}" viewBox="0 0 {WIDTH} {height:g}" width="{WIDTH}"'
        f' height="{height:g}">{"".join(parts)}</svg>'
    )


def _row_texts(label: str, value: str, top: int) -> tuple[list[str], int]:
    """Return a label on as many lines as it takes, its number right of the first, and where the bar goes."""
    room = int((WIDTH - len(value) * _ACROSS) / _ACROSS) - 2
    lines = wcwidth.wrap(label, room, propagate_sgr=False) or [""]
    texts = [_text(line, 0, top + 13 + number * _LINE, "start") for number, line in enumerate(lines)]
    return [*texts, _text(value, WIDTH, top + 13, "end")], top + len(lines) * _LINE


def _within(middle: float, text: str) -> float:
    """Return where the middle of a text may be, so that no edge cuts it off."""
    half = len(text) * _ACROSS / 2
    return min(max(middle, half), WIDTH - half)


def _rect(kind: str, left: float, top: float, width: float, height: float) -> str:
    return f'<rect class="{kind}" x="{left:.1f}" y="{top:.1f}" width="{max(0, width):.1f}" height="{height:.1f}"/>'


def _text(text: str, left: float, top: float, anchor: str) -> str:
    return f'<text x="{left:.1f}" y="{top:.1f}" text-anchor="{anchor}">{escape(text)}</text>'


def _share(value: float) -> float:
    return max(0.0, min(1.0, value))
