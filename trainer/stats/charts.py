"""Charts of text, each beside its number: bars, sparklines, a calendar of the year."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from trainer.terminal.layout import Layout, Line, paragraph, shorten, sides, width_of
from trainer.terminal.words import MONTHS


class Ink(NamedTuple):
    """What charts are drawn with.

    Attributes:
        parts: A column filled by n of so many parts, from nearly empty to full.
        rest: What an empty column of a bar shows.
        levels: Heights of a sparkline, lowest first; the first is nothing.
        shades: How busy a day was, from not at all.
    """

    parts: str
    rest: str
    levels: str
    shades: str


BLOCKS = Ink("▏▎▍▌▋▊▉█", "·", " ▁▂▃▄▅▆▇█", "·░▒▓█")
ASCII = Ink("#", ".", " .:-=+*#", ".-+*#")

WEEKS = 53  # of a calendar: a year, whatever weekday it ends on
_BEFORE_WEEKS = 7  # columns of a calendar that name the weekday
_NARROWEST_BAR = 6
_WIDEST_BAR = 40


class Row(NamedTuple):
    """A line of a bar chart: what it is of, how much of the bar is filled (0 to 1; None for no bar), and its number."""

    label: str
    share: float | None
    value: str


def bar(share: float, width: int, ink: Ink) -> str:
    """Return a bar of so many columns, filled to a share from 0 to 1; what is more than nothing is seen."""
    steps = len(ink.parts)
    filled = round(max(0.0, min(1.0, share)) * width * steps)
    filled = max(filled, 1) if share > 0 else filled
    full, part = divmod(filled, steps)
    drawn = ink.parts[-1] * full + (ink.parts[part - 1] if part else "")
    return drawn + ink.rest * (width - len(drawn))


def bars(rows: Sequence[Row], layout: Layout, ink: Ink) -> list[Line]:
    """Set labels, bars and numbers in three columns; without bars where there is no room or they are not wanted."""
    labels = max((width_of(row.label) for row in rows), default=0)
    labels = min(labels, max(10, layout.width * 2 // 5))
    values = max((width_of(row.value) for row in rows), default=0)
    room = min(_WIDEST_BAR, layout.width - 1 - 3 - labels - 2 - values)
    if not layout.drawn or room < _NARROWEST_BAR:
        told = [(row.label, " ".join(row.value.split())) for row in rows]
        return [line for left, right in told for line in sides(("", left), ("", right), layout.width - 1, first="   ")]
    lines: list[Line] = []
    for row in rows:
        label = shorten(row.label, labels)
        drawn = " " * room if row.share is None else bar(row.share, room, ink)
        gap = " " * (labels - width_of(label) + 1)
        lines.append((("", f"   {label}{gap}"), ("bar", drawn), ("", f" {row.value.rjust(values)}")))
    return lines


def counted(rows: Iterable[tuple[str, float, str]], layout: Layout, ink: Ink) -> list[Line]:
    """Draw bars of amounts, the greatest of which fills its bar."""
    listed = list(rows)
    most = max((amount for _, amount, _ in listed), default=0)
    return bars([Row(label, amount / most if most else 0.0, value) for label, amount, value in listed], layout, ink)


def sparkline(values: Sequence[float], ink: Ink) -> str:
    """Return one column a value, as high as it is against the greatest."""
    most, top = max(values, default=0), len(ink.levels) - 1
    return "".join(ink.levels[max(1, round(value / most * top)) if value else 0] for value in values)


def shade_limits(amounts: Iterable[float]) -> tuple[float, ...]:
    """Return the least amount of each shade but the first: quarters of the busiest day."""
    most = max(amounts, default=0)
    return tuple(max(quarter * most / 4, 0) for quarter in range(4))


def shade(amount: float, limits: Sequence[float]) -> int:
    """Return 0 for a day with nothing, else 1 to 4."""
    return sum(amount > limit for limit in limits) if amount > 0 else 0


def weeks_in(layout: Layout) -> int:
    """Return how many weeks of a calendar there is room for."""
    return max(4, min(WEEKS, layout.width - 1 - _BEFORE_WEEKS))


def first_monday(today: date, weeks: int) -> date:
    """Return the day that a calendar of so many weeks begins with."""
    return today - timedelta(days=today.weekday(), weeks=weeks - 1)


def calendar(amounts: Mapping[date, int], today: date, layout: Layout, ink: Ink) -> list[Line]:
    """Draw the year up to today, a column a week and a row a weekday, as many weeks as there is room for."""
    weeks = weeks_in(layout)
    limits = shade_limits(amounts.values())
    monday = first_monday(today, weeks)
    columns = [monday + timedelta(weeks=week) for week in range(weeks)]
    months = _months(columns, layout.width - 1 - _BEFORE_WEEKS)
    lines: list[Line] = [(("dim", " " * _BEFORE_WEEKS + months),)]
    for weekday, name in enumerate(("Mon", "", "Wed", "", "Fri", "", "Sun")):
        days = [week + timedelta(days=weekday) for week in columns]
        cells = "".join(" " if day > today else ink.shades[shade(amounts.get(day, 0), limits)] for day in days)
        lines.append((("", f"   {name:<3} "), ("bar", cells)))
    steps = [0, *(int(limit) + 1 for limit in limits)]
    ends = [*(step - 1 for step in steps[2:]), int(max(amounts.values(), default=0))]
    told = [f"{ink.shades[0]} none"]
    told += [
        f"{mark} {low}-{high}" if low < high else f"{mark} {low}"
        for mark, low, high in zip(ink.shades[1:], steps[1:], ends, strict=True)
        if low <= high
    ]
    return [*lines, *paragraph(f"Reviews a day: {' · '.join(told)}", layout.width, first="   ")]


def _months(columns: Sequence[date], room: int) -> str:
    """Name each month above the first week that begins in it, where there is room for its name.

    Of the month that the calendar begins in there may be but a week: the whole one after it comes first.
    """
    begins = [at for at, week in enumerate(columns) if at == 0 or week.month != columns[at - 1].month]
    if len(begins) > 1 and begins[1] <= len(MONTHS[0]):
        del begins[0]
    text = ""
    for at in begins:
        if at + len(MONTHS[0]) <= room:
            text = text.ljust(at) + MONTHS[columns[at].month - 1] + " "
    return text.rstrip()
