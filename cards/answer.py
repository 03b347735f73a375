"""One attempt at a card, spoken or typed."""

from enum import StrEnum
from typing import NamedTuple


class Mode(StrEnum):
    """How an answer was given."""

    SPOKEN = "spoken"
    TYPED = "typed"
    MOCK = "mock"
    IMPORTED = "imported"


class Answer(NamedTuple):
    """One attempt at a card.

    Attributes:
        milliseconds: From the question being shown to the answer being given.
        text: What was typed; empty if the answer was spoken.
        covered: Positions (from 0) of the key points ticked; None until they were asked for.
        peeked: Whether the key points were looked at before answering.
    """

    milliseconds: int
    text: str = ""
    covered: frozenset[int] | None = None
    peeked: bool = False

    @property
    def mode(self) -> Mode:
        """Typed if there is any text, else spoken."""
        return Mode.TYPED if self.text else Mode.SPOKEN

    @property
    def seconds(self) -> float:
        """The time taken, in seconds."""
        return self.milliseconds / 1000


def points_to_text(covered: frozenset[int] | None, total: int) -> str | None:
    """Write ticked points as the review log keeps them: one character a key point, in card order, 1 = covered.

    The length keeps how many points there were, so that a later edit of the card cannot change what was missed.
    """
    if covered is None or not total:
        return None
    return "".join("1" if position in covered else "0" for position in range(total))


def points_from_text(text: str | None) -> frozenset[int] | None:
    """Read what `points_to_text` wrote; None where no points were ticked or asked for."""
    if text is None:
        return None
    return frozenset(position for position, mark in enumerate(text) if mark == "1")
