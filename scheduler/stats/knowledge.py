"""What the user knows today, from the memories of all cards that are in a deck and not suspended."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date, timedelta
from math import fsum, inf
from operator import sub
from typing import NamedTuple

from cards.key import CardKey
from scheduler.log.daily_totals import MATURE_DAYS
from scheduler.log.store import Store

LEECH_LAPSES = 8
# The lower ends of the bins of stability, in days.
STABILITY_DAYS = (0, 1, 3, 7, 14, 30, 60, 120, 240)
_RECALL_BINS = 20


class DeckCards(NamedTuple):
    """The ids of a deck's cards, the kind of most of them, and the kinds of the rest, by id."""

    ids: Collection[str]
    kind: str
    other_kinds: Mapping[str, str]


class CardGroup(NamedTuple):
    """Counts of a group of cards.

    Attributes:
        cards: All of them.
        seen: Those with a memory.
        recalled: Those the user can be expected to recall today: the sum of their retrievability.
    """

    cards: int
    seen: int
    recalled: float

    @property
    def readiness(self) -> float | None:
        """The mean predicted recall, 0 to 1, with unseen cards as 0; None if there are no cards."""
        return self.recalled / self.cards if self.cards else None


class Leech(NamedTuple):
    """A card with at least `LEECH_LAPSES` lapses."""

    key: CardKey
    lapses: int


class Known(NamedTuple):
    """All figures that come from today's memories.

    Attributes:
        young: The number of seen cards with an interval under 21 days.
        mature: The number of seen cards with a longer interval.
        suspended: The number of suspended cards in the decks; they count nowhere else.
        stability: The number of cards in each bin of `STABILITY_DAYS`.
        difficulty: The number of cards in nine bins of difficulty: 1 to 2, 2 to 3 and so on. The last includes 10.
        retrievability: The number of cards in bins of 5 %, lowest first.
        due: The number of cards by due day; cards buried today are due tomorrow at the earliest.
        leeches: Those with the most lapses first.
    """

    decks: Mapping[str, CardGroup]
    kinds: Mapping[str, CardGroup]
    young: int
    mature: int
    suspended: int
    stability: tuple[int, ...]
    difficulty: tuple[int, ...]
    retrievability: tuple[int, ...]
    due: Mapping[date, int]
    leeches: tuple[Leech, ...]

    @property
    def all(self) -> CardGroup:
        """The counts of all cards."""
        groups = self.decks.values()
        return CardGroup(sum(g.cards for g in groups), sum(g.seen for g in groups), fsum(g.recalled for g in groups))

    def due_forecast(self, today: date, length: int) -> list[tuple[date, int]]:
        """Return the number of cards due on each of the next `length` days, today first, with overdue ones on today."""
        following = [(today + timedelta(days=n), self.due.get(today + timedelta(days=n), 0)) for n in range(length)]
        overdue = sum(n for day, n in self.due.items() if day < today)
        return [(today, following[0][1] + overdue), *following[1:]]


class _Ordinals(dict[str, int]):
    """A cache of day ordinals by ISO date: many memories share few days."""

    def __missing__(self, day: str) -> int:
        self[day] = found = date.fromisoformat(day).toordinal()
        return found


