"""The queue of one study day: due cards, new cards, and failed cards to repeat.

The same cards, memories, settings and study day always give the same queue.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import date
from functools import cache
from itertools import chain, compress, islice
from typing import NamedTuple

from cards.key import CardKey
from scheduler.log.active import ACTIVE
from scheduler.log.store import Store

_PAGE = 100  # rows read at a time; usually the first row is enough
_NONE: Mapping[CardKey, date] = {}

# For each deck, the ids of its cards by the rank of their priority, in the order of its file.
CardIds = Mapping[str, Sequence[Sequence[str]]]
# Takes a deck id, returns the ids of its cards that were ever rated.
SeenCards = Callable[[str], AbstractSet[str]]


class Queue(NamedTuple):
    """The cards to ask on one study day.

    Attributes:
        due: The due cards.
        new: The new cards.
        again: The cards that failed today and have not been asked again yet.
        waited: The days since the last rating of each due card, divided by its stability, if that was read.
    """

    due: tuple[CardKey, ...]
    new: tuple[CardKey, ...]
    again: tuple[CardKey, ...] = ()
    waited: tuple[float, ...] = ()

    @property
    def keys(self) -> tuple[CardKey, ...]:
        """The due cards, then the new ones."""
        return self.due + self.new


class Today(NamedTuple):
    """What a queue needs from the log for one study day.

    Attributes:
        due: The cards that are due and not rated today, lowest retrievability first.
        waited: The days since the last rating of each of them, divided by its stability.
        met_today: How many cards were rated for the first time today.
        again: The cards whose only rating today is Again, which are asked once more.
        set_aside: Suspended and buried cards.
    """

    due: Sequence[CardKey]
    waited: Sequence[float]
    met_today: int
    again: Sequence[CardKey]
    set_aside: frozenset[CardKey]


def read_today(store: Store, day: date, *, ahead: int = 0) -> Today:
    """Read everything a queue needs from the log except `seen_lookup`, with cards due up to `ahead` days after `day`.

    Due cards are sorted by elapsed days divided by stability, as retrievability falls with that quotient.
    """
    today, until = day.isoformat(), date.fromordinal(day.toordinal() + ahead).isoformat()
    due = store.rows(  # sorted by SQLite: in Python, 18,000 due cards took half as long again, and twice the memory
        "SELECT deck, card, (julianday(?) - julianday(last_review)) / stability AS waited"
        " FROM memories WHERE due <= ? AND last_review < ? ORDER BY waited DESC, deck, card",
        (today, until, today),
    )
    again = store.rows(
        f"SELECT deck, card {ACTIVE} AND study_day = ?"
        " GROUP BY deck, card HAVING count(*) = 1 AND max(rating) = 1 ORDER BY stamp, deck, card",
        (today,),
    )
    return Today(
        due=[CardKey(deck, card) for deck, card, _ in due],
        waited=[waited for *_, waited in due],
        met_today=count_first_ratings(store, day),
        again=[CardKey(*row) for row in again],
        set_aside=read_set_aside(store, day),
    )


def count_first_ratings(store: Store, day: date, deck: str | None = None) -> int:
    """Return how many cards, of one deck or of all, were rated for the first time on a study day."""
    query = "SELECT count(*) FROM memories WHERE first_review = ? AND ? IN (deck, '')"
    ((count,),) = store.rows(query, (day.isoformat(), deck or ""))
    return int(count)


def read_set_aside(store: Store, day: date) -> frozenset[CardKey]:
    """Return the cards that are suspended, or buried on a study day."""
    query = "SELECT deck, card FROM marks WHERE suspended OR buried_on = ?"
    return frozenset(CardKey(*row) for row in store.rows(query, (day.isoformat(),)))


def read_suspended(store: Store) -> frozenset[CardKey]:
    """Return the cards that are suspended."""
    return frozenset(CardKey(*row) for row in store.rows("SELECT deck, card FROM marks WHERE suspended"))


def seen_lookup(store: Store) -> SeenCards:
    """Return a lookup of each deck's cards that were ever rated; it reads a deck once, when first asked for it."""

    @cache
    def seen(deck: str) -> AbstractSet[str]:
        return {card for (card,) in store.rows("SELECT card FROM memories WHERE deck = ?", (deck,))}

    return seen


