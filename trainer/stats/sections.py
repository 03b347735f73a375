"""All sections of the figures, in the order the terminal and the report show them."""

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta

from cards.card import TARGETS
from cards.review import Rating
from scheduler.stats.answers import Timing
from scheduler.stats.knowledge import CardGroup
from scheduler.stats.retention import Retention
from trainer.stats import amounts
from trainer.stats.asked import asked_sentences
from trainer.stats.figures import Figures
from trainer.stats.mocks import history_line
from trainer.stats.section_types import Bar, Cell, Part, Section
from trainer.terminal.words import clock, count, percent, short_day, title_of

_RATINGS = tuple(rating.title for rating in Rating)
_SCREEN_MOCKS = 10


def sections(figures: Figures) -> list[Section]:
    """Return every section that has something to show."""
    found = [
        amounts.year(figures),
        retention(figures, list(figures.retention)),
        decks(figures),
        kinds(figures),
        missed_points(figures),
        _times(figures),
        _modes(figures),
        amounts.due(figures),
        amounts.recent(figures),
        _ratings(figures),
        _suggestions(figures),
        amounts.hours(figures),
        *amounts.memories(figures),
        _leeches(figures),
        _mocks(figures),
        _calibration(figures),
        _asked(figures),
    ]
    return [section for section in found if section.rows or section.ending]


def retention(figures: Figures, spans: Sequence[str]) -> Section:
    """Return the section of true retention over some spans."""
    ages = [(span, figures.retention[span]) for span in spans]
    return Section(
        title="True retention",
        heading="True retention",
        note="Of the cards learned before, how many you still knew at the first rating of a day. Young cards were"
        " planned to wait under 21 days before it, mature ones longer.",
        columns=("Span", "Young", "Mature", "All"),
        rows=[(title_of(span), *found.values()) for span, found in ages],
        form="retention",
        bars=[Bar(title_of(span), found["all"].rate, _share(found["all"])) for span, found in ages],
    )


def _share(found: Retention) -> tuple[str, ...]:
    return (f"{percent(found.rate):>5}", f"{f'{found.passed}/{found.total}':>9}") if found.total else (f"{'-':>15}",)


def decks(figures: Figures) -> Section:
    """Return the section of decks, weakest first."""
    return _weakest("Decks", "deck", [(deck.title, deck.retention["all"], deck.ready) for deck in figures.decks])


def kinds(figures: Figures) -> Section:
    """Return the section of kinds of question, weakest first."""
    found = [(title_of(kind.kind), kind.retention, kind.ready) for kind in figures.kinds]
    return _weakest("Kinds of question", "kind", found)


def _weakest(title: str, noun: str, found: Sequence[tuple[str, Retention, CardGroup]]) -> Section:
    begun = [(name, kept, ready) for name, kept, ready in found if kept.total or ready.seen]
    not_begun = len(found) - len(begun)
    return Section(
        title=title,
        heading=f"{title}, weakest first: recalled, and ready today",
        note="Weakest first. The bar is true retention, the line readiness: the recall FSRS expects"
        " if all were asked today.",
        columns=(title, "Recalled", "Ready", "Cards seen"),
        rows=[(name, kept, ready.readiness, Part(ready.seen, ready.cards)) for name, kept, ready in begun],
        form="bars",
        bars=[
            Bar(name, kept.rate, (*_share(kept), f"  ready {percent(ready.readiness):>5}"), ready.readiness)
            for name, kept, ready in begun
        ],
        ending=f"Not begun: {count(not_begun, noun)}." if not_begun else "",
    )


def missed_points(figures: Figures) -> Section:
    """Return the section of the key points missed most, worst first."""
    rows = [(missed.point, missed.key, Part(missed.missed, missed.asked)) for missed in figures.missed]
    return Section(
        title="Points missed most",
        heading="Points missed most",
        note="Key points you leave out again and again, the worst first.",
        columns=("Key point", "Card", "Missed"),
        rows=rows,
        form="points",
        bars=[Bar(point, missed / asked, (f"missed {missed} of {asked}",)) for point, _, (missed, asked) in rows],
    )


def _times(figures: Figures) -> Section:
    """Return the section of answer times by kind; a terminal's bar is the share within the band."""
    timed = [(kind.kind, kind.time) for kind in figures.kinds if kind.time is not None]
    longest = max((max(TARGETS[kind].max, time.median) for kind, time in timed), default=1)
    outside = [_outside(time) for _, time in timed]
    rows: list[tuple[Cell, ...]] = []
    bars = []
    for (kind, time), side in zip(timed, outside, strict=True):
        band, median = TARGETS[kind], round(time.median)
        shares = [part / time.answers for part in (time.short, time.within, time.long)]
        rows.append((title_of(kind), time.answers, timedelta(seconds=median), band, *shares))
        values = (
            f"{f'{clock(median)} of {clock(band.min)}-{clock(band.max)}':>17}",
            f" {percent(shares[1]):>5} in it",
            side.ljust(max(map(len, outside))),
        )
        ends = band.min / longest, band.max / longest
        bars.append(Bar(title_of(kind), shares[1], values, time.median / longest, ends))
    return Section(
        title="Time of an answer",
        heading="Time of an answer: median, and share in the band",
        note="The band is that of the kind, the dot your median. Shares are against each card's own band.",
        columns=("Kind", "Answers", "Median", "Band", "Short", "Within", "Long"),
        rows=rows,
        form="bars",
        bars=bars,
    )


def _outside(time: Timing) -> str:
    """Return the side of the band where most of the other answers lie, if a tenth of all do."""
    most, side = max((time.short, "short"), (time.long, "long"))
    return f" {percent(most / time.answers)} {side}" if 10 * most >= time.answers else ""


