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
        milliseconds: Time from showing the question to the end of the answer.
        text: The answer in words, typed or heard; empty if it was spoken and nobody wrote it down.
        covered: Positions (from 0) of the ticked key points; None until the user has been asked to tick them.
        peeked: Whether the user looked at the key points before answering.
        heard: Whether the text was heard in a recording, not typed.
    """

    milliseconds: int
    text: str = ""
    covered: frozenset[int] | None = None
    peeked: bool = False
    heard: bool = False

    @property
    def mode(self) -> Mode:
        """Typed if its text was, else spoken."""
        return Mode.TYPED if self.text and not self.heard else Mode.SPOKEN

    @property
    def seconds(self) -> float:
        """The time taken, in seconds."""
        return self.milliseconds / 1000


def points_to_text(covered: frozenset[int] | None, total: int) -> str | None:
    """Write ticked points as the review log stores them: one character per key point, in card order, 1 = covered.

    The text is as long as the card had points, so editing the card later cannot change which ones were missed. It is
    None if no points were asked for or the card has none.
    """
    if covered is None or not total:
        return None
    return "".join("1" if position in covered else "0" for position in range(total))


def points_from_text(text: str | None) -> frozenset[int] | None:
    """Read the text that `points_to_text` wrote; None stays None."""
    if text is None:
        return None
    return frozenset(position for position, mark in enumerate(text) if mark == "1")
