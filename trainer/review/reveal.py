"""What a review shows once there is an answer: what a good one says, your last one, and the points to tick."""

from cards.card import Card
from cards.review import Review
from trainer.review import screens
from trainer.review.hints import LEGEND, NO_HINTS, Hints, hints_for
from trainer.review.sitting import Sitting
from trainer.terminal.layout import BLANK, Line


class Reveal:
    """Shows the answer side of a card; once a sitting, explains what legal notes and hints are worth."""

    def __init__(self, sitting: Sitting) -> None:
        self._sitting = sitting
        self._hints_wanted = sitting.home.preferences.suggest_points
        self._disclaimed = False  # that legal notes are no advice
        self._hints_explained = False

    def answer(self, card: Card) -> None:
        """Show everything about the answer just given."""
        from trainer.review.diff import side_by_side

        sitting, layout = self._sitting, self._sitting.ui.layout
        turn = sitting.turn
        if turn.answer is None or turn.phrasing is None:
            return
        last, last_typed = self._last_review(), self._last_review(typed=True)
        first = last is None
        today = sitting.home.today
        compared = side_by_side(last_typed, turn.answer, layout, today) if last_typed and turn.answer.text else []
        if compared and last == last_typed:
            last = None  # it is on the screen already, beside the new answer
        hints = self.hints(card)
        lines = [
            *screens.time_taken(turn.answer, card, layout),
            *sitting.own.time_shares(turn.key),
            *compared,
            *screens.answer_side(card, turn.phrasing, last, today, layout, disclaim=not self._disclaimed),
            *sitting.own.reveal(turn.key, sitting.library.card(turn.key), today, first=first),
        ]
        if card.key_points:  # last, right above the prompt that asks for them
            lines += [BLANK, *screens.points(card, layout, hints)]
        sitting.ui.show(lines)
        self._disclaimed |= bool(card.legal)
        self._explain(hints)

    def points(self, card: Card) -> None:
        """Show the points to tick."""
        self._sitting.ui.show(self.lines_of_points(card))
        self._explain(self.hints(card))

    def lines_of_points(self, card: Card) -> list[Line]:
        """Return the points to tick, with the hints at them."""
        return screens.points(card, self._sitting.ui.layout, self.hints(card))

    def hints(self, card: Card) -> Hints:
        """Return the hints at points; none once the points are ticked."""
        answer = self._sitting.turn.answer
        if not self._hints_wanted or answer is None or answer.covered is not None:
            return NO_HINTS
        return hints_for(card, answer)

    def word_diff(self) -> None:
        """Show, word by word, what changed since the last typed answer."""
        from trainer.review.diff import word_diff

        answer = self._sitting.turn.answer
        if answer is not None:
            last, today = self._last_review(typed=True), self._sitting.home.today
            self._sitting.ui.show(word_diff(last, answer, self._sitting.ui.layout, today))

    def _last_review(self, *, typed: bool = False) -> Review | None:
        """Return the newest review of the card being asked, or the newest with a typed answer."""
        return next(iter(self._sitting.store.reviews(self._sitting.turn.key, newest=1, written=typed)), None)

    def _explain(self, hints: Hints) -> None:
        """Say what the signs mean, the first time there are any."""
        if hints and not self._hints_explained:
            self._hints_explained = True
            self._sitting.ui.say(LEGEND, style="dim")
