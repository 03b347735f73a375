"""The end of a sitting: what changed, and what comes tomorrow, in at most six lines of a wide terminal."""

from collections import Counter
from datetime import date, timedelta
from typing import NamedTuple

from cards.answer import points_from_text
from cards.review import Review
from scheduler.planning.budget import share_of_day
from scheduler.planning.queue import build_queue, read_today, seen_lookup
from scheduler.stats.days import days, streak
from scheduler.stats.retention import Retention, true_retention
from scheduler.study_day import study_day
from trainer.review.sitting import Sitting
from trainer.terminal.layout import BLANK, Layout, Line, paragraph, shorten, width_of
from trainer.terminal.words import count, workload

_MOST_MISSED = 2
_FROM_ELSEWHERE = 10  # ratings of a card that other terminals may have given meanwhile, and the one before


class Improvement(NamedTuple):
    """A card that went better than last time, and how: `Again to Good`."""

    question: str
    how: str


class SittingSummary(NamedTuple):
    """What a sitting changed.

    Attributes:
        reviewed: The ratings given.
        minutes: The time it took.
        recalled: Today's retention.
        streak: Study days in a row with a review.
        musts: How many must-haves are met; empty for none.
        better: The cards that went better than last time, the most improved first.
        missed: The points missed, each time.
        tomorrow: What to do tomorrow.
    """

    reviewed: int
    minutes: float
    recalled: Retention
    streak: int
    musts: str
    better: list[Improvement]
    missed: list[str]
    tomorrow: str


def summary(sitting: Sitting) -> list[Line]:
    """Return the summary of a sitting so far."""
    now = sitting.now()
    today = study_day(now, sitting.env.zone)
    studied = days(sitting.store)
    better, new = _compared(sitting)
    outcome = SittingSummary(
        reviewed=len(sitting.session.rated),
        minutes=(now - sitting.session.started).total_seconds() / 60,
        recalled=true_retention(studied, today)["today"]["all"],
        streak=streak(studied, today).current,
        musts=_musts(sitting, today, new),
        better=better,
        missed=[text for texts in sitting.missed.values() for text in texts],
        tomorrow=_tomorrow(sitting, today),
    )
    return summary_lines(outcome, sitting.ui.layout)


def summary_lines(outcome: SittingSummary, layout: Layout) -> list[Line]:
    """Lay out the summary of a sitting."""
    lasted = "under a minute" if outcome.minutes < 0.5 else f"{max(1, round(outcome.minutes))} min"
    reviewed = f"Reviewed {count(outcome.reviewed, 'card')} in {lasted}"
    parts = [reviewed if outcome.reviewed else "Nothing was rated"]
    if outcome.recalled.total:
        share = round(100 * outcome.recalled.passed / outcome.recalled.total)
        parts.append(f"recalled today {outcome.recalled.passed} of {outcome.recalled.total}, {share} %")
    if outcome.streak > 1:
        parts.append(f"{outcome.streak} days in a row")
    lines = [BLANK, *paragraph(f"{' · '.join(parts)}.", layout.width, style="title")]
    lines += paragraph(f"{outcome.musts}.", layout.width) if outcome.musts else []
    if outcome.better:
        question, how = outcome.better[0]
        others = f", and {len(outcome.better) - 1} more" if len(outcome.better) > 1 else ""
        lines += _quoted("Better: ", question, f" {how}{others}", layout)
    for text, times in Counter(outcome.missed).most_common(_MOST_MISSED):
        lines += _quoted("Missed: ", text, f" {times} times" if times > 1 else "", layout)
    return lines + paragraph(f"Tomorrow: {outcome.tomorrow}.", layout.width)


def _quoted(label: str, text: str, after: str, layout: Layout) -> list[Line]:
    """Quote a text, cut to one line unless there is little room."""
    room = layout.width - width_of(f' {label}""{after}')
    return paragraph(f'{label}"{shorten(text, max(20, room))}"{after}', layout.width)


def _compared(sitting: Sitting) -> tuple[list[Improvement], int]:
    """Compare each card's first rating in the sitting with the one before.

    Returns the cards that went better, the most improved first, and how many must-haves were rated for the first time.
    """
    better: list[tuple[int, Improvement]] = []
    new = 0
    for key in dict.fromkeys(rated.turn.key for rated in sitting.session.rated):
        reviews = sitting.store.reviews(key, newest=len(sitting.session.rated) + _FROM_ELSEWHERE)
        at = max((at for at, review in enumerate(reviews) if review.uuid in sitting.missed), default=None)
        if at is None:
            continue
        now, before = reviews[at], next(iter(reviews[at + 1 :]), None)  # the newest is the first
        if before is None:
            new += key.card in sitting.library.deck(key.deck).ids[0]
        elif how := _improvement(before, now):
            gained = now.rating - before.rating
            better.append((gained, Improvement(sitting.library.card(key).question, how)))
    return [each for _, each in sorted(better, key=lambda pair: -pair[0])], new


def _improvement(before: Review, now: Review) -> str:
    """Return how a review is better than the one before; empty if it isn't."""
    if now.rating > before.rating:
        return f"{before.rating.title} to {now.rating.title}"
    covered = [len(points_from_text(review.points_covered) or ()) for review in (before, now)]
    same = now.rating == before.rating and len(now.points_covered or "") == len(before.points_covered or "")
    return f"{covered[0]} to {covered[1]} points" if same and covered[1] > covered[0] else ""


def _musts(sitting: Sitting, today: date, new: int) -> str:
    """Return how many must-haves are met: of the interview ahead, or of all decks."""
    if sitting.plan is not None:
        before, musts = sitting.plan.musts(today)
        added = musts.since(before)
        title = ", ".join(filter(None, [sitting.plan.nearest.title, sitting.among]))
        return f"{title}: must-haves {musts}" + (f" (today {added})" if added else "")
    seen = seen_lookup(sitting.store)
    musts_of = {deck.id: set(deck.ids[0]) for deck in sitting.library.decks()}
    met, total = sum(len(ids & seen(deck)) for deck, ids in musts_of.items()), sum(map(len, musts_of.values()))
    return f"Must-haves: {met} of {total} met" + (f" (+{new})" if new else "") if met else ""


def _tomorrow(sitting: Sitting, today: date) -> str:
    """Return what to do tomorrow."""
    if sitting.plan is not None and (rehearsing := sitting.plan.tomorrow(today)):
        return rehearsing
    store, settings, day = sitting.store, sitting.home.settings, today + timedelta(days=1)
    decks = {deck.id: deck.ids for deck in sitting.library.decks()}
    queue = build_queue(decks, read_today(store, day), seen_lookup(store), new_per_day=settings.new_per_day)
    share = share_of_day(store, day, queue, decks, settings)
    if not share.fitting:
        return "nothing due"
    return workload(share.fitting, share.fitting * share.pace_seconds, share.waiting)
