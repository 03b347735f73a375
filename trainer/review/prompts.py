"""The two prompts of a self-grade: which key points the answer covered, and how it is rated."""

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

from cards.card import Card
from cards.review import Rating
from trainer.review import screens
from trainer.terminal.layout import BLANK, flow
from trainer.terminal.ui import Ui, say

if TYPE_CHECKING:
    from trainer.interview.plan import NextReview


class GradePrompts:
    """Asks for points and ratings, and says so when what was typed is neither."""

    def __init__(self, ui: Ui) -> None:
        self._ui = ui
        self._explained = False  # what the four ratings mean

    def ask_points(self, card: Card) -> str:
        """Ask which points were covered, counting them as they are typed; return the text.

        Raises:
            UserLeft: The user leaves.
        """

        def verdict(text: str) -> str:
            covered = read_ticks(text, card)
            return screens.covered_verdict(card, covered) if covered else ""

        label = [("label", "Points covered"), ("dim", "numbers, a for all, Enter for none")]
        return self._ui.ask_line([BLANK, *flow(label, self._ui.layout.width)], verdict=verdict)

    def points_in(self, text: str, card: Card) -> frozenset[int] | None:
        """Return the positions of the points typed, from 0; None, after saying so, if there are no such points."""
        covered = read_ticks(text, card)
        if covered is None:
            are = "is no point" if len(text.split()) == 1 else "are not points"
            say(self._ui, f'"{text.strip()}" {are}: numbers from 1 to {len(card.key_points)}, a for all, or Enter.')
        return covered

    def ask_rating(self, back: "Mapping[Rating, NextReview]", day: date, suggested: Rating) -> str:
        """Ask for a rating, and explain the four the first time; return the text.

        Args:
            back: When the card comes back for each rating.
            day: The study day the rating counts for; the prompt counts days from it.
            suggested: The rating that Enter gives.

        Raises:
            UserLeft: The user leaves.
        """
        intervals = {rating: each.after(day) for rating, each in back.items()}
        label = screens.rating_label(intervals, suggested, self._ui.layout, anchors=not self._explained)
        self._explained = True
        return self._ui.ask_line([BLANK, *label])

    def rating_in(self, text: str, suggested: Rating) -> Rating | None:
        """Return the rating typed, `suggested` for Enter; None, after saying so, if it is no rating."""
        rating = read_rating(text, suggested)
        if rating is None:
            either = f"1 Again, 2 Hard, 3 Good, 4 Easy, or Enter for {suggested.title}"
            say(self._ui, f'"{text.strip()}" is no rating: {either}.')
        return rating


def read_ticks(text: str, card: Card) -> frozenset[int] | None:
    """Return the positions of the points in a text such as `1 3`, from 0; None if it is something else.

    `a` means all points, an empty text none.
    """
    words = text.replace(",", " ").split()
    if words == ["a"]:
        return frozenset(range(len(card.key_points)))
    if not all(word.isascii() and word.isdecimal() and 1 <= int(word[:9]) <= len(card.key_points) for word in words):
        return None
    return frozenset(int(word) - 1 for word in words)


def read_rating(text: str, suggested: Rating) -> Rating | None:
    """Return the rating that a number from 1 to 4 or a name stands for; `suggested` for an empty text, else None."""
    word = text.strip().casefold()
    if not word:
        return suggested
    return next((rating for rating in Rating if word in (str(rating.value), rating.title.casefold())), None)
