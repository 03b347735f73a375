"""How the answers in active reviews were spoken."""

from cards.key import CardKey
from cards.spoken import Spoken
from scheduler.log.active import IS_ACTIVE, NEWEST_FIRST
from scheduler.log.store import Store

COLUMNS = "method, model, start_ms, speaking_ms, longest_pause_ms, pauses, words, fillers"


def spoken_of(store: Store, review: str) -> Spoken | None:
    """Return how the answer of a review was spoken, even if the review was undone; None if that isn't known."""
    rows = store.rows(f"SELECT {COLUMNS} FROM spoken WHERE review = ?", (review,))
    return Spoken(*rows[0]) if rows else None


def last_spoken(store: Store, key: CardKey, like: Spoken) -> Spoken | None:
    """Return the figures of a card's newest answer that compare with these; None if there are none."""
    rows = store.rows(
        f"SELECT {COLUMNS} FROM reviews CROSS JOIN spoken ON spoken.review = reviews.uuid"
        f" WHERE deck = ? AND card = ? AND method = ? AND model = ? AND {IS_ACTIVE}"
        f" ORDER BY {NEWEST_FIRST} LIMIT 1",
        (*key, like.method, like.model),
    )
    return Spoken(*rows[0]) if rows else None