def build_queue(decks: CardIds, today: Today, seen: SeenCards, *, new_per_day: int) -> Queue:
    """Build the queue: due cards, then as many new ones as the day still allows, at most `new_per_day` in all.

    New `must` cards come first; within a priority each deck gives a card in turn. `seen` is called for a deck only when
    its turn comes; a few decks are often enough.
    """
    asked = are_asked(today.due, decks, today.set_aside)
    return Queue(
        due=tuple(compress(today.due, asked)),
        waited=tuple(compress(today.waited, asked)),
        new=tuple(islice(_new_cards(decks, seen, today.set_aside), max(0, new_per_day - today.met_today))),
        again=cards_to_repeat(decks, today),
    )


def cards_to_repeat(decks: CardIds, today: Today) -> tuple[CardKey, ...]:
    """Return the cards of these decks that failed today and have not been asked again yet."""
    return tuple(compress(today.again, are_asked(today.again, decks, today.set_aside)))


def are_asked(keys: Sequence[CardKey], decks: CardIds, set_aside: AbstractSet[CardKey]) -> list[bool]:
    """Return for each key whether its card is still in its deck and not set aside."""
    existing = {deck: set(chain.from_iterable(decks.get(deck, ()))) for deck in {key.deck for key in keys}}
    asked = [card in existing[deck] for deck, card in keys]
    return [found and key not in set_aside for found, key in zip(asked, keys, strict=True)] if set_aside else asked


def _new_cards(decks: CardIds, seen: SeenCards, set_aside: AbstractSet[CardKey]) -> Iterator[CardKey]:
    """Yield the unseen cards by priority; within a priority each deck gives a card in turn."""

    def unseen(deck: str, ids: Sequence[str]) -> Iterator[CardKey]:
        for card in ids:
            if card not in seen(deck) and (key := CardKey(deck, card)) not in set_aside:
                yield key

    for rank in range(max(map(len, decks.values()), default=0)):
        waiting = [unseen(deck, ids[rank]) for deck, ids in decks.items() if rank < len(ids)]
        while waiting:
            unfinished = []
            for cards in waiting:
                for key in islice(cards, 1):
                    yield key
                    unfinished.append(cards)
            waiting = unfinished


def next_due(store: Store, day: date, decks: CardIds, promised: Mapping[CardKey, date] = _NONE) -> date | None:
    """Return the first day after `day` on which a card of these decks is due; None if there is none.

    Suspended cards do not count, nor do cards that are no longer in their deck (their memories are kept). A card that
    is `promised` for a day counts on that day instead.
    """
    query = (  # `+` makes SQLite walk by due day; walking by deck would sort all rows for each page
        "SELECT due, deck, card FROM memories LEFT JOIN marks USING (deck, card)"
        " WHERE (due, deck, card) > (?, ?, ?) AND +deck IN (SELECT value FROM json_each(?))"
        " AND NOT coalesce(suspended, 0) ORDER BY due, deck, card LIMIT ?"
    )
    existing = cache(lambda deck: set(chain.from_iterable(decks[deck])))
    last: tuple[str, str, str] = (date.fromordinal(day.toordinal() + 1).isoformat(), "", "")
    while rows := store.rows(query, (*last, json.dumps(list(decks)), _PAGE)):
        for due, deck, card in rows:
            if card in existing(deck) and (deck, card) not in promised:
                return min([*promised.values(), date.fromisoformat(due)])
        last = rows[-1]
    return min(promised.values(), default=None)
