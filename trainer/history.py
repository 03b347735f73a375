"""What another program knew of cards, brought into the review log."""

from collections.abc import Collection, Iterator, Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from uuid import NAMESPACE_URL, uuid5

from cards.answer import Mode
from cards.key import CardKey
from cards.review import Review
from scheduler.store import Event, Store
from scheduler.study_day import study_day, zone_offset_minutes
from trainer.environment import Environment

if TYPE_CHECKING:
    from decks.formats.anki_writing import Learned
    from decks.formats.bundle import Past


def bring_in_past(
    store: Store, env: Environment, pasts: "Mapping[CardKey, Past]", new: Collection[str], change: str
) -> int:
    """Append the reviews of cards from another program; return how many were not known yet.

    What was suspended or flagged there is so here, for `new` cards only: later it is the user's own decision. All of it
    is taken back with `change`.
    """
    brought = store.bring_in(_reviews(store, env, pasts), change)
    now = env.clock()
    for key, past in pasts.items():
        for event, is_so in ((Event.SUSPEND, past.suspended), (Event.FLAG, past.flagged)):
            if is_so and key.card in new:
                store.mark(key, event, study_day(now, env.zone), round(now.timestamp() * 1000), change)
    return brought


def _reviews(store: Store, env: Environment, pasts: "Mapping[CardKey, Past]") -> Iterator[tuple[Review, int | None]]:
    for key, past in pasts.items():
        for name, rating, at_utc_ms, answer_ms, interval in past.reviews:
            at = datetime.fromtimestamp(at_utc_ms / 1000, UTC)
            review = Review(
                uuid=str(uuid5(NAMESPACE_URL, f"{key}/{name}")),  # the same review always has the same name
                device=store.device,
                key=key,
                rating=rating,
                suggested=None,
                reviewed_at_utc_ms=at_utc_ms,
                zone_offset_min=zone_offset_minutes(at, env.zone),
                study_day=study_day(at, env.zone),
                answer_ms=answer_ms,
                points_covered=None,
                phrasing=0,
                mode=Mode.IMPORTED,
                answer_text=None,
            )
            yield review, interval


def known_of(store: Store, deck: str) -> "tuple[dict[str, Past], dict[str, Learned]]":
    """Return what another program may want to know of a deck's cards: their past and their memory, by card id."""
    from decks.formats.anki_writing import Learned
    from decks.formats.bundle import Past, PastReview

    reviews: dict[str, list[PastReview]] = {}
    for review, interval in store.history(deck):
        one = PastReview(review.uuid, review.rating, review.reviewed_at_utc_ms, review.answer_ms, interval)
        reviews.setdefault(review.key.card, []).append(one)
    marks = {key.card: mark for key, mark in store.marks().items() if key.deck == deck}
    past = {
        card: Past(
            tuple(reviews.get(card, ())),
            suspended=card in marks and marks[card].suspended,
            flagged=card in marks and marks[card].flagged,
        )
        for card in reviews.keys() | marks.keys()
    }
    learned = {
        key.card: Learned(
            memory.due, memory.interval, memory.stability, memory.difficulty, memory.reviews, memory.lapses
        )
        for key, memory in store.memories(deck).items()
    }
    return past, learned
