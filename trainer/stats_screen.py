"""The figures on a terminal: one screen that sums up, and all the rest by sections."""

from datetime import timedelta
from itertools import zip_longest

from cards.card import TARGETS
from cards.review import Rating
from scheduler.stats.answers import Timing
from scheduler.stats.days import Day
from scheduler.stats.known import STABILITY_DAYS, Ready
from scheduler.stats.retention import Retention
from trainer.charts import Ink, Row, bars, calendar, counted, sparkline
from trainer.figures import DeckFigures, Figures, KindFigures
from trainer.lines import BLANK, Line, Look, joined, paragraph, sides, text_of, width_of
from trainer.mock_screens import history
from trainer.words import clock, count, percent, short_day, title_of

Section = list[Line]
_WEAKEST = 4
_TABLE_FROM = 62  # columns that the table of retention needs
TWO_COLUMNS_FROM = 150
RATINGS = tuple(rating.title for rating in Rating)


def summary(figures: Figures, look: Look, ink: Ink) -> list[Line]:
    """Sum up on one screen of 80 columns and 24 lines."""
    return [
        *heading(figures, look),
        *_today(figures, look),
        *_retention(figures, look, ("today", "week", "month", "year", "all")),
        *_weakest(figures, look, ink),
        *_missed(figures, look, 2, first=" Missed most  "),
        *_expected(figures, look),
        *_coming(figures, look, ink),
        *paragraph("--all shows everything, --html FILE draws it, --deck ID is for one deck.", look.width, style="dim"),
    ]


def everything(figures: Figures, look: Look, ink: Ink) -> str:
    """Return the heading and all sections as text, in two columns where the terminal is that wide."""
    half = look.width // 2 - 2
    wide = look.width >= TWO_COLUMNS_FROM
    inner = Look(half if wide else look.width, look.drawn)
    top = joined([*heading(figures, inner), *_today(figures, inner)])
    parts = [section for section in _sections(figures, inner, ink) if section]
    return top + joined(_beside(parts, half) if wide else [line for part in parts for line in (BLANK, *part)])


def heading(figures: Figures, look: Look) -> list[Line]:
    """Name the day, the deck and the streak."""
    where = f" · {figures.decks[0].title}" if figures.deck else ""
    left = f"greenroom stats · {short_day(figures.today)} {figures.today.year}{where}"
    right = f"streak {figures.streak.current} · longest {figures.streak.longest}"
    return sides(("title", left), ("", right), look.width - 1)


def _today(figures: Figures, look: Look) -> Section:
    done, today = figures.done_today, figures.retention["today"]["all"]
    told = [count(done.reviews, "review"), f"{round(done.minutes)} min"]
    told += [f"{figures.met_today} new"] if figures.met_today else []
    told += [f"{percent(today.rate)} recalled"] if today.total else []
    due = figures.forecast
    ahead = f"{due[0][1]} now · {due[1][1]} tomorrow · {figures.due_in_week} in 7 days"
    known = figures.known
    cards = f"{known.all.cards - known.all.seen} new · {known.young} young · {known.mature} mature"
    return [
        *paragraph(" · ".join(told), look.width, first=" Today  "),
        *paragraph(ahead, look.width, first=" Due    "),
        *paragraph(
            f"{cards} · readiness {percent(known.all.readiness)}, if all were asked today", look.width, first=" Cards  "
        ),
    ]


def _retention(figures: Figures, look: Look, spans: tuple[str, ...]) -> Section:
    shown = [(span, figures.retention[span]) for span in spans]
    if not look.drawn or look.width < _TABLE_FROM:
        lines = paragraph("True retention", look.width, style="title")
        for span, ages in shown:
            lines += sides(("", span), ("", _share(ages["all"])), look.width - 1, first="   ")
            told = " · ".join(f"{age} {_share(ages[age])}" for age in ("young", "mature") if ages[age].total)
            lines += paragraph(" ".join(told.split()), look.width, style="dim", first="     ") if told else []
        return lines
    lines = [(("title", " True retention"), ("dim", f"{'young':>15}{'mature':>18}{'all':>18}"))]
    for span, ages in shown:
        lines.append((("", f"   {span:<9}"), ("", "".join(f"{_share(found):>18}" for found in ages.values()))))
    return lines


def _share(found: Retention) -> str:
    return f"{found.passed}/{found.total} {percent(found.rate):>5}" if found.total else "-"


def _weakest(figures: Figures, look: Look, ink: Ink) -> Section:
    if figures.deck:
        rows = _kind_rows([kind for kind in figures.kinds if kind.ready.seen][:_WEAKEST])
        what = "Kinds of question"
    else:
        rows = _deck_rows([deck for deck in figures.decks if deck.retention["all"].total or deck.ready.seen][:_WEAKEST])
        what = "Decks"
    title = paragraph(f"{what}, weakest first: recalled, and ready today", look.width, style="title")
    return title + bars(rows, look, ink)


def _deck_rows(decks: list[DeckFigures]) -> list[Row]:
    return [Row(deck.title, *_kept(deck.retention["all"], deck.ready)) for deck in decks]


