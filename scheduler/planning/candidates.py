"""What the log says of the cards rehearsed for an interview: what is known of each, and how long it takes."""

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import zip_longest
from typing import TYPE_CHECKING, NamedTuple

from cards.key import CardKey
from scheduler.fsrs.formulas import MemoryState
from scheduler.planning.pace import read_paces

if TYPE_CHECKING:
    from scheduler.log.store import Store


class Candidate(NamedTuple):
    """A card rehearsed for an interview.

    Attributes:
        key: The card.
        rank: The rank of its priority, 0 for `must`.
        seconds: How long it is expected to take.
        state: What FSRS knows of it; None if it has never been rated.
        last: The day of its last rating; 0 if it has never been rated.
    """

    key: CardKey
    rank: int
    seconds: float
    state: MemoryState | None = None
    last: int = 0


def read_candidates(
    store: "Store", decks: Mapping[str, Sequence[Sequence[str]]], out: frozenset[CardKey]
) -> list[Candidate]:
    """Return the cards of some decks, `must` first and the decks in turn, those set aside left out.

    Args:
        store: The log.
        decks: For each deck the ids of its cards by the rank of their priority.
        out: Suspended and buried cards.
    """
    paces = read_paces(store, list(decks))
    found = []
    known = {
        CardKey(deck, card): (MemoryState(stability, difficulty), date.fromisoformat(last).toordinal())
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
                    found.append(Candidate(key, rank, paces[key.deck], state, last))
    return found
