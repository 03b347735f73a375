"""Everything `stats` shows, in one value: the figures of the log, joined with the decks."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from functools import cache
from types import MappingProxyType
from typing import NamedTuple

from cards.card import TARGETS, Kind, TargetSeconds
from cards.key import CardKey
from cards.own_answer import OwnAnswer
from decks.library.library import DeckEntry, Library
from scheduler.log.store import Store
from scheduler.mock.results import MockResult, mock_results
from scheduler.planning.pace import seconds_spent
from scheduler.planning.queue import count_first_ratings
from scheduler.stats.answers import (
    Hour,
    LoggedAnswer,
    Missed,
    Timing,
    by_hour,
    drift,
    group_answers,
    most_missed,
    newest_answers,
    retention_of,
    timing,
)
from scheduler.stats.calibration import Calibration, calibration
from scheduler.stats.days import Day, Streak, buttons, days, streak
from scheduler.stats.interviews import HeldInterview
from scheduler.stats.knowledge import CardGroup, DeckCards, Known, read_known
from scheduler.stats.retention import Ages, Retention, retention_by_deck, true_retention
from scheduler.stats.speech import Speech, speech
from trainer.stats.asked import Asked, asked_in
from trainer.stats.interview_ahead import Ahead, Outlook

_FORECAST_DAYS = 30
_MOST_POINTS = 10
_TargetOf = Callable[[CardKey], TargetSeconds]
_OwnAnswerOf = Callable[[CardKey], OwnAnswer | None]


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


class Figures(NamedTuple):
    """All figures, of one deck or of all; docs/stats.md defines each.

    Attributes:
        minutes_today: The minutes used today, grading included: those counted against the minutes of a day.
        new_today: Cards rated for the first time today.
        unanswered: Cards without an answer so far.
        forecast: How many cards are due on each of the next 30 days, today first.
        kinds: The kinds of question, weakest first.
        decks: The decks, weakest first.
        drift: How often each pair of suggested and given rating occurred.
        mocks: Mock interviews with a rating, oldest first; none if the figures are of one deck.
        asked: The questions asked in real interviews.
        speech: How answers were spoken, by week; None if too few were recorded.
        ahead: The nearest interview ahead; None if there is none, or the figures are of one deck.
        outlook: How the preparation for it is going; None if not requested.
        readiness: The readiness on days so far, in order; empty if not requested.
        desired_retention: The retention set in the settings, if the report shows it.
        questions: The questions of the cards that sections show, as far as requested.
    """

    today: date
    deck: str | None
    days: list[Day]
    minutes_today: float
    new_today: int
    streak: Streak
    retention: dict[str, Ages]
    buttons: dict[str, int]
    known: Known
    unanswered: int
    forecast: list[tuple[date, int]]
    kinds: list[KindFigures]
    decks: list[DeckFigures]
    missed: list[MissedPoint]
    modes: list[ModeFigures]
    drift: Mapping[tuple[int, int], int]
    hours: list[Hour]
    calibration: Calibration
    mocks: list[MockResult]
    asked: Asked
    speech: Speech | None
    ahead: Ahead | None = None
    outlook: Outlook | None = None
    readiness: Sequence[tuple[date, float]] = ()
    desired_retention: float | None = None
    questions: Mapping[CardKey, str] = MappingProxyType({})

    @property
    def done_today(self) -> Day:
        """Reviews and minutes of today."""
        # Not always the last: a clock that was ahead leaves days in the future.
        found = (day for day in reversed(self.days) if day.day == self.today)
        return next(found, Day(self.today, 0, 0.0))._replace(minutes=self.minutes_today)

    @property
    def due_in_week(self) -> int:
        """Cards that come due today or in the six days after."""
        return sum(due for _, due in self.forecast[:7])


def gather(
    store: Store,
    library: Library,
    own_answer: _OwnAnswerOf,
    today: date,
    deck: str | None = None,
    held: Iterable[HeldInterview] = (),
) -> Figures:
    """Work out all figures.

    Args:
        store: The log.
        library: All decks.
        own_answer: Returns the user's own answer to a card.
        today: The current study day.
        deck: The id of the only deck wanted; None for all.
        held: The past interviews, the earliest first.
    """
    entries = {entry.id: entry for entry in ([library.deck(deck)] if deck else library.decks())}
    known = known_of(store, entries.values(), today)
    newest = newest_answers(store, deck)
    # A large import would leave no room for the answers given in greenroom, so those are read on their own.
    here = newest if all(answer.here for answer in newest) else newest_answers(store, deck, here=True)
    target = _target_lookup(entries)
    studied, spent = days(store, deck), seconds_spent(store, today)
    return Figures(
        today=today,
        deck=deck,
        days=studied,
        minutes_today=(spent.get(deck, 0.0) if deck else sum(spent.values())) / 60,
        new_today=count_first_ratings(store, today, deck),
        streak=streak(studied, today),
        retention=true_retention(studied, today),
        buttons=buttons(studied),
        known=known,
        unanswered=sum(len(entry.unanswered) for entry in entries.values()),
        forecast=known.due_forecast(today, _FORECAST_DAYS),
        kinds=_kinds(newest, here, known, entries, target),
        decks=_decks(retention_by_deck(store), known, entries.values()),
        missed=_missed(most_missed(here), library, own_answer),
        modes=_modes([answer for answer in here if answer.key.deck in entries], target),
        drift=drift(here),
        hours=by_hour(newest),
        calibration=calibration(newest),
        mocks=[] if deck else mock_results(store),
        asked=asked_in(store, held, deck),
        speech=speech(store, deck),
    )


def known_of(store: Store, entries: Iterable[DeckEntry], today: date) -> Known:
    """Return what the memories say today about the cards in some decks."""
    return read_known(store, {entry.id: _cards_of(entry) for entry in entries}, today)


def _cards_of(entry: DeckEntry) -> DeckCards:
    other_kinds = {card: kind for card, (kind, _) in entry.overrides.items() if kind != entry.kind}
    return DeckCards([card for ids in entry.ids for card in ids], entry.kind, other_kinds)


def _target_lookup(entries: Mapping[str, DeckEntry]) -> _TargetOf:
    """Return a cached lookup of a card's target times: each card has many answers."""

    @cache
    def target(key: CardKey) -> TargetSeconds:
        kind, seconds = entries[key.deck].overrides.get(key.card, (entries[key.deck].kind, None))
        band = TARGETS[Kind(kind)]
        return band if seconds is None else band.aimed_at(seconds)

    return target