def _kind_rows(kinds: list[KindFigures]) -> list[Row]:
    return [Row(title_of(kind.kind.value), *_kept(kind.retention, kind.ready)) for kind in kinds]


def _kept(found: Retention, ready: Ready) -> tuple[float | None, str]:
    share = f"{percent(found.rate):>5} {f'{found.passed}/{found.total}':>9}" if found.total else f"{'-':>15}"
    return found.rate, f"{share}   ready {percent(ready.readiness):>5}"


def _missed(figures: Figures, look: Look, most: int, first: str) -> Section:
    lines: Section = []
    for point in figures.missed[:most]:
        text = f'{point.missed} of {point.asked}: "{point.text}"'
        lines += paragraph(text, look.width, first=first)
        first = " " * len(first)
        lines += paragraph(str(point.key), look.width, style="dim", first=first)
    return lines


def _expected(figures: Figures, look: Look) -> Section:
    found = figures.calibration
    if not found.n:
        return []
    text = f"{percent(found.predicted)} expected, {percent(found.actual)} recalled, over {count(found.n, 'review')}"
    return paragraph(text, look.width, first=" FSRS   ")


def _coming(figures: Figures, look: Look, ink: Ink) -> Section:
    ahead = figures.forecast[:14]
    if not look.drawn:
        return []
    day, most = max(ahead, key=lambda found: found[1])
    told = f"most on {short_day(day)} ({most})" if most else "nothing due"
    return paragraph(f"{sparkline([due for _, due in ahead], ink)}  {told}", look.width, first=" Next 14 days  ")


def _sections(figures: Figures, look: Look, ink: Ink) -> list[Section]:
    return [
        _calendar(figures, look, ink),
        _retention(figures, look, tuple(figures.retention)),
        _titled("Decks, weakest first: recalled, and ready today", bars(_deck_rows(figures.decks), look, ink), look),
        _titled("Kinds of question: recalled, and ready today", bars(_kind_rows(figures.kinds), look, ink), look),
        _titled("Points missed most", _missed(figures, look, 10, first="   "), look),
        _titled("Time of an answer: median, and share in the band", _times(figures, look, ink), look),
        _titled("Spoken and typed: recalled, median time, share in the band", _modes(figures, look), look),
        _titled("Due in the next 30 days", _due(figures, look, ink), look),
        _titled("The last 14 days", _done(figures, look, ink), look),
        _titled("Ratings", _ratings(figures, look, ink), look),
        _titled("Ratings suggested, and what you gave", _drift(figures, look), look),
        _titled("Hours of the day: reviews, and recalled", _hours(figures, look, ink), look),
        _titled("Stability, in days until recall falls to 90 %", _stability(figures, look, ink), look),
        _titled("Difficulty, from 1 (easy) to 10", _difficulty(figures, look, ink), look),
        _titled("Retrievability today", _retrievability(figures, look, ink), look),
        _titled("Leeches: forgotten eight times or more", _leeches(figures, look), look),
        history(figures.mocks[-10:], look, heading="Mock interviews"),
        _titled("Is FSRS right about you? Recalled against expected", _calibration(figures, look, ink), look),
    ]


def _titled(title: str, lines: Section, look: Look) -> Section:
    return [*paragraph(title, look.width, style="title"), *lines] if lines else []


def _calendar(figures: Figures, look: Look, ink: Ink) -> Section:
    year = [day for day in figures.days if 0 <= (figures.today - day.day).days < 365]
    told = f"The year: {count(sum(day.reviews for day in year), 'review')} on {count(len(year), 'day')}"
    drawn = calendar({day.day: day.reviews for day in year}, figures.today, look, ink) if look.drawn else []
    return [*paragraph(told, look.width, style="title"), *drawn]


def _times(figures: Figures, look: Look, ink: Ink) -> Section:
    rows = []
    for kind in figures.kinds:
        if kind.timing is not None:
            band = TARGETS[kind.kind]
            told = f"{clock(kind.timing.median)} of {clock(band.min)}-{clock(band.max)}"
            share = kind.timing.within / kind.timing.answers
            rows.append(
                Row(title_of(kind.kind.value), share, f"{told:>17}  {percent(share):>5} in it{_outside(kind.timing)}")
            )
    return bars(rows, look, ink)


def _outside(timing: Timing) -> str:
    """Tell on which side the answers outside the band lie, where they are a tenth or more."""
    most, side = max((timing.short, "short"), (timing.long, "long"))
    return f"  {percent(most / timing.answers)} {side}" if 10 * most >= timing.answers else ""


def _modes(figures: Figures, look: Look) -> Section:
    lines: Section = []
    for mode in figures.modes:
        told = [count(mode.timing.answers, "answer"), f"median {clock(mode.timing.median)}"]
        told += [f"{percent(mode.timing.within / mode.timing.answers)} in the band"]
        told += [f"{percent(mode.retention.rate)} recalled"] if mode.retention.total else []
        lines += paragraph(" · ".join(told), look.width, first=f"   {mode.mode:<7} ")
    return lines


