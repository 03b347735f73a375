"""What to ask today: pure, and the same for the same cards, memories, settings and study day."""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import chain, islice, zip_longest
from typing import TYPE_CHECKING, NamedTuple

from cards.key import CardKey
from scheduler.standing import STANDING

if TYPE_CHECKING:
    from scheduler.store import Store

_AT_ONCE = 100  # rows read at a time where the first is mostly enough


class DueCard(NamedTuple):
    """A card whose due day has come. Days are ISO text, which sorts as the days do."""

    key: CardKey
    last_review: str
    stability: float


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
        day: The study day.
        due: Cards whose due day has come.
        seen: Ids of all cards ever rated, by deck.
        met_today: How many cards were rated for the first time today.
        again: Cards whose only rating today is Again: they are to be asked once more.
        out: Suspended and buried cards.
    """

    day: date
    due: Sequence[DueCard]
    seen: Mapping[str, frozenset[str]]
    met_today: int
    again: Sequence[CardKey]
    out: frozenset[CardKey]


def read_today(store: "Store", day: date, *, ahead: int = 0) -> Today:
    """Read from the log what queueing needs.

    Args:
        store: The log.
        day: The study day.
        ahead: Take cards as due that many days early.
    """
    today, until = day.isoformat(), date.fromordinal(day.toordinal() + ahead).isoformat()
    due = store.rows(
        "SELECT deck, card, last_review, stability FROM memories WHERE due <= ? AND last_review < ?", (until, today)
    )
    # One row a deck: ten thousand rows of two texts each cost more than all the rest of `due`.
    seen = store.rows("SELECT deck, json_group_array(card) FROM memories GROUP BY deck")
    ((met_today,),) = store.rows("SELECT count(*) FROM memories WHERE first_review = ?", (today,))
    again = store.rows(
        f"SELECT deck, card {STANDING} AND study_day = ?"
        " GROUP BY deck, card HAVING count(*) = 1 AND max(rating) = 1 ORDER BY min(seq)",
        (today,),
    )
    out = store.rows("SELECT deck, card FROM marks WHERE suspended OR buried_on = ?", (today,))
    return Today(
        day=day,
        due=[DueCard(CardKey(deck, card), last, stability) for deck, card, last, stability in due],
        seen={deck: frozenset(json.loads(cards)) for deck, cards in seen},
        met_today=met_today,
        again=[CardKey(*row) for row in again],
        out=frozenset(CardKey(*row) for row in out),
    )


def build_queue(decks: Mapping[str, Sequence[Sequence[str]]], today: Today, *, new_per_day: int) -> Queue:
    """Pick what to ask: due cards with the lowest retrievability first, then new ones.

    FSRS's retrievability falls with elapsed days over stability, so their quotient orders the due cards.
    New cards come `must` first, decks in turn, as many as the day still allows.

    Args:
        decks: For each deck the ids of its cards by the rank of their priority, as in its file.
        today: What the log says.
        new_per_day: How many new cards may be met on one study day.
    """
    present = {deck: frozenset(chain.from_iterable(ids)) for deck, ids in decks.items()}
    day = today.day.toordinal()

    def asked(key: CardKey) -> bool:
        return key.deck in present and key.card in present[key.deck] and key not in today.out

    def forgotten(card: DueCard) -> tuple[float, CardKey]:
        return (date.fromisoformat(card.last_review).toordinal() - day) / card.stability, card.key

    due = sorted((card for card in today.due if asked(card.key)), key=forgotten)
    return Queue(
        due=tuple(card.key for card in due),
        new=tuple(islice(_new_cards(decks, today), max(0, new_per_day - today.met_today))),
        again=tuple(key for key in today.again if asked(key)),
    )


def _new_cards(decks: Mapping[str, Sequence[Sequence[str]]], today: Today) -> Iterator[CardKey]:
    """Yield the unseen cards: those that matter most first, the decks in turn within a priority."""

    def unseen(deck: str, ids: Sequence[str]) -> Iterator[CardKey]:
        seen = today.seen.get(deck, frozenset())
        return (key for card in ids if card not in seen and (key := CardKey(deck, card)) not in today.out)

    for rank in range(max(map(len, decks.values()), default=0)):
        turns = zip_longest(*(unseen(deck, ids[rank]) for deck, ids in decks.items() if rank < len(ids)))
        yield from (key for turn in turns for key in turn if key is not None)


def next_due(store: "Store", day: date, decks: Mapping[str, Sequence[Sequence[str]]]) -> date | None:
    """Return the first day after `day` on which a card of these decks comes due; None if none does.

    Cards that are no longer in their deck keep their memory, and are not asked.
    """
    query = (
        "SELECT due, deck, card FROM memories LEFT JOIN marks USING (deck, card)"
        " WHERE due > ? AND NOT coalesce(suspended, 0) ORDER BY due, deck, card LIMIT ? OFFSET ?"
    )
    offset = 0
    while rows := store.rows(query, (day.isoformat(), _AT_ONCE, offset)):
        for due, deck, card in rows:
            if any(card in ids for ids in decks.get(deck, ())):
                return date.fromisoformat(due)
        offset += _AT_ONCE
    return None
