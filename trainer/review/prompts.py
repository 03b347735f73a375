"""The self-grade of an answer: the points it covered, its rating, and what the rating leads to."""

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

from cards.card import Card
from cards.grading import missed_musts
from cards.review import Rating
from trainer.review.ticks import TicksError, read_points
from trainer.terminal.layout import BLANK, Layout, Line, Span, flow, paragraph
from trainer.terminal.ui import Ui
from trainer.terminal.words import count, short_day

if TYPE_CHECKING:
    from trainer.interview.plan import NextReview

_MEANINGS = {
    Rating.AGAIN: "could not deliver it",
    Rating.HARD: "delivered with a gap",
    Rating.GOOD: "complete",
    Rating.EASY: "fluent, in time, ready for the follow-up",
}
_OUTCOMES = {Rating.AGAIN: "not there yet", Rating.HARD: "a gap", Rating.GOOD: "complete", Rating.EASY: "fluent"}


class GradePrompts:
    """Asks for points and ratings, and says so when it cannot read what was typed."""

    def __init__(self, ui: Ui) -> None:
        self._ui = ui
        self._explained = False  # what the four ratings mean

    def ask_points(self, card: Card) -> str:
        """Ask which points were covered, counting them as they are typed; return the text."""

        def verdict(text: str) -> str:
            covered = read_ticks(text, card)
            return _covered_verdict(card, covered) if covered else ""

        return self._ui.ask("Points covered", "124, 1-3, -2 all but 2, a all", verdict=verdict)

    def points_in(self, text: str, card: Card) -> frozenset[int] | None:
        """Return the positions of the points typed, from 0; None, after saying so, if there are no such points."""
        try:
            return read_points(text, len(card.key_points))
        except TicksError as error:
            self._ui.say(str(error))
            return None

    def ask_rating(self, back: "Mapping[Rating, NextReview]", day: date, suggested: Rating) -> str:
        """Ask for a rating, and explain the four the first time; return the text.

        Args:
            back: When the card comes back for each rating.
            day: The study day the rating counts for; the prompt counts days from it.
            suggested: The rating that Enter gives.
        """
        intervals = {rating: each.after(day) for rating, each in back.items()}
        label = rating_label(intervals, suggested, self._ui.layout, explain=not self._explained)
        self._explained = True
        return self._ui.ask_line([BLANK, *label])

    def rating_in(self, text: str, suggested: Rating) -> Rating | None:
        """Return the rating typed, `suggested` for Enter; None, after saying so, if it is no rating."""
        rating = read_rating(text, suggested)
        if rating is None:
            either = f"1 Again, 2 Hard, 3 Good, 4 Easy, or Enter for {suggested.title}"
            self._ui.say(f'"{text.strip()}" is no rating: {either}.')
        return rating


def read_ticks(text: str, card: Card) -> frozenset[int] | None:
    """Return the positions of the points in a text, as `read_points` does; None if it names no points of the card."""
    try:
        return read_points(text, len(card.key_points))
    except TicksError:
        return None


def read_rating(text: str, suggested: Rating) -> Rating | None:
    """Return the rating in a text: a number from 1 to 4 or a name, nothing for `suggested`; None for anything else."""
    word = text.strip().casefold()
    if not word:
        return suggested
    return next((rating for rating in Rating if word in (str(rating.value), rating.title.casefold())), None)


def _covered_verdict(card: Card, covered: frozenset[int]) -> str:
    """Return how many points are ticked, and how many musts are not."""
    missed = missed_musts(card, covered)
    musts = f", {count(missed, 'must-have')} missed" if missed else ""
    return f"{len(covered)} of {len(card.key_points)}{musts}"


def rating_label(
    intervals: Mapping[Rating, int | None], suggested: Rating, layout: Layout, *, explain: bool
) -> list[Line]:
    """Return the label of the rating prompt, with a star at the rating that Enter gives.

    Args:
        intervals: Days until the card comes back, for each rating; None if it rests until after an interview.
        suggested: The rating that Enter gives.
        layout: How lines are drawn.
        explain: Whether to say first what each rating means.
    """
    items: list[Span] = [("label", "Rate")]
    same = len(set(intervals.values())) == 1
    for rating, interval in intervals.items():
        star = " *" if rating is suggested else ""
        back = "" if same else f" {_interval(interval)}"
        items.append(("suggested" if star else "", f"{rating.value} {rating.title}{back}{star}"))
    if same:
        items.append(("", f"all four: {_interval(intervals[suggested])}"))
    items.append(("dim", f"Enter {suggested.title} · u undo · ? keys"))
    return [*(what_ratings_mean(layout) if explain else []), *flow(items, layout.width)]


def _interval(days: int | None) -> str:
    return "rests" if days is None else f"{days} d"


def what_ratings_mean(layout: Layout) -> list[Line]:
    """Explain the four ratings."""
    meanings = " · ".join(f"{rating.title}: {meaning}" for rating, meaning in _MEANINGS.items())
    return paragraph(f"{meanings}.", layout.width, style="dim")


def outcome(rating: Rating, back: "NextReview", today: date, layout: Layout, *, again: bool = False) -> list[Line]:
    """Show when the card comes back after this rating; `again` if once more in this sitting."""
    if back.day is None:
        name = back.interview.name if back.interview else "your interview"
        when = f"Once more today, then not before {name}" if again else f"Not before {name}"
    else:
        when = f"Back on {short_day(back.day, today)}" + (", and once more today" if again else "")
    return paragraph(f"{rating.title}: {_OUTCOMES[rating]}. {when}.", layout.width)
