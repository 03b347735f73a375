"""The fact every layer shares: one rating of one card at one instant."""

from datetime import date
from enum import IntEnum
from typing import NamedTuple

from cards.answer import Mode
from cards.key import CardKey


class Rating(IntEnum):
    """The self-grade."""

    AGAIN = 1
    HARD = 2
    GOOD = 3
    EASY = 4

    @property
    def title(self) -> str:
        """The word shown to people: Again, Hard, Good, Easy."""
        return self.name.capitalize()


class Review(NamedTuple):
    """One row of the append-only review log.

    Attributes:
        uuid: Unique over all homes, so that two logs can be merged by union.
        device: The home it was made in.
        suggested: What the ticked points suggested; None for imported reviews.
        reviewed_at_utc_ms: The true instant, in milliseconds since 1970-01-01 UTC.
        zone_offset_min: Minutes east of UTC where the user was.
        study_day: The day it counts on; never earlier than the card's last.
        answer_ms: How long the answer took.
        points_covered: See `cards.answer.points_to_text`.
        phrasing: Which wording was asked; 0 is the question itself.
        answer_text: What was typed, None if nothing was.
    """

    uuid: str
    device: str
    key: CardKey
    rating: Rating
    suggested: Rating | None
    reviewed_at_utc_ms: int
    zone_offset_min: int
    study_day: date
    answer_ms: int
    points_covered: str | None
    phrasing: int
    mode: Mode
    answer_text: str | None
