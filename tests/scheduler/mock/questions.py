"""A question of a mock interview, for tests."""

from cards.card import TARGETS, Kind
from cards.key import CardKey
from scheduler.mock.log import MockQuestion


def question(kind: Kind = Kind.STORY, card: str = "a", follow_up: str = "") -> MockQuestion:
    """Return a question with everything the interviewer says about it."""
    return MockQuestion(
        key=CardKey("deck", card),
        kind=kind,
        phrasing=1,
        wording=f"Ünd {card}?",
        target=TARGETS[kind],
        lead="So.",
        follow_up=follow_up,
        between="Hm." if follow_up else "",
    )
