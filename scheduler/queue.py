"""What to ask today: pure, and the same for the same cards, memories, settings and study day."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from itertools import chain, zip_longest
from typing import TYPE_CHECKING, NamedTuple

from cards.key import CardKey

if TYPE_CHECKING:
    from scheduler.store import Store


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
    """What the log says of one study day. Suspended and buried cards are in `out`."""

    day: date
    due: Sequence[DueCard]
    seen: frozenset[tuple[str, str]]
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
        "SELECT deck, card, last_review, stability FROM memories WHERE due <= ? AND last_review < ?",
        (until, today),
    )
    seen = store.rows("SELECT deck, card FROM memories")
    ((met_today,),) = store.rows("SELECT count(*) FROM memories WHERE first_review = ?", (today,))
    again = store.rows(
        "SELECT deck, card FROM reviews WHERE study_day = ? AND NOT EXISTS"
        " (SELECT 1 FROM undos WHERE undos.review = reviews.uuid)"
        " GROUP BY deck, card HAVING count(*) = 1 AND max(rating) = 1 ORDER BY min(seq)",
        (today,),
    )
    out = store.rows("SELECT deck, card FROM marks WHERE suspended OR buried_on = ?", (today,))
    return Today(
        day=day,
        due=[DueCard(CardKey(deck, card), last, stability) for deck, card, last, stability in due],
        seen=frozenset(seen),
        met_today=met_today,
        again=[CardKey(*row) for row in again],
        out=frozenset(CardKey(*row) for row in out),
    )


def build_queue(
    decks: Mapping[str, Sequence[tuple[str, int]]],
    today: Today,
    *,
    new_per_day: int,
    has: Callable[[CardKey], bool] | None = None,
) -> Queue:
    """Pick what to ask: due cards with the lowest retrievability first, then new ones.

    FSRS's retrievability falls with elapsed days over stability, so their quotient orders the due cards.
    New cards come `must` first, decks in turn, as many as the day still allows.

    Args:
        decks: For each deck (card id, rank of its priority), by priority, then as in the file.
        today: What the log says.
        new_per_day: How many new cards may be met on one study day.
        has: Tells whether a card is in `decks`, where the caller knows a quicker way than looking.
    """
    if has is None:
        present = {(deck, card) for deck, cards in decks.items() for card, _ in cards}
        has = present.__contains__
    day = today.day.toordinal()

    def forgotten(card: DueCard) -> tuple[float, CardKey]:
        return (date.fromisoformat(card.last_review).toordinal() - day) / card.stability, card.key

    due = sorted((card for card in today.due if card.key not in today.out and has(card.key)), key=forgotten)
    room = max(0, new_per_day - today.met_today)
    return Queue(
        due=tuple(card.key for card in due),
        new=tuple(_new_cards(decks, today, room)),
        again=tuple(key for key in today.again if key not in today.out and has(key)),
    )


def _new_cards(decks: Mapping[str, Sequence[tuple[str, int]]], today: Today, room: int) -> list[CardKey]:
    """Return up to `room` unseen cards: those that matter most first, the decks in turn within a priority."""
    by_rank: dict[int, list[list[CardKey]]] = {}
    for deck, cards in decks.items():
        found: dict[int, list[CardKey]] = {}
        for card, rank in cards:
            of_rank = found.setdefault(rank, [])
            if len(of_rank) < room and (deck, card) not in today.seen and (key := CardKey(deck, card)) not in today.out:
                of_rank.append(key)
        for rank, keys in found.items():
            by_rank.setdefault(rank, []).append(keys)
    ordered = chain.from_iterable(_in_turn(by_rank[rank]) for rank in sorted(by_rank))
    return list(ordered)[:room]


def _in_turn(lists: Iterable[list[CardKey]]) -> list[CardKey]:
    return [key for turn in zip_longest(*lists) for key in turn if key is not None]


def next_due(store: "Store", day: date) -> date | None:
    """Return the first day after `day` on which a card comes due; None if none does."""
    ((found,),) = store.rows(
        "SELECT min(due) FROM memories LEFT JOIN marks USING (deck, card) WHERE due > ? AND NOT coalesce(suspended, 0)",
        (day.isoformat(),),
    )
    return date.fromisoformat(found) if found else None
