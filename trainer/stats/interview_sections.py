"""The sections about interviews: the one ahead, mock interviews, and past ones."""

from collections import Counter
from collections.abc import Sequence
from datetime import date

from scheduler.planning.musts import READY, MustCard
from trainer.stats.asked import asked_sentences
from trainer.stats.figures import Figures
from trainer.stats.mocks import history_line
from trainer.stats.section_types import Bar, Part, Section
from trainer.terminal.words import percent, short_day

_SCREEN_MOCKS = 10


def curve(figures: Figures) -> Section:
    """Return the section of readiness for the nearest interview: so far, and expected."""
    outlook = figures.detail.outlook
    past = dict(outlook.past) if outlook else {}
    expected = dict([*outlook.past[-1:], *outlook.expected]) if outlook else {}
    at = figures.interviews.ahead.title if figures.interviews.ahead else ""
    now, then = (next(reversed(shares.values()), None) for shares in (past, expected))
    return Section(
        title="Readiness on the day",
        heading=f"Readiness on the day for {at}: if you stop, and if you go on",
        note="The recall FSRS expects in the interview.",
        columns=("Day", "If you stop", "If you go on"),
        rows=[(day, past.get(day), expected.get(day)) for day in sorted(past | expected)],
        form="trend",
        ending=f"{percent(now)} if you stop now, {percent(then)} if you go on: the model's estimate." if past else "",
        names=("if you stop that day", "if you go on"),
    )


def musts(figures: Figures) -> Section:
    """Return the section of the must-haves of each deck, the least ready first."""
    titles = {deck.id: deck.title for deck in figures.cards.decks}
    total, met, ready = Counter[str](), Counter[str](), Counter[str]()
    for must in _musts(figures):
        total[must.key.deck] += 1
        met[must.key.deck] += must.recall is not None
        ready[must.key.deck] += must.ready
    decks = sorted(total, key=lambda deck: (ready[deck] / total[deck], met[deck] / total[deck], deck))
    rows = [(titles.get(deck, deck), Part(ready[deck], total[deck]), Part(met[deck], total[deck])) for deck in decks]
    return Section(
        title="Must-haves",
        heading="Must-haves by deck: ready, and met",
        note=f"Ready: delivered last time, and at least {percent(READY)} likely to be recalled on the day.",
        columns=("Deck", "Ready", "Met"),
        rows=rows,
        form="parts",
        bars=[
            Bar(name, ready / of, (f"{ready} ready,", f"{met} met of {of}"), met / of)
            for name, (ready, of), (met, _) in rows
        ],
        names=("ready", "met"),
    )


def musts_to_do(figures: Figures) -> Section:
    """Return the section of the must-haves that are not ready, with their questions: the unmet ones first."""
    waiting = sorted(
        (must for must in _musts(figures) if not must.ready), key=lambda must: (must.recall or 0, must.key)
    )
    return Section(
        title="Must-haves not ready yet",
        heading="Must-haves not ready yet",
        note="First those you haven't met, then those you are least likely to recall on the day.",
        columns=("Question", "Card", "Recall"),
        rows=[
            (
                figures.detail.questions.get(must.key, ""),
                must.key,
                "not met" if must.recall is None else f"{percent(must.recall)} on the day",
            )
            for must in waiting
        ],
        form="questions",
    )


def asked_for(figures: Figures) -> Section:
    """Return the section of what the advert asks for, with the stories and cards for it."""
    found = figures.detail.outlook.asked_for if figures.detail.outlook else ()
    return Section(
        title="What the advert asks for",
        heading="What the advert asks for, and your stories for it",
        note="Found by words alone, with its weight. Each line without a story is something to do.",
        columns=("Asked for", "Story", "Cards", "CV"),
        rows=[tuple(each) for each in found],
        form="list",
        bars=[Bar(each.title, None, (each.story,), about=each.cards) for each in found],
        lines=[(each.title, each.story) for each in found],
    )


def mocks(figures: Figures) -> Section:
    """Return the section of mock interviews, oldest first."""
    number, shown = len(figures.interviews.mocks), figures.interviews.mocks[-_SCREEN_MOCKS:]
    rows: list[tuple[date, Part, Part, float | None, Part]] = [
        (
            mock.day,
            Part(mock.answered, mock.planned),
            Part(sum(mock.ratings[2:]), sum(mock.ratings)),
            mock.coverage,
            Part(mock.in_band, mock.answered),
        )
        for mock in figures.interviews.mocks
    ]
    return Section(
        title="Mock interviews",
        heading="Mock interviews" if len(shown) == number else f"The last {len(shown)} of {number} mock interviews",
        note="Each mock interview you rated. The bar is the share of answers rated Good or Easy.",
        columns=("Day", "Answered", "Good or Easy", "Points", "In time"),
        rows=rows,
        form="list",
        bars=[
            Bar(
                short_day(day, figures.today),
                good / rated if rated else None,
                (f"{good} of {rated}",),
                about=f"{percent(coverage)} of points, {in_time} of {answered} in time",
            )
            for day, _, (good, rated), coverage, (in_time, answered) in rows[-_SCREEN_MOCKS:]
        ],
        lines=[history_line(mock) for mock in shown],
    )


def asked(figures: Figures) -> Section:
    """Return the section of answers delivered in interviews, against the prediction."""
    held = [
        (f"{each.title}, {short_day(each.day, figures.today)}", each.delivery)
        for each in figures.interviews.asked.interviews
    ]
    return Section(
        title="Asked in interviews",
        heading="Asked in interviews: not failed, and predicted for the day",
        note="The questions you were really asked: the share you didn't fail (not rated Again in the debrief),"
        " and the recall predicted for that day. A question you had never rehearsed counts as 0.",
        columns=("Interview", "Questions", "Never rehearsed", "Predicted", "Not failed"),
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
        ending=" ".join(asked_sentences(figures.interviews.asked.all)) if figures.interviews.asked.all else "",
        names=("not failed", "predicted"),
    )


def _musts(figures: Figures) -> Sequence[MustCard]:
    return figures.detail.outlook.musts if figures.detail.outlook else ()