def _modes(figures: Figures) -> Section:
    rows, bars, lines = [], [], []
    for mode, kept, time in figures.modes:
        within, median = time.within / time.answers, round(time.median)
        rows.append((title_of(mode), time.answers, timedelta(seconds=median), within, kept))
        bars.append(Bar(title_of(mode), within, (percent(within), f"median {clock(median)}")))
        line = f"{count(time.answers, 'answer')} · median {clock(median)} · {percent(within)} in the band"
        lines.append((mode, f"{line} · {percent(kept.rate)} recalled" if kept.total else line))
    return Section(
        title="Spoken and typed",
        heading="Spoken and typed: recalled, median time, share in the band",
        note="The bar is the share of answers within their band.",
        columns=("Mode", "Answers", "Median", "Within the band", "Recalled"),
        rows=rows,
        form="list",
        bars=bars,
        lines=lines,
    )


def _ratings(figures: Figures) -> Section:
    total = sum(figures.buttons.values()) or 1
    rows = [(title_of(name), given, given / total) for name, given in figures.buttons.items()]
    return Section(
        title="Ratings",
        heading="Ratings",
        note="How often you gave each rating.",
        columns=("Rating", "Times", "Share"),
        rows=rows,
        form="bars",
        bars=[Bar(name, share, (str(given), f"{percent(share):>6}")) for name, given, share in rows],
    )


def _suggestions(figures: Figures) -> Section:
    """Return the section that counts, for each suggested rating, the ratings given."""
    pairs, total = figures.drift, sum(figures.drift.values()) or 1
    given = {title: [pairs.get((at, rating), 0) for rating in Rating] for at, title in enumerate(_RATINGS, start=1)}
    sides = Counter[int]()  # 1 for ratings higher than suggested, -1 for lower ones
    for (suggested, rating), times in pairs.items():
        sides[(rating > suggested) - (rating < suggested)] += times
    shares = {"As suggested": sides[0] / total, "higher": sides[1] / total, "lower": sides[-1] / total}
    return Section(
        title="Ratings suggested and given",
        heading="Ratings suggested, and what you gave",
        note="Whether you rate as your ticked points suggest, or drift from it.",
        columns=("Suggested", *(f"Gave {title}" for title in _RATINGS)),
        rows=[(title, *numbers) for title, numbers in given.items()] if pairs else (),
        form="list",
        bars=[Bar(name.capitalize(), share, (percent(share),)) for name, share in shares.items()],
        lines=[
            (title, f"you gave {', '.join(f'{name} {n}' for name, n in zip(_RATINGS, numbers, strict=True) if n)}")
            for title, numbers in given.items()
            if any(numbers)
        ],
        ending=f"{', '.join(f'{name} {percent(share)}' for name, share in shares.items())}." if pairs else "",
    )


def _leeches(figures: Figures) -> Section:
    return Section(
        title="Leeches",
        heading="Leeches: forgotten eight times or more",
        note="Cards that failed eight times or more: reword them, split them, or suspend them.",
        columns=("Card", "Lapses"),
        rows=figures.known.leeches,
        form="leeches",
    )


def _mocks(figures: Figures) -> Section:
    number, shown = len(figures.mocks), figures.mocks[-_SCREEN_MOCKS:]
    return Section(
        title="Mock interviews",
        heading="Mock interviews" if len(shown) == number else f"The last {len(shown)} of {number} mock interviews",
        note="Each mock interview you rated, oldest first.",
        columns=("Day", "Answered", "Good or Easy", "Points", "In time"),
        rows=[
            (
                mock.day,
                Part(mock.answered, mock.planned),
                Part(sum(mock.ratings[2:]), sum(mock.ratings)),
                mock.coverage,
                Part(mock.in_band, mock.answered),
            )
            for mock in figures.mocks
        ],
        form="list",
        lines=[history_line(mock) for mock in shown],
    )


def _calibration(figures: Figures) -> Section:
    found = figures.calibration
    return Section(
        title="Is FSRS right about you?",
        heading="Is FSRS right about you? Recalled against expected",
        note=f"FSRS expected {percent(found.predicted)}, you recalled {percent(found.actual)}."
        " It is right on the broken line.",
        columns=("Expected", "Reviews", "Mean expected", "Recalled"),
        rows=[(f"{round(100 * at.low)}-{round(100 * at.high)} %", at.n, at.predicted, at.actual) for at in found.bins],
        form="scatter",
        bars=[
            Bar(f"expected {percent(at.predicted)}", at.actual, (f"{percent(at.actual):>5} of {at.n:>4}",))
            for at in found.bins
        ],
        ending=f"Log loss {found.log_loss:.3f}, RMSE(bins) {100 * (found.rmse_bins or 0):.1f} % over"
        f" {count(found.n, 'review')}."
        if found.log_loss is not None
        else "",
    )


def _asked(figures: Figures) -> Section:
    held = [(f"{each.title}, {short_day(each.day, figures.today)}", each.delivery) for each in figures.asked.interviews]
    return Section(
        title="Asked in interviews",
        heading="Asked in interviews: delivered, and predicted for the day",
        note="The questions you were really asked: the share you delivered, rated better than Again in the debrief, and"
        " the recall predicted for that day from the reviews before. A question you had never rehearsed counts as 0.",
        columns=("Interview", "Questions", "Never rehearsed", "Predicted", "Delivered"),
        rows=[(name, found.n, found.new, found.predicted, found.delivered) for name, found in held],
        form="bars",
        bars=[
            Bar(
                name,
                found.delivered,
                (f"{percent(found.delivered):>5} of {found.n:>2}", f" predicted {percent(found.predicted):>5}"),
                found.predicted,
            )
            for name, found in held
        ],
        ending=" ".join(asked_sentences(figures.asked.all)) if figures.asked.all else "",
    )