def read_known(store: Store, decks: Mapping[str, DeckCards], today: date) -> Known:
    """Compute all figures in one pass over the memories of the decks' cards; `decks` is by deck id."""
    marks = store.rows("SELECT deck, card, suspended, buried_on FROM marks")
    suspended = {CardKey(deck, card) for deck, card, is_so, _ in marks if is_so}
    buried = {CardKey(deck, card) for deck, card, _, day in marks if day == today.isoformat()}
    ordinals, now = _Ordinals(), today.toordinal()
    ready: dict[str, CardGroup] = {}
    of_kind, recalls_of = Counter[str](), defaultdict[str, list[float]](list)
    stability, difficulty, recall, due = Counter[int](), Counter[int](), Counter[int](), Counter[int]()
    mature = 0
    for name, deck in decks.items():
        ids = frozenset(deck.ids)
        if out := {key.card for key in suspended if key.deck == name}:
            ids -= out
        rows = store.rows("SELECT card, last_review, due, stability, difficulty FROM memories WHERE deck = ?", (name,))
        if not ids.issuperset([row[0] for row in rows]):
            rows = [row for row in rows if row[0] in ids]
        # Column by column: there may be a hundred thousand rows.
        cards, last_reviews, due_days, stabilities, difficulties = zip(*rows, strict=True) if rows else ((),) * 5
        last, comes = (list(map(ordinals.__getitem__, column)) for column in (last_reviews, due_days))
        recalls = store.model.fsrs.retrievabilities(stabilities, [now - day if day < now else 0 for day in last])
        ready[name] = CardGroup(len(ids), len(cards), fsum(recalls))
        _add_kinds(of_kind, recalls_of, deck, ids, cards, recalls)
        recall.update([int(value * _RECALL_BINS) for value in recalls])
        stability.update(map(int, stabilities))
        difficulty.update(map(int, difficulties))
        mature += sum(map(MATURE_DAYS.__le__, map(sub, comes, last)))
        if late := {key.card for key in buried if key.deck == name}:
            comes = [max(now + 1, day) if card in late else day for card, day in zip(cards, comes, strict=True)]
        due.update(comes)
    seen = sum(group.seen for group in ready.values())
    return Known(
        decks=ready,
        kinds={kind: CardGroup(n, len(recalls_of[kind]), fsum(recalls_of[kind])) for kind, n in of_kind.items() if n},
        young=seen - mature,
        mature=mature,
        suspended=sum(key.deck in decks and key.card in decks[key.deck].ids for key in suspended),
        stability=_binned(stability),
        difficulty=_counts(difficulty, 1, 9),
        retrievability=_counts(recall, 0, _RECALL_BINS - 1),
        due={date.fromordinal(day): n for day, n in due.items()},
        leeches=_leeches(store, decks, suspended),
    )


def _add_kinds(
    of_kind: Counter[str],
    recalls_of: dict[str, list[float]],
    deck: DeckCards,
    ids: Collection[str],
    cards: Sequence[str],
    recalled: Sequence[float],
) -> None:
    """Add a deck's cards and what is recalled of them to those of their kinds; for most, that is the deck's."""
    others = {card: kind for card, kind in deck.other_kinds.items() if card in ids}
    of_kind.update(others.values())
    of_kind[deck.kind] += len(ids) - len(others)
    recalls = dict(zip(cards, recalled, strict=True)) if others else {}
    for card in others.keys() & recalls.keys():
        recalls_of[others[card]].append(recalls.pop(card))
    recalls_of[deck.kind] += recalls.values() if others else recalled


def _counts(found: Mapping[int, int], first: int, last: int) -> tuple[int, ...]:
    """Return the counts of the numbers from `first` to `last`; the last one includes those of `last + 1`."""
    return (*(found.get(at, 0) for at in range(first, last)), found.get(last, 0) + found.get(last + 1, 0))


def _binned(stability: Mapping[int, int]) -> tuple[int, ...]:
    bins = zip(STABILITY_DAYS, [*STABILITY_DAYS[1:], inf], strict=True)
    return tuple(sum(n for days, n in stability.items() if low <= days < high) for low, high in bins)


def _leeches(store: Store, decks: Mapping[str, DeckCards], suspended: Collection[CardKey]) -> tuple[Leech, ...]:
    rows = store.rows(
        f"SELECT deck, card, lapses FROM memories WHERE lapses >= {LEECH_LAPSES} ORDER BY lapses DESC, deck, card"
    )
    leeches = [Leech(CardKey(deck, card), n) for deck, card, n in rows if deck in decks and card in decks[deck].ids]
    return tuple(leech for leech in leeches if leech.key not in suspended)
