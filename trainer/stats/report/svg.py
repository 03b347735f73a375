"""Charts as SVG, coloured by the page's style sheet alone, so that light, dark and print each have their own colours.

Every chart is an image with a name; the table beside it has the same numbers.
"""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from html import escape
from math import ceil

import wcwidth

from trainer.stats.charts import WEEKS, first_monday, shade, shade_limits
from trainer.stats.section_types import Bar
from trainer.terminal.words import MONTHS, count, short_day

WIDTH = 400  # narrow enough to read on a phone, and not too large on a desk
_LINE = 18  # of text
_BAR = 14
_GAP = 10  # between rows
_ACROSS = 7.6  # the widest a column of text gets, except for words in capitals
_HEIGHT = 180  # of columns
_LEFT, _TOP, _CELL = 30, 18, 6.7  # of a calendar


def bars(name: str, rows: Sequence[Bar]) -> str:
    """Draw horizontal bars one below the other, each under its whole label; of a row with a band, its mark as a dot."""
    parts: list[str] = []
    top = 0
    for row in rows:
        share, mark, low, high = (
            WIDTH * min(max(part or 0, 0), 1) for part in (row.share, row.mark, *(row.band or (0, 0)))
        )
        values = row.values[:1] if row.band else row.values
        texts, top = _row_texts(row.label, ", ".join(" ".join(value.split()) for value in values), top)
        parts += texts
        if row.band:
            parts += [_rect("track", 0, top + _BAR / 2 - 1, WIDTH, 2), _rect("band", low, top, high - low, _BAR)]
            parts.append(f'<circle class="dot" cx="{min(max(mark, 6), WIDTH - 6):.1f}" cy="{top + _BAR / 2:g}" r="5"/>')
        else:
            parts += [_rect("track", 0, top, WIDTH, _BAR), _rect("bar", 0, top, share, _BAR)]
            if row.mark is not None:
                parts.append(_rect("mark", min(max(mark - 1.5, 0), WIDTH - 3), top - 3, 3, _BAR + 6))
        top += _BAR + _GAP
    return _image(name, top, parts)


def columns(name: str, labels: Sequence[str], amounts: Sequence[int], *, every: int = 1) -> str:
    """Draw columns side by side, as high as their amounts, each with its number or, if they do not fit, the greatest.

    Every n-th column has its label below it, fewer if they would overlap.
    """
    step = WIDTH / max(1, len(amounts))
    every *= max(1, ceil((max(map(len, labels), default=0) * _ACROSS + 4) / (step * every)))
    greatest = max(amounts, default=0)
    numbered = step >= len(str(greatest)) * _ACROSS
    top, base = 18, _HEIGHT - 20
    parts = [_rect("axis", 0, base, WIDTH, 1)]
    for number, (label, amount) in enumerate(zip(labels, amounts, strict=True)):
        left, middle = number * step, (number + 0.5) * step
        height = (base - top) * amount / (greatest or 1)
        if number % every == 0:
            # A label at an edge is not centred: the tick shows which column it names.
            parts.append(_rect("axis", middle - 0.5, base, 1, 5))
            parts.append(_text(label, _inside(middle, label), _HEIGHT - 4, "middle"))
        if amount:
            parts.append(_rect("bar", left + step * 0.12, base - height, step * 0.76, height))
        if amount and (numbered or number == amounts.index(greatest)):
            parts.append(_text(str(amount), _inside(middle, str(amount)), base - height - 5, "middle"))
    return _image(name, _HEIGHT, parts)


def calendar(name: str, today: date, reviews: Mapping[date, int]) -> str:
    """Draw the year up to today, a column a week and a row a weekday; a busier day is both darker and larger."""
    monday = first_monday(today, WEEKS)
    days = [monday + timedelta(days=number) for number in range((today - monday).days + 1)]
    months = [(number // 7, MONTHS[day.month - 1]) for number, day in enumerate(days) if day.day == 1]
    # The name of a month is left out if the next one begins too soon after it, or the year ends.
    ends = [*(column for column, _ in months[1:]), WEEKS + 1]
    parts = [
        _text(month, _LEFT + column * _CELL, 11, "start")
        for (column, month), end in zip(months, ends, strict=True)
        if (end - column) * _CELL >= len(month) * _ACROSS
    ]
    parts += [
        _text(weekday, 0, _TOP + (row + 0.5) * 2 * _CELL + 4, "start")
        for row, weekday in ((0, "Mon"), (2, "Wed"), (4, "Fri"), (6, "Sun"))
    ]
    limits = shade_limits(reviews.values())
    for number, day in enumerate(days):
        done = reviews.get(day, 0)
        level = shade(done, limits)
        wide, high = ((2, 3), (3, 6), (4, 8), (5, 10), (6, 12))[level]
        left = _LEFT + number // 7 * _CELL + (_CELL - wide) / 2
        top = _TOP + (number % 7 + 0.5) * 2 * _CELL - high / 2
        shape = f'<rect class="day{level}" x="{left:.1f}" y="{top:.1f}" width="{wide}" height="{high}"'
        title = f"{short_day(day)} {day.year}: {count(done, 'review')}"
        parts.append(f"{shape}><title>{title}</title></rect>")
    return _image(name, _TOP + 14 * _CELL, parts)


def scatter(name: str, points: Sequence[tuple[float, float, int]], across: str, up: str) -> str:
    """Draw points in a square whose diagonal is where both are equal: x and y from 0 to 1, and how many reviews."""
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
    most = max((reviews for *_, reviews in points), default=1)
    for x, y, reviews in points:
        centre = f'cx="{left + size * x:.1f}" cy="{top + size * (1 - y):.1f}"'
        parts.append(f'<circle class="point" {centre} r="{4 + 8 * reviews / most:.1f}"/>')
    parts.append(_text(f"across: {across}", left + size, top + size + 36, "end"))
    return _image(name, top + size + 42, parts)


def _image(name: str, height: float, parts: Sequence[str]) -> str:
    return (
        f'<svg role="img" aria-label="{escape(name)}" viewBox="0 0 {WIDTH} {height:g}" width="{WIDTH}"'
        f' height="{height:g}">{"".join(parts)}</svg>'
    )


def _row_texts(label: str, value: str, top: int) -> tuple[list[str], int]:
    """Return a label, wrapped, with its number at the right of the first line, and where the bar goes."""
    room = int((WIDTH - len(value) * _ACROSS) / _ACROSS) - 2
    lines = wcwidth.wrap(label, room, propagate_sgr=False) or [""]
    texts = [_text(line, 0, top + 13 + number * _LINE, "start") for number, line in enumerate(lines)]
    return [*texts, _text(value, WIDTH, top + 13, "end")], top + len(lines) * _LINE


def _inside(middle: float, text: str) -> float:
    """Return where the middle of a text may be, so that no edge cuts it off."""
    half = len(text) * _ACROSS / 2
    return min(max(middle, half), WIDTH - half)


def _rect(kind: str, left: float, top: float, width: float, height: float) -> str:
    return f'<rect class="{kind}" x="{left:.1f}" y="{top:.1f}" width="{max(0, width):.1f}" height="{height:.1f}"/>'


def _text(text: str, left: float, top: float, anchor: str) -> str:
    return f'<text x="{left:.1f}" y="{top:.1f}" text-anchor="{anchor}">{escape(text)}</text>'
