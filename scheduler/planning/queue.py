"""What to ask today: pure, and the same for the same cards, memories, settings and study day."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import date
from functools import cache
from itertools import chain, islice
from typing import TYPE_CHECKING, NamedTuple

from cards.key import CardKey
from scheduler.log.active import ACTIVE

if TYPE_CHECKING:
    from scheduler.log.store import Store

_AT_ONCE = 100  # rows read at a time where the first is mostly enough


# Tells the ids of a deck's cards that were ever rated.
Seen = Callable[[str], AbstractSet[str]]


class Queue(NamedTuple):
    """The cards of one study day: those due, those new, and those failed today and not yet asked again."""

    due: tuple[CardKey, ...]
    new: tuple[CardKey, ...]
    again: tuple[CardKey, ...] = ()

    @property
    def keys(self) -> tuple[CardKey, ...]:
        """Due cards, then new ones."""
        return self.due + self.new


class Today(NamedTuple):
    """What the log says of one study day.

    Attributes:
        due: Cards whose due day has come, those with the lowest retrievability first.
        met_today: How many cards were rated for the first time today.
        again: Cards whose only rating today is Again: they are to be asked once more.
        set_aside: Suspended and buried cards.
    """

    due: Sequence[CardKey]
    met_today: int
    again: Sequence[CardKey]
    set_aside: frozenset[CardKey]


def read_today(store: "Store", day: date, *, ahead: int = 0) -> Today:
    """Read from the log what queueing needs, but for `seen_lookup`.

    FSRS's retrievability falls with elapsed days over stability, so their quotient orders the due cards.

    Args:
        store: The log.
        day: The study day.
        ahead: Take cards as due that many days early.
    """
    today, until = day.isoformat(), date.fromordinal(day.toordinal() + ahead).isoformat()
    due = store.rows(
        "SELECT deck, card FROM memories WHERE due <= ? AND last_review < ?"
        " ORDER BY (julianday(last_review) - julianday(?)) / stability, deck, card",
        (until, today, today),
    )
    again = store.rows(
        f"SELECT deck, card {ACTIVE} AND study_day = ?"
        " GROUP BY deck, card HAVING count(*) = 1 AND max(rating) = 1 ORDER BY min(seq)",
        (today,),
    )

    return Today(
        due=[CardKey(*row) for row in due],
        met_today=count_first_ratings(store, day),
        again=[CardKey(*row) for row in again],
        set_aside=read_set_aside(store, day),
    )


def count_first_ratings(store: "Store", day: date, deck: str | None = None) -> int:
    """Return how many cards, of one deck or of all, were rated for the first time on a study day."""
    query = "SELECT count(*) FROM memories WHERE first_review = ? AND ? IN (deck, '')"
    ((count,),) = store.rows(query, (day.isoformat(), deck or ""))
    return int(count)


def read_set_aside(store: "Store", day: date) -> frozenset[CardKey]:
    """Return the cards that are suspended, and those buried on a study day."""
    query = "SELECT deck, card FROM marks WHERE suspended OR buried_on = ?"
    return frozenset(CardKey(*row) for row in store.rows(query, (day.isoformat(),)))


def seen_lookup(store: "Store") -> Seen:
    """Return what tells the ids of a deck's cards that were ever rated, as they were when it is first asked of it."""

    @cache
    def seen(deck: str) -> AbstractSet[str]:
        return {card for (card,) in store.rows("SELECT card FROM memories WHERE deck = ?", (deck,))}

    return seen


def build_queue(decks: Mapping[str, Sequence[Sequence[str]]], today: Today, seen: Seen, *, new_per_day: int) -> Queue:
    """Pick what to ask: due cards, then new ones, `must` first, decks in turn, as many as the day still allows.

    Args:
        decks: For each deck the ids of its cards by the rank of their priority, as in its file.
        today: What the log says.
        seen: What has been seen of a deck; no deck is asked for before its turn, mostly a few are enough.
        new_per_day: How many new cards may be met on one study day.
    """
    return Queue(
        due=_to_ask(today.due, decks, today.set_aside),
        new=tuple(islice(_new_cards(decks, seen, today.set_aside), max(0, new_per_day - today.met_today))),
        again=cards_to_repeat(decks, today),
    )


def cards_to_repeat(decks: Mapping[str, Sequence[Sequence[str]]], today: Today) -> tuple[CardKey, ...]:
    """Return the cards of these decks that failed today and have not been asked again."""
    return _to_ask(today.again, decks, today.set_aside)


def _to_ask(
    keys: Sequence[CardKey], decks: Mapping[str, Sequence[Sequence[str]]], out: AbstractSet[CardKey]
) -> tuple[CardKey, ...]:
    """Return those of the cards that are in their decks and not set aside."""
    there = {deck: set(chain.from_iterable(decks.get(deck, ()))) for deck in {key.deck for key in keys}}
    return tuple(key for key in keys if key.card in there[key.deck] and key not in out)


def _new_cards(
    decks: Mapping[str, Sequence[Sequence[str]]], seen: Seen, out: AbstractSet[CardKey]
) -> Iterator[CardKey]:
    """Yield the unseen cards: those that matter most first, the decks in turn within a priority."""

    def unseen(deck: str, ids: Sequence[str]) -> Iterator[CardKey]:
        for card in ids:
            if card not in seen(deck) and (key := CardKey(deck, card)) not in out:
                yield key

    for rank in range(max(map(len, decks.values()), default=0)):
        waiting = [unseen(deck, ids[rank]) for deck, ids in decks.items() if rank < len(ids)]
        while waiting:
            left = []
            for cards in waiting:
                for key in islice(cards, 1):
                    yield key
                    left.append(cards)
            waiting = left


def next_due(store: "Store", day: date, decks: Mapping[str, Sequence[Sequence[str]]]) -> date | None:
    """Return the first day after `day` on which a card of these decks comes due; None if none does.

    Cards that are no longer in their deck keep their memory, and are not asked.
    """
    query = (  # `+`: by due day, not by deck, which would sort them all for each page
        "SELECT due, deck, card FROM memories LEFT JOIN marks USING (deck, card)"
        " WHERE (due, deck, card) > (?, ?, ?) AND +deck IN (SELECT value FROM json_each(?))"
        " AND NOT coalesce(suspended, 0) ORDER BY due, deck, card LIMIT ?"
    )
    there = cache(lambda deck: set(chain.from_iterable(decks[deck])))
    last: tuple[str, str, str] = (date.fromordinal(day.toordinal() + 1).isoformat(), "", "")
    while rows := store.rows(query, (*last, json.dumps(list(decks)), _AT_ONCE)):
        for due, deck, card in rows:
            if card in there(deck):
                return date.fromisoformat(due)
        last = rows[-1]
    return None
