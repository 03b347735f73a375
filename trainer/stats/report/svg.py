"""Charts as SVG that fill their column at any width, while text and lines keep their size: places are percentages.

The page's style sheet has all colours, so that light, dark, print and forced colours each have their own. Every chart
is an image with a name; the table beside it has the same numbers.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, timedelta
from html import escape
from math import floor
from typing import NamedTuple

from trainer.stats.charts import WEEKS, first_monday, shade, shade_limits
from trainer.terminal.words import MONTHS, count, percent, short_day

# The pixels a plot has at least: on the narrowest phone, and from each container width in style.css on.
_ROOMS = (205, 440, 780)
_BESIDE = 46  # pixels left of a plot that has labels there: the padding in style.css
_CHARACTER = 7.0  # pixels: about the widest an average character of 12 px gets
_APART = 8  # pixels between labels
_PLOT = 150  # pixels: the height of a plot without its labels
_BELOW = 20  # pixels of a line of labels
_ROW = 15  # pixels: the height of a weekday in a calendar
_DAYS_NAMED, _WEEKS_NAMED = 12, 130  # days on an axis up to which each day, or each Monday, is named


class Label(NamedTuple):
    """A text below or above a place from 0 to 1.

    Attributes:
        at: The middle of the place.
        text: The text.
        important: Whether it stays if not all fit.
        half: Half of the width of the place.
    """

    at: float
    text: str
    important: bool = False
    half: float = 0.0


def trend(
    name: str,
    days: Sequence[date],
    lines: Sequence[Sequence[float | None]],
    *,
    goal: float | None = None,
    today: date | None = None,
) -> str:
    """Draw shares from 0 to 1 over days as lines, the second one dashed, with a goal and a mark for today."""
    span = max(1, (days[-1] - days[0]).days)
    places = [(day - days[0]).days / span for day in days]
    drawn = [[(x, y) for x, y in zip(places, line, strict=True) if y is not None] for line in lines]
    low = min(0.75, floor(4 * min([y for line in drawn for _, y in line] + [goal or 1.0])) / 4)

    def height(share: float) -> float:
        return _PLOT * (1 - (share - low) / (1 - low))

    parts = []
    for tick in range(round(4 * low), 5):
        y = height(tick / 4)
        parts.append(f'<line class="grid" x1="0" x2="100%" y1="{y:.1f}" y2="{y:.1f}"/>')
        parts.append(f'<text x="-6" y="{y + 4:.1f}" text-anchor="end">{percent(tick / 4)}</text>')
    if goal is not None:
        parts.append(f'<line class="goal" x1="0" x2="100%" y1="{height(goal):.1f}" y2="{height(goal):.1f}"/>')
    shapes = [_path(line, height, number, filled=not low) for number, line in enumerate(drawn) if len(line) > 1]
    parts.append(
        f'<svg width="100%" height="{_PLOT}" viewBox="0 0 1000 {_PLOT}" preserveAspectRatio="none">'
        f"{''.join(shapes)}</svg>"
    )
    for number, line in enumerate(drawn):
        for x, y in line[-1:]:
            parts.append(f'<circle class="end{number}" cx="{_percent(x)}" cy="{height(y):.1f}" r="4"/>')
    if drawn[-1]:
        x, y = drawn[-1][-1]
        # Not where the line comes from, and not above the plot.
        falls = len(drawn[-1]) > 1 and drawn[-1][-2][1] > y and height(y) < _PLOT - _BELOW
        under = falls or height(y) < _BELOW
        parts.append(_text(Label(x, percent(y)), height(y) + (18 if under else -10), _ROOMS[0], kind="value"))
    named = [Label((day - days[0]).days / span, text, text.isdigit()) for day, text in _named_days(days[0], days[-1])]
    named = [label for label in named if label.at not in (0.0, 1.0)]
    ends = [Label(1.0, _day(days[-1]), important=True), Label(0.0, _day(days[0]), important=True)][: len(set(days))]
    if today is not None and days[0] < today < days[-1]:
        x = (today - days[0]).days / span
        parts.append(f'<line class="now" x1="{_percent(x)}" x2="{_percent(x)}" y1="0" y2="{_PLOT}"/>')
        ends.append(Label(x, "today", important=True))
    return _image(name, _PLOT + _BELOW, [*parts, _labels([*ends, *named], _PLOT + _BELOW - 4)], "plot")


def columns(name: str, labels: Sequence[str], amounts: Sequence[int]) -> str:
    """Draw columns side by side, as high as their amounts; if not all numbers fit, only the greatest is labelled."""
    number, greatest = max(1, len(amounts)), max(amounts, default=0)
    base = _PLOT - _BELOW
    parts = [f'<line class="axis" x1="0" x2="100%" y1="{base}" y2="{base}"/>']
    values = []
    for at, amount in enumerate(amounts):
        high = (base - _BELOW) * amount / (greatest or 1)
        left, width = (at + 0.12) / number, 0.76 / number
        if amount:
            parts.append(_rect("bar", left, base - high, width, max(1.0, high)))
            values.append((Label((at + 0.5) / number, str(amount)), base - high - 5))
    tallest = [value for value in values if value[0].text == str(greatest)][:1]
    rooms = [room + _BESIDE for room in _ROOMS]
    numbers = [values if room / number > len(str(greatest)) * _CHARACTER + 5 else tallest for room in rooms]
    parts.append(
        _either(
            "".join(_text(label, top, room, kind="value") for label, top in shown)
            for shown, room in zip(numbers, rooms, strict=True)
        )
    )
    named = [Label((at + 0.5) / number, label, half=0.38 / number) for at, label in enumerate(labels)]
    return _image(name, _PLOT, [*parts, _labels(named, _PLOT - 4, rooms)])


def calendar(name: str, today: date, reviews: Mapping[date, int]) -> str:
    """Draw the year up to today, a column a week and a row a weekday; a busier day is both darker and larger."""
    monday = first_monday(today, WEEKS)
    days = [monday + timedelta(days=number) for number in range((today - monday).days + 1)]
    firsts = [(number // 7 + 2.2, day) for number, day in enumerate(days) if day.day == 1]
    months = [Label(middle / WEEKS, MONTHS[day.month - 1]) for middle, day in firsts if middle < WEEKS]
    parts = [_labels(months, 11)]
    for row, weekday in ((0, "Mon"), (2, "Wed"), (4, "Fri"), (6, "Sun")):
        parts.append(f'<text x="-6" y="{_BELOW + (row + 0.5) * _ROW + 4:.1f}" text-anchor="end">{weekday}</text>')
    limits = shade_limits(reviews.values())
    for number, day in enumerate(days):
        done = reviews.get(day, 0)
        level = shade(done, limits)
        wide, high = ((0.3, 3), (0.5, 6), (0.62, 8), (0.74, 10), (0.86, 13))[level]
        left, top = (number // 7 + 0.5 - wide / 2) / WEEKS, _BELOW + (number % 7 + 0.5) * _ROW - high / 2
        said = f"{short_day(day)} {day.year}: {count(done, 'review')}"
        parts.append(_rect(f"day{level}", left, top, wide / WEEKS, high, f"<title>{said}</title>"))
    return _image(name, _BELOW + 7 * _ROW, parts, "plot")


def scatter(name: str, points: Sequence[tuple[float, float, int]]) -> str:
    """Draw points on a diagonal where both are equal: x and y from 0 to 1, and how many reviews each stands for."""
    height = 1.5 * _PLOT
    parts = []
    for tick in range(5):
        y = height * (1 - tick / 4)
        parts.append(f'<line class="grid" x1="0" x2="100%" y1="{y:g}" y2="{y:g}"/>')
        parts.append(f'<text x="-6" y="{y + 4:g}" text-anchor="end">{percent(tick / 4)}</text>')
    parts.append(f'<line class="goal" x1="0" x2="100%" y1="{height:g}" y2="0"/>')
    most = max((reviews for *_, reviews in points), default=1)
    for x, y, reviews in points:
        centre = f'cx="{_percent(x)}" cy="{height * (1 - y):.1f}"'
        parts.append(f'<circle class="point" {centre} r="{4 + 8 * reviews / most:.1f}"/>')
    named = [Label(tick / 4, percent(tick / 4)) for tick in range(5)]
    return _image(name, height + _BELOW, [*parts, _labels(named, height + _BELOW - 2)], "plot")


def _named_days(first: date, last: date) -> list[tuple[date, str]]:
    """Return the days an axis names: every day, Mondays, or the first of each month (with the year in January)."""
    span = (last - first).days
    days = [first + timedelta(days=n) for n in range(span + 1)]
    if span <= _WEEKS_NAMED:
        return [(day, _day(day)) for day in days if span <= _DAYS_NAMED or day.weekday() == 0]
    return [(day, MONTHS[day.month - 1] if day.month > 1 else str(day.year)) for day in days if day.day == 1]


def _day(day: date) -> str:
    return f"{day.day} {MONTHS[day.month - 1]}"


def _path(points: Sequence[tuple[float, float]], height: Callable[[float], float], number: int, *, filled: bool) -> str:
    """Return a line, and the area below it if it is the first one and the axis begins at nothing."""
    corners = " ".join(f"{1000 * x:.1f},{height(y):.1f}" for x, y in points)
    line = f'<polyline class="line{number}" points="{corners}"/>'
    if number or not filled:
        return line
    left, right = 1000 * points[0][0], 1000 * points[-1][0]
    return f'<polygon class="area" points="{left:.1f},{_PLOT} {corners} {right:.1f},{_PLOT}"/>{line}'


def _labels(labels: Sequence[Label], top: float, rooms: Sequence[float] = _ROOMS) -> str:
    """Return a line of labels without those that would touch others, for each width."""
    return _either("".join(_text(label, top, room) for label in _fitting(labels, room)) for room in rooms)


def _fitting(labels: Sequence[Label], room: float) -> list[Label]:
    kept: list[tuple[float, float, Label]] = []
    for label in sorted(labels, key=lambda label: not label.important):
        place, anchor = _anchor(label, room)
        width = len(label.text) * _CHARACTER
        left = place * room - {"start": 0.0, "middle": width / 2, "end": width}[anchor]
        if all(left + width + _APART <= other or end + _APART <= left for other, end, _ in kept):
            kept.append((left, left + width, label))
    return [label for *_, label in sorted(kept)]


def _anchor(label: Label, room: float) -> tuple[float, str]:
    """Return where and how to anchor a label so that no edge cuts it off, at this width or a larger one."""
    half = len(label.text) * _CHARACTER / 2
    if label.at * room < half:
        return label.at - label.half, "start"
    if (1 - label.at) * room < half:
        return label.at + label.half, "end"
    return label.at, "middle"


def _text(label: Label, top: float, room: float, *, kind: str = "") -> str:
    (place, anchor), styled = _anchor(label, room), f'class="{kind}" ' if kind else ""
    return f'<text {styled}x="{_percent(place)}" y="{top:.1f}" text-anchor="{anchor}">{escape(label.text)}</text>'


def _either(variants: Iterable[str]) -> str:
    """Return the variant for each width; one that is the same at several is there once."""
    found: dict[str, list[int]] = {}
    for at, variant in enumerate(variants):
        found.setdefault(variant, []).append(at)
    if len(found) == 1:
        return next(iter(found))
    names = {variant: " ".join(f"at{at}" for at in places) for variant, places in found.items()}
    return "".join(f'<g class="{name}">{variant}</g>' for variant, name in names.items())


def _image(name: str, height: float, parts: Sequence[str], kind: str = "") -> str:
    styled = f' class="{kind}"' if kind else ""
    return f'<svg{styled} role="img" aria-label="{escape(name)}" height="{height:g}">{"".join(parts)}</svg>'


def _rect(kind: str, left: float, top: float, width: float, height: float, inside: str = "") -> str:
    shape = f'<rect class="{kind}" x="{_percent(left)}" y="{top:.1f}" width="{_percent(width)}" height="{height:.1f}"'
    return f"{shape}>{inside}</rect>" if inside else f"{shape}/>"


def _percent(share: float) -> str:
    return f"{100 * share:.2f}%"
