"""Charts as SVG: plain text, coloured by the page's style alone, so that light, dark and print each have their own.

Every chart is an image with a name; what it shows stands in a table beside it.
"""

from collections.abc import Sequence
from html import escape
from typing import NamedTuple

WIDTH = 720
_LINE = 24  # a row of a bar chart
_LABELS = 200
_VALUES = 170
_HEIGHT = 180  # of columns
_CELL = 13
_LONGEST_LABEL = 30


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
    """Draw horizontal bars, one below the other."""
    room = WIDTH - _LABELS - _VALUES
    parts = []
    for number, row in enumerate(rows):
        top = number * _LINE
        parts.append(_row_texts(row.label, row.value, top))
        parts.append(_rect("track", _LABELS, top + 5, room, 14))
        parts.append(_rect("bar", _LABELS, top + 5, room * _share(row.share), 14))
        if row.mark is not None:
            parts.append(_rect("mark", _LABELS + room * _share(row.mark) - 1.5, top + 2, 3, 20))
    return _image(name, len(rows) * _LINE, parts)


def ranges(name: str, rows: Sequence[Range]) -> str:
    """Draw bands with a dot each, one below the other."""
    room = WIDTH - _LABELS - _VALUES
    parts = []
    for number, row in enumerate(rows):
        top = number * _LINE
        low, high, at = (_LABELS + room * _share(value) for value in (row.low, row.high, row.at))
        parts.append(_row_texts(row.label, row.value, top))
        parts.append(_rect("track", _LABELS, top + 11, room, 2))
        parts.append(_rect("band", low, top + 5, high - low, 14))
        parts.append(f'<circle class="dot" cx="{at:.1f}" cy="{top + 12}" r="5"/>')
    return _image(name, len(rows) * _LINE, parts)


def columns(name: str, values: Sequence[Bar], *, every: int = 1) -> str:
    """Draw columns side by side; every n-th has its label below, and the greatest its number above."""
    step = WIDTH / max(1, len(values))
    top, base = 18, _HEIGHT - 20
    greatest = max((value.share for value in values), default=0)
    parts = [_rect("axis", 0, base, WIDTH, 1)]
    told = False
    for number, value in enumerate(values):
        height = (base - top) * _share(value.share)
        left = number * step
        if height:
            parts.append(_rect("bar", left + step * 0.12, base - height, step * 0.76, height))
        half = 4 * max(len(value.label), len(value.value))
        middle = min(max(left + step / 2, half), WIDTH - half)  # no text is cut off at an edge
        if number % every == 0:
            parts.append(_text(value.label, middle, _HEIGHT - 4, "middle"))
        if value.share and (len(values) <= 12 or (value.share == greatest and not told)):
            told = True
            parts.append(_text(value.value, middle, base - height - 5, "middle"))
    return _image(name, _HEIGHT, parts)


def calendar(name: str, cells: Sequence[Cell], months: Sequence[tuple[int, str]]) -> str:
    """Draw a column a week and a row a weekday; a busier day is both darker and larger."""
    parts = [_text(month, 34 + column * _CELL, 11, "start") for column, month in months]
    parts += [
        _text(day, 0, 18 + row * _CELL + 10, "start") for row, day in ((0, "Mon"), (2, "Wed"), (4, "Fri"), (6, "Sun"))
    ]
    for column, row, level, told in cells:
        size = (3, 6, 8, 10, 12)[level]
        left, top = 34 + column * _CELL + (_CELL - size) / 2, 18 + row * _CELL + (_CELL - size) / 2
        shape = f'<rect class="day{level}" x="{left:g}" y="{top:g}" width="{size}" height="{size}"'
        parts.append(f"{shape}><title>{escape(told)}</title></rect>")
    return _image(name, 18 + 7 * _CELL, parts)


def against(name: str, points: Sequence[tuple[float, float, float]], across: str, up: str) -> str:
    """Draw points (x, y, weight, each 0 to 1) in a square whose diagonal is where both are equal."""
    size, left, top = 300, 60, 10
    parts = [
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
    parts.append(_text(f"across: {across}", left + size + 20, top + 14, "start"))
    parts.append(_text(f"up: {up}", left + size + 20, top + 34, "start"))
    parts.append(_text("a larger dot: more reviews", left + size + 20, top + 54, "start"))
    return _image(name, size + 34, parts)


def _image(name: str, height: float, parts: Sequence[str]) -> str:
    return (
        f'<svg role="img" aria-label="{escape(name)}" viewBox="0 0 {WIDTH} {height:g}" width="{WIDTH}"'
        f' height="{height:g}">{"".join(parts)}</svg>'
    )


def _row_texts(label: str, value: str, top: float) -> str:
    short = label if len(label) <= _LONGEST_LABEL else f"{label[: _LONGEST_LABEL - 1]}…"
    return _text(short, 0, top + 16, "start") + _text(value, WIDTH, top + 16, "end")


def _rect(kind: str, left: float, top: float, width: float, height: float) -> str:
    return f'<rect class="{kind}" x="{left:.1f}" y="{top:.1f}" width="{max(0, width):.1f}" height="{height:.1f}"/>'


def _text(text: str, left: float, top: float, anchor: str) -> str:
    return f'<text x="{left:.1f}" y="{top:.1f}" text-anchor="{anchor}">{escape(text)}</text>'


def _share(value: float) -> float:
    return max(0.0, min(1.0, value))
