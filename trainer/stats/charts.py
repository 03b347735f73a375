"""Charts of text, each beside its number: bars, sparklines, a calendar of the year."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from trainer.stats.section_types import Bar
from trainer.terminal.layout import Layout, Line, paragraph, shorten, sides, width_of
from trainer.terminal.words import MONTHS


class Ink(NamedTuple):
    """The characters that charts are drawn with.

    Attributes:
        parts: A column of a bar, from nearly empty to full.
        rest: An empty column of a bar.
        levels: The heights of a sparkline, lowest first; the first is for zero.
        shades: The days of a calendar, from none to the busiest.
    """

    parts: str
    rest: str
    levels: str
    shades: str


BLOCKS = Ink("▏▎▍▌▋▊▉█", "·", " ▁▂▃▄▅▆▇█", "·░▒▓█")
ASCII = Ink("#", ".", " .:-=+*#", ".-+*#")

WEEKS = 53  # in a calendar: a year, no matter which weekday it ends on
_WEEKDAY_COLUMNS = 7  # left of a calendar
_NARROWEST_BAR = 6
_WIDEST_BAR = 40


def bar(share: float, width: int, ink: Ink) -> str:
    """Return a bar `width` columns wide, filled to a share from 0 to 1; a share above zero always shows."""
    steps = len(ink.parts)
    filled = round(max(0.0, min(1.0, share)) * width * steps)
    filled = max(filled, 1) if share > 0 else filled
    full, part = divmod(filled, steps)
    drawn = ink.parts[-1] * full + (ink.parts[part - 1] if part else "")
    return drawn + ink.rest * (width - len(drawn))


def bars(rows: Sequence[Bar], layout: Layout, ink: Ink) -> list[Line]:
    """Return labels, bars and numbers in three columns; no bars if they don't fit or the layout has none."""
    numbers = [" ".join(row.values) for row in rows]
    labels = max((width_of(row.label) for row in rows), default=0)
    labels = min(labels, max(10, layout.width * 2 // 5))
    widest = max(map(width_of, numbers), default=0)
    room = min(_WIDEST_BAR, layout.width - 1 - 3 - labels - 2 - widest)
    lines: list[Line] = []
    for row, number in zip(rows, numbers, strict=True):
        if not layout.drawn or room < _NARROWEST_BAR:
            lines += sides(("", row.label), ("", " ".join(number.split())), layout.width - 1, first="   ")
        else:
            label = shorten(row.label, labels)
            drawn = " " * room if row.share is None else bar(row.share, room, ink)
            gap = " " * (labels - width_of(label) + 1)
            lines.append((("", f"   {label}{gap}"), ("bar", drawn), ("", f" {number.rjust(widest)}")))
    return lines


def sparkline(values: Sequence[float], ink: Ink) -> str:
    """Return one character for each value, as high as the value is against the greatest."""
    most, top = max(values, default=0), len(ink.levels) - 1
    return "".join(ink.levels[max(1, round(value / most * top)) if value else 0] for value in values)


def shade_limits(amounts: Iterable[float]) -> tuple[float, ...]:
    """Return the amounts above which each of the four shades begins: quarters of the busiest day."""
    most = max(amounts, default=0)
    return tuple(quarter * most / 4 for quarter in range(4))


def shade(amount: float, limits: Sequence[float]) -> int:
    """Return 0 for a day without reviews, else 1 to 4."""
    return sum(amount > limit for limit in limits) if amount > 0 else 0


def weeks_in(layout: Layout) -> int:
    """Return how many weeks of a calendar fit."""
    return max(4, min(WEEKS, layout.width - 1 - _WEEKDAY_COLUMNS))


def first_monday(today: date, weeks: int) -> date:
    """Return the first day of a calendar of this many weeks."""
    return today - timedelta(days=today.weekday(), weeks=weeks - 1)


def calendar(amounts: Mapping[date, int], today: date, layout: Layout, ink: Ink) -> list[Line]:
    """Return the year up to today, a column a week and a row a weekday, as many weeks as fit."""
    weeks = weeks_in(layout)
    limits = shade_limits(amounts.values())
    monday = first_monday(today, weeks)
    columns = [monday + timedelta(weeks=week) for week in range(weeks)]
    months = _months(columns, layout.width - 1 - _WEEKDAY_COLUMNS)
    lines: list[Line] = [(("dim", " " * _WEEKDAY_COLUMNS + months),)]
    for weekday, name in enumerate(("Mon", "", "Wed", "", "Fri", "", "Sun")):
        days = [week + timedelta(days=weekday) for week in columns]
        cells = "".join(" " if day > today else ink.shades[shade(amounts.get(day, 0), limits)] for day in days)
        lines.append((("", f"   {name:<3} "), ("bar", cells)))
    steps = [0, *(int(limit) + 1 for limit in limits)]
    ends = [*(step - 1 for step in steps[2:]), int(max(amounts.values(), default=0))]
    legend = [f"{ink.shades[0]} none"]
    legend += [
        f"{mark} {low}-{high}" if low < high else f"{mark} {low}"
        for mark, low, high in zip(ink.shades[1:], steps[1:], ends, strict=True)
        if low <= high
    ]
    return [*lines, *paragraph(f"Reviews a day: {' · '.join(legend)}", layout.width, first="   ")]


def _months(columns: Sequence[date], room: int) -> str:
    """Return the names of the months, each above the first week that begins in it, where the name fits.

    A calendar may begin with the last week of a month: then the name of the next month takes its place.
    """
    begins = [at for at, week in enumerate(columns) if at == 0 or week.month != columns[at - 1].month]
    if len(begins) > 1 and begins[1] <= len(MONTHS[0]):
        del begins[0]
    text = ""
    for at in begins:
        if at + len(MONTHS[0]) <= room:
            text = text.ljust(at) + MONTHS[columns[at].month - 1] + " "
    return text.rstrip()
