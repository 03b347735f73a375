"""The cards rehearsed for an interview, each with its memory and the time it takes."""

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import zip_longest
from typing import TYPE_CHECKING, NamedTuple

from cards.key import CardKey
from scheduler.fsrs.formulas import MemoryState
from scheduler.log.active import ACTIVE, NEWEST_FIRST
from scheduler.planning.pace import read_paces

if TYPE_CHECKING:
    from scheduler.fsrs.memory import Memory
    from scheduler.log.store import Store


class Candidate(NamedTuple):
    """A card rehearsed for an interview. Days are ordinals (`date.toordinal`).

    Attributes:
        key: The card.
        rank: The rank of its priority, 0 for `must`.
        seconds: The time it is expected to take, from question to question.
        state: Its FSRS state; None if it is unseen.
        last: The study day of its last rating; 0 if it is unseen.
        first: The study day of its first rating; 0 if it is unseen.
        planned: The study day it is promised for; 0 for none.
        wanted: Whether it was chosen for the interview's advert.
    """

    key: CardKey
    rank: int
    seconds: float
    state: MemoryState | None = None
    last: int = 0
    first: int = 0
    planned: int = 0
    wanted: bool = False


def read_candidates(
    store: "Store", decks: Mapping[str, Sequence[Sequence[str]]], set_aside: frozenset[CardKey]
) -> list[Candidate]:
    """Read the cards of some decks, `must` cards first, and within a priority from each deck in turn.

    Args:
        store: The log.
        decks: For each deck, the ids of its cards by the rank of their priority.
        set_aside: Suspended and buried cards, which are left out.
    """
    if not decks:
        return []
    paces = read_paces(store, list(decks))
    known = {
        CardKey(deck, card): (MemoryState(stability, difficulty), _ordinal(last), _ordinal(first))
        for deck in decks
        for deck, card, stability, difficulty, last, first in store.rows(
            "SELECT deck, card, stability, difficulty, last_review, first_review FROM memories WHERE deck = ?", (deck,)
        )
    }
    planned = read_planned_days(store)
    candidates = []
    for rank in range(max(map(len, decks.values()), default=0)):
        turns = zip_longest(*([(deck, card) for card in ids[rank]] for deck, ids in decks.items() if rank < len(ids)))
        for turn in turns:
            for name in turn:
                if name is not None and (key := CardKey(*name)) not in set_aside:
                    state, last, first = known.get(key, (None, 0, 0))
                    candidates.append(Candidate(key, rank, paces[key.deck], state, last, first, planned.get(key, 0)))
    return candidates


def read_planned_days(store: "Store", key: CardKey | None = None) -> dict[CardKey, int]:
    """Return the day on which the plan promised to ask each card again, or only `key`.

    The promise was made with the card's last active review; cards whose last review made none are left out.
    """
    # SQLite reads the tables of a CROSS JOIN in this order; few reviews are planned, and a card has few reviews.
    tables, where = "planned CROSS JOIN reviews AS rated", ""
    if key:
        tables, where = "reviews AS rated CROSS JOIN planned", "AND rated.deck = ? AND rated.card = ?"
    last = f"SELECT seq {ACTIVE} AND deck = rated.deck AND card = rated.card ORDER BY {NEWEST_FIRST} LIMIT 1"
    rows = store.rows(
        f"SELECT rated.deck, rated.card, day FROM {tables} ON rated.uuid = planned.review"
        f" WHERE rated.seq = ({last}) {where}",
        tuple(key or ()),
    )
    return {CardKey(deck, card): _ordinal(day) for deck, card, day in rows}


def with_memory(card: Candidate, memory: "Memory | None") -> Candidate:
    """Return a card with this memory; unseen if it has none."""
    if memory is None:
        return card._replace(state=None, last=0, first=0)
    return card._replace(
        state=MemoryState(memory.stability, memory.difficulty),
        last=memory.last_review.toordinal(),
        first=memory.first_review.toordinal(),
    )


def _ordinal(day: str) -> int:
    return date.fromisoformat(day).toordinal()
