"""The two prompts of every self-grade: the points covered, and the rating."""

from collections.abc import Mapping

from cards.card import Card
from cards.review import Rating
from trainer.lines import BLANK, flow
from trainer.review import screens
from trainer.review.typed import read_points
from trainer.ui import Ui


def ask_points(ui: Ui, card: Card) -> str:
    """Ask which points were covered, telling on the way how many that is; return what was typed.

    Raises:
        Left: The user leaves.
    """

    def verdict(text: str) -> str:
        covered = read_points(text, card)
        return screens.covered_verdict(card, covered) if covered else ""

    label = [("label", "Points covered"), ("dim", "numbers, a for all, Enter for none")]
    return ui.ask_line([BLANK, *flow(label, ui.look.width)], verdict=verdict)


def ask_rating(ui: Ui, intervals: Mapping[Rating, int | None], suggested: Rating, *, anchors: bool) -> str:
    """Ask for a rating, each with the days it leads to; return what was typed.

    Raises:
        Left: The user leaves.
    """
    return ui.ask_line([BLANK, *screens.rating_label(intervals, suggested, ui.look, anchors=anchors)])
