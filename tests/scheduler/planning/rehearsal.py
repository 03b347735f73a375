"""Cards rehearsed for an interview, random and made to order."""

from functools import partial

from hypothesis import strategies as st

from cards.key import CardKey
from scheduler.fsrs.formulas import MemoryState, fsrs6
from scheduler.planning.candidates import Candidate
from scheduler.planning.interview import goal_for, order, value

FORMULAS = fsrs6()
TODAY = 1000
STATES = st.builds(MemoryState, st.floats(0.01, 400), st.floats(1, 10))
PACES = st.sampled_from([15.0, 90.0, 240.0])


@st.composite
def rehearsed(draw: st.DrawFn) -> list[Candidate]:
    """Draw cards of any priority, pace, memory and promise, some unseen, some rated today."""
    cards = []
    for number in range(draw(st.integers(0, 12))):
        fresh = Candidate(CardKey("deck", f"{number:02}"), draw(st.integers(0, 2)), draw(PACES))
        cards.append(fresh if draw(st.booleans()) else draw(seen(fresh)))
    return cards


@st.composite
def seen(draw: st.DrawFn, card: Candidate) -> Candidate:
    """Draw what may have become of an unseen card until today."""
    last = TODAY - draw(st.integers(0, 40))
    first = last - draw(st.integers(0, 40))
    planned = draw(st.just(0) | st.integers(last + 1, last + 30))
    return card._replace(state=draw(STATES), last=last, first=first, planned=planned)


def ordered(cards: list[Candidate], day: int, today: int = TODAY, minutes: float = 20) -> list[Candidate]:
    """Return the cards to ask today, in order."""
    goal = goal_for(cards, day, minutes * 60, FORMULAS)
    return order(cards, today, day, minutes * 60, partial(value, today=today, goal=goal))


def card(
    name: str,
    rank: int = 1,
    *,
    stability: float | None = None,
    ago: int = 3,
    seconds: float = 90.0,
    planned: int = 0,
) -> Candidate:
    """Return a card met and last rated some days ago, or an unseen one if it has no stability."""
    if stability is None:
        return Candidate(CardKey("deck", name), rank, seconds)
    last = TODAY - ago
    return Candidate(CardKey("deck", name), rank, seconds, MemoryState(stability, 5.0), last, last, planned)


def names(cards: list[Candidate]) -> list[str]:
    """Return the names of cards, in order."""
    return [each.key.card for each in cards]
