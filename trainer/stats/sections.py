"""All figures on a terminal, section by section."""

from datetime import timedelta

from cards.card import TARGETS
from cards.review import Rating
from scheduler.stats.answers import Timing
from scheduler.stats.days import Day
from scheduler.stats.known import STABILITY_DAYS
from trainer.stats.charts import WEEKS, Ink, Row, bars, calendar, counted, first_monday, weeks_in
from trainer.stats.figures import Figures
from trainer.stats.mocks import history
from trainer.stats.parts import Section, deck_rows, kind_rows, missed, retention, whole
from trainer.terminal.layout import Layout, paragraph, sides
from trainer.terminal.words import clock, count, percent, short_day, title_of

_RATINGS = tuple(rating.title for rating in Rating)
_MOCKS = 10


def sections(figures: Figures, layout: Layout, ink: Ink) -> list[Section]:
    """Return all sections in order; one without anything to tell is empty."""
    return [
        _calendar(figures, layout, ink),
        retention(figures, layout, list(figures.retention)),
        _titled("Decks, weakest first: recalled, and ready today", _decks(figures, layout, ink), layout),
        _titled("Kinds of question, weakest first: recalled, and ready today", _kinds(figures, layout, ink), layout),
        _titled("Points missed most", missed(figures, layout, len(figures.missed), first="   "), layout),
        _titled("Time of an answer: median, and share in the band", _times(figures, layout, ink), layout),
        _titled("Spoken and typed: recalled, median time, share in the band", _modes(figures, layout), layout),
        _titled("Due in the next 30 days", _due(figures, layout, ink), layout),
        _titled("The last 14 days", _done(figures, layout, ink), layout),
        _titled("Ratings", _ratings(figures, layout, ink), layout),
        _titled("Ratings suggested, and what you gave", _drift(figures, layout), layout),
        _titled("Hours of the day: reviews, and recalled", _hours(figures, layout, ink), layout),
        _titled("Stability, in days until recall falls to 90 %", _stability(figures, layout, ink), layout),
        _titled("Difficulty, from 1 (easy) to 10", _difficulty(figures, layout, ink), layout),
        _titled("Retrievability today", _retrievability(figures, layout, ink), layout),
        _titled("Leeches: forgotten eight times or more", _leeches(figures, layout), layout),
        _mocks(figures, layout),
        _titled("Is FSRS right about you? Recalled against expected", _calibration(figures, layout, ink), layout),
    ]


def _decks(figures: Figures, layout: Layout, ink: Ink) -> Section:
    begun = [deck for deck in figures.decks if deck.begun]
    return [*bars(deck_rows(begun), layout, ink), *_not_begun(len(figures.decks) - len(begun), "deck", layout)]


def _kinds(figures: Figures, layout: Layout, ink: Ink) -> Section:
    begun = [kind for kind in figures.kinds if kind.begun]
    return [*bars(kind_rows(begun), layout, ink), *_not_begun(len(figures.kinds) - len(begun), "kind", layout)]


def _not_begun(number: int, noun: str, layout: Layout) -> Section:
    told = f"{count(number, noun)} {'is' if number == 1 else 'are'} not begun."
    return paragraph(told, layout.width, style="dim", first="   ") if number else []


def _titled(title: str, lines: Section, layout: Layout) -> Section:
    return [*paragraph(title, layout.width, style="title"), *lines] if lines else []


def _calendar(figures: Figures, layout: Layout, ink: Ink) -> Section:
    weeks = weeks_in(layout) if layout.drawn else WEEKS
    first = figures.today - timedelta(days=364) if weeks == WEEKS else first_monday(figures.today, weeks)
    year = [day for day in figures.days if first <= day.day <= figures.today]
    span = "The year" if weeks == WEEKS else f"The last {weeks} weeks"
    told = f"{span}: {count(sum(day.reviews for day in year), 'review')} on {count(len(year), 'day')}"
    drawn = calendar({day.day: day.reviews for day in year}, figures.today, layout, ink) if layout.drawn else []
    return [*paragraph(told, layout.width, style="title"), *drawn]


def _times(figures: Figures, layout: Layout, ink: Ink) -> Section:
    rows = []
    for kind in figures.kinds:
        if kind.timing is not None:
            band = TARGETS[kind.kind]
            told = f"{clock(round(kind.timing.median))} of {clock(band.min)}-{clock(band.max)}"
            share = kind.timing.within / kind.timing.answers
            rows.append(
                Row(title_of(kind.kind.value), share, f"{told:>17}  {percent(share):>5} in it{_outside(kind.timing)}")
            )
    return bars(rows, layout, ink)


def _outside(timing: Timing) -> str:
    """Tell on which side the answers outside the band lie, where they are a tenth or more."""
    most, side = max((timing.short, "short"), (timing.long, "long"))
    return f"  {percent(most / timing.answers)} {side}" if 10 * most >= timing.answers else ""


def _modes(figures: Figures, layout: Layout) -> Section:
    lines: Section = []
    for mode in figures.modes:
        told = [count(mode.timing.answers, "answer"), f"median {clock(round(mode.timing.median))}"]
        told += [f"{percent(mode.timing.within / mode.timing.answers)} in the band"]
        told += [f"{percent(mode.retention.rate)} recalled"] if mode.retention.total else []
        lines += paragraph(" · ".join(told), layout.width, first=f"   {mode.mode:<7} ")
    return lines


