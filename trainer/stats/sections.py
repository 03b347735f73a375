"""All sections of the figures, in the order the terminal and the report show them."""

from collections import Counter
from datetime import timedelta

from cards.card import TARGETS
from cards.review import Rating
from scheduler.stats.answers import Timing
from trainer.stats import amounts
from trainer.stats.figures import Figures
from trainer.stats.interview_sections import asked, asked_for, curve, mocks, musts, musts_to_do
from trainer.stats.recall_sections import (
    decks,
    kinds,
    leeches,
    missed_points,
    readiness,
    retention,
    telling_spans,
    weekly_retention,
)
from trainer.stats.section_types import Bar, Cell, Group, Section
from trainer.terminal.words import clock, count, percent, title_of

_RATINGS = tuple(rating.title for rating in Rating)


def groups(figures: Figures) -> list[Group]:
    """Return every section that has something to show, grouped."""
    found = {
        "Interviews": [
            *(curve(figures), musts(figures), musts_to_do(figures), asked_for(figures)),
            *(mocks(figures), asked(figures)),
        ],
        "Memory": [readiness(figures), weekly_retention(figures), retention(figures, telling_spans(figures))],
        "Days": [amounts.year(figures), amounts.recent(figures), amounts.due(figures), amounts.hours(figures)],
        "Weak spots": [missed_points(figures), leeches(figures), decks(figures), kinds(figures)],
        "Pace": [_times(figures), _modes(figures), _speech(figures)],
        "Details": [_ratings(figures), _suggestions(figures), *amounts.memories(figures), _calibration(figures)],
    }
    shown = {title: [section for section in some if section.rows or section.ending] for title, some in found.items()}
    return [Group(title, some) for title, some in shown.items() if some]


def sections(figures: Figures) -> list[Section]:
    """Return all those sections in their order."""
    return [section for group in groups(figures) for section in group.sections]


def _times(figures: Figures) -> Section:
    """Return the section of answer times by kind; a terminal's bar is the share within the band."""
    timed = [(kind.kind, kind.time) for kind in figures.cards.kinds if kind.time is not None]
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
        note="The band is the kind's target range, the dot your median. Shares use each card's own band.",
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
    for mode, kept, time in figures.answers.modes:
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


def _speech(figures: Figures) -> Section:
    found = figures.answers.speech
    rows: list[tuple[Cell, ...]] = []
    bars, lines = [], []
    for week in found.weeks if found else ():
        pace = None if week.pace is None else round(week.pace / 5) * 5
        parts = [
            f"first word after {week.start:.1f} s",
            f"longest pause {week.longest_pause:.1f} s",
            f"about {pace} words a minute" if pace is not None else "",
            f"at least {week.fillers:.1f} fillers a minute" if week.fillers is not None else "",
        ]
        label = f"{week.monday.day} {week.monday:%b}"
        rows.append(
            (
                week.monday,
                week.answers,
                timedelta(seconds=round(week.start)),
                timedelta(seconds=round(week.longest_pause)),
                pace,
                None if week.fillers is None else f"{week.fillers:.1f}",
            )
        )
        bars.append(Bar(label, None, tuple(filter(None, parts))))
        lines.append((label, " · ".join([count(week.answers, "answer"), *filter(None, parts)])))
    by = f" and {found.model}" if found and found.model else ""
    return Section(
        title="Spoken answers, week by week",
        heading="Spoken answers, week by week: estimates",
        note=f"Weeks with five or more recorded answers, all measured in one way{by}. Fillers are a lower bound.",
        columns=("Week from", "Answers", "First word", "Longest pause", "Words a minute", "Fillers a minute, at least"),
        rows=rows,
        form="list",
        bars=bars,
        lines=lines,
    )


def _ratings(figures: Figures) -> Section:
    total = sum(figures.practice.buttons.values()) or 1
    rows = [(title_of(name), given, given / total) for name, given in figures.practice.buttons.items()]
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
    pairs, total = figures.answers.drift, sum(figures.answers.drift.values()) or 1
    given = {title: [pairs.get((at, rating), 0) for rating in Rating] for at, title in enumerate(_RATINGS, start=1)}
    sides = Counter[int]()  # 1 for ratings higher than suggested, -1 for lower ones
    for (suggested, rating), times in pairs.items():
        sides[(rating > suggested) - (rating < suggested)] += times
    shares = {"As suggested": sides[0] / total, "higher": sides[1] / total, "lower": sides[-1] / total}
    return Section(
        title="Ratings suggested and given",
        heading="Ratings suggested, and what you gave",
        note="Whether you rate as your ticked points suggest.",
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


def _calibration(figures: Figures) -> Section:
    found = figures.answers.calibration
    return Section(
        title="Is FSRS right about you?",
        heading="Is FSRS right about you? Recalled against expected",
        note=f"FSRS expected {percent(found.predicted)}, you recalled {percent(found.actual)}."
        " On the dashed line it would be exactly right.",
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
