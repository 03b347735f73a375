"""How ready a user will be on the day of an interview, and what more or fewer minutes would change."""

from collections.abc import Callable, Container, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from statistics import fmean
from typing import TYPE_CHECKING

from cards.key import CardKey
from scheduler.planning.candidates import Candidate, read_candidates
from scheduler.planning.forecast import Forecast, forecast
from scheduler.planning.interview import fitting, order, readiness, recall_on, weight
from scheduler.planning.pace import seconds_spent
from trainer.interview.dates import MOST_MINUTES, Interview

if TYPE_CHECKING:
    from decks.library.library import DeckEntry
    from scheduler.log.store import Store


@dataclass(frozen=True, slots=True)
class Readiness:
    """Mean probability of recall, 0 to 1, unseen cards counting as 0.

    Attributes:
        today: As it is today.
        if_you_stop: On the day, if nothing more is done.
        if_you_keep_going: On the day, if the minutes are kept; the model's estimate.
    """

    today: float
    if_you_stop: float
    if_you_keep_going: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How some cards stand: their number, those never met, and readiness."""

    id: str
    title: str
    cards: int
    unseen: int
    readiness: Readiness


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What `greenroom interview show` tells.

    Attributes:
        interview: The interview.
        days_left: Until it is held.
        whole: All its cards together.
        decks: Each deck, the least ready first.
        must: How many cards are a `must`, and how many of those were never met.
        seconds: How long a card takes, on average.
        curve: Readiness on the day after each study day from today on, as it is expected.
        with_minutes: Readiness on the day with other minutes.
        left_out: The cards that will not have been met by then, `must` first; none that is planned for today.
        musts_need: The minutes a day that would meet every `must` card; None if those there are do, or none would.
    """

    interview: Interview
    days_left: int
    whole: Standing
    decks: tuple[Standing, ...]
    must: tuple[int, int]
    seconds: float
    curve: tuple[tuple[date, float], ...]
    with_minutes: tuple[tuple[int, float], ...]
    left_out: tuple[Candidate, ...]
    musts_need: int | None

    @property
    def musts_left_out(self) -> tuple[Candidate, ...]:
        """The `must` cards among those left out."""
        return tuple(card for card in self.left_out if card.rank == 0)


def report(
    interview: Interview,
    store: "Store",
    entries: Sequence["DeckEntry"],
    out: frozenset[CardKey],
    today: date,
    planned: Container[CardKey],
) -> Report | None:
    """Look at one interview as if it were the only one; None if it has no cards that may be asked.

    Args:
        interview: The interview.
        store: The log.
        entries: All decks.
        out: Suspended and buried cards.
        today: The study day it is.
        planned: What is planned for today: it is met, whatever chance does to the cards before it.
    """
    about = {entry.id: entry for entry in entries if interview.is_about(entry.id)}
    cards = read_candidates(store, {deck: entry.ids for deck, entry in about.items()}, out)
    if not cards:
        return None
    now, day, fsrs = today.toordinal(), interview.day.toordinal(), store.model.fsrs
    spent = sum(seconds for deck, seconds in seconds_spent(store, today).items() if deck in about)

    def ahead(minutes: int, **options: int) -> Forecast:
        return forecast(cards, now, day, (max(0.0, minutes * 60 - spent), minutes * 60.0), fsrs, **options)

    in_order = order(cards, now, day, partial(weight, today=now, day=day, fsrs=fsrs))

    def meets_musts(minutes: int) -> bool:
        today_met = {card.key for card in fitting(in_order, minutes * 60 - spent)}
        return all(card.rank or card.key in today_met for card in ahead(minutes, runs=1).unseen)

    outlook = ahead(interview.minutes)
    going = {card.key: recall for card, recall in zip(cards, outlook.recalls, strict=True)}

    def standing(name: str, title: str, of: Sequence[Candidate]) -> Standing:
        found = Readiness(
            readiness(of, now, fsrs),
            fmean(recall_on(card, day, fsrs) for card in of),
            fmean(going[card.key] for card in of),
        )
        return Standing(
            id=name, title=title, cards=len(of), unseen=sum(card.state is None for card in of), readiness=found
        )

    decks = [
        standing(deck, entry.title, of)
        for deck, entry in about.items()
        if (of := [card for card in cards if card.key.deck == deck])
    ]
    unmet = [card for card in cards if card.rank == 0 and card.state is None]
    left_out = tuple(card for card in outlook.unseen if card.key not in planned)
    musts_left = any(card.rank == 0 for card in left_out)
    return Report(
        interview=interview,
        days_left=interview.days_left(today),
        whole=standing("", interview.title, cards),
        decks=tuple(sorted(decks, key=lambda deck: (deck.readiness.if_you_keep_going, deck.title))),
        must=(sum(card.rank == 0 for card in cards), len(unmet)),
        seconds=fmean(card.seconds for card in cards),
        curve=tuple((today + timedelta(days=n), value) for n, value in enumerate(outlook.curve)),
        with_minutes=tuple((minutes, ahead(minutes).readiness) for minutes in _others(interview.minutes)),
        left_out=left_out,
        musts_need=_least(meets_musts, interview.minutes) if musts_left else None,
    )


def _least(suffices: Callable[[int], bool], minutes: int) -> int | None:
    """Return the least minutes a day that suffice where so many do not, as far as halving finds it; None if none do."""
    enough = minutes
    while not suffices(enough):
        if enough == MOST_MINUTES:
            return None
        minutes, enough = enough, min(2 * enough, MOST_MINUTES)
    while enough - minutes > 1:
        middle = (minutes + enough) // 2
        minutes, enough = (minutes, middle) if suffices(middle) else (middle, enough)
    return enough


def _others(minutes: int) -> tuple[int, int]:
    """Return the minutes to compare with: ten fewer and ten more, or more twice where that leaves nothing."""
    return (minutes - 10, minutes + 10) if minutes > 10 else (minutes + 10, minutes + 20)
