"""The figures worked out: those of the log, joined with the decks."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from math import fsum

from cards.card import TARGETS, Kind, TargetSeconds
from cards.key import CardKey
from cards.own_answer import OwnAnswer
from decks.library.library import DeckEntry, Library
from scheduler.log.store import Store
from scheduler.mock.results import mock_results
from scheduler.planning.pace import seconds_spent
from scheduler.planning.queue import count_first_ratings
from scheduler.stats.answers import (
    Compared,
    LoggedAnswer,
    Missed,
    by_hour,
    compare,
    drift,
    most_missed,
    newest_answers,
    retention_by,
    timing_by,
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
_KindOf = Callable[[CardKey], str | None]
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
    kind_of, target = _lookups(entries)
    in_decks = [answer for answer in here if answer.key.deck in entries]
    compared = compare(in_decks, target)
    studied, spent = days(store, deck), seconds_spent(store, today)
    practice = Practice(
        days=studied,
        minutes_today=(spent.get(deck, 0.0) if deck else fsum(spent.values())) / 60,
        new_today=count_first_ratings(store, today, deck),
        streak=streak(studied, today),
        retention=true_retention(studied, today),
        buttons=buttons(studied),
    )
    cards = Cards(
        known=known,
        unanswered=sum(len(entry.unanswered) for entry in entries.values()),
        forecast=known.due_forecast(today, _FORECAST_DAYS),
        kinds=_kinds(newest, compared, known, kind_of),
        decks=_decks(retention_by_deck(store), known, entries.values()),
    )
    answers = Answers(
        missed=_missed(most_missed(here), library, own_answer),
        modes=_modes(in_decks, compared),
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


def _lookups(entries: Mapping[str, DeckEntry]) -> tuple[_KindOf, _TargetOf]:
    """Return lookups of a card's kind, None if its deck is gone, and of its target times."""
    decks = {deck: (entry.kind, TARGETS[Kind(entry.kind)], entry.overrides) for deck, entry in entries.items()}

    def kind(key: CardKey) -> str | None:
        usual, _, overrides = decks.get(key[0], (None, None, {}))
        return overrides[key[1]][0] if key[1] in overrides else usual

    def target(key: CardKey) -> TargetSeconds:
        _, band, overrides = decks[key[0]]
        if key[1] not in overrides:
            return band
        own, seconds = overrides[key[1]]
        return TARGETS[Kind(own)] if seconds is None else TARGETS[Kind(own)].aimed_at(seconds)

    return kind, target


def _kinds(newest: Sequence[LoggedAnswer], compared: Compared, known: Known, kind_of: _KindOf) -> list[KindFigures]:
    retention = retention_by([kind_of(answer.key) for answer in newest], newest)
    times = timing_by([kind_of(answer.key) for answer, _ in compared], compared)
    found = [
        KindFigures(Kind(kind), ready, retention.get(kind, Retention()), times.get(kind))
        for kind, ready in known.kinds.items()
    ]
    return sorted(found, key=lambda row: (*_weakness(row.retention, row.ready), row.kind.value))


def _decks(retention: Mapping[str, Ages], known: Known, entries: Iterable[DeckEntry]) -> list[DeckFigures]:
    none = dict.fromkeys(("young", "mature", "all"), Retention())
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


def _modes(answers: Sequence[LoggedAnswer], compared: Compared) -> list[ModeFigures]:
    retention = retention_by([answer.mode for answer in answers], answers)
    times = timing_by([answer.mode for answer, _ in compared], compared)
    return sorted(ModeFigures(str(mode), retention.get(mode, Retention()), time) for mode, time in times.items())