def _kinds(
    newest: Sequence[LoggedAnswer],
    here: Sequence[LoggedAnswer],
    known: Known,
    entries: Mapping[str, DeckEntry],
    target: _TargetOf,
) -> list[KindFigures]:
    @cache
    def kind_of(key: CardKey) -> str | None:
        entry = entries.get(key.deck)  # None if the deck is gone
        return entry and entry.overrides.get(key.card, (entry.kind, None))[0]

    tested, timed = (group_answers(answers, lambda answer: kind_of(answer.key)) for answers in (newest, here))
    found = [
        KindFigures(Kind(kind), ready, retention_of(tested.get(kind, ())), timing(timed.get(kind, ()), target))
        for kind, ready in known.kinds.items()
    ]
    return sorted(found, key=lambda row: (*_weakness(row.retention, row.ready), row.kind.value))


def _decks(retention: Mapping[str, Ages], known: Known, entries: Iterable[DeckEntry]) -> list[DeckFigures]:
    none = dict.fromkeys(("young", "mature", "all"), Retention(0, 0))
    found = [
        DeckFigures(entry.id, entry.title, known.decks[entry.id], retention.get(entry.id, none)) for entry in entries
    ]
    return sorted(found, key=lambda row: (*_weakness(row.retention["all"], row.ready), row.title.casefold()))


def _weakness(retention: Retention, ready: CardGroup) -> tuple[bool, float, float]:
    """Return a key that sorts the weakest first, the untested last.

    One pass and one failure are added so that a single review can't come first.
    """
    return not retention.total, (retention.passed + 1) / (retention.total + 2), ready.readiness or 0.0


def _missed(points: Sequence[Missed], library: Library, own_answer: _OwnAnswerOf) -> list[MissedPoint]:
    """Return the texts of the points missed most, leaving out cards that now have more or fewer points."""
    found: list[MissedPoint] = []
    existing = {entry.id: entry.ids for entry in library.decks()}
    for point in points:
        if len(found) == _MOST_POINTS:
            break
        if any(point.key.card in ids for ids in existing.get(point.key.deck, ())):
            answer = own_answer(point.key) if point.own else None
            key_points = (answer.points if answer else ()) if point.own else library.card(point.key).key_points
            if len(key_points) == point.total:
                found.append(MissedPoint(point.key, key_points[point.position].text, point.missed, point.asked))
    return found


def _modes(here: Sequence[LoggedAnswer], target: _TargetOf) -> list[ModeFigures]:
    groups = group_answers((answer for answer in here if answer.here), lambda answer: answer.mode)
    found = ((str(mode), retention_of(answers), timing(answers, target)) for mode, answers in groups.items())
    return sorted(ModeFigures(mode, retention, time) for mode, retention, time in found if time)
