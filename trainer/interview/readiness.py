"""Readiness for an interview: how well its cards will be known on the day, and what more or fewer minutes change."""

from collections.abc import Callable, Container, Sequence
from datetime import date, timedelta
from functools import partial
from statistics import fmean
from typing import NamedTuple

from cards.key import CardKey
from decks.library.library import DeckEntry
from scheduler.log.store import Store
from scheduler.planning.candidates import Candidate, read_candidates
from scheduler.planning.forecast import Forecast, forecast
from scheduler.planning.interview import fitting, order, readiness, recall_on, weight
from scheduler.planning.pace import seconds_spent
from trainer.interview.dates import MOST_MINUTES, Interview


class Readiness(NamedTuple):
    """The mean probability of recall of some cards, 0 to 1. An unseen card counts as 0."""

    today: float
    if_you_stop: float  # on the day of the interview, if nothing more is reviewed
    if_you_keep_going: float  # on that day, if the minutes a day are kept; the model's estimate


class DeckReadiness(NamedTuple):
    """The readiness of one deck, or of all decks of an interview together; `id` is then empty."""

    id: str
    title: str
    cards: int
    unseen: int  # cards never rated
    readiness: Readiness


class Report(NamedTuple):
    """What `greenroom interview show` shows.

    Attributes:
        curve: For each study day from today on, the readiness expected on the day of the interview once that day's
            reviews are done.
        with_minutes: The readiness expected with other minutes a day.
        left_out: The cards that will still be unseen on the day, `must` cards first, without those planned for today.
        musts_need: The minutes a day in which every `must` card would be seen; None if none is left out, or no minutes
            would do.
    """

    interview: Interview
    days_left: int
    whole: DeckReadiness  # all its decks together
    decks: tuple[DeckReadiness, ...]  # the least ready first
    must: tuple[int, int]  # the number of `must` cards, and of those never rated
    seconds: float  # the average time a card takes
    curve: tuple[tuple[date, float], ...]
    with_minutes: tuple[tuple[int, float], ...]
    left_out: tuple[Candidate, ...]
    musts_need: int | None


def build_report(
    interview: Interview,
    store: Store,
    entries: Sequence[DeckEntry],
    set_aside: frozenset[CardKey],
    today: date,
    planned: Container[CardKey],
) -> Report | None:
    """Compute the readiness for an interview as if it were the only one; None if none of its cards may be asked.

    Args:
        interview: The interview.
        store: The log.
        entries: All decks.
        set_aside: Suspended and buried cards.
        today: The current study day.
        planned: The cards planned for today, which count as seen however the simulated ratings before them turn out.
    """
    about = {entry.id: entry for entry in entries if interview.is_about(entry.id)}
    cards = read_candidates(store, {deck: entry.ids for deck, entry in about.items()}, set_aside)
    if not cards:
        return None
    now, day, fsrs = today.toordinal(), interview.day.toordinal(), store.model.fsrs
    spent = sum(seconds for deck, seconds in seconds_spent(store, today).items() if deck in about)

    def forecast_with(minutes: int, **options: int) -> Forecast:
        return forecast(cards, now, day, (max(0.0, minutes * 60 - spent), minutes * 60.0), fsrs, **options)

    in_order = order(cards, now, day, partial(weight, today=now, day=day, fsrs=fsrs))

    def meets_musts(minutes: int) -> bool:
        today_met = {card.key for card in fitting(in_order, minutes * 60 - spent)}
        return all(card.rank or card.key in today_met for card in forecast_with(minutes, runs=1).unseen)

    expected = forecast_with(interview.minutes)
    recalls = {card.key: recall for card, recall in zip(cards, expected.recalls, strict=True)}

    def readiness_of(name: str, title: str, of: Sequence[Candidate]) -> DeckReadiness:
        shares = Readiness(
            readiness(of, now, fsrs),
            fmean(recall_on(card, day, fsrs) for card in of),
            fmean(recalls[card.key] for card in of),
        )
        return DeckReadiness(name, title, len(of), sum(card.state is None for card in of), shares)

    decks = [
        readiness_of(deck, entry.title, of)
        for deck, entry in about.items()
        if (of := [card for card in cards if card.key.deck == deck])
    ]
    unmet = [card for card in cards if card.rank == 0 and card.state is None]
    left_out = tuple(card for card in expected.unseen if card.key not in planned)
    musts_left = any(card.rank == 0 for card in left_out)
    return Report(
        interview=interview,
        days_left=interview.days_left(today),
        whole=readiness_of("", interview.title, cards),
        decks=tuple(sorted(decks, key=lambda deck: (deck.readiness.if_you_keep_going, deck.title))),
        must=(sum(card.rank == 0 for card in cards), len(unmet)),
        seconds=fmean(card.seconds for card in cards),
        curve=tuple((today + timedelta(days=n), value) for n, value in enumerate(expected.curve)),
        with_minutes=tuple((minutes, forecast_with(minutes).readiness) for minutes in _others(interview.minutes)),
        left_out=left_out,
        musts_need=_least(meets_musts, interview.minutes) if musts_left else None,
    )


def _least(suffices: Callable[[int], bool], minutes: int) -> int | None:
    """Return the fewest minutes a day that suffice, given some that do not, found by halving; None if none do."""
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
    """Return the minutes to compare with: ten fewer and ten more, or ten and twenty more for ten or less."""
    return (minutes - 10, minutes + 10) if minutes > 10 else (minutes + 10, minutes + 20)
