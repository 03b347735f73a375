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
MEMORY_COLUMNS = "deck, card, stability, difficulty, last_review, due, first_review, reviews, lapses"


def memory_row(key: CardKey, memory: "Memory") -> tuple[object, ...]:
    """Return a memory as a row in the order of `MEMORY_COLUMNS`."""
    return (
        *key,
        memory.stability,
        memory.difficulty,
        memory.last_review.isoformat(),
        memory.due.isoformat(),
        memory.first_review.isoformat(),
        memory.reviews,
        memory.lapses,
    )


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
    return (
        review.uuid,
        review.device,
        *review.key,
        review.rating.value,
        review.suggested and review.suggested.value,
        review.reviewed_at_utc_ms,
        review.zone_offset_min,
        review.study_day.isoformat(),
        review.answer_ms,
        review.points_covered,
        review.phrasing,
        review.mode.value,
        review.answer_text,
    )


def review_from(row: tuple[Any, ...]) -> "Review":
    """Return the review in a row that `review_row` made; raise `ValueError` or `TypeError` if the row is damaged."""
    from cards.answer import Mode
    from cards.review import Rating, Review

    uuid, device, deck, card, rating, suggested, at, offset, day, answer_ms, points, phrasing, mode, text = row
    return Review(
        uuid=uuid,
        device=device,
        key=CardKey(deck, card),
        rating=Rating(rating),
        suggested=Rating(suggested) if suggested else None,
        reviewed_at_utc_ms=at,
        zone_offset_min=offset,
        study_day=date.fromisoformat(day),
        answer_ms=answer_ms,
        points_covered=points,
        phrasing=phrasing,
        mode=Mode(mode),
        answer_text=text,
    )
