"""What to ask before an interview: pure, and the same for the same cards, memories and study day.

Coverage first, then what waiting would cost on the day; measured against other rules in docs/interview-date.md. Days
are ordinals (`date.toordinal`), which are quick to subtract.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence

from cards.key import CardKey
from scheduler.fsrs.formulas import Fsrs6
from scheduler.planning.candidates import Candidate

# On the last two study days, and on the day itself, each `must` card is gone through once more.
FINAL_DAYS = 2
# The chance that a review put off until tomorrow is done then: people miss days.
TOMORROW_COMES = 0.7


def readiness(cards: Sequence[Candidate], day: int, fsrs: Fsrs6) -> float:
    """Return the mean probability of recall on a day, unseen cards counting as 0; 0 for no cards."""
    return sum(recall_on(card, day, fsrs) for card in cards) / max(1, len(cards))


def recall_on(card: Candidate, day: int, fsrs: Fsrs6) -> float:
    """Return the probability of recall on a day if nothing more is done; 0 for an unseen card."""
    return 0.0 if card.state is None else fsrs.retrievability(card.state.stability, max(0, day - card.last))


def weight(card: Candidate, today: int, day: int, fsrs: Fsrs6) -> float:
    """Return what is lost on the day, per minute saved, if a seen card waits until tomorrow.

    That is the expected recall a review gains today, less what it would gain tomorrow, which comes with a chance of
    `TOMORROW_COMES`. (Counting a card's chance to fail as more time made matters no better, even where it takes twice.)
    """
    if card.state is None:
        raise ValueError("an unseen card is not weighed: it comes first")
    elapsed = today - card.last
    without = recall_on(card, day, fsrs)
    lost = fsrs.recall_after(card.state, elapsed, day - today) - without
    if today + 1 < day:
        lost -= TOMORROW_COMES * (fsrs.recall_after(card.state, elapsed + 1, day - today - 1) - without)
    return lost / (card.seconds / 60)


def is_final(card: Candidate, today: int, day: int) -> bool:
    """Tell whether a seen card is a `must` that the last days have yet to go through."""
    return card.rank == 0 and day - today <= FINAL_DAYS and card.last < day - FINAL_DAYS


def fitting(cards: Iterable[Candidate], seconds: float) -> Iterator[Candidate]:
    """Return the cards that are expected to fit into so many seconds, taken in their order."""
    for card in cards:
        if seconds < card.seconds / 2:
            return
        yield card
        seconds -= card.seconds


def order(cards: Iterable[Candidate], today: int, day: int, weigh: Callable[[Candidate], float]) -> list[Candidate]:
    """Return the cards to ask today, the first first; those rated today already are left out.

    Unseen cards come first by priority, in the order given. In the last two days `must` cards not gone through in them
    follow; from the eve on they come before the unseen cards of other priorities. Then the seen ones, the greatest
    weight first.

    Args:
        cards: Cards of the interview.
        today: The study day it is.
        day: The day of the interview.
        weigh: Tells the `weight` of a seen card today.
    """
    unseen: list[Candidate] = []
    final: list[tuple[float, CardKey, Candidate]] = []  # sorted by weight, then by key
    seen: list[tuple[float, CardKey, Candidate]] = []
    for card in cards:
        if card.state is None:
            unseen.append(card)
        elif card.last >= today:
            continue
        elif is_final(card, today, day):
            final.append((-weigh(card), card.key, card))
        else:
            seen.append((-weigh(card), card.key, card))
    unseen.sort(key=lambda card: card.rank)
    musts = [card for card in unseen if card.rank == 0]
    first = musts if day - today <= 1 else unseen
    return [*first, *(card for *_, card in sorted(final)), *unseen[len(first) :], *(card for *_, card in sorted(seen))]
