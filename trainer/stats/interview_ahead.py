"""The nearest interview, and how ready you will be for it."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from scheduler.planning.musts import MustCard, Musts


class Ahead(NamedTuple):
    """The nearest interview ahead, and its must-haves."""

    title: str
    day: date
    musts: Musts


class AskedFor(NamedTuple):
    """Something the interview's advert asks for, the stories and the cards for it, and what the CV shows: as words."""

    title: str
    story: str
    cards: str
    cv: str


class Outlook(NamedTuple):
    """How the preparation for it is going. Shares are of the cards that the plan has time for.

    Attributes:
        minutes: The minutes a day.
        musts: Each must-have.
        musts_on_the_day: How many must-haves will be ready on the day: the model's estimate.
        musts_met_by: The study day on which the last must-have is met; None if one never is, or all are.
        past: For each study day so far, the readiness on the day of the interview if you had stopped then.
        asked_for: What its advert asks for.
        expected: That readiness at the start of each day from tomorrow to the interview, with the minutes as set: the
            model's estimate.
    """

    minutes: int
    musts: Sequence[MustCard]
    musts_on_the_day: int
    musts_met_by: date | None
    past: Sequence[tuple[date, float]]
    expected: Sequence[tuple[date, float]]
    asked_for: Sequence[AskedFor] = ()
