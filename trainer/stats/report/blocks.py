"""The figures as parts of the report: each a chart, where one helps, and the table behind it."""

from collections.abc import Sequence

from cards.card import TARGETS
from cards.review import Rating
from scheduler.stats.known import CardGroup
from scheduler.stats.retention import Retention
from trainer.stats.figures import Figures
from trainer.stats.report import amounts, svg
from trainer.stats.report.meanings import MEANINGS
from trainer.stats.report.page import Block, HtmlTable, Tile, page
from trainer.terminal.words import clock, count, percent, short_day, title_of

_RATINGS = tuple(rating.title for rating in Rating)


def report(figures: Figures) -> str:
    """Return the whole page."""
    where = figures.decks[0].title if figures.deck else "all decks"
    told = f"{short_day(figures.today)} {figures.today.year}, {where}."
    blocks = (
        amounts.calendar(figures),
        _retention(figures),
        _decks(figures),
        _kinds(figures),
        _points(figures),
        _times(figures),
        _modes(figures),
        amounts.forecast(figures),
        amounts.recent(figures),
        _ratings(figures),
        _drift(figures),
        amounts.hours(figures),
        amounts.stability(figures),
        amounts.difficulty(figures),
        amounts.retrievability(figures),
        _calibration(figures),
        _leeches(figures),
    )
    return page("greenroom stats", told, _tiles(figures), [block for block in blocks if block.table.rows], MEANINGS)


def _tiles(figures: Figures) -> list[Tile]:
    done, month, known = figures.done_today, figures.retention["month"]["all"], figures.known
    out = f", {known.suspended} suspended" if known.suspended else ""
    return [
        Tile("Today", count(done.reviews, "review"), f"{round(done.minutes)} min"),
        Tile("Streak", count(figures.streak.current, "day"), f"longest {figures.streak.longest}"),
        Tile("Recalled in 30 days", percent(month.rate), f"{month.passed} of {month.total}" if month.total else ""),
        Tile("Due", f"{figures.forecast[0][1]} now", f"{figures.due_in_week} in a week"),
        Tile("Readiness", percent(known.all.readiness), "if asked today"),
        Tile("Cards seen", str(known.all.seen), f"of {known.all.cards}{out}"),
    ]


def _retention(figures: Figures) -> Block:
    chart = svg.bars(
        "True retention by span",
        [
            svg.Bar(title_of(span), ages["all"].rate or 0, amounts.passed(ages["all"]))
            for span, ages in figures.retention.items()
        ],
    )
    rows = [(title_of(span), *map(amounts.passed, ages.values())) for span, ages in figures.retention.items()]
    told = (
        "Of the cards learned before, how many you still knew at the first rating of a day. Young cards were"
        " planned to wait under 21 days before it, mature ones longer."
    )
    return Block("True retention", told, chart, HtmlTable(("Span", "Young", "Mature", "All"), rows))


def _decks(figures: Figures) -> Block:
    rows = [(deck.title, deck.retention["all"], deck.ready) for deck in figures.decks if deck.begun]
    return _kept("Decks", rows, left=len(figures.decks) - len(rows), noun="deck")


def _kinds(figures: Figures) -> Block:
    rows = [(title_of(kind.kind.value), kind.retention, kind.ready) for kind in figures.kinds if kind.begun]
    return _kept("Kinds of question", rows, left=len(figures.kinds) - len(rows), noun="kind")


def _kept(title: str, rows: Sequence[tuple[str, Retention, CardGroup]], *, left: int, noun: str) -> Block:
    bars = [
        svg.Bar(name, kept.rate or 0, f"{percent(kept.rate)}, ready {percent(ready.readiness)}", ready.readiness)
        for name, kept, ready in rows
    ]
    table = [
        (name, amounts.passed(kept), percent(ready.readiness), f"{ready.seen} of {ready.cards}")
        for name, kept, ready in rows
    ]
    told = (
        "Weakest first. The bar is true retention, the line readiness: the recall FSRS expects if all were asked today."
    )
    told += f" Not begun: {count(left, noun)}." if left else ""
    chart = svg.bars(f"{title}: true retention and readiness", bars)
    return Block(title, told, chart, HtmlTable((title, "Recalled", "CardGroup", "Cards seen"), table))


def _points(figures: Figures) -> Block:
    bars = [
        svg.Bar(point.text, point.missed / point.asked, f"missed {point.missed} of {point.asked}")
        for point in figures.missed
    ]
    rows = [(point.text, str(point.key), f"{point.missed} of {point.asked}") for point in figures.missed]
    told = "Key points you leave out again and again, the worst first."
    table = HtmlTable(("Key point", "Card", "Missed"), rows)
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
                f"{clock(round(timing.median))} of {clock(band.min)}-{clock(band.max)}",
            )
            for kind, timing, band in timed
        ],
    )
    rows = [
        (
            title_of(kind.value),
            str(timing.answers),
            clock(round(timing.median)),
            f"{clock(band.min)}-{clock(band.max)}",
            *(percent(part / timing.answers) for part in (timing.short, timing.within, timing.long)),
        )
        for kind, timing, band in timed
    ]
    told = "The band is that of the kind, the dot your median. Shares are against each card's own band."
    table = HtmlTable(("Kind", "Answers", "Median", "Band", "Short", "Within", "Long"), rows)
    return Block("Time of an answer", told, chart, table)


def _modes(figures: Figures) -> Block:
    shown = [
        (title_of(mode.mode), mode, mode.timing.within / mode.timing.answers, clock(round(mode.timing.median)))
        for mode in figures.modes
    ]
    bars = [svg.Bar(name, share, f"{percent(share)}, median {median}") for name, _, share, median in shown]
    rows = [
        (name, str(mode.timing.answers), median, percent(share), amounts.passed(mode.retention))
        for name, mode, share, median in shown
    ]
    table = HtmlTable(("Mode", "Answers", "Median", "Within the band", "Recalled"), rows)
    chart = svg.bars("Share of answers within their band, by mode", bars)
    return Block("Spoken and typed", "The bar is the share of answers within their band.", chart, table)


def _ratings(figures: Figures) -> Block:
    total = sum(figures.buttons.values())
    shares = [(title_of(name), n, n / total if total else 0.0) for name, n in figures.buttons.items()]
    bars = [svg.Bar(name, share, f"{n}, {percent(share)}") for name, n, share in shares]
    rows = [(name, str(n), percent(share)) for name, n, share in shares]
    chart = svg.bars("Ratings given", bars)
    return Block("Ratings", "How often you gave each rating.", chart, HtmlTable(("Rating", "Times", "Share"), rows))


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
    table = HtmlTable(("Suggested", *(f"Gave {title}" for title in _RATINGS)), rows if pairs else ())
    return Block("Ratings suggested and given", told, chart, table)


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
    table = HtmlTable(("Expected", "Reviews", "Mean expected", "Recalled"), rows)
    return Block("Is FSRS right about you?", told, chart, table)


def _leeches(figures: Figures) -> Block:
    rows = [(str(leech.key), str(leech.lapses)) for leech in figures.known.leeches]
    told = "Cards that failed eight times or more: reword them, split them, or suspend them."
    return Block("Leeches", told, "", HtmlTable(("Card", "Lapses"), rows))
