"""What a card is: one question with what a good answer needs."""

from collections.abc import Mapping
from datetime import date, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple

from cards.key import Priority


class Kind(StrEnum):
    """What sort of question a card asks; it decides how long a good answer takes."""

    OPENER = "opener"
    STORY = "story"
    TECHNIQUE = "technique"
    SKILL = "skill"
    ATTRIBUTE = "attribute"
    FIT = "fit"
    PROBE = "probe"
    DEFLECTION = "deflection"
    CURVEBALL = "curveball"
    QUESTION_TO_ASK = "question-to-ask"
    CLOSING = "closing"
    NOTE = "note"


class TargetSeconds(NamedTuple):
    """The band a spoken answer should end in, and the second to aim for."""

    min: int
    aim: int
    max: int

    def aimed_at(self, seconds: int) -> "TargetSeconds":
        """Return this band moved to another aim, its ends in the same proportion."""
        return TargetSeconds(round(self.min * seconds / self.aim), seconds, round(self.max * seconds / self.aim))


# Practitioners' consensus, not an experiment: no study of the best length was found.
# A note is written: `NOTE_WORDS` words, about five minutes.
TARGETS: Mapping[Kind, TargetSeconds] = MappingProxyType(
    {
        Kind.OPENER: TargetSeconds(45, 75, 100),
        Kind.STORY: TargetSeconds(60, 105, 150),
        Kind.TECHNIQUE: TargetSeconds(60, 90, 135),
        Kind.SKILL: TargetSeconds(45, 75, 110),
        Kind.ATTRIBUTE: TargetSeconds(30, 60, 90),
        Kind.FIT: TargetSeconds(30, 60, 90),
        Kind.PROBE: TargetSeconds(60, 120, 180),
        Kind.DEFLECTION: TargetSeconds(6, 15, 30),
        Kind.CURVEBALL: TargetSeconds(45, 90, 150),
        Kind.QUESTION_TO_ASK: TargetSeconds(5, 12, 20),
        Kind.CLOSING: TargetSeconds(20, 35, 50),
        Kind.NOTE: TargetSeconds(120, 300, 480),
    }
)


NOTE_WORDS = range(90, 151)
_NOTE_LASTS = timedelta(days=365)


class KeyPoint(NamedTuple):
    """Something observable in an answer, which the user ticks; a `must` may not be missing."""

    text: str
    must: bool = False


class LegalStatus(StrEnum):
    """What the law of one place says of asking a question."""

    ASKING_BARRED = "asking-barred"
    MAY_BE_EVIDENCE = "may-be-evidence"
    LAWFUL = "lawful"


class LegalNote(NamedTuple):
    """The position in one jurisdiction on the day `as_of`, with where it was read. Not legal advice."""

    jurisdiction: str
    status: LegalStatus
    note: str
    source: str
    as_of: date

    def is_old(self, today: date) -> bool:
        """Tell whether it was looked up more than twelve months before `today`."""
        return today - self.as_of > _NOTE_LASTS


class Replies(NamedTuple):
    """Three ways to deflect a question, the warmest first."""

    concern: str = ""
    redirect: str = ""
    decline: str = ""


_NO_REPLIES = Replies()


class Card(NamedTuple):
    """One question with what a good answer needs. All text is clean and every part but the question optional."""

    id: str
    question: str
    kind: Kind = Kind.ATTRIBUTE
    priority: Priority = Priority.CORE
    phrasings: tuple[str, ...] = ()
    looks_for: str = ""
    key_points: tuple[KeyPoint, ...] = ()
    outline: tuple[str, ...] = ()
    follow_ups: tuple[str, ...] = ()
    bridges: tuple[str, ...] = ()
    pitfalls: tuple[str, ...] = ()
    answer: str = ""
    replies: Replies = _NO_REPLIES
    legal: tuple[LegalNote, ...] = ()
    target_seconds: int | None = None
    tags: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()

    @property
    def target(self) -> TargetSeconds:
        """The band in seconds: that of the kind, moved to the card's own aim if it has one."""
        band = TARGETS[self.kind]
        return band if self.target_seconds is None else band.aimed_at(self.target_seconds)

    def wording(self, phrasing: int) -> str:
        """Return the wording to ask: 0 is the question itself, then its phrasings, round and round."""
        wordings = (self.question, *self.phrasings)
        return wordings[phrasing % len(wordings)]

    def follow_up(self, phrasing: int) -> str | None:
        """Return the one follow-up that goes with this wording, if the card has any."""
        return self.follow_ups[phrasing % len(self.follow_ups)] if self.follow_ups else None
