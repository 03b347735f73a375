"""What is shown once there is an answer: what it should have held, what is told of it, and what it is compared with."""

from typing import TYPE_CHECKING

from cards.card import Card
from cards.review import Review
from trainer.review import screens
from trainer.review.hints import LEGEND, NO_HINTS, hints_for
from trainer.review.sitting import Sitting
from trainer.terminal.layout import BLANK, paragraph

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cards.matching.suggest import Suggestion


class Revealing:
    """Shows, and remembers what has been explained already."""

    def __init__(self, sitting: Sitting) -> None:
        self._sitting = sitting
        self._warned = False  # that legal notes are no advice
        self._signs_wanted = sitting.home.preferences.suggest_points
        self._signs_explained = False

    def reveal(self, card: Card) -> None:
        """Show all there is to an answer just given."""
        from trainer.review.diff import comparison

        sitting, layout = self._sitting, self._sitting.ui.layout
        turn = sitting.turn
        if turn.answer is None or turn.phrasing is None:
            return
        last, typed = self._last(), self._last(written=True)
        first = last is None
        today = sitting.home.today
        compared = comparison(typed, turn.answer, layout, today) if typed and turn.answer.text else []
        if compared and last == typed:
            last = None  # it stands beside the new answer
        advice = bool(card.legal) and not self._warned
        self._warned |= advice
        own = sitting.own.reveal(turn.key, sitting.library.card(turn.key), first=first)
        shared = sitting.own.shared(turn.key)
        signs = self.signs(card)
        lines = [*shared, *compared, *screens.reveal(card, turn.phrasing, last, today, layout, advice=advice), *own]
        if card.key_points:  # what is ticked stands above the prompt
            lines += [BLANK, *screens.points(card, layout, signs)]
        sitting.ui.show([*screens.took(turn.answer, card, layout), *lines])
        self._explain(signs)

    def points(self, card: Card) -> None:
        """Show the points to tick."""
        signs = self.signs(card)
        self._sitting.ui.show(screens.points(card, self._sitting.ui.layout, signs))
        self._explain(signs)

    def signs(self, card: Card) -> "Mapping[int, Suggestion]":
        """Return what the answer seems to say of the points, until they are ticked."""
        answer = self._sitting.turn.answer
        if not self._signs_wanted or answer is None or answer.covered is not None:
            return NO_HINTS
        return hints_for(card, answer)

    def difference(self) -> None:
        """Show what changed since the last typed answer."""
        from trainer.review.diff import difference

        answer = self._sitting.turn.answer
        if answer is not None:
            last, today = self._last(written=True), self._sitting.home.today
            self._sitting.ui.show(difference(last, answer, self._sitting.ui.layout, today))

    def _last(self, *, written: bool = False) -> Review | None:
        """Return the last review of the card being asked, or the last that was typed."""
        return next(iter(self._sitting.store.reviews(self._sitting.turn.key, newest=1, written=written)), None)

    def _explain(self, signs: "Mapping[int, Suggestion]") -> None:
        """Say what the signs mean, the first time there are any."""
        if signs and not self._signs_explained:
            self._signs_explained = True
            self._sitting.ui.show(paragraph(LEGEND, self._sitting.ui.layout.width, style="dim"))
