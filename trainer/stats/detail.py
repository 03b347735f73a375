"""Details for the report and the long screen: readiness day by day, and the questions of the cards they name."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import chain, islice

from cards.key import CardKey
from decks.library.library import Library
from scheduler.log.store import Store
from scheduler.planning.queue import read_suspended
from scheduler.stats.readiness_history import readiness_history
from trainer.stats.figures import Detail, Figures
from trainer.stats.interview_ahead import Outlook

_POINTS = 60  # of the curve of readiness
_LEECHES = 50


def with_detail(
    figures: Figures, store: Store, library: Library, outlook: Outlook | None, desired_retention: float
) -> Figures:
    """Return figures with the detail added.

    Args:
        figures: The figures, of one deck or of all.
        store: The log.
        library: All decks.
        outlook: How the preparation for the nearest interview goes, if there is one.
        desired_retention: The retention set in the settings.
    """
    first = min(figures.practice.days[0].day, figures.today)
    step = max(1, (figures.today - first).days // _POINTS)
    days = [figures.today - timedelta(days=ago) for ago in reversed(range(0, (figures.today - first).days + 1, step))]
    decks = [entry for entry in library.decks() if figures.deck in (None, entry.id)]
    cards = {key for entry in decks for key in entry.keys} - read_suspended(store)
    readiness = readiness_history(store, cards, days) if cards else []
    detail = Detail(
        outlook=outlook,
        readiness=list(zip(days, readiness, strict=False)),
        desired_retention=desired_retention,
        questions={key: library.card(key).question for key in _named(figures, outlook)},
    )
    return figures._replace(detail=detail)


def _named(figures: Figures, outlook: Outlook | None) -> Iterator[CardKey]:
    """Yield the cards that sections name; of the leeches just the worst, because there can be thousands."""
    missed = (point.key for point in figures.answers.missed)
    leeches = (leech.key for leech in islice(figures.cards.known.leeches, _LEECHES))
    musts = (must.key for must in outlook.musts) if outlook else ()
    return chain(missed, leeches, musts)