def _due(figures: Figures, look: Look, ink: Ink) -> Section:
    """Draw two weeks day by day, then week by week."""
    ahead = figures.forecast
    rows: list[tuple[str, float, str]] = [(short_day(day), due, str(due)) for day, due in ahead[:14]]
    for start in range(14, len(ahead), 8):
        some = ahead[start : start + 8]
        due = sum(due for _, due in some)
        rows.append((f"to {short_day(some[-1][0])}", due / len(some), f"{due} in {len(some)} days"))
    return counted(rows, look, ink)


def _done(figures: Figures, look: Look, ink: Ink) -> Section:
    done = {day.day: day for day in figures.days}
    recent = [figures.today - timedelta(days=ago) for ago in reversed(range(14))]
    found = [done.get(day, Day(day, 0, 0.0)) for day in recent]
    return counted(
        [
            (short_day(day), reviews, f"{count(reviews, 'review')}, {round(minutes):>2} min")
            for day, reviews, minutes in found
        ],
        look,
        ink,
    )


def _ratings(figures: Figures, look: Look, ink: Ink) -> Section:
    total = sum(figures.buttons.values())
    rows = [
        (name.capitalize(), n, f"{n} {percent(n / total if total else 0):>6}") for name, n in figures.buttons.items()
    ]
    return counted(rows, look, ink)


def _drift(figures: Figures, look: Look) -> Section:
    total = sum(figures.drift.values())
    if not total:
        return []
    lines: Section = []
    for suggested, title in enumerate(RATINGS, start=1):
        given = [figures.drift.get((suggested, rating), 0) for rating in range(1, 5)]
        if any(given):
            told = ", ".join(f"{name} {n}" for name, n in zip(RATINGS, given, strict=True) if n)
            lines += paragraph(f"you gave {told}", look.width, first=f"   {title:<5} ")
    higher = sum(n for (suggested, rating), n in figures.drift.items() if rating > suggested)
    lower = sum(n for (suggested, rating), n in figures.drift.items() if rating < suggested)
    told = f"As suggested {percent((total - higher - lower) / total)}, higher {percent(higher / total)},"
    return lines + paragraph(f"{told} lower {percent(lower / total)}.", look.width, first="   ")


def _hours(figures: Figures, look: Look, ink: Ink) -> Section:
    rows = [
        (f"{hour.hour:02}:00", hour.reviews, f"{count(hour.reviews, 'review')} {percent(hour.retention.rate):>6}")
        for hour in figures.hours
        if hour.reviews
    ]
    return counted(rows, look, ink)


def _stability(figures: Figures, look: Look, ink: Ink) -> Section:
    ends = [f"-{end}" for end in STABILITY_DAYS[1:]] + [" and more"]
    labels = [f"{low}{end} d" for low, end in zip(STABILITY_DAYS, ends, strict=True)]
    return _histogram(labels, figures.known.stability, look, ink)


def _difficulty(figures: Figures, look: Look, ink: Ink) -> Section:
    return _histogram([f"{whole}-{whole + 1}" for whole in range(1, 10)], figures.known.difficulty, look, ink)


def _retrievability(figures: Figures, look: Look, ink: Ink) -> Section:
    labels = [f"{at * 5}-{at * 5 + 5} %" for at in range(20)]
    shown = [(label, n) for label, n in zip(labels, figures.known.retrievability, strict=True) if n]
    return _histogram([label for label, _ in shown], [n for _, n in shown], look, ink)


def _histogram(labels: list[str], cards: "tuple[int, ...] | list[int]", look: Look, ink: Ink) -> Section:
    if not any(cards):
        return []
    return counted([(label, n, count(n, "card")) for label, n in zip(labels, cards, strict=True)], look, ink)


def _leeches(figures: Figures, look: Look) -> Section:
    return [
        line
        for leech in figures.known.leeches[:10]
        for line in sides(("", str(leech.key)), ("", count(leech.lapses, "lapse")), look.width - 1, first="   ")
    ]


def _calibration(figures: Figures, look: Look, ink: Ink) -> Section:
    found = figures.calibration
    if found.log_loss is None or found.rmse_bins is None:
        return []
    rows = [
        Row(f"expected {percent(at.predicted)}", at.actual, f"{percent(at.actual):>5} of {at.n:>4}")
        for at in found.bins
    ]
    told = f"Log loss {found.log_loss:.3f}, RMSE(bins) {100 * found.rmse_bins:.1f} % over {count(found.n, 'review')}."
    return [*bars(rows, look, ink), *paragraph(told, look.width, first="   ")]


def _beside(parts: list[Section], width: int) -> list[Line]:
    """Set sections in two columns of about the same length."""
    total, used = sum(len(part) + 1 for part in parts), 0
    left: Section = []
    right: Section = []
    for part in parts:
        (left if used < total / 2 else right).extend([BLANK, *part])
        used += len(part) + 1
    lines: list[Line] = []
    for first, second in zip_longest(left, right, fillvalue=BLANK):
        gap = " " * max(1, width + 2 - width_of(text_of(first)))
        lines.append((*first, ("", gap), *second) if second else first)
    return lines
