"""Readiness for an interview: how well you will know its cards on the day, and what more or fewer minutes change."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from functools import partial
from math import ceil, fsum
from statistics import fmean
from typing import NamedTuple

from cards.key import CardKey
from decks.library.library import DeckEntry
from scheduler.fsrs.formulas import Fsrs6
from scheduler.log.store import Store
from scheduler.planning.candidates import Candidate, read_candidates
from scheduler.planning.forecast import MOST_RUNS, Forecast, forecast
from scheduler.planning.interview import (
    FINAL_DAYS,
    Goal,
    final_seconds,
    fitting,
    goal_for,
    order,
    readiness,
    recall_on,
    value,
)
from scheduler.planning.musts import Musts, count_musts
from scheduler.planning.pace import seconds_spent
from scheduler.planning.queue import read_suspended
from trainer.interview.dates import MOST_MINUTES, Interview
from trainer.interview.plan import Plan

_MORE = 10  # minutes a day


class Readiness(NamedTuple):
    """The mean probability of recall of some cards, 0 to 1. An unseen card counts as 0."""

    today: float
    if_you_stop: float  # on the day of the interview, if nothing more is reviewed
    if_you_keep_going: float  # on that day, with the minutes a day as set; the model's estimate


class DeckReadiness(NamedTuple):
    """The readiness of one deck, or of all decks of an interview together; `id` is then empty."""

    id: str
    title: str
    cards: int
    unseen: int  # cards never rated
    readiness: Readiness


class Others(NamedTuple):
    """The cards of an interview that are not `must` cards, counted."""

    met: int
    to_come: int  # met by the eve, at this pace
    left_out: int
    with_more: int  # of those left out, how many ten more minutes a day would fit


class Report(NamedTuple):
    """What `greenroom interview show` shows.

    Attributes:
        minutes: The minutes a day, including those of `sharing`.
        sharing: Other interviews whose cards are all rehearsed for this one.
        first: The nearer interview that all of its cards are rehearsed for first; None if there is none.
        whole: The readiness of all its decks together.
        decks: Each deck, the least ready first.
        musts: The `must` cards now.
        musts_before: The `must` cards when today began.
        musts_on_the_day: How many `must` cards will be ready on the day: the model's estimate.
        musts_met_by: The study day on which the last `must` card is met; None if one never is, or all are.
        musts_again: How many `must` cards fit into the last days once more, and the minutes a day that fit all of them.
        musts_need: The minutes a day it would take to meet every `must` card; None if all will be met anyway, or no
            minutes are enough.
        others: The other cards.
        seconds: The average time a card takes.
        covered: How many cards the plan will have asked by the day.
        curve: For each study day from today on, the readiness expected on the day of the interview once that day's
            reviews are done.
        with_minutes: The readiness expected with other minutes a day.
        left_out: The cards that will still be unseen on the day, `must` cards first, without those planned for today.
    """

    interview: Interview
    days_left: int
    minutes: int
    sharing: tuple[Interview, ...]
    first: Interview | None
    whole: DeckReadiness
    decks: tuple[DeckReadiness, ...]
    musts: Musts
    musts_before: Musts
    musts_on_the_day: int
    musts_met_by: date | None
    musts_again: tuple[int, int]
    musts_need: int | None
    others: Others
    seconds: float
    covered: float
    curve: tuple[tuple[date, float], ...]
    with_minutes: tuple[tuple[int, float], ...]
    left_out: tuple[Candidate, ...]

    @property
    def more_minutes(self) -> int:
        """The minutes a day that `others.with_more` assumes."""
        return self.minutes + _MORE


class _Rehearsal(NamedTuple):
    """The cards of an interview as they are today, to be rehearsed with any minutes a day. Days are ordinals.

    Attributes:
        cards: The cards.
        today: The current study day.
        day: The day of the interview.
        fsrs: FSRS.
        spent: The seconds of today that are used up.
    """

    cards: Sequence[Candidate]
    today: int
    day: int
    fsrs: Fsrs6
    spent: float

    def forecast(self, minutes: int, *, runs: int = MOST_RUNS) -> Forecast:
        """Simulate rehearsing for some minutes a day, at most so many times."""
        seconds = minutes * 60.0
        budgets = max(0.0, seconds - self.spent), seconds
        return forecast(self.cards, self.today, self._goal(seconds), budgets, runs=runs)

    def meets_musts(self, minutes: int) -> bool:
        """Return whether every `must` card is met in some minutes a day."""
        seconds = minutes * 60.0
        value_of = partial(value, today=self.today, goal=self._goal(seconds))
        in_order = order(self.cards, self.today, self.day, seconds, value_of)
        met_today = {card.key for card in fitting(in_order, seconds - self.spent)}
        return all(card.rank or card.key in met_today for card in self.forecast(minutes, runs=1).unseen)

    def readiness(self, of: Sequence[Candidate], recalls: Mapping[CardKey, float]) -> Readiness:
        """Return the readiness of some of the cards; `recalls` are those expected on the day of the interview."""
        return Readiness(
            readiness(of, self.today, self.fsrs),
            fmean(recall_on(card, self.day, self.fsrs) for card in of),
            fmean(recalls[card.key] for card in of),
        )

    def _goal(self, seconds: float) -> Goal:
        return goal_for(self.cards, self.day, seconds, self.fsrs)


def build_report(
    interview: Interview,
    store: Store,
    entries: Sequence[DeckEntry],
    today: date,
    plan: Plan | None,
) -> Report | None:
    """Compute the readiness for an interview as if it were the only one; None if all its cards are suspended.

    Args:
        interview: The interview.
        store: The log.
        entries: All decks.
        today: The current study day.
        plan: The plan, if there is one. Its cards for today count as met, however the simulated ratings before them go.
    """
    about = {entry.id: entry for entry in entries if interview.is_about(entry.id)}
    cards = read_candidates(store, {deck: entry.ids for deck, entry in about.items()}, read_suspended(store))
    if not cards:
        return None
    part = plan.part_for(interview) if plan else None
    first = part.interview if part and part.interview != interview else None
    if first is not None and first.day < interview.day:
        part = None  # after that day it has its own minutes again
    planned = {card.key for card in plan.planned(today)} if plan else set[CardKey]()
    minutes = part.minutes if part else interview.minutes
    spent = fsum(seconds for deck, seconds in seconds_spent(store, today).items() if deck in about)
    rehearsal = _Rehearsal(cards, today.toordinal(), interview.day.toordinal(), store.model.fsrs, spent)
    expected = rehearsal.forecast(minutes)
    compared = {other: rehearsal.forecast(other) for other in _compared(minutes)}
    recalls = {card.key: recall for card, recall in zip(cards, expected.recalls, strict=True)}

    def left_out_of(expected: Forecast) -> tuple[Candidate, ...]:
        return tuple(card for card in expected.unseen if card.key not in planned)

    def readiness_of(name: str, title: str, of: Sequence[Candidate]) -> DeckReadiness:
        unseen = sum(card.state is None for card in of)
        return DeckReadiness(name, title, len(of), unseen, rehearsal.readiness(of, recalls))

    decks = [
        readiness_of(deck, entry.title, of)
        for deck, entry in about.items()
        if (of := [card for card in cards if card.key.deck == deck])
    ]
    left_out = left_out_of(expected)
    musts = count_musts(store, cards, interview.day)
    musts_left = any(card.rank == 0 for card in left_out)
    met_by = None
    if musts.met < musts.total and not musts_left:
        # Today's plan may meet one that the first run does not.
        met_by = date.fromordinal(expected.musts_met or rehearsal.today)
    return Report(
        interview=interview,
        days_left=interview.days_left(today),
        minutes=minutes,
        sharing=part.sharing if part and first is None else (),
        first=first,
        whole=readiness_of("", interview.title, cards),
        decks=tuple(sorted(decks, key=lambda deck: (deck.readiness.if_you_keep_going, deck.title))),
        musts=musts,
        musts_before=count_musts(store, cards, interview.day, before=today),
        musts_on_the_day=round(expected.musts_ready),
        musts_met_by=met_by,
        musts_again=_again(cards, minutes),
        musts_need=_least(rehearsal.meets_musts, minutes) if musts_left else None,
        others=_count_others(cards, left_out, left_out_of(compared[minutes + _MORE])),
        seconds=fmean(card.seconds for card in cards),
        covered=expected.seen,
        curve=tuple((today + timedelta(days=n), value) for n, value in enumerate(expected.curve)),
        with_minutes=tuple((other, found.readiness) for other, found in compared.items()),
        left_out=left_out,
    )


def _again(cards: Sequence[Candidate], minutes: int) -> tuple[int, int]:
    """Return how many `must` cards the last days have room for once more, and the minutes a day that fit all."""
    seconds = final_seconds(cards)
    total = sum(card.rank == 0 for card in cards)
    fitting = total if not seconds else min(total, int(total * FINAL_DAYS * minutes * 60 / seconds))
    return fitting, ceil(seconds / 60 / FINAL_DAYS)


def _count_others(cards: Sequence[Candidate], left_out: Sequence[Candidate], with_more: Sequence[Candidate]) -> Others:
    others = [card for card in cards if card.rank]
    met, left, still = (
        sum(card.state is not None for card in others),
        sum(card.rank > 0 for card in left_out),
        sum(card.rank > 0 for card in with_more),
    )
    return Others(met, len(others) - met - left, left, max(0, left - still))


def _least(is_enough: Callable[[int], bool], minutes: int) -> int | None:
    """Return the fewest minutes a day that are enough, found by halving up from too few; None if none are."""
    enough = minutes
    while not is_enough(enough):
        if enough == MOST_MINUTES:
            return None
        minutes, enough = enough, min(2 * enough, MOST_MINUTES)
    while enough - minutes > 1:
        middle = (minutes + enough) // 2
        minutes, enough = (minutes, middle) if is_enough(middle) else (middle, enough)
    return enough


def _compared(minutes: int) -> tuple[int, int]:
    """Return the minutes to compare with: ten fewer and ten more, or ten and twenty more for ten or less."""
    return (minutes - _MORE, minutes + _MORE) if minutes > _MORE else (minutes + _MORE, minutes + 2 * _MORE)
