"""The figures as parts of the report: each a chart, where one helps, and the table behind it."""

from collections.abc import Sequence
from datetime import date, timedelta

from cards.card import TARGETS
from cards.review import Rating
from scheduler.stats.days import Day
from scheduler.stats.known import STABILITY_DAYS, Ready
from scheduler.stats.retention import Retention
from trainer.charts import shade, shade_limits
from trainer.figures import Figures
from trainer.report import svg
from trainer.report.page import Block, Table, page
from trainer.words import MONTHS, clock, count, percent, short_day, title_of

_RECENT_DAYS = 90
_RATINGS = tuple(rating.title for rating in Rating)


def report(figures: Figures) -> str:
    """Return the whole page."""
    where = figures.decks[0].title if figures.deck else "all decks"
    told = f"{short_day(figures.today)} {figures.today.year}, {where}. What each figure means: docs/stats.md."
    blocks = (
        _calendar(figures),
        _retention(figures),
        _decks(figures),
        _kinds(figures),
        _points(figures),
        _times(figures),
        _modes(figures),
        _forecast(figures),
        _recent(figures),
        _ratings(figures),
        _drift(figures),
        _hours(figures),
        _stability(figures),
        _difficulty(figures),
        _retrievability(figures),
        _calibration(figures),
        _leeches(figures),
    )
    return page("greenroom stats", told, _tiles(figures), [block for block in blocks if block.table.rows])


def _tiles(figures: Figures) -> list[tuple[str, str]]:
    done, month, known = figures.done_today, figures.retention["month"]["all"], figures.known
    return [
        ("Today", f"{count(done.reviews, 'review')}, {round(done.minutes)} min"),
        ("Streak", f"{figures.streak.current}, longest {figures.streak.longest}"),
        ("Recalled in 30 days", percent(month.rate)),
        ("Due", f"{figures.forecast[0][1]} now, {figures.due_in_week} in a week"),
        ("Readiness", percent(known.all.readiness)),
        ("Cards", f"{known.all.seen} seen of {known.all.cards}"),
    ]


