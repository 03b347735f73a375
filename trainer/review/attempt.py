"""One attempt at a card, and the row of the review log it becomes when it is rated."""

from dataclasses import dataclass
from datetime import datetime

from cards.answer import Answer, Mode, points_to_text
from cards.card import Card
from cards.key import CardKey
from cards.review import Rating, Review
from scheduler.log.store import Store
from scheduler.study_day import study_day, zone_offset_minutes
from trainer.environment import Environment


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """An answer to a card that is ready to be rated.

    Attributes:
        key: The card.
        card: Its content, whose key points were ticked.
        phrasing: Which wording was asked.
        answer: What was answered.
        at: The instant it counts for, aware.
        mode: How it was given; None for as the answer itself says.
    """

    key: CardKey
    card: Card
    phrasing: int
    answer: Answer
    at: datetime
    mode: Mode | None = None

    def rated(self, store: Store, env: Environment, rating: Rating, suggested: Rating | None) -> Review:
        """Return the review that this rating makes of it, not written down yet."""
        return Review(
            uuid=env.new_uuid(),
            device=store.device,
            key=self.key,
            rating=rating,
            suggested=suggested,
            reviewed_at_utc_ms=round(self.at.timestamp() * 1000),
            zone_offset_min=zone_offset_minutes(self.at, env.zone),
            study_day=study_day(self.at, env.zone),
            answer_ms=self.answer.milliseconds,
            points_covered=points_to_text(self.answer.covered, len(self.card.key_points)),
            phrasing=self.phrasing,
            mode=self.mode or self.answer.mode,
            answer_text=self.answer.text or None,
        )
