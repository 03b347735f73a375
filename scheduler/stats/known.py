"""What is known today: the memories of the cards that are in the decks and not suspended."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import date, timedelta
from functools import reduce
from operator import sub
from typing import TYPE_CHECKING, NamedTuple

from cards.key import CardKey
from scheduler.log.daily_totals import MATURE_DAYS

if TYPE_CHECKING:
    from scheduler.log.store import Store

LEECH_LAPSES = 8
# Lower ends of the bins of stability, in days.
STABILITY_DAYS = (0, 1, 3, 7, 14, 30, 60, 120, 240)
_RECALL_BINS = 20


class DeckCards(NamedTuple):
    """The cards of a deck that may be asked, and what sort each is.

    Attributes:
        ids: Their ids.
        kind: What most of them are.
        other_kinds: What the others are, by id.
    """

    ids: Collection[str]
    kind: str
    other_kinds: Mapping[str, str]


class CardGroup(NamedTuple):
    """Cards of a group: how many there are and have been seen, and how many of them one would recall today.

    Attributes:
        cards: All of them.
        seen: Those with a memory.
        recalled: The sum of their retrievability today; the unseen add nothing.
    """

    cards: int
    seen: int
    recalled: float

    @property
    def readiness(self) -> float | None:
        """Mean predicted recall, unseen = 0; None if there are no cards."""
        return self.recalled / self.cards if self.cards else None

    def with_more(self, other: "CardGroup") -> "CardGroup":
        """Return both together."""
        return CardGroup(self.cards + other.cards, self.seen + other.seen, self.recalled + other.recalled)


_NOTHING = CardGroup(0, 0, 0.0)


class Leech(NamedTuple):
    """A card that was forgotten again and again."""

    key: CardKey
    lapses: int


class Known(NamedTuple):
    """Everything memories say today.

    Attributes:
        decks: By deck.
        kinds: By sort.
        young: Cards whose interval is under 21 days.
        mature: Cards whose interval is longer.
        suspended: Cards of the decks that are suspended; they count nowhere else.
        stability: Cards by bin of `STABILITY_DAYS`.
        difficulty: Cards by difficulty from 1 to 2, to 3 and so on; the last of the nine bins holds 10 as well.
        retrievability: Cards by bins of 5 %, lowest first.
        due: Cards by due day; those buried today come tomorrow at the earliest.
        leeches: The most lapses first.
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
        """Of all cards."""
        return reduce(CardGroup.with_more, self.decks.values(), _NOTHING)

    def due_forecast(self, today: date, length: int) -> list[tuple[date, int]]:
        """Return how many cards come due on each of the next days, today first; what is overdue counts as today."""
        following = [(today + timedelta(days=n), self.due.get(today + timedelta(days=n), 0)) for n in range(length)]
        overdue = sum(n for day, n in self.due.items() if day < today)
        return [(today, following[0][1] + overdue), *following[1:]]


class _Ordinals(dict[str, int]):
    """The number of each day, made once: a million reviews fall on few days."""

    def __missing__(self, day: str) -> int:
        self[day] = found = date.fromisoformat(day).toordinal()
        return found


def read_known(store: "Store", decks: Mapping[str, DeckCards], today: date) -> Known:
    """Go through the memories of the decks' cards once."""
    marks = store.rows("SELECT deck, card, suspended, buried_on FROM marks")
    suspended = {CardKey(deck, card) for deck, card, is_so, _ in marks if is_so}
    buried = {CardKey(deck, card) for deck, card, _, day in marks if day == today.isoformat()}
    ordinals, now = _Ordinals(), today.toordinal()
    ready: dict[str, CardGroup] = {}
    kinds: dict[str, CardGroup] = {}
    stability, difficulty, recall, due = Counter[int](), Counter[int](), Counter[int](), Counter[int]()
    mature = 0
    for name, deck in decks.items():
        ids = frozenset(deck.ids)
        if out := {key.card for key in suspended if key.deck == name}:
            ids -= out
        rows = store.rows("SELECT card, last_review, due, stability, difficulty FROM memories WHERE deck = ?", (name,))
        if not ids.issuperset([row[0] for row in rows]):
            rows = [row for row in rows if row[0] in ids]
        # Column by column, as there may be a hundred thousand rows.
        cards, last_reviews, due_days, stabilities, difficulties = zip(*rows, strict=True) if rows else ((),) * 5
        last, comes = (list(map(ordinals.__getitem__, column)) for column in (last_reviews, due_days))
        recalls = store.model.fsrs.retrievabilities(stabilities, [now - day if day < now else 0 for day in last])
        ready[name] = CardGroup(len(ids), len(cards), sum(recalls))
        _add_kinds(kinds, deck, ids, cards, recalls)
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
        kinds=kinds,
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
    kinds: dict[str, CardGroup], deck: DeckCards, ids: Collection[str], cards: Sequence[str], recalled: Sequence[float]
) -> None:
    """Add a deck's cards to the kinds they are of; few are of another sort than their deck."""
    recalls = dict(zip(cards, recalled, strict=True)) if deck.other_kinds else {}
    rest = len(ids)
    for card, kind in deck.other_kinds.items():
        if card in ids:
            rest -= 1
            own = CardGroup(1, int(card in recalls), recalls.pop(card, 0.0))
            kinds[kind] = kinds.get(kind, _NOTHING).with_more(own)
    if rest:
        # Not all of the deck less the others: floats would leave a little more than nothing, or less.
        left = recalls.values() if deck.other_kinds else recalled
        kinds[deck.kind] = kinds.get(deck.kind, _NOTHING).with_more(CardGroup(rest, len(left), sum(left)))


def _counts(found: Mapping[int, int], first: int, last: int) -> tuple[int, ...]:
    """Return how many were found of each number; the last takes those at its upper end as well."""
    return (*(found.get(at, 0) for at in range(first, last)), found.get(last, 0) + found.get(last + 1, 0))


def _binned(stability: Mapping[int, int]) -> tuple[int, ...]:
    ends = [*STABILITY_DAYS[1:], 1 << 30]
    return tuple(
        sum(n for days, n in stability.items() if low <= days < high)
        for low, high in zip(STABILITY_DAYS, ends, strict=True)
    )


def _leeches(store: "Store", decks: Mapping[str, DeckCards], suspended: Collection[CardKey]) -> tuple[Leech, ...]:
    rows = store.rows(
        f"SELECT deck, card, lapses FROM memories WHERE lapses >= {LEECH_LAPSES} ORDER BY lapses DESC, deck, card"
    )
    keys = ((CardKey(deck, card), lapses) for deck, card, lapses in rows)
    return tuple(
        Leech(key, lapses)
        for key, lapses in keys
        if key.deck in decks and key.card in decks[key.deck].ids and key not in suspended
    )
