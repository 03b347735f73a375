"""One attempt at a card, and the review it becomes when it is rated."""

from dataclasses import dataclass
from datetime import datetime

from cards.answer import Answer, Mode, points_to_text
from cards.card import Card
from cards.key import CardKey
from cards.review import Rating, Review
from scheduler.log.store import Store
from scheduler.study_day import local_day
from trainer.environment import Environment


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """An answer to a card, ready to be rated."""

    key: CardKey
    card: Card  # with the key points that were ticked
    phrasing: int
    answer: Answer
    at: datetime  # the instant the review counts for; aware
    mode: Mode | None = None  # None for spoken or typed, as the answer itself says

    def rated(self, store: Store, env: Environment, rating: Rating, suggested: Rating | None) -> Review:
        """Return the review to write to the log, with the name of this device and a new one of its own."""
        local = local_day(self.at, env.zone)
        return Review(
            uuid=env.new_uuid(),
            device=store.device,
            key=self.key,
            rating=rating,
            suggested=suggested,
            reviewed_at_utc_ms=round(self.at.timestamp() * 1000),
            zone_offset_min=local.offset_minutes,
            study_day=local.study_day,
            answer_ms=self.answer.milliseconds,
            points_covered=points_to_text(self.answer.covered, len(self.card.key_points)),
            phrasing=self.phrasing,
            mode=self.mode or self.answer.mode,
            answer_text=self.answer.text or None,
        )
