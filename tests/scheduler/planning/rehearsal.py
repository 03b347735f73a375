"""Cards rehearsed for an interview, random and made to order."""

from functools import partial

from hypothesis import strategies as st

from cards.key import CardKey
from scheduler.fsrs.formulas import MemoryState, fsrs6
from scheduler.planning.candidates import Candidate
from scheduler.planning.interview import order, weight

FORMULAS = fsrs6()
TODAY = 1000
STATES = st.builds(MemoryState, st.floats(0.01, 400), st.floats(1, 10))


@st.composite
def rehearsed(draw: st.DrawFn) -> list[Candidate]:
    """Draw cards of any priority and pace, some unseen, some rated today."""
    cards = []
    for number in range(draw(st.integers(0, 12))):
        state = draw(st.none() | STATES)
        last = 0 if state is None else TODAY - draw(st.integers(0, 40))
        rank, seconds = draw(st.integers(0, 2)), draw(st.sampled_from([15.0, 90.0, 240.0]))
        cards.append(Candidate(CardKey("deck", f"{number:02}"), rank, seconds, state, last))
    return cards


def ordered(cards: list[Candidate], day: int, today: int = TODAY) -> list[Candidate]:
    """Return the cards to ask today, in order."""
    return order(cards, today, day, partial(weight, today=today, day=day, fsrs=FORMULAS))


def card(name: str, rank: int = 1, *, stability: float | None = None, ago: int = 3, seconds: float = 90.0) -> Candidate:
    """Return a card rated some days ago, or an unseen one if it has no stability."""
    state = None if stability is None else MemoryState(stability, 5.0)
    return Candidate(CardKey("deck", name), rank, seconds, state, 0 if state is None else TODAY - ago)