def _due(figures: Figures, layout: Layout, ink: Ink) -> Section:
    """Draw two weeks day by day, then week by week."""
    ahead = figures.forecast
    rows: list[tuple[str, float, str]] = [(short_day(day), due, str(due)) for day, due in ahead[:14]]
    for start in range(14, len(ahead), 8):
        some = ahead[start : start + 8]
        due = sum(due for _, due in some)
        rows.append((f"to {short_day(some[-1][0])}", due / len(some), f"{due} in {len(some)} days"))
    return counted(rows, layout, ink)


def _done(figures: Figures, layout: Layout, ink: Ink) -> Section:
    done = {day.day: day for day in figures.days}
    recent = [figures.today - timedelta(days=ago) for ago in reversed(range(14))]
    found = [done.get(day, Day(day, 0, 0.0)) for day in recent]
    return counted(
        [
            (short_day(day), reviews, f"{count(reviews, 'review')}, {round(minutes):>2} min")
            for day, reviews, minutes, *_ in found
        ],
        layout,
        ink,
    )


def _ratings(figures: Figures, layout: Layout, ink: Ink) -> Section:
    total = sum(figures.buttons.values())
    rows = [
        (name.capitalize(), n, f"{n} {percent(n / total if total else 0):>6}") for name, n in figures.buttons.items()
    ]
    return counted(rows, layout, ink)


def _drift(figures: Figures, layout: Layout) -> Section:
    total = sum(figures.drift.values())
    if not total:
        return []
    lines: Section = []
    for suggested, title in enumerate(_RATINGS, start=1):
        given = [figures.drift.get((suggested, rating), 0) for rating in range(1, 5)]
        if any(given):
            told = ", ".join(f"{name} {n}" for name, n in zip(_RATINGS, given, strict=True) if n)
            lines += paragraph(f"you gave {told}", layout.width, first=f"   {title:<5} ")
    higher = sum(n for (suggested, rating), n in figures.drift.items() if rating > suggested)
    lower = sum(n for (suggested, rating), n in figures.drift.items() if rating < suggested)
    told = f"As suggested {percent((total - higher - lower) / total)}, higher {percent(higher / total)},"
    return lines + paragraph(f"{told} lower {percent(lower / total)}.", layout.width, first="   ")


def _hours(figures: Figures, layout: Layout, ink: Ink) -> Section:
    rows = [
        (f"{hour.hour:02}:00", hour.reviews, f"{count(hour.reviews, 'review')} {percent(hour.retention.rate):>6}")
        for hour in figures.hours
        if hour.reviews
    ]
    return counted(rows, layout, ink)


def _stability(figures: Figures, layout: Layout, ink: Ink) -> Section:
    ends = [f"-{end}" for end in STABILITY_DAYS[1:]] + [" and more"]
    labels = [f"{low}{end} d" for low, end in zip(STABILITY_DAYS, ends, strict=True)]
    return _histogram(labels, figures.known.stability, layout, ink)


def _difficulty(figures: Figures, layout: Layout, ink: Ink) -> Section:
    return _histogram([f"{whole}-{whole + 1}" for whole in range(1, 10)], figures.known.difficulty, layout, ink)


def _retrievability(figures: Figures, layout: Layout, ink: Ink) -> Section:
    labels = [f"{at * 5}-{at * 5 + 5} %" for at in range(20)]
    shown = [(label, n) for label, n in zip(labels, figures.known.retrievability, strict=True) if n]
    return _histogram([label for label, _ in shown], [n for _, n in shown], layout, ink)


def _histogram(labels: list[str], cards: "tuple[int, ...] | list[int]", layout: Layout, ink: Ink) -> Section:
    if not any(cards):
        return []
    return counted([(label, n, count(n, "card")) for label, n in zip(labels, cards, strict=True)], layout, ink)


def _leeches(figures: Figures, layout: Layout) -> Section:
    lines: Section = []
    for leech in figures.known.leeches:
        key, lapses = str(leech.key), count(leech.lapses, "lapse")
        beside = sides(("", key), ("", lapses), layout.width - 1, first="   ")
        apart = whole(key, layout, first="   ") + paragraph(lapses, layout.width, style="dim", first="     ")
        lines += beside if len(beside) == 1 else apart
    return lines


def _mocks(figures: Figures, layout: Layout) -> Section:
    held = len(figures.mocks)
    heading = "Mock interviews" if held <= _MOCKS else f"The last {_MOCKS} of {held} mock interviews"
    return history(figures.mocks[-_MOCKS:], layout, heading=heading)


def _calibration(figures: Figures, layout: Layout, ink: Ink) -> Section:
    found = figures.calibration
    if found.log_loss is None or found.rmse_bins is None:
        return []
    rows = [
        Row(f"expected {percent(at.predicted)}", at.actual, f"{percent(at.actual):>5} of {at.n:>4}")
        for at in found.bins
    ]
    told = f"Log loss {found.log_loss:.3f}, RMSE(bins) {100 * found.rmse_bins:.1f} % over {count(found.n, 'review')}."
    return [*bars(rows, layout, ink), *paragraph(told, layout.width, first="   ")]
