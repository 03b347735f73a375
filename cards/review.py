"""A review: one rating of one card at one instant."""

from datetime import date
from enum import IntEnum
from typing import NamedTuple

from cards.answer import Mode
from cards.key import CardKey


class Rating(IntEnum):
    """The grade the user gives their own answer."""

    AGAIN = 1
    HARD = 2
    GOOD = 3
    EASY = 4

    @property
    def title(self) -> str:
        """The word shown on screen: Again, Hard, Good, Easy."""
        return self.name.capitalize()


class Review(NamedTuple):
    """One row of the append-only review log.

    Attributes:
        uuid: Unique across all homes, so that two logs can be merged.
        device: The home it was made in.
        suggested: The rating that the ticked points suggested; None for imported reviews.
        reviewed_at_utc_ms: The instant, in milliseconds since 1970-01-01 UTC.
        zone_offset_min: Minutes east of UTC where the user was.
        study_day: The study day it counts on; never earlier than the card's last one.
        answer_ms: How long the answer took, in milliseconds.
        points_covered: The ticked points; see `cards.answer.points_to_text`.
        phrasing: The wording that was asked; 0 is the question itself.
        answer_text: The typed answer; None if nothing was typed.
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
