"""All figures of `stats` in one value: what the log says, joined with the decks."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from cards.card import TARGETS, Kind, TargetSeconds
from cards.key import CardKey
from scheduler import stats
from scheduler.mock.results import MockResult, mock_results
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
from scheduler.stats.known import CardGroup, DeckCards, Known, read_known
from scheduler.stats.retention import Ages, Retention

if TYPE_CHECKING:
    from cards.card import KeyPoint
    from cards.own_answer import OwnAnswer
    from decks.library.library import DeckEntry, Library
    from scheduler.log.store import Store

FORECAST_DAYS = 30
_MOST_POINTS = 10
Target = Callable[[CardKey], TargetSeconds]
Own = Callable[[CardKey], "OwnAnswer | None"]


class KindFigures(NamedTuple):
    """One question type: how ready, how well kept, how long the answers take."""

    kind: Kind
    ready: CardGroup
    retention: Retention
    timing: Timing | None

    @property
    def begun(self) -> bool:
        """Whether a card of it has been seen."""
        return bool(self.retention.total or self.ready.seen)


class DeckFigures(NamedTuple):
    """One deck: how ready, and how well kept over all time."""

    id: str
    title: str
    ready: CardGroup
    retention: Ages

    @property
    def begun(self) -> bool:
        """Whether a card of it has been seen."""
        return bool(self.retention["all"].total or self.ready.seen)


class ModeFigures(NamedTuple):
    """Answers given in one mode: spoken, typed or in a mock interview."""

    mode: str
    retention: Retention
    timing: Timing


class MissedPoint(NamedTuple):
    """A key point that is left out again and again."""

    key: CardKey
    text: str
    missed: int
    asked: int


class Figures(NamedTuple):
    """Everything `stats` tells. Lists of kinds and decks have the weakest first; docs/stats.md defines each figure."""

    today: date
    deck: str | None
    days: list[stats.Day]
    met_today: int
    streak: stats.Streak
    retention: dict[str, Ages]
    buttons: dict[str, int]
    known: Known
    forecast: list[tuple[date, int]]
    kinds: list[KindFigures]
    decks: list[DeckFigures]
    missed: list[MissedPoint]
    modes: list[ModeFigures]
    drift: Mapping[tuple[int, int], int]
    hours: list[Hour]
    calibration: Calibration
    mocks: list[MockResult]

    @property
    def done_today(self) -> stats.Day:
        """Reviews and minutes of today."""
        # Not always the last: a clock that was ahead has left days to come.
        found = (day for day in reversed(self.days) if day.day == self.today)
        return next(found, stats.Day(self.today, 0, 0.0))

    @property
    def due_in_week(self) -> int:
        """Cards that come due today or in the six days after."""
        return sum(due for _, due in self.forecast[:7])


def gather(store: "Store", library: "Library", own: Own, today: date, deck: str | None = None) -> Figures:
    """Work out all figures, of one deck or of all; `own` returns the user's answer to a card."""
    entries = [library.deck(deck)] if deck else list(library.decks())
    known = known_of(store, entries, today)
    given = newest_answers(store, deck)
    # What was imported must not take the place of what was given here.
    here = given if all(answer.here for answer in given) else newest_answers(store, deck, here=True)
    by_id = {entry.id: entry for entry in entries}
    target = _targets(by_id)
    studied = stats.days(store, deck)
    return Figures(
        today=today,
        deck=deck,
        days=studied,
        met_today=count_first_ratings(store, today, deck),
        streak=stats.streak(studied, today),
        retention=stats.true_retention(studied, today),
        buttons=stats.buttons(studied),
        known=known,
        forecast=known.due_forecast(today, FORECAST_DAYS),
        kinds=_kinds(given, here, known, by_id, target),
        decks=_decks(stats.retention_by_deck(store), known, entries),
        missed=_missed(most_missed(here), library, own),
        modes=_modes(here, by_id, target),
        drift=drift(here),
        hours=by_hour(given),
        calibration=calibration(given),
        mocks=[] if deck else mock_results(store),
    )


