"""The user's own answer to the current card, written during a review."""

from collections.abc import Collection

from cards.errors import GreenroomError
from trainer.review.drafting import Drafting
from trainer.review.reveal import Reveal
from trainer.review.sitting import Sitting
from trainer.terminal.layout import BLANK


class OwnAnswerWriter:
    """Lets the user write their own answer, then asks them to tick its points."""

    def __init__(self, sitting: Sitting, reveal: Reveal) -> None:
        self._sitting = sitting
        self._reveal = reveal

    def write(self, *, in_editor: bool = False) -> None:
        """Let the user write. Before the answer, that counts as peeking."""
        sitting, turn = self._sitting, self._sitting.turn
        typed = turn.answer.text if turn.answer else ""
        try:
            own = self._drafting().write(sitting.material.answer(turn.key), typed=typed, in_editor=in_editor)
        except GreenroomError as error:
            sitting.ui.say(str(error))
            return
        if turn.answer is None:
            sitting.peek()
        elif own is not None and own.tick:
            self._tick_again()

    def offer(self, commands: Collection[str]) -> str:
        """Ask what a good answer to an unanswered card needs; return the text, or a command if only that was typed.

        Raises:
            UserLeft: The user leaves; the draft has what they typed.
        """
        return self._drafting().offer(commands)

    def save(self, text: str) -> None:
        """Save what the user wrote when asked, and ask them to tick its points."""
        try:
            own = self._drafting().save(text, tick=True)
        except GreenroomError as error:
            self._sitting.ui.say(str(error))
            return
        if own is not None and own.points:
            self._tick_again()

    def keep_beside(self, text: str) -> None:
        """Keep a second answer as a draft, below the user's own answer so far."""
        self._drafting().keep_beside(self._sitting.material.answer(self._sitting.turn.key), text)

    def toggle_points(self) -> None:
        """Tick the user's own points instead of the deck's, or the deck's again."""
        if self._sitting.own.toggle(self._sitting.turn.key):
            self._tick_again()

    def _drafting(self) -> Drafting:
        sitting, key = self._sitting, self._sitting.turn.key
        return Drafting(sitting.ui, sitting.home, sitting.store, key, sitting.library.card(key))

    def _tick_again(self) -> None:
        """Show the points to tick, which have changed."""
        self._sitting.untick()
        self._sitting.ui.show([BLANK])
        self._reveal.points(self._sitting.card(self._sitting.turn.key))
