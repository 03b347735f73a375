"""The self-grade of an answer: the points it covered, its rating, and when the card comes back."""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from cards.card import Card
from cards.grading import missed_musts
from cards.review import Rating
from trainer.review.ticks import ONE_DIGIT, TicksError, read_points, write_points
from trainer.terminal.layout import BLANK, Layout, Line, flow, paragraph, width_of
from trainer.terminal.ui import SingleKeys, Ui
from trainer.terminal.words import count, short_day

if TYPE_CHECKING:
    from trainer.interview.plan import NextReview
    from trainer.review.hands_free import ReadOut, SpokenWord

_MEANINGS = {
    Rating.AGAIN: "could not deliver it",
    Rating.HARD: "delivered with a gap",
    Rating.GOOD: "complete",
    Rating.EASY: "fluent, in time, ready for the follow-up",
}
MORE = "m more · ? keys"
_BACK = "u back · ? keys"
BringBack = Callable[[int], None]
_ROW_FROM = 60  # columns from which the ratings fit side by side
_GAP = "   "
_OUTCOMES = {Rating.AGAIN: "not there yet", Rating.HARD: "with a gap", Rating.GOOD: "complete", Rating.EASY: "fluent"}


class GradePrompts:
    """Asks for points and ratings, and says so if it can't read what was typed."""

    def __init__(self, ui: Ui, *, single: bool = False) -> None:
        """Use a terminal; `single` takes ticks and ratings without Enter, if it edits lines."""
        self._ui = ui
        self._single = single and ui.layout.drawn
        self._explained = False  # what the four ratings mean

    def ask_points(
        self,
        card: Card,
        ticked: frozenset[int] | None = None,
        *,
        hint: str = "",
        commands: Collection[str] = (),
        meanwhile: "ReadOut | None" = None,
    ) -> str:
        """Ask which points were covered, counting them as they are typed; return the text.

        Args:
            card: The card.
            ticked: The points ticked so far, which Enter keeps; None for none.
            hint: The other keys.
            commands: Texts that are commands.
            meanwhile: What goes on while the user ticks.
        """
        total = len(card.key_points)
        before = "" if ticked is None else write_points(ticked, total)
        draft = before if self._single else ""  # a key would have to be typed behind it

        status = self._status(meanwhile)

        def verdict(text: str) -> str:
            covered = read_ticks(text or before, card)
            return _covered_verdict(card, covered) if covered else status(text)

        few = total <= ONE_DIGIT
        digits = f"1-{total} tick" if few else "numbers tick"
        keys = self._keys(["a", *commands], f"{digits} · a all · Enter done", hint, toggled=few)
        if keys is not None:
            keys = keys._replace(typed=f"{'123456789'[:total] if few else '0123456789'} ,-")
        label = partial(self._points_label, card, before, hint)
        text = self._ui.ask_line(label, verdict=verdict, draft=draft, keys=keys, meanwhile=meanwhile)
        return text if self._single else text or before

    def _points_label(self, card: Card, before: str = "", hint: str = "") -> list[Line]:
        numbers = "124" if len(card.key_points) <= ONE_DIGIT else "1 2 4"
        how = f"{numbers}, 1-3, -2 all but 2, a all, Enter none"
        if before:
            how = f"Enter keeps {before}, -a for none"
        hint = "" if self._single else " · ".join(filter(None, [how, hint]))
        return [BLANK, *self._ui.label("Points covered", hint)]

    def _keys(self, at_once: Collection[str], how: str, hint: str, *, toggled: bool = False) -> SingleKeys | None:
        """Return the keys that need no Enter; the toolbar lists them."""
        toolbar = (f" single keys: {how} · {hint}", f" {how} · {hint}", f" {hint}", " single keys")
        return SingleKeys([key for key in at_once if len(key) == 1], toggled, toolbar) if self._single else None

    def rows(self, card: Card) -> int:
        """Return the rows that both prompts will take, with a line each for what is typed."""
        points = len(self._points_label(card, hint=MORE)) + 1 if card.key_points else 0
        rating = len(self._rating_label(dict.fromkeys(Rating, 365), Rating.AGAIN, explain=not self._explained)) + 1
        return points + rating + self._single

    def _rating_label(
        self, intervals: Mapping[Rating, int | None], suggested: Rating, *, explain: bool, planned: bool = False
    ) -> list[Line]:
        hint = "" if self._single else f"Enter {suggested.title} · {_BACK}"
        return [
            BLANK,
            *rating_label(intervals, suggested, self._ui.layout, explain=explain, hint=hint, planned=planned),
        ]

    def points_in(self, text: str, card: Card) -> frozenset[int] | None:
        """Return the positions of the points typed, from 0; if there are no such points, say so and return None."""
        try:
            return read_points(text, len(card.key_points))
        except TicksError as error:
            self._ui.say(str(error))
            return None

    def ask_rating(
        self,
        back: "Mapping[Rating, NextReview]",
        day: date,
        suggested: Rating,
        *,
        bring_back: BringBack = lambda _: None,
        commands: Collection[str] = (),
        by_ear: "SpokenWord | None" = None,
    ) -> str:
        """Ask for a rating, and explain the four the first time; return the text.

        Args:
            back: When the card comes back for each rating.
            day: The study day the rating counts for; the prompt counts days from it.
            suggested: The rating that Enter gives.
            bring_back: Called with the rows that the prompt is about to take.
            commands: Texts that are commands.
            by_ear: What listens for a rating; None if nothing does.
        """
        intervals = {rating: each.after(day) for rating, each in back.items()}
        planned = any(each.interview for each in back.values())
        label = partial(self._rating_label, intervals, suggested, explain=not self._explained, planned=planned)
        self._explained = True
        bring_back(len(label()) + 1 + self._single)
        keys = self._keys([*"1234", *commands], f"1-4 rate · Enter {suggested.title}", _BACK)
        return self._ui.ask_line(label, keys=keys, verdict=self._status(by_ear), meanwhile=by_ear)

    def ask_whether(self, question: str, by_ear: "SpokenWord | None") -> str:
        """Ask whether a rating was heard right; return the text."""
        label = [BLANK, *self._ui.label(question, "" if self._single else "Enter yes · n no · 1-4 rate")]
        keys = self._keys([*"1234yn"], "Enter yes", "n no · 1-4 rate")
        return self._ui.ask_line(label, keys=keys, verdict=self._status(by_ear), meanwhile=by_ear)

    def _status(self, by_ear: "ReadOut | SpokenWord | None") -> Callable[[str], str]:
        """Return what says beside an empty line what goes on; nothing where a line can't change."""
        drawn = self._ui.layout.drawn
        return lambda text: by_ear.status if by_ear and drawn and not text else ""

    def ask_done(self) -> str:
        """Ask whether to leave after the last card; return the text."""
        hint = "Enter to leave · u undo the last rating"
        label = [BLANK, *self._ui.label("Done", "" if self._single else hint)]
        keys = self._keys(["u", "?"], "Enter leave", "u undo the last rating")
        while (text := self._ui.ask_line(label, keys=keys).strip()) == "?":
            self._ui.say(f"{hint}.")
        return text

    def rating_in(self, text: str, suggested: Rating) -> Rating | None:
        """Return the rating typed, `suggested` for Enter; if it isn't a rating, say so and return None."""
        rating = read_rating(text, suggested)
        if rating is None:
            either = f"1 Again, 2 Hard, 3 Good, 4 Easy, or Enter for {suggested.title}"
            self._ui.say(f'"{text.strip()}" isn\'t a rating: {either}.')
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
    intervals: Mapping[Rating, int | None],
    suggested: Rating,
    layout: Layout,
    *,
    explain: bool,
    hint: str = "",
    planned: bool = False,
) -> list[Line]:
    """Return the label of the rating prompt, with a star at the rating that Enter gives.

    Args:
        intervals: Days until the card comes back, for each rating; None for not before the interview.
        suggested: The rating that Enter gives.
        layout: How lines are drawn.
        explain: Whether to say what each rating means.
        hint: The other keys.
        planned: Whether the plan for an interview decides when the card comes back.
    """
    same = len(set(intervals.values())) == 1
    names = {each: f"{each.value} {each.title}{' *' if each is suggested else ''}" for each in intervals}
    when = {each: "" if same else _interval(days) for each, days in intervals.items()}
    styles = {each: "suggested" if each is suggested else "" for each in intervals}
    all_four = ""
    if same:
        days = intervals[suggested]
        all_four = f"Whatever you choose: {'not before the interview' if days is None else _interval(days)}"
        all_four += "; the plan asks it then" if planned and days is not None else ""
    keys = [("dim", hint)] if hint else []
    if layout.drawn and layout.width >= _ROW_FROM and not explain:
        widths = {each: max(width_of(names[each]), width_of(when[each])) for each in intervals}
        row = [(styles[each], names[each].ljust(widths[each])) for each in intervals]
        below = all_four or _GAP.join(when[each].ljust(widths[each]) for each in intervals)
        return [*flow([("label", "Rate"), *row, *keys], layout.width), (("", " " * 8), ("dim", below.rstrip()))]
    rows = [_GAP.join(cells).rstrip() for cells in _columns(list(names.values()), list(when.values()))]
    meanings = _columns(rows, [_MEANINGS[each] for each in intervals]) if explain else []
    beside = explain and all(3 + width_of(_GAP.join(cells)) <= layout.width for cells in meanings)
    lines = what_ratings_mean(layout) if explain and not beside else []
    lines += flow([("label", "Rate"), *([("", all_four)] if all_four else []), *keys], layout.width)
    for each, text in zip(intervals, (map(_GAP.join, meanings) if beside else rows), strict=True):
        lines += paragraph(text.rstrip(), layout.width, style=styles[each], first="   ")
    return lines


