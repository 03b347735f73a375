"""Reviews and memories as rows of the database."""

from datetime import date
from typing import TYPE_CHECKING, Any

from cards.key import CardKey

if TYPE_CHECKING:
    from cards.review import Review
    from scheduler.fsrs.memory import Memory

REVIEW_COLUMNS = (
    "uuid, device, deck, card, rating, suggested, reviewed_at_utc_ms, zone_offset_min, study_day,"
    " answer_ms, points_covered, phrasing, mode, answer_text"
)
INSERT_REVIEW = f"INSERT INTO reviews({REVIEW_COLUMNS}, stamp) VALUES ({', '.join('?' * 15)})"
MEMORY_COLUMNS = "deck, card, stability, difficulty, last_review, due, first_review, reviews, lapses"


def memory_row(key: CardKey, memory: "Memory") -> tuple[object, ...]:
    """Return a memory as a row in the order of `MEMORY_COLUMNS`."""
    last, due, first = memory.last_review.isoformat(), memory.due.isoformat(), memory.first_review.isoformat()
    return (*key, memory.stability, memory.difficulty, last, due, first, memory.reviews, memory.lapses)


def memory_from(row: tuple[Any, ...]) -> "Memory":
    """Return the memory in a row that `memory_row` made; raise `ValueError` if the row is damaged."""
    from scheduler.fsrs.memory import Memory

    _, _, stability, difficulty, last_review, due, first_review, reviews, lapses = row
    return Memory(
        stability=stability,
        difficulty=difficulty,
        last_review=date.fromisoformat(last_review),
        due=date.fromisoformat(due),
        first_review=date.fromisoformat(first_review),
        reviews=reviews,
        lapses=lapses,
    )


def review_row(review: "Review") -> tuple[object, ...]:
    """Return a review as a row in the order of `REVIEW_COLUMNS`."""
    # Written out, and without the enums' slow `value`: an import makes a hundred thousand.
    uuid, device, (deck, card), rating, given, at, offset, day, answer_ms, points, phrasing, mode, text = review
    grade, suggested, on = int(rating), None if given is None else int(given), day.isoformat()
    return (uuid, device, deck, card, grade, suggested, at, offset, on, answer_ms, points, phrasing, str(mode), text)


def review_from(row: tuple[Any, ...]) -> "Review":
    """Return the review in a row that `review_row` made; raise `ValueError` or `TypeError` if the row is damaged."""
    from cards.answer import Mode
    from cards.review import Rating, Review

    uuid, device, deck, card, rating, suggested, at, offset, day, answer_ms, points, phrasing, mode, text = row
    graded = (CardKey(deck, card), Rating(rating), Rating(suggested) if suggested else None)
    study_day = date.fromisoformat(day)
    return Review(uuid, device, *graded, at, offset, study_day, answer_ms, points, phrasing, Mode(mode), text)
