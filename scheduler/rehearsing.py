"""What the log says of the cards rehearsed for an interview: what is known of each, how long it takes, time spent."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import zip_longest
from statistics import median
from typing import TYPE_CHECKING

from cards.key import CardKey
from scheduler.fsrs6 import State
from scheduler.interview import Rehearsed
from scheduler.stats import LONGEST_ANSWER_MS

if TYPE_CHECKING:
    from scheduler.store import Store

# So many of the latest answers tell how long a card takes. A deck with fewer than `_KNOWN_AFTER` takes as long as all
# decks, and all of them as long as `_PRIOR` seconds while fewer than twice that are known.
_LATEST = 1000
_KNOWN_AFTER = 10
_PRIOR, _SHORTEST = 90.0, 5.0


def read_paces(store: "Store", decks: Sequence[str]) -> dict[str, float]:
    """Return the median seconds from question to question of each deck, where enough are known."""
    rows = store.rows(
        "SELECT deck, reviewed_at_utc_ms, min(answer_ms, ?) FROM reviews WHERE mode <> 'imported'"
        " AND NOT EXISTS (SELECT 1 FROM undos WHERE undos.review = reviews.uuid) ORDER BY seq DESC LIMIT ?",
        (LONGEST_ANSWER_MS, _LATEST),
    )
    taken: dict[str, list[float]] = {}
    for deck, seconds in _durations(rows[::-1]):
        taken.setdefault(deck, []).append(seconds)
    together = [seconds for found in taken.values() for seconds in found]
    usual = median(together) if len(together) >= 2 * _KNOWN_AFTER else _PRIOR
    paces = {deck: median(found) for deck, found in taken.items() if len(found) >= _KNOWN_AFTER}
    return {deck: max(_SHORTEST, paces.get(deck, usual)) for deck in decks}


def _durations(rows: Sequence[tuple[str, int, int]]) -> Iterator[tuple[str, float]]:
    """Yield deck and seconds of each answer: what passed since the one before, at most five minutes.

    What passed includes reading and ticking; where it is unknown or longer, the answer's own time counts.
    """
    before: int | None = None
    for deck, at, answered in rows:
        passed = 0 if before is None else at - before
        yield deck, max(answered, passed if passed <= LONGEST_ANSWER_MS else 0) / 1000
        before = at


def read_rehearsed(
    store: "Store", decks: Mapping[str, Sequence[Sequence[str]]], out: frozenset[CardKey]
) -> list[Rehearsed]:
    """Return the cards of some decks, `must` first and the decks in turn, those set aside left out.

    Args:
        store: The log.
        decks: For each deck the ids of its cards by the rank of their priority.
        out: Suspended and buried cards.
    """
    paces = read_paces(store, list(decks))
    found = []
    known = {
        CardKey(deck, card): (State(stability, difficulty), date.fromisoformat(last).toordinal())
        for deck in decks
        for deck, card, stability, difficulty, last in store.rows(
            "SELECT deck, card, stability, difficulty, last_review FROM memories WHERE deck = ?", (deck,)
        )
    }
    for rank in range(max(map(len, decks.values()), default=0)):
        turns = zip_longest(*([(deck, card) for card in ids[rank]] for deck, ids in decks.items() if rank < len(ids)))
        for turn in turns:
            for name in turn:
                if name is not None and (key := CardKey(*name)) not in out:
                    state, last = known.get(key, (None, 0))
                    found.append(Rehearsed(key, rank, paces[key.deck], state, last))
    return found


def seconds_spent(store: "Store", day: date) -> dict[str, float]:
    """Return the seconds spent on each deck on a study day."""
    rows = store.rows(
        "SELECT deck, reviewed_at_utc_ms, min(answer_ms, ?) FROM reviews WHERE study_day = ? AND mode <> 'imported'"
        " AND NOT EXISTS (SELECT 1 FROM undos WHERE undos.review = reviews.uuid) ORDER BY reviewed_at_utc_ms, seq",
        (LONGEST_ANSWER_MS, day.isoformat()),
    )
    spent: dict[str, float] = {}
    for deck, seconds in _durations(rows):
        spent[deck] = spent.get(deck, 0.0) + seconds
    return spent
