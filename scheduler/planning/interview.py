"""The interview plan: the order in which cards are asked before an interview.

Unseen cards come first, then the cards for which waiting costs the most recall on the day of the interview.
docs/interview-date.md compares this with other rules. The same cards, memories and study day always give the same
order. Days are ordinals (`date.toordinal`), which are fast to subtract.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence

from cards.key import CardKey
from scheduler.fsrs.formulas import Fsrs6
from scheduler.planning.candidates import Candidate

# In the last two study days before the interview, and on its day, each `must` card is asked once more.
FINAL_DAYS = 2
# The probability that a review put off until tomorrow is done then: people miss days.
TOMORROW_COMES = 0.7


def readiness(cards: Sequence[Candidate], day: int, fsrs: Fsrs6) -> float:
    """Return the mean probability of recall on a day. Unseen cards count as 0, and so does an empty list."""
    return sum(recall_on(card, day, fsrs) for card in cards) / max(1, len(cards))


def recall_on(card: Candidate, day: int, fsrs: Fsrs6) -> float:
    """Return the probability of recall on a day if the card is not asked again; 0 for an unseen card."""
    return 0.0 if card.state is None else fsrs.retrievability(card.state.stability, max(0, day - card.last))


def weight(card: Candidate, today: int, day: int, fsrs: Fsrs6) -> float:
    """Return the recall lost on the day of the interview, per minute saved, if a seen card waits until tomorrow.

    This is the recall that a review today is expected to add, minus what it would add tomorrow times `TOMORROW_COMES`.
    (A failed card takes twice the time; counting that in did not improve the order.)

    Args:
        card: A seen card.
        today: The study day it is.
        day: The day of the interview.
        fsrs: FSRS.

    Raises:
        ValueError: The card is unseen.
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
    """Return whether a seen card is a `must` that still has to be asked once more in the last days."""
    return card.rank == 0 and day - today <= FINAL_DAYS and card.last < day - FINAL_DAYS


def fitting(cards: Iterable[Candidate], seconds: float) -> Iterator[Candidate]:
    """Yield the cards expected to fit into `seconds`, in the order given; a card fits if half of it does."""
    for card in cards:
        if seconds < card.seconds / 2:
            return
        yield card
        seconds -= card.seconds


def order(cards: Iterable[Candidate], today: int, day: int, weigh: Callable[[Candidate], float]) -> list[Candidate]:
    """Return the cards to ask today, in order, without those already rated today.

    1. Unseen cards, by priority and then in the order given.
    2. In the last two days, the seen `must` cards not yet asked in them. From the eve on, they come before the unseen
       cards of other priorities.
    3. The other seen cards, those with the greatest weight first.

    Args:
        cards: The cards of the interview.
        today: The study day it is.
        day: The day of the interview.
        weigh: Returns the `weight` of a seen card today.
    """
    unseen: list[Candidate] = []
    final: list[tuple[float, CardKey, Candidate]] = []  # to sort by weight, then by key
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
