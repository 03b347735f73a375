"""A card: one question, and what a good answer to it needs."""

from datetime import date, timedelta
from enum import StrEnum
from itertools import chain
from typing import Any, NamedTuple

from cards.key import Priority


class Kind(StrEnum):
    """The kind of question a card asks. It sets the target time of the answer."""

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
    """How long a spoken answer should take, in seconds: the least, the aim and the most."""

    min: int
    aim: int
    max: int

    def aimed_at(self, seconds: int) -> "TargetSeconds":
        """Return this band scaled to another aim: `min` and `max` keep their proportion to it."""
        return TargetSeconds(round(self.min * seconds / self.aim), seconds, round(self.max * seconds / self.aim))


# What practitioners agree on, not an experiment: we found no study of the best length.
# A note is written, not spoken: `NOTE_WORDS` words, about five minutes.
TARGETS = {
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
NOTE_WORDS = range(90, 151)


# The classes that a cue of a key point may name, after `#`.
CUE_CLASSES = ("number", "unit", "name", "period", "because")


class KeyPoint(NamedTuple):
    """Something you can hear in an answer, for the user to tick. A `must` has to be there."""

    text: str
    must: bool = False
    cues: tuple[str, ...] = ()

    @property
    def marked(self) -> str:
        """Its text, with a `must` marked in words."""
        return f"{self.text} (must)" if self.must else self.text


class FollowUp(NamedTuple):
    """A question asked after the answer.

    Attributes:
        phrasing: The wording it goes with: 0 is the question itself, 1 the first phrasing; None for any.
    """

    text: str
    phrasing: int | None = None


class LegalStatus(StrEnum):
    """What the law of one place says about asking a question."""

    ASKING_BARRED = "asking-barred"
    LIMITED = "limited"  # only from a later stage, or only where the job needs it
    MAY_BE_EVIDENCE = "may-be-evidence"
    LAWFUL = "lawful"


class LegalNote(NamedTuple):
    """The law in one jurisdiction, with its source. Not legal advice.

    Attributes:
        jurisdiction: An ISO 3166 code like `GB` or `US-NY`; older decks have names.
        status: What the law says about asking.
        note: The same in a sentence or two.
        source: Where to read it.
        as_of: The day it was looked up.
        source_date: The date of a source that reports the law, like a guide; None if the source is the law itself.
        stage: For a limited question, from which stage or for which jobs it may be asked.
    """

    jurisdiction: str
    status: LegalStatus
    note: str
    source: str
    as_of: date
    source_date: date | None = None
    stage: str = ""

    @property
    def known_on(self) -> date:
        """The last day we know it was the law: the older of the two dates."""
        return min(self.as_of, self.source_date or self.as_of)

    def is_old(self, today: date) -> bool:
        """Return whether it was looked up, or reported by its source, more than twelve months before `today`."""
        return today - self.known_on > timedelta(days=365)


class Replies(NamedTuple):
    """Ways to deflect a question, the friendliest first."""

    concern: str = ""
    redirect: str = ""
    decline: str = ""
    firm: str = ""


class Wording(NamedTuple):
    """How a card is worded in a variety of its language, or in another language: the fields that differ."""

    language: str  # a BCP 47 tag, such as `en-US`
    fields: tuple[tuple[str, Any], ...]  # each with its value, in the order in which fields are written


class Card(NamedTuple):
    """One question, and what a good answer to it needs. All text is clean; only `id` and `question` are required.

    Attributes:
        context: Shown with the question, line by line as it is: code, a table, a case.
        like: Cards that ask much the same, by id or key; an interview asks only one of them.
        was: The card's earlier ids, so that it keeps their history.
        competencies: What a good answer proves, by the ids of `decks/vocabulary/competencies.toml`.
        wordings: How it is worded elsewhere; empty once one of them was chosen.
    """

    id: str
    question: str
    kind: Kind = Kind.ATTRIBUTE
    priority: Priority = Priority.CORE
    phrasings: tuple[str, ...] = ()
    looks_for: str = ""
    key_points: tuple[KeyPoint, ...] = ()
    outline: tuple[str, ...] = ()
    follow_ups: tuple[FollowUp, ...] = ()
    bridges: tuple[str, ...] = ()
    pitfalls: tuple[str, ...] = ()
    answer: str = ""
    replies: Replies = Replies()
    legal: tuple[LegalNote, ...] = ()
    target_seconds: int | None = None
    tags: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    context: str = ""
    like: tuple[str, ...] = ()
    was: tuple[str, ...] = ()
    competencies: tuple[str, ...] = ()
    wordings: tuple[Wording, ...] = ()

    @property
    def is_unanswered(self) -> bool:
        """Whether the card has neither a model answer nor key points yet."""
        return not (self.answer or self.key_points)

    @property
    def labels(self) -> tuple[str, ...]:
        """Its tags and competencies, for formats that have nothing but tags."""
        return tuple(dict.fromkeys((*self.tags, *self.competencies)))

    @property
    def target(self) -> TargetSeconds:
        """The target band of the card's kind, scaled to `target_seconds` if the card sets it."""
        band = TARGETS[self.kind]
        return band if self.target_seconds is None else band.aimed_at(self.target_seconds)

    @property
    def texts(self) -> tuple[str, ...]:
        """All of the card's texts that a search looks through."""
        several = (self.phrasings, self.outline, self.bridges, self.pitfalls, self.replies, self.labels)
        points, more = (each.text for each in self.key_points), (each.text for each in self.follow_ups)
        return (self.question, self.context, self.looks_for, self.answer, *points, *more, *chain.from_iterable(several))

    @property
    def asked(self) -> tuple[str, ...]:
        """All wordings of its question."""
        return (self.question, *self.phrasings)

    @property
    def spoken(self) -> tuple[str, ...]:
        """Everything that is said out loud, by the interviewer or by you, but for the model answer."""
        follow_ups = (each.text for each in self.follow_ups)
        return (*self.asked, *follow_ups, *self.bridges, *filter(None, self.replies))

    def wording(self, phrasing: int) -> str:
        """Return the wording to ask: 0 is the question itself, then its phrasings, then the question again."""
        return self.asked[phrasing % len(self.asked)]

    def follow_ups_to(self, phrasing: int) -> tuple[str, ...]:
        """Return the follow-ups that may be asked after this wording: its own and those that fit any."""
        number = phrasing % (1 + len(self.phrasings))
        return tuple(each.text for each in self.follow_ups if each.phrasing in (None, number))

    def follow_up(self, phrasing: int) -> str | None:
        """Return the follow-up that goes with this wording; None if there is none."""
        fitting = self.follow_ups_to(phrasing)
        return fitting[phrasing % len(fitting)] if fitting else None
