"""The review history of cards, imported from another program or exported to one."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING
from uuid import NAMESPACE_URL, uuid5

from cards.answer import Mode
from cards.key import CardKey
from cards.progress import Progress, silently
from cards.review import Rating, Review
from scheduler.log.store import Event, Store
from scheduler.study_day import local_days, study_day
from trainer.environment import Environment

if TYPE_CHECKING:
    from decks.formats.anki.write import Scheduling
    from decks.formats.bundle import ReviewHistory


def import_review_history(
    store: Store,
    env: Environment,
    past: "Mapping[CardKey, ReviewHistory]",
    new: Collection[CardKey],
    *,
    change: str | None,
    progress: Progress = silently,
) -> Counter[str]:
    """Append to the log the reviews another program has of cards, all or none; return how many were new, by deck.

    Only cards that were added just now (`new`) are suspended or flagged as they were there: for others that is the
    user's own decision. `change` is the uuid of the change that this belongs to and is undone with; None to only count.
    """
    now = env.clock()
    day, at_utc_ms = study_day(now, env.zone), round(now.timestamp() * 1000)
    marks = [
        (key, event, day, at_utc_ms)
        for key in past.keys() & set(new)
        for event, applies in ((Event.SUSPEND, past[key].suspended), (Event.FLAG, past[key].flagged))
        if applies
    ]
    reviews = _reviews(store.device, env, past, at_utc_ms)
    if change is None:
        return Counter({deck: len(unknown) for deck, unknown in store.missing_reviews(reviews).items()})
    return store.import_reviews(reviews, sorted(marks), change=change, progress=progress)


def _reviews(
    device: str, env: Environment, past: "Mapping[CardKey, ReviewHistory]", latest: int
) -> Iterator[tuple[Review, int | None]]:
    """Yield reviews as rows of the log with their intervals in days.

    Those from before 1970 or after `latest`, the instant now in milliseconds since 1970-01-01 UTC, are left out.
    """
    day_of = local_days(env.zone)
    mode = Mode.IMPORTED
    # A review gets the same UUID in every home and at every import, from its card and its millisecond. In their order
    # the log adds them quickest.
    named = [(str(uuid5(NAMESPACE_URL, str(key)))[:24], key) for key, history in past.items() if history.reviews]
    for prefix, key in sorted(named):
        for rating, at_utc_ms, answer_ms, interval in past[key].reviews:
            if 0 <= at_utc_ms <= latest:
                day, offset = day_of(at_utc_ms)
                uuid = f"{prefix}{at_utc_ms:012x}"
                row = (uuid, device, key, rating, None, at_utc_ms, offset, day, answer_ms, None, 0, mode, None)
                yield Review(*row), interval


def export_review_history(store: Store, deck: str) -> "tuple[dict[str, ReviewHistory], dict[str, Scheduling]]":
    """Return the history and the scheduling of a deck's cards for another program, each by card id."""
    from decks.formats.anki.write import Scheduling
    from decks.formats.bundle import PastReview, ReviewHistory

    ratings = {rating.value: rating for rating in Rating}
    reviews = {
        card: tuple(
            PastReview(ratings[rating], at, answer_ms, interval) for _, rating, at, answer_ms, interval in of_card
        )
        for card, of_card in groupby(store.history(deck), attrgetter("card"))
    }
    marks = {key.card: mark for key, mark in store.marks().items() if key.deck == deck}
    past = {
        card: ReviewHistory(
            reviews.get(card, ()),
            suspended=card in marks and marks[card].suspended,
            flagged=card in marks and marks[card].flagged,
        )
        for card in reviews.keys() | marks.keys()
    }
    scheduling = {
        key.card: Scheduling(
            memory.due, memory.interval, memory.stability, memory.difficulty, memory.reviews, memory.lapses
        )
        for key, memory in store.memories(deck).items()
    }
    return past, scheduling
