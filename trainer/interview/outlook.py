"""The outlook for the nearest interview, from its plan and the simulation of its days."""

from collections.abc import Sequence
from datetime import date, timedelta

from decks.library.library import Library
from scheduler.log.store import Store
from scheduler.planning.musts import must_cards
from scheduler.planning.queue import read_suspended
from scheduler.stats.readiness_history import readiness_history
from trainer.interview.plan import Plan
from trainer.interview.readiness import build_report
from trainer.stats.interview_ahead import AskedFor, Outlook

_DAYS_BACK = 14, 60


def outlook_of(
    store: Store, library: Library, plan: Plan, first: date, today: date, asked_for: Sequence[AskedFor] = ()
) -> Outlook | None:
    """Work out how the preparation for the nearest interview is going.

    Args:
        store: The log.
        library: All decks.
        plan: The plan for the interviews ahead.
        first: The first study day with a review.
        today: The current study day.
        asked_for: What the interview's advert asks for.
    """
    interview, entries = plan.nearest, library.decks()
    report = build_report(interview, store, entries, today, plan)
    if report is None:
        return None
    about = [entry for entry in entries if interview.is_about(entry.id)]
    cards = {key for entry in about for key in entry.keys} - read_suspended(store)
    fewest, most = _DAYS_BACK
    back = min(most, max(fewest, 2 * interview.days_left(today)))  # two thirds of the curve are behind you
    start = max(min(first, today), today - timedelta(days=back))
    days = [start + timedelta(days=n) for n in range((today - start).days + 1)]
    past = readiness_history(store, cards, days, on=interview.day)
    scale = report.whole.cards / max(1.0, report.covered)
    mornings = [day + timedelta(days=1) for day, _ in report.curve]
    return Outlook(
        minutes=report.minutes,
        musts=list(must_cards(store, plan.parts[0].cards.values(), interview.day)),
        musts_on_the_day=report.musts_on_the_day,
        musts_met_by=report.musts_met_by,
        past=[(day, min(1.0, scale * share)) for day, share in zip(days, past, strict=True)],
        expected=[(day, min(1.0, scale * share)) for day, (_, share) in zip(mornings, report.curve, strict=True)],
        asked_for=asked_for,
    )
