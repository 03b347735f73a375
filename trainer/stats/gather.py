"""The figures worked out: those of the log, joined with the decks."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from functools import cache

from cards.card import TARGETS, Kind, TargetSeconds
from cards.key import CardKey
from cards.own_answer import OwnAnswer
from decks.library.library import DeckEntry, Library
from scheduler.log.store import Store
from scheduler.mock.results import mock_results
from scheduler.planning.pace import seconds_spent
from scheduler.planning.queue import count_first_ratings
from scheduler.stats.answers import (
    LoggedAnswer,
    Missed,
    by_hour,
    drift,
    group_answers,
    most_missed,
    newest_answers,
    retention_of,
    timing,
)
from scheduler.stats.calibration import calibration
from scheduler.stats.days import buttons, days, streak
from scheduler.stats.interviews import HeldInterview
from scheduler.stats.knowledge import CardGroup, DeckCards, Known, read_known
from scheduler.stats.retention import Ages, Retention, retention_by_deck, true_retention
from scheduler.stats.speech import speech
from trainer.stats.asked import asked_in
from trainer.stats.figures import (
    Answers,
    Cards,
    DeckFigures,
    Figures,
    Interviews,
    KindFigures,
    MissedPoint,
    ModeFigures,
    Practice,
)

_FORECAST_DAYS = 30
_MOST_POINTS = 10
_TargetOf = Callable[[CardKey], TargetSeconds]
_OwnAnswerOf = Callable[[CardKey], OwnAnswer | None]


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
    practice = Practice(
        days=studied,
        minutes_today=(spent.get(deck, 0.0) if deck else sum(spent.values())) / 60,
        new_today=count_first_ratings(store, today, deck),
        streak=streak(studied, today),
        retention=true_retention(studied, today),
        buttons=buttons(studied),
    )
    cards = Cards(
        known=known,
        unanswered=sum(len(entry.unanswered) for entry in entries.values()),
        forecast=known.due_forecast(today, _FORECAST_DAYS),
        kinds=_kinds(newest, here, known, entries, target),
        decks=_decks(retention_by_deck(store), known, entries.values()),
    )
    answers = Answers(
        missed=_missed(most_missed(here), library, own_answer),
        modes=_modes([answer for answer in here if answer.key.deck in entries], target),
        drift=drift(here),
        hours=by_hour(newest),
        calibration=calibration(newest),
        speech=speech(store, deck),
    )
    interviews = Interviews([] if deck else mock_results(store), asked_in(store, held, deck))
    return Figures(today, deck, practice, cards, answers, interviews)


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
