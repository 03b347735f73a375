"""The sections with counts: reviews and cards by day, by hour, and by what FSRS knows about each card."""

from collections.abc import Sequence
from datetime import timedelta
from math import fsum

from scheduler.stats.days import Day
from scheduler.stats.knowledge import STABILITY_DAYS
from trainer.stats.figures import Figures
from trainer.stats.section_types import Section, relative_bars
from trainer.terminal.words import count, percent, short_day

_REPORT_DAYS = 90
_SCREEN_DAYS = 14
_FEWEST_BINS = 4


def year(figures: Figures) -> Section:
    """Return the section of reviews on each day of the year, newest first."""
    first = figures.today - timedelta(days=364)
    days = [day for day in figures.practice.days if first <= day.day <= figures.today]
    reviews = count(sum(day.reviews for day in days), "review")
    return Section(
        title="The year",
        heading="The year: reviews on each day",
        note=f"{reviews} on {count(len(days), 'day')}; the busier the day, the larger its mark.",
        columns=("Day", "Reviews", "Minutes"),
        rows=[(day.day, day.reviews, round(day.minutes)) for day in reversed(days)],
        form="calendar",
    )


def due(figures: Figures) -> Section:
    """Return the section of cards due; a terminal shows two weeks day by day, then eight days at a time."""
    ahead = figures.cards.forecast
    bars = [(short_day(day), float(cards), (str(cards),)) for day, cards in ahead[:_SCREEN_DAYS]]
    for start in range(_SCREEN_DAYS, len(ahead), 8):
        some = ahead[start : start + 8]
        cards = sum(cards for _, cards in some)
        bars.append((f"to {short_day(some[-1][0])}", cards / len(some), (f"{cards} in {len(some)} days",)))
    return Section(
        title="Due",
        heading="Due in the next 30 days",
        note=f"{count(sum(cards for _, cards in ahead), 'card')} in 30 days; overdue cards count as today.",
        columns=("Day", "Cards due"),
        rows=ahead,
        form="columns",
        bars=relative_bars(bars),
    )


def recent(figures: Figures) -> Section:
    """Return the section of reviews in the last 90 days, or since the first one; a terminal shows the last 14."""
    studied = {day.day: day for day in figures.practice.days}
    since = (figures.today - min(studied, default=figures.today)).days + 1
    length = min(_REPORT_DAYS, max(_SCREEN_DAYS, since))
    dates = [figures.today - timedelta(days=ago) for ago in reversed(range(length))]
    days = [studied.get(day, Day(day, 0, 0.0)) for day in dates]
    reviews, minutes = sum(day.reviews for day in days), fsum(day.minutes for day in days)
    return Section(
        title="Reviews a day",
        heading="Reviews a day",
        note=f"The last {length} days: {count(reviews, 'review')}, {minutes / 60:.1f} hours.",
        columns=("Day", "Reviews", "Minutes"),
        rows=[(day.day, day.reviews, round(day.minutes)) for day in days],
        form="columns",
        bars=relative_bars(
            (short_day(day.day), day.reviews, (f"{count(day.reviews, 'review')},", f"{round(day.minutes):>2} min"))
            for day in days[-_SCREEN_DAYS:]
        ),
    )


def hours(figures: Figures) -> Section:
    """Return the section of reviews by hour of the day; a terminal leaves out the hours without any."""
    named = [(f"{hour.hour:02}:00", hour.reviews, hour.retention) for hour in figures.answers.hours]
    return Section(
        title="Hours of the day",
        heading="Hours of the day: reviews, and recalled",
        note="When you review, and how much you recall then.",
        columns=("Hour", "Reviews", "Recalled"),
        rows=named if any(reviews for _, reviews, _ in named) else (),
        form="columns",
        bars=relative_bars(
            (hour, reviews, (count(reviews, "review"), f"{percent(kept.rate):>6}"))
            for hour, reviews, kept in named
            if reviews
        ),
    )


def memories(figures: Figures) -> list[Section]:
    """Return the sections of cards by stability, difficulty and retrievability; the last begins at a card's lowest."""
    known = figures.cards.known
    ends = [f"-{end}" for end in STABILITY_DAYS[1:]] + ["+"]
    stability = [(f"{low}{end}", cards) for low, end, cards in zip(STABILITY_DAYS, ends, known.stability, strict=True)]
    difficulty = [(f"{whole}-{whole + 1}", cards) for whole, cards in enumerate(known.difficulty, start=1)]
    recall = [(f"{at * 5}-{at * 5 + 5} %", cards) for at, cards in enumerate(known.retrievability)]
    lowest = min(len(recall) - _FEWEST_BINS, next((at for at, (_, cards) in enumerate(recall) if cards), 0))
    return [
        _histogram("Stability", ", in days until recall falls to 90 %", "Days until recall falls to 90 %.", stability),
        _histogram("Difficulty", ", from 1 (easy) to 10", "From 1, easy to keep, to 10.", difficulty),
        _histogram("Retrievability", " today", "The recall FSRS expects of each card today.", recall[lowest:]),
    ]


def _histogram(title: str, aside: str, note: str, counts: Sequence[tuple[str, int]]) -> Section:
    rows = counts if any(cards for _, cards in counts) else ()
    bars = relative_bars((label, number, (count(number, "card"),)) for label, number in rows)
    return Section(title, title + aside, note, (title, "Cards"), rows, "columns", bars)
