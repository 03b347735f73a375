"""How long a card takes: from question to question, as the log has it."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING

from scheduler.log.active import ACTIVE
from scheduler.log.daily_totals import LONGEST_ANSWER_MS

if TYPE_CHECKING:
    from scheduler.log.store import Store

# So many of the latest answers tell how long a card takes. A deck with fewer than `_KNOWN_AFTER` takes as long as all
# decks, and all of them as long as `_PRIOR` seconds while fewer than twice that are known.
_LATEST = 1000
_KNOWN_AFTER = 10
_PRIOR, _SHORTEST = 90.0, 5.0
# Answers that were timed: not those given elsewhere, nor those rated long after.
_COLUMNS = f"SELECT deck, reviewed_at_utc_ms, min(answer_ms, {LONGEST_ANSWER_MS})"
_TIMED = f"{ACTIVE} AND mode <> 'imported' AND answer_ms > 0"


def pace_seconds(store: "Store") -> float:
    """Return the median seconds from question to question."""
    return _usual([seconds for _, seconds in _latest(store)])


def read_paces(store: "Store", decks: Sequence[str]) -> dict[str, float]:
    """Return the same of each deck, as far as enough is known of it."""
    taken: dict[str, list[float]] = {}
    for deck, seconds in _latest(store):
        taken.setdefault(deck, []).append(seconds)
    usual = _usual([seconds for found in taken.values() for seconds in found])
    paces = {deck: max(_SHORTEST, _median(found)) for deck, found in taken.items() if len(found) >= _KNOWN_AFTER}
    return {deck: paces.get(deck, usual) for deck in decks}


def seconds_spent(store: "Store", day: date) -> dict[str, float]:
    """Return the seconds spent on each deck on a study day."""
    rows = store.rows(f"{_COLUMNS} {_TIMED} AND study_day = ? ORDER BY reviewed_at_utc_ms, seq", (day.isoformat(),))
    spent: dict[str, float] = {}
    for deck, seconds in _durations(rows):
        spent[deck] = spent.get(deck, 0.0) + seconds
    return spent


def _usual(taken: Sequence[float]) -> float:
    return max(_SHORTEST, _median(taken)) if len(taken) >= 2 * _KNOWN_AFTER else _PRIOR


def _median(taken: Sequence[float]) -> float:
    """Return the middle one; `statistics` would bring fractions and decimals along, before the first question."""
    ordered, middle = sorted(taken), len(taken) // 2
    return ordered[middle] if len(taken) % 2 else (ordered[middle - 1] + ordered[middle]) / 2


def _latest(store: "Store") -> Iterator[tuple[str, float]]:
    return _durations(store.rows(f"{_COLUMNS} {_TIMED} ORDER BY study_day DESC, seq DESC LIMIT ?", (_LATEST,))[::-1])


def _durations(rows: Sequence[tuple[str, int, int]]) -> Iterator[tuple[str, float]]:
    """Yield deck and seconds of each answer: what passed since the one before, at most ten minutes.

    What passed includes reading and ticking; where it is unknown or longer, the answer's own time counts.
    """
    before: int | None = None
    for deck, at, answered in rows:
        passed = 0 if before is None else at - before
        yield deck, max(answered, passed if passed <= LONGEST_ANSWER_MS else 0) / 1000
        before = at
