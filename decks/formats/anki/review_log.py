"""Anki's review log: the reviews of each card since it was last new."""

import sqlite3
from collections import defaultdict
from dataclasses import dataclass, field

from cards.review import Rating
from decks.formats.anki.malformed import LeftOut, Part
from decks.formats.anki.schema import has_table
from decks.formats.bundle import PastReview

_REVIEWS = "SELECT id, cid, ease, ivl, lastIvl, factor, time, type FROM revlog ORDER BY id"
# New cards that were rated before. Anki up to 2.1.40 writes nothing into its log when it forgets a card.
_FORGOTTEN = "SELECT id FROM cards WHERE type = 0 AND reps > 0"
# Values of `type` in the log.
_LEARNING, _REVIEW, _FILTERED, _BY_HAND, _RESCHEDULED = 0, 1, 3, 4, 5
_WHOLE = {int}
_SECONDS_PER_DAY = 86_400
# A step of learning so soon after a review belongs to it: greenroom used to export its repeats as such.
_SAME_DAY_MS = 12 * 3_600_000


@dataclass(slots=True)
class CardLog:
    """One card's entries in Anki's log that still count there."""

    reviews: list[PastReview] = field(default_factory=list)
    forgotten: int = 0  # how many reviews no longer count, because the card became new after them
    due_by_hand: bool = False  # whether a due day was chosen since the last review
    is_learned: bool = False  # whether it is past its steps of learning

    def forget(self) -> None:
        """Drop the reviews counted so far."""
        self.forgotten += len(self.reviews)
        self.reviews.clear()
        self.due_by_hand = self.is_learned = False


def read_review_log(database: sqlite3.Connection, left_out: LeftOut) -> dict[int, CardLog]:
    """Return the log of each card that has one, by the card's id.

    As in Anki's FSRS (`reviews_for_fsrs` in rslib/src/scheduler/fsrs/params.rs), reviews from before a card was
    forgotten do not count, and neither do previews in filtered decks. A card was forgotten at an entry by hand without
    a rating, an interval and an ease, or if it was learned once more after its reviews.
    """
    logs: dict[int, CardLog] = defaultdict(CardLog)
    ratings = {rating.value: rating for rating in Rating}
    if not has_table(database, "revlog"):
        left_out[Part.LOG] += 1
        return logs
    for row in database.execute(_REVIEWS):
        if set(map(type, row)) != _WHOLE:
            left_out[Part.REVIEW] += 1
            continue
        at_ms, card, ease, interval, last_interval, factor, took_ms, kind = row
        log = logs[card]
        if kind == _BY_HAND:
            if factor == 0 and interval == 0:
                log.forget()
            else:
                log.due_by_hand = True
        elif 1 <= ease <= 4 and kind != _RESCHEDULED and not (kind == _FILTERED and factor == 0):
            if kind != _LEARNING:
                log.is_learned = True
            elif log.is_learned and at_ms - log.reviews[-1].at_utc_ms > _SAME_DAY_MS:
                log.forget()
            log.due_by_hand = False
            days = last_interval if last_interval >= 1 else _interval_days(kind, last_interval)
            log.reviews.append(PastReview(ratings[ease], at_ms, max(0, took_ms), days))
    for (card,) in database.execute(_FORGOTTEN):
        logs[card].forget()
    return logs


def _interval_days(kind: int, last_interval: int) -> int | None:
    """Return `lastIvl`, which Anki gives in days, or in negative seconds, as days; None for a learning step."""
    if last_interval <= -_SECONDS_PER_DAY:
        return -last_interval // _SECONDS_PER_DAY
    return max(last_interval, 0) if kind == _REVIEW or last_interval >= 1 else None