def _calendar(figures: Figures) -> Block:
    amounts = {day.day: day for day in figures.days if 0 <= (figures.today - day.day).days < 371}
    limits = shade_limits(day.reviews for day in amounts.values())
    monday = figures.today - timedelta(days=figures.today.weekday(), weeks=52)
    shown = [monday + timedelta(days=n) for n in range((figures.today - monday).days + 1)]
    cells = [_cell(day, n, amounts.get(day), limits) for n, day in enumerate(shown)]
    firsts = [(n // 7, MONTHS[day.month - 1]) for n, day in enumerate(shown) if day.day == 1 and n // 7 < 52]
    rows = [(_day(day.day), str(day.reviews), f"{day.minutes:.0f}") for day in reversed(amounts.values())]
    reviews = sum(day.reviews for day in amounts.values())
    told = f"{count(reviews, 'review')} on {count(len(amounts), 'day')}; the busier a day, the larger its square."
    chart = svg.calendar("Calendar of the year: reviews on each day", cells, firsts)
    return Block("The year", told, chart, Table(("Day", "Reviews", "Minutes"), rows))


def _cell(day: date, number: int, done: Day | None, limits: Sequence[float]) -> svg.Cell:
    reviews = done.reviews if done else 0
    return svg.Cell(number // 7, number % 7, shade(reviews, limits), f"{_day(day)}: {count(reviews, 'review')}")


def _retention(figures: Figures) -> Block:
    chart = svg.bars(
        "True retention by span",
        [
            svg.Bar(title_of(span), ages["all"].rate or 0, _passed(ages["all"]))
            for span, ages in figures.retention.items()
        ],
    )
    rows = [(title_of(span), *map(_passed, ages.values())) for span, ages in figures.retention.items()]
    told = (
        "Of the cards learned before, how many you still knew at the first rating of a day. Young cards had last"
        " waited under 21 days, mature ones longer."
    )
    return Block("True retention", told, chart, Table(("Span", "Young", "Mature", "All"), rows))


def _decks(figures: Figures) -> Block:
    return _kept("Decks", [(deck.title, deck.retention["all"], deck.ready) for deck in figures.decks])


def _kinds(figures: Figures) -> Block:
    rows = [(title_of(kind.kind.value), kind.retention, kind.ready) for kind in figures.kinds]
    return _kept("Kinds of question", rows)


def _kept(title: str, rows: Sequence[tuple[str, Retention, Ready]]) -> Block:
    bars = [
        svg.Bar(name, kept.rate or 0, f"{percent(kept.rate)}, ready {percent(ready.readiness)}", ready.readiness)
        for name, kept, ready in rows
    ]
    table = [
        (name, _passed(kept), percent(ready.readiness), f"{ready.seen} of {ready.cards}") for name, kept, ready in rows
    ]
    told = (
        "Weakest first. The bar is true retention, the line readiness: the recall FSRS expects if all were asked today."
    )
    chart = svg.bars(f"{title}: true retention and readiness", bars)
    return Block(title, told, chart, Table((title, "Recalled", "Ready", "Cards seen"), table))


def _points(figures: Figures) -> Block:
    bars = [
        svg.Bar(point.text, point.missed / point.asked, f"missed {point.missed} of {point.asked}")
        for point in figures.missed
    ]
    rows = [(point.text, str(point.key), f"{point.missed} of {point.asked}") for point in figures.missed]
    told = "Key points you leave out again and again, the worst first."
    table = Table(("Key point", "Card", "Missed"), rows)
    return Block("Points missed most", told, svg.bars("Points missed most", bars), table)


def _times(figures: Figures) -> Block:
    timed = [(kind.kind, kind.timing, TARGETS[kind.kind]) for kind in figures.kinds if kind.timing is not None]
    most = max((max(band.max, timing.median) for _, timing, band in timed), default=1)
    chart = svg.ranges(
        "Median time of an answer against its band, by kind",
        [
            svg.Range(
                title_of(kind.value),
                band.min / most,
                band.max / most,
                timing.median / most,
                f"{clock(timing.median)} of {clock(band.min)}-{clock(band.max)}",
            )
            for kind, timing, band in timed
        ],
    )
    rows = [
        (
            title_of(kind.value),
            str(timing.answers),
            clock(timing.median),
            f"{clock(band.min)}-{clock(band.max)}",
            *(percent(part / timing.answers) for part in (timing.short, timing.within, timing.long)),
        )
        for kind, timing, band in timed
    ]
    told = "The band is that of the kind, the dot your median. Shares are against each card's own band."
    table = Table(("Kind", "Answers", "Median", "Band", "Short", "Within", "Long"), rows)
    return Block("Time of an answer", told, chart, table)


def _modes(figures: Figures) -> Block:
    bars = [
        svg.Bar(title_of(mode.mode), mode.timing.within / mode.timing.answers, f"median {clock(mode.timing.median)}")
        for mode in figures.modes
    ]
    rows = [
        (
            title_of(mode.mode),
            str(mode.timing.answers),
            clock(mode.timing.median),
            percent(mode.timing.within / mode.timing.answers),
            _passed(mode.retention),
        )
        for mode in figures.modes
    ]
    table = Table(("Mode", "Answers", "Median", "Within the band", "Recalled"), rows)
    chart = svg.bars("Share of answers within their band, by mode", bars)
    return Block("Spoken and typed", "The bar is the share of answers within their band.", chart, table)


def _forecast(figures: Figures) -> Block:
    told = f"{count(sum(due for _, due in figures.forecast), 'card')} in 30 days; what is overdue counts as today."
    return _amounts("Due", told, [(day, due, ()) for day, due in figures.forecast], ("Day", "Cards due"), every=7)


def _recent(figures: Figures) -> Block:
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
    return Block(title, told, svg.columns(f"{title}, day by day", columns, every=every), Table(head, rows))


def _ratings(figures: Figures) -> Block:
    total = sum(figures.buttons.values())
    shares = [(title_of(name), n, n / total if total else 0.0) for name, n in figures.buttons.items()]
    bars = [svg.Bar(name, share, f"{n}, {percent(share)}") for name, n, share in shares]
    rows = [(name, str(n), percent(share)) for name, n, share in shares]
    chart = svg.bars("Ratings given", bars)
    return Block("Ratings", "How often you gave each rating.", chart, Table(("Rating", "Times", "Share"), rows))


def _drift(figures: Figures) -> Block:
    pairs, total = figures.drift, sum(figures.drift.values()) or 1
    sides = {
        "As suggested": sum(n for (suggested, given), n in pairs.items() if suggested == given) / total,
        "Higher": sum(n for (suggested, given), n in pairs.items() if given > suggested) / total,
        "Lower": sum(n for (suggested, given), n in pairs.items() if given < suggested) / total,
    }
    rows = [
        (title, *(str(pairs.get((suggested, given), 0)) for given in range(1, 5)))
        for suggested, title in enumerate(_RATINGS, start=1)
    ]
    chart = svg.bars("Ratings given against those suggested", [svg.Bar(n, s, percent(s)) for n, s in sides.items()])
    told = "Whether you rate as your ticked points suggest, or drift from it."
    table = Table(("Suggested", *(f"Gave {title}" for title in _RATINGS)), rows if pairs else ())
    return Block("Ratings suggested and given", told, chart, table)


def _hours(figures: Figures) -> Block:
    most = max((hour.reviews for hour in figures.hours), default=0) or 1
    columns = [svg.Bar(f"{hour.hour:02}", hour.reviews / most, str(hour.reviews)) for hour in figures.hours]
    rows = [
        (f"{hour.hour:02}:00", str(hour.reviews), _passed(hour.retention)) for hour in figures.hours if hour.reviews
    ]
    chart = svg.columns("Reviews by hour of the day", columns)
    return Block(
        "Hours of the day",
        "When you review, and what you recall then.",
        chart,
        Table(("Hour", "Reviews", "Recalled"), rows),
    )


def _stability(figures: Figures) -> Block:
    ends = [*(f"-{end}" for end in STABILITY_DAYS[1:]), "+"]
    labels = [f"{low}{end}" for low, end in zip(STABILITY_DAYS, ends, strict=True)]
    return _histogram("Stability", "Days until recall falls to 90 %.", labels, figures.known.stability)


def _difficulty(figures: Figures) -> Block:
    labels = [f"{whole}-{whole + 1}" for whole in range(1, 10)]
    return _histogram("Difficulty", "From 1, easy to keep, to 10.", labels, figures.known.difficulty)


def _retrievability(figures: Figures) -> Block:
    cards = figures.known.retrievability
    first = next((at for at, n in enumerate(cards) if n), 0)
    labels = [f"{at * 5}-{at * 5 + 5} %" for at in range(first, 20)]
    return _histogram("Retrievability", "The recall FSRS expects of each card today.", labels, cards[first:])


def _histogram(title: str, told: str, labels: Sequence[str], cards: Sequence[int]) -> Block:
    most = max(cards, default=0) or 1
    columns = [svg.Bar(label, n / most, str(n)) for label, n in zip(labels, cards, strict=True)]
    rows = [(label, str(n)) for label, n in zip(labels, cards, strict=True)]
    chart = svg.columns(f"{title}: cards", columns, every=1 if len(columns) <= 10 else 4)
    return Block(title, told, chart, Table((title, "Cards"), rows if any(cards) else ()))


def _calibration(figures: Figures) -> Block:
    found = figures.calibration
    most = max((at.n for at in found.bins), default=1)
    chart = svg.against(
        "Calibration: recalled against expected",
        [(at.predicted, at.actual, at.n / most) for at in found.bins],
        "recall expected",
        "share recalled",
    )
    rows = [
        (f"{round(100 * at.low)}-{round(100 * at.high)} %", str(at.n), percent(at.predicted), percent(at.actual))
        for at in found.bins
    ]
    told = "No predictions were tested yet."
    if found.log_loss is not None and found.rmse_bins is not None:
        told = (
            f"FSRS expected {percent(found.predicted)}, you recalled {percent(found.actual)} of {found.n}. It is"
            f" right on the broken line. Log loss {found.log_loss:.3f}, RMSE(bins) {100 * found.rmse_bins:.1f} %."
        )
    table = Table(("Expected", "Reviews", "Mean expected", "Recalled"), rows)
    return Block("Is FSRS right about you?", told, chart, table)


def _leeches(figures: Figures) -> Block:
    rows = [(str(leech.key), str(leech.lapses)) for leech in figures.known.leeches]
    told = "Cards that failed eight times or more: reword them, split them, or suspend them."
    return Block("Leeches", told, "", Table(("Card", "Lapses"), rows))


def _passed(found: Retention) -> str:
    return f"{found.passed} of {found.total}, {percent(found.rate)}" if found.total else "-"


def _day(day: date) -> str:
    return f"{short_day(day)} {day.year}"
