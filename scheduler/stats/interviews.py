"""Answers given in real interviews, against the recall predicted for them on the day."""

from collections.abc import Iterable
from datetime import date
from itertools import groupby
from math import sqrt
from operator import itemgetter
from statistics import fmean
from typing import NamedTuple

from cards.key import CardKey
from scheduler.log.active import ACTIVE, IN_ORDER
from scheduler.log.store import Store

# With fewer answers, the share delivered says little.
ENOUGH = 10


class AskedAnswer(NamedTuple):
    """The answer to a question asked in an interview.

    Attributes:
        predicted: The recall predicted on the day from the reviews before it, 0 to 1; None for a card never reviewed.
        delivered: Whether it was rated better than Again.
    """

    key: CardKey
    predicted: float | None
    delivered: bool


class HeldInterview(NamedTuple):
    """A past interview: its day, its name, and the UUIDs of the reviews that rate the answers given there."""

    day: date
    title: str
    reviews: tuple[str, ...]


class Delivery(NamedTuple):
    """How some answers went; a card never reviewed before counts as a predicted recall of 0.

    Attributes:
        n: The number of answers, at least 1.
        new: How many of their cards had never been reviewed.
        predicted: The mean predicted recall, 0 to 1.
        delivered: The share delivered, 0 to 1.
        error: The standard error of the share delivered, from the predictions or from the share itself, whichever is
            greater: if ten answers predicted at 97 % are all delivered, that is no surprise.
    """

    n: int
    new: int
    predicted: float
    delivered: float
    error: float

    @property
    def is_off(self) -> bool:
        """Whether there are enough answers, and the prediction is off by more than two standard errors."""
        return self.n >= ENOUGH and abs(self.delivered - self.predicted) > 2 * self.error


def delivery_of(answers: Iterable[AskedAnswer]) -> Delivery | None:
    """Compare what was predicted for some answers with how they went; None if there are none."""
    pairs = [(answer.predicted or 0.0, float(answer.delivered), answer.predicted is None) for answer in answers]
    if not pairs:
        return None
    predicted, delivered, new = zip(*pairs, strict=True)
    share = fmean(delivered)
    variance = max(fmean(recall * (1 - recall) for recall in predicted), share * (1 - share))
    return Delivery(len(pairs), sum(new), fmean(predicted), share, sqrt(variance / len(pairs)))


def asked_answers(store: Store, interview: HeldInterview) -> list[AskedAnswer]:
    """Return the answers given in an interview, without those whose review was undone."""
    answers = []
    for review in interview.reviews:
        for deck, card, rating, at in store.rows(
            f"SELECT deck, card, rating, reviewed_at_utc_ms {ACTIVE} AND uuid = ?", (review,)
        ):
            recalls = recalls_before(store, deck, interview.day, at, card=card)
            answers.append(AskedAnswer(CardKey(deck, card), recalls.get(card), rating > 1))
    return answers


def recalls_before(store: Store, deck: str, day: date, at_utc_ms: int, *, card: str | None = None) -> dict[str, float]:
    """Return the recall predicted on a study day for a deck's cards, 0 to 1, by id; unseen cards are left out.

    Args:
        store: The log.
        deck: The id of the deck.
        day: The study day.
        at_utc_ms: An instant on that day, in milliseconds since 1970-01-01 UTC. Reviews from then on don't count.
        card: The only card to return; None for all.
    """
    only, values = ("", ()) if card is None else ("AND card = ?", (card,))
    rows = store.rows(
        f"SELECT card, rating, study_day {ACTIVE} AND deck = ? {only}"
        f" AND (study_day < ? OR study_day = ? AND reviewed_at_utc_ms < ?) ORDER BY card, {IN_ORDER}",
        (deck, *values, day.isoformat(), day.isoformat(), at_utc_ms),
    )
    recalls = {}
    for name, history in groupby(rows, itemgetter(0)):
        ratings = [(rating, date.fromisoformat(on)) for _, rating, on in history]
        memory, _ = store.model.replay(CardKey(deck, name), ratings)
        if memory is not None:
            recalls[name] = store.model.retrievability(memory, day)
    return recalls
