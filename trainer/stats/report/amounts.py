"""The parts of the report that are amounts: by day, by hour, and how many cards lie where."""

from collections.abc import Sequence
from datetime import date, timedelta

from scheduler.stats.days import Day
from scheduler.stats.known import STABILITY_DAYS
from scheduler.stats.retention import Retention
from trainer.stats.charts import WEEKS, first_monday, shade, shade_limits
from trainer.stats.figures import Figures
from trainer.stats.report import svg
from trainer.stats.report.page import Block, HtmlTable
from trainer.terminal.words import MONTHS, count, percent, short_day

_RECENT_DAYS = 90


def calendar(figures: Figures) -> Block:
    """Draw how busy each day of the year was."""
    monday = first_monday(figures.today, WEEKS)
    amounts = {day.day: day for day in figures.days if monday <= day.day <= figures.today}
    limits = shade_limits(day.reviews for day in amounts.values())
    shown = [monday + timedelta(days=n) for n in range((figures.today - monday).days + 1)]
    cells = [_cell(day, n, amounts.get(day), limits) for n, day in enumerate(shown)]
    firsts = [(n // 7, MONTHS[day.month - 1]) for n, day in enumerate(shown) if day.day == 1]
    rows = [(_day(day.day), str(day.reviews), f"{day.minutes:.0f}") for day in reversed(amounts.values())]
    reviews = sum(day.reviews for day in amounts.values())
    told = f"{count(reviews, 'review')} on {count(len(amounts), 'day')}; the busier a day, the larger its mark."
    chart = svg.calendar("Calendar of the year: reviews on each day", cells, firsts)
    return Block("The year", told, chart, HtmlTable(("Day", "Reviews", "Minutes"), rows))


def _cell(day: date, number: int, done: Day | None, limits: Sequence[float]) -> svg.Cell:
    reviews = done.reviews if done else 0
    return svg.Cell(number // 7, number % 7, shade(reviews, limits), f"{_day(day)}: {count(reviews, 'review')}")


def forecast(figures: Figures) -> Block:
    """Draw what comes due in the next 30 days."""
    told = f"{count(sum(due for _, due in figures.forecast), 'card')} in 30 days; what is overdue counts as today."
    return _amounts("Due", told, [(day, due, ()) for day, due in figures.forecast], ("Day", "Cards due"), every=7)


def recent(figures: Figures) -> Block:
    """Draw what was done in the last 90 days."""
    done = {day.day: day for day in figures.days}
    days = [figures.today - timedelta(days=ago) for ago in reversed(range(_RECENT_DAYS))]
    found = [done.get(day, Day(day, 0, 0.0)) for day in days]
    minutes = sum(day.minutes for day in found)
    told = f"The last 90 days: {count(sum(day.reviews for day in found), 'review')}, {minutes / 60:.1f} hours."
    amounts = [(day.day, day.reviews, (f"{day.minutes:.0f}",)) for day in found]
    return _amounts("Reviews a day", told, amounts, ("Day", "Reviews", "Minutes"), every=14)


def _amounts(
    title: str, told: str, days: Sequence[tuple[date, int, tuple[str, ...]]], head: Sequence[str], *, every: int
) -> Block:
    most = max((amount for _, amount, _ in days), default=0) or 1
    columns = [svg.Bar(f"{day.day} {MONTHS[day.month - 1]}", amount / most, str(amount)) for day, amount, _ in days]
    rows = [(_day(day), str(amount), *more) for day, amount, more in days]
    return Block(title, told, svg.columns(f"{title}, day by day", columns, every=every), HtmlTable(head, rows))


def hours(figures: Figures) -> Block:
    """Draw when reviews are made, and what is recalled then."""
    most = max((hour.reviews for hour in figures.hours), default=0) or 1
    columns = [svg.Bar(f"{hour.hour:02}", hour.reviews / most, str(hour.reviews)) for hour in figures.hours]
    rows = [(f"{hour.hour:02}:00", str(hour.reviews), passed(hour.retention)) for hour in figures.hours if hour.reviews]
    chart = svg.columns("Reviews by hour of the day", columns)
    return Block(
        "Hours of the day",
        "When you review, and what you recall then.",
        chart,
        HtmlTable(("Hour", "Reviews", "Recalled"), rows),
    )


def stability(figures: Figures) -> Block:
    """Draw how many cards have which stability."""
    ends = [*(f"-{end}" for end in STABILITY_DAYS[1:]), "+"]
    labels = [f"{low}{end}" for low, end in zip(STABILITY_DAYS, ends, strict=True)]
    return _histogram("Stability", "Days until recall falls to 90 %.", labels, figures.known.stability)


def difficulty(figures: Figures) -> Block:
    """Draw how many cards have which difficulty."""
    labels = [f"{whole}-{whole + 1}" for whole in range(1, 10)]
    return _histogram("Difficulty", "From 1, easy to keep, to 10.", labels, figures.known.difficulty)


def retrievability(figures: Figures) -> Block:
    """Draw how many cards have which retrievability today."""
    cards = figures.known.retrievability
    first = next((at for at, n in enumerate(cards) if n), 0)
    labels = [f"{at * 5}-{at * 5 + 5} %" for at in range(first, 20)]
    return _histogram("Retrievability", "The recall FSRS expects of each card today.", labels, cards[first:])


def _histogram(title: str, told: str, labels: Sequence[str], cards: Sequence[int]) -> Block:
    most = max(cards, default=0) or 1
    columns = [svg.Bar(label, n / most, str(n)) for label, n in zip(labels, cards, strict=True)]
    rows = [(label, str(n)) for label, n in zip(labels, cards, strict=True)]
    chart = svg.columns(f"{title}: cards", columns)
    return Block(title, told, chart, HtmlTable((title, "Cards"), rows if any(cards) else ()))


def _day(day: date) -> str:
    return f"{short_day(day)} {day.year}"


def passed(found: Retention) -> str:
    """Return a retention as tables have it."""
    return f"{found.passed} of {found.total}, {percent(found.rate)}" if found.total else "-"