def _columns(left: Sequence[str], right: Sequence[str]) -> list[tuple[str, str]]:
    """Return pairs of texts, those on the left padded to one width."""
    width = max(map(width_of, left))
    return [(first + " " * (width - width_of(first)), second) for first, second in zip(left, right, strict=True)]


def _interval(days: int | None) -> str:
    return "rests" if days is None else count(days, "day")


def what_ratings_mean(layout: Layout) -> list[Line]:
    """Explain the four ratings."""
    meanings = " · ".join(f"{rating.title}: {meaning}" for rating, meaning in _MEANINGS.items())
    return paragraph(f"{meanings}.", layout.width, style="dim")


def outcome(
    rating: Rating,
    back: "NextReview",
    today: date,
    layout: Layout,
    *,
    again: str = "",
    points: tuple[int, int] | None = None,
) -> list[Line]:
    """Show when the card comes back after this rating; `again` says if it also does so in this sitting."""
    if back.day is None:
        name = back.interview.name if back.interview else "your interview"
        when = f"{again.capitalize()}, then not before {name}" if again else f"Not before {name}"
    else:
        when = f"Back on {short_day(back.day, today)}" + (f", and {again}" if again else "")
    return paragraph(f"{rating.title}: {_fits_points(rating, points) or _OUTCOMES[rating]}. {when}.", layout.width)


def _fits_points(rating: Rating, points: tuple[int, int] | None) -> str:
    """Return the points covered of all, where what the rating usually means would not fit them; else nothing."""
    usual = {Rating.HARD: False, Rating.GOOD: True}  # whether all points are covered
    if points is None or rating not in usual or usual[rating] is (points[0] == points[1]):
        return ""
    return f"{points[0]} of {count(points[1], 'point')}"
