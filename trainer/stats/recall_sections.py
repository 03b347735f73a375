"""The sections about what you recall: over time, by span, by deck and kind, and what you miss."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from itertools import groupby

from scheduler.stats.days import Day
from scheduler.stats.knowledge import CardGroup
from scheduler.stats.retention import Retention
from trainer.stats.figures import Figures
from trainer.stats.section_types import Bar, Part, Section
from trainer.terminal.words import count, percent, title_of

_WEEKS = 26
_FEWEST = 3  # days or weeks that make a line worth drawing


def readiness(figures: Figures) -> Section:
    """Return the section of readiness on days so far."""
    shares = figures.detail.readiness
    return Section(
        title="Readiness over time",
        heading="Readiness over time",
        note="The recall FSRS would have expected if you'd been asked every card that day; an unseen card counts as 0.",
        columns=("Day", "Readiness"),
        rows=shares if len(shares) >= _FEWEST else (),
        form="trend",
        ending=f"{percent(shares[-1][1])} today." if len(shares) >= _FEWEST else "",
    )


def weekly_retention(figures: Figures) -> Section:
    """Return the section of true retention in each of the last weeks, Monday to Sunday."""
    first = _monday(figures.today) - timedelta(weeks=_WEEKS - 1)
    recent = [day for day in figures.practice.days if first <= day.day <= figures.today]
    weeks = [(monday, _tested(days)) for monday, days in groupby(recent, key=lambda day: _monday(day.day))]
    weeks = [(monday, found) for monday, found in weeks if found.total]
    goal = figures.detail.desired_retention
    return Section(
        title="True retention by week",
        heading="True retention by week",
        note=f"How many cards you still knew when they came back. Your goal is {percent(goal)}, the dashed line."
        if goal
        else "How many cards you still knew when they came back.",
        columns=("Week from", "Recalled"),
        rows=weeks if len(weeks) >= _FEWEST else (),
        form="trend",
        goal=goal,
    )


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _tested(days: Iterable[Day]) -> Retention:
    young_passed, young_failed, mature_passed, mature_failed = map(sum, zip(*(day.tested for day in days), strict=True))
    return Retention(young_passed + mature_passed, young_failed + mature_failed)


def retention(figures: Figures, spans: Sequence[str]) -> Section:
    """Return the section of true retention over some spans."""
    ages = [(span, figures.practice.retention[span]) for span in spans]
    return Section(
        title="True retention",
        heading="True retention",
        note="How many cards you still knew when they came back, by the first rating of a day. Young cards had an"
        " interval under 21 days, mature ones a longer one.",
        columns=("Span", "Young", "Mature", "All"),
        rows=[(title_of(span), *found.values()) for span, found in ages],
        form="retention",
        bars=[
            Bar(title_of(span), found["all"].rate, _share(found["all"])) for span, found in ages if found["all"].total
        ],
    )


def telling_spans(figures: Figures) -> list[str]:
    """Return the spans of retention worth showing: those with other ratings than the one before."""
    spans: list[str] = []
    for span, found in figures.practice.retention.items():
        if found["all"].total and (not spans or found != figures.practice.retention[spans[-1]]):
            spans.append(span)
    return spans


def _share(found: Retention) -> tuple[str, ...]:
    return (f"{percent(found.rate):>5}", f"{f'{found.passed}/{found.total}':>9}") if found.total else (f"{'-':>15}",)


def decks(figures: Figures) -> Section:
    """Return the section of decks, weakest first."""
    return _weakest("Decks", "deck", [(deck.title, deck.retention["all"], deck.ready) for deck in figures.cards.decks])


def kinds(figures: Figures) -> Section:
    """Return the section of kinds of question, weakest first."""
    found = [(title_of(kind.kind), kind.retention, kind.ready) for kind in figures.cards.kinds]
    return _weakest("Kinds of question", "kind", found)


def _weakest(title: str, noun: str, found: Sequence[tuple[str, Retention, CardGroup]]) -> Section:
    begun = [(name, kept, ready) for name, kept, ready in found if kept.total or ready.seen]
    not_begun = len(found) - len(begun)
    return Section(
        title=title,
        heading=f"{title}, weakest first: recalled, and ready today",
        note="Weakest first: how much you recalled, and how much FSRS expects you to recall today.",
        columns=(title, "Recalled", "Ready", "Cards seen"),
        rows=[(name, kept, ready.readiness, Part(ready.seen, ready.cards)) for name, kept, ready in begun],
        form="bars",
        bars=[
            Bar(name, kept.rate, (*_share(kept), f"  ready {percent(ready.readiness):>5}"), ready.readiness)
            for name, kept, ready in begun
        ],
        ending=f"Not started: {count(not_begun, noun)}." if not_begun else "",
        names=("recalled", "ready today"),
    )


def missed_points(figures: Figures) -> Section:
    """Return the section of the key points missed most, worst first."""
    rows = [
        (missed.point, figures.detail.questions.get(missed.key, ""), missed.key, Part(missed.missed, missed.asked))
        for missed in figures.answers.missed
    ]
    return Section(
        title="Points missed most",
        heading="Points missed most",
        note="Key points you keep leaving out, the worst first.",
        columns=("Key point", "Question", "Card", "Missed"),
        rows=rows,
        form="points",
        bars=[
            Bar(point, missed / asked, (f"missed {missed} of {asked}",), about=question)
            for point, question, _, (missed, asked) in rows
        ],
    )


def leeches(figures: Figures) -> Section:
    """Return the section of cards that keep failing."""
    return Section(
        title="Leeches",
        heading="Leeches: forgotten eight times or more",
        note="Cards you forgot eight times or more. Reword, split or suspend them.",
        columns=("Question", "Card", "Lapses"),
        rows=[
            (figures.detail.questions.get(key, ""), key, count(lapses, "lapse"))
            for key, lapses in figures.cards.known.leeches
        ],
        form="leeches",
    )
