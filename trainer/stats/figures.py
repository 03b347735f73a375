"""Everything `stats` shows, in one value."""

from collections.abc import Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import NamedTuple

from cards.card import Kind
from cards.key import CardKey
from scheduler.mock.results import MockResult
from scheduler.stats.answers import (
    Hour,
    Timing,
)
from scheduler.stats.calibration import Calibration
from scheduler.stats.days import Day, Streak
from scheduler.stats.knowledge import CardGroup, Known
from scheduler.stats.retention import Ages, Retention
from scheduler.stats.speech import Speech
from trainer.stats.asked import Asked
from trainer.stats.interview_ahead import Ahead, Outlook


class KindFigures(NamedTuple):
    """One kind of question: its cards, how much of it you retain, and how long your answers take."""

    kind: Kind
    ready: CardGroup
    retention: Retention
    time: Timing | None


class DeckFigures(NamedTuple):
    """One deck: its cards, and how much of it you retain, over all time."""

    id: str
    title: str
    ready: CardGroup
    retention: Ages


class ModeFigures(NamedTuple):
    """Answers given in one mode: spoken, typed or in a mock interview."""

    mode: str
    retention: Retention
    time: Timing


class MissedPoint(NamedTuple):
    """A key point that you keep leaving out."""

    key: CardKey
    point: str
    missed: int
    asked: int


class Practice(NamedTuple):
    """What you have done.

    Attributes:
        days: Every study day with a review, in order.
        minutes_today: The minutes used today, grading included: those counted against the minutes of a day.
        new_today: Cards rated for the first time today.
        streak: Study days in a row with a review.
        retention: True retention, by span and age.
        buttons: How often each rating was given.
    """

    days: list[Day]
    minutes_today: float
    new_today: int
    streak: Streak
    retention: dict[str, Ages]
    buttons: dict[str, int]


class Cards(NamedTuple):
    """How well you know your cards.

    Attributes:
        known: What the memories say about them.
        unanswered: Cards without an answer so far.
        forecast: How many cards are due on each of the next 30 days, today first.
        kinds: The kinds of question, weakest first.
        decks: The decks, weakest first.
    """

    known: Known
    unanswered: int
    forecast: list[tuple[date, int]]
    kinds: list[KindFigures]
    decks: list[DeckFigures]

    @property
    def due_in_week(self) -> int:
        """Cards that come due today or in the six days after."""
        return sum(due for _, due in self.forecast[:7])


class Answers(NamedTuple):
    """How you answer, by the newest answers.

    Attributes:
        missed: The key points you keep leaving out, the most missed first.
        modes: Answers by how they were given.
        drift: How often each pair of suggested and given rating occurred.
        hours: Reviews by the hour of the day.
        calibration: How well the predicted recalls fit.
        speech: How answers were spoken, by week; None if too few were recorded.
    """

    missed: list[MissedPoint]
    modes: list[ModeFigures]
    drift: Mapping[tuple[int, int], int]
    hours: list[Hour]
    calibration: Calibration
    speech: Speech | None


class Interviews(NamedTuple):
    """Mock interviews and real ones.

    Attributes:
        mocks: Mock interviews with a rating, oldest first; none if the figures are of one deck.
        asked: The questions asked in real interviews.
        ahead: The nearest interview ahead; None if there is none, or the figures are of one deck.
    """

    mocks: list[MockResult]
    asked: Asked
    ahead: Ahead | None = None


class Detail(NamedTuple):
    """What only the report and the long screen show, as far as it was requested.

    Attributes:
        outlook: How the preparation for the nearest interview is going.
        readiness: The readiness on days so far, in order.
        desired_retention: The retention set in the settings.
        questions: The questions of the cards that sections show.
    """

    outlook: Outlook | None = None
    readiness: Sequence[tuple[date, float]] = ()
    desired_retention: float | None = None
    questions: Mapping[CardKey, str] = MappingProxyType({})


class Figures(NamedTuple):
    """All figures, of one deck or of all, on a study day; docs/stats.md defines each."""

    today: date
    deck: str | None
    practice: Practice
    cards: Cards
    answers: Answers
    interviews: Interviews
    detail: Detail = Detail()

    @property
    def done_today(self) -> Day:
        """Reviews and minutes of today."""
        # Not always the last: a clock that was ahead leaves days in the future.
        found = (day for day in reversed(self.practice.days) if day.day == self.today)
        return next(found, Day(self.today, 0, 0.0))._replace(minutes=self.practice.minutes_today)
