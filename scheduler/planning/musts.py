"""The must-haves of an interview: how many you have met, and how many are ready."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from cards.key import CardKey
from scheduler.log.active import ACTIVE, IN_ORDER
from scheduler.planning.candidates import Candidate

if TYPE_CHECKING:
    from scheduler.log.store import Store

# A must-have is ready if you delivered it last time (not Again) and its recall on the day is at least this.
READY = 0.9


class Musts(NamedTuple):
    """The `must` cards of an interview, or other cards of it: all, those you have met, and those that are ready."""

    total: int
    met: int
    ready: int

    def __str__(self) -> str:
        """Return them as `30 of 42 met · 18 ready`."""
        return f"{self.met} of {self.total} met · {self.ready} ready"

    def since(self, before: "Musts") -> str:
        """Return what has changed, as `+3 met, +2 ready`; empty for nothing. Forgetting can make it negative."""
        met, ready = self.met - before.met, self.ready - before.ready
        return ", ".join([*([f"{met:+} met"] if met else []), *([f"{ready:+} ready"] if ready else [])])


class MustCard(NamedTuple):
    """A `must` card of an interview, or another card that has to be as ready.

    Attributes:
        key: The card.
        recall: The probability, by FSRS, of recalling it on the day; None if you have not met it.
        ready: Whether it is ready.
    """

    key: CardKey
    recall: float | None
    ready: bool


def must_cards(
    store: "Store", cards: Iterable[Candidate], day: date, *, before: date | None = None
) -> Iterator[MustCard]:
    """Yield the `must` cards of an interview.

    Args:
        store: The log.
        cards: All cards of the interview.
        day: The day of the interview.
        before: Ignore reviews from this study day on; None to count them all.
    """
    return cards_on_the_day(store, (card.key for card in cards if card.rank == 0), day, before=before)


def cards_on_the_day(
    store: "Store", keys: Iterable[CardKey], day: date, *, before: date | None = None
) -> Iterator[MustCard]:
    """Yield cards as they will be on a day, whatever their priority; the arguments are those of `must_cards`."""
    for key in keys:
        rows = store.rows(
            f"SELECT rating, study_day {ACTIVE} AND deck = ? AND card = ? AND study_day < ? ORDER BY {IN_ORDER}",
            (*key, before.isoformat() if before else "~"),
        )
        memory, _ = store.model.replay(key, [(rating, date.fromisoformat(on)) for rating, on in rows])
        recall = None if memory is None else store.model.retrievability(memory, day)
        yield MustCard(key, recall, recall is not None and rows[-1][0] > 1 and recall >= READY)


def count_musts(store: "Store", cards: Iterable[Candidate], day: date, *, before: date | None = None) -> Musts:
    """Count the `must` cards of an interview; the arguments are those of `must_cards`."""
    return _counted(must_cards(store, cards, day, before=before))


def count_cards(store: "Store", keys: Iterable[CardKey], day: date) -> Musts:
    """Count cards as `count_musts` does, whatever their priority."""
    return _counted(cards_on_the_day(store, keys, day))


def _counted(cards: Iterable[MustCard]) -> Musts:
    musts = list(cards)
    return Musts(len(musts), sum(card.recall is not None for card in musts), sum(card.ready for card in musts))