def known_of(store: "Store", entries: "Iterable[DeckEntry]", today: date) -> Known:
    """Return what is known of some decks."""
    return read_known(store, {entry.id: _deck(entry) for entry in entries}, today)


def _deck(entry: "DeckEntry") -> DeckCards:
    apart = {card: kind for card, (kind, _) in entry.overrides.items() if kind != entry.kind}
    return DeckCards([card for ids in entry.ids for card in ids], entry.kind, apart)


def _kind(key: CardKey, entries: "Mapping[str, DeckEntry]") -> str | None:
    """Return the kind of a card; None if its deck is gone."""
    entry = entries.get(key.deck)
    return entry and entry.overrides.get(key.card, (entry.kind, None))[0]


def _targets(entries: "Mapping[str, DeckEntry]") -> Target:
    """Return what tells a card's band; each is worked out once, for a card is answered many times."""

    @cache
    def target(key: CardKey) -> TargetSeconds:
        kind, own = entries[key.deck].overrides.get(key.card, (entries[key.deck].kind, None))
        band = TARGETS[Kind(kind)]
        return band if own is None else band.aimed_at(own)

    return target


def _kinds(
    given: Sequence[LoggedAnswer],
    here: Sequence[LoggedAnswer],
    known: Known,
    entries: "Mapping[str, DeckEntry]",
    target: Target,
) -> list[KindFigures]:
    kind_of = cache(lambda key: _kind(key, entries))
    tested, timed = (group_answers(some, lambda answer: kind_of(answer.key)) for some in (given, here))
    found = [
        KindFigures(Kind(kind), ready, retention_of(tested.get(kind, ())), timing(timed.get(kind, ()), target))
        for kind, ready in known.kinds.items()
    ]
    return sorted(found, key=lambda row: (*_weakness(row.retention, row.ready), row.kind.value))


def _decks(retention: Mapping[str, Ages], known: Known, entries: "Sequence[DeckEntry]") -> list[DeckFigures]:
    none = dict.fromkeys(("young", "mature", "all"), Retention(0, 0))
    found = [
        DeckFigures(entry.id, entry.title, known.decks[entry.id], retention.get(entry.id, none)) for entry in entries
    ]
    return sorted(found, key=lambda row: (*_weakness(row.retention["all"], row.ready), row.title.casefold()))


def _weakness(retention: Retention, ready: CardGroup) -> tuple[bool, float, float]:
    """Sort the weakest first, the untested last; one pass and one failure more keep a single review from leading."""
    return not retention.total, (retention.passed + 1) / (retention.total + 2), ready.readiness or 0.0


def _missed(points: Sequence[Missed], library: "Library", own: Own) -> list[MissedPoint]:
    """Put words to the points missed most; those of which there are more or fewer by now are left out."""
    found: list[MissedPoint] = []
    there = {entry.id: entry.ids for entry in library.decks()}
    for point in points:
        if len(found) == _MOST_POINTS:
            break
        if any(point.key.card in ids for ids in there.get(point.key.deck, ())):
            key_points = _own_points(own(point.key)) if point.own else library.card(point.key).key_points
            if len(key_points) == point.total:
                found.append(MissedPoint(point.key, key_points[point.position].text, point.missed, point.asked))
    return found


def _own_points(answer: "OwnAnswer | None") -> "tuple[KeyPoint, ...]":
    return answer.points if answer else ()


def _modes(given: Sequence[LoggedAnswer], entries: "Mapping[str, DeckEntry]", target: Target) -> list[ModeFigures]:
    here = group_answers((g for g in given if g.here and g.key.deck in entries), lambda answer: answer.mode)
    found = ((str(mode), retention_of(some), timing(some, target)) for mode, some in here.items())
    return sorted(ModeFigures(mode, retention, taken) for mode, retention, taken in found if taken)
