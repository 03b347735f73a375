"""The two prompts of every self-grade, the points covered and the rating: asked, and read or told to be neither."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import TYPE_CHECKING

from cards.card import Card
from cards.review import Rating
from trainer.review import screens
from trainer.review.typed import read_points, read_rating
from trainer.terminal.layout import BLANK, flow
from trainer.terminal.ui import Ui

if TYPE_CHECKING:
    from trainer.interview.plan import NextReview


def ask_points(ui: Ui, card: Card) -> str:
    """Ask which points were covered, telling on the way how many that is; return what was typed.

    Raises:
        Left: The user leaves.
    """

    def verdict(text: str) -> str:
        covered = read_points(text, card)
        return screens.covered_verdict(card, covered) if covered else ""

    label = [("label", "Points covered"), ("dim", "numbers, a for all, Enter for none")]
    return ui.ask_line([BLANK, *flow(label, ui.layout.width)], verdict=verdict)


def points_in(text: str, card: Card, say: Callable[[str], None]) -> frozenset[int] | None:
    """Return the points that were typed; None, once it is said, if they are none."""
    covered = read_points(text, card)
    if covered is None:
        are = "is no point" if len(text.split()) == 1 else "are not points"
        say(f'"{text.strip()}" {are}: numbers from 1 to {len(card.key_points)}, a for all, or Enter.')
    return covered


def ask_rating(ui: Ui, back: "Mapping[Rating, NextReview]", day: date, suggested: Rating, *, anchors: bool) -> str:
    """Ask for a rating, each with how many days after the day it lets the card come back; return what was typed.

    Raises:
        Left: The user leaves.
    """
    intervals = {rating: each.after(day) for rating, each in back.items()}
    return ui.ask_line([BLANK, *screens.rating_label(intervals, suggested, ui.layout, anchors=anchors)])


def rating_in(text: str, suggested: Rating, say: Callable[[str], None]) -> Rating | None:
    """Return the rating that was typed; None, once it is said, if it is none."""
    rating = read_rating(text, suggested)
    if rating is None:
        say(f'"{text.strip()}" is no rating: 1 Again, 2 Hard, 3 Good, 4 Easy, or Enter for {suggested.title}.')
    return rating
