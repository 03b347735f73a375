"""Cards chosen by their ratings, whether or not they are due."""

from datetime import date

from cards.key import CardKey
from scheduler.log.active import ACTIVE, IS_ACTIVE
from scheduler.log.store import Store


def weak_cards(store: Store, today: date) -> tuple[CardKey, ...]:
    """Return the cards rated Again or Hard on the last day they were asked, lowest retrievability first.

    A card that failed and then passed on the same day counts too: knowing it for a minute is not learning it. As in
    the queue, the more elapsed days per day of stability, the lower the retrievability.
    """
    rows = store.rows(
        "SELECT deck, card FROM memories WHERE EXISTS (SELECT 1 FROM reviews WHERE reviews.deck = memories.deck"
        " AND reviews.card = memories.card AND reviews.study_day = memories.last_review AND reviews.rating <= 2"
        f" AND {IS_ACTIVE}) ORDER BY (julianday(?) - julianday(last_review)) / stability DESC, stability, deck, card",
        (today.isoformat(),),
    )
    return tuple(CardKey(*row) for row in rows)


def failed_cards(store: Store, day: date) -> tuple[CardKey, ...]:
    """Return the cards rated Again on a study day, in the order in which they failed."""
    failed = f"SELECT deck, card {ACTIVE} AND study_day = ? AND rating = 1"
    rows = store.rows(f"{failed} GROUP BY deck, card ORDER BY min(stamp), deck, card", (day.isoformat(),))
    return tuple(CardKey(*row) for row in rows)
