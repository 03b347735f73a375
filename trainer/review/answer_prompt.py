"""The prompt for an answer, which saves the text as you type."""

from collections.abc import Collection

from cards.answer import Answer, counted_ms
from cards.card import Card
from trainer.review import screens
from trainer.review.kept_answers import KeptAnswer
from trainer.review.keys import LEAVING
from trainer.review.sitting import Shown, Sitting
from trainer.terminal.layout import first_to_fit

_METER = 0.15  # seconds between two looks at how loud it is


class AnswerPrompt:
    """Asks for the answer to the current card."""

    def __init__(self, sitting: Sitting) -> None:
        self._sitting = sitting

    def ask(
        self, card: Card, how: str, shown: Shown, *, commands: Collection[str], draft: str = "", taken: float = 0.0
    ) -> str:
        """Ask for an answer and return its text, or a command if only that was typed.

        Args:
            card: The card.
            how: How to answer, for the label.
            shown: The question on the screen.
            commands: Texts that are commands.
            draft: The text to start from.
            taken: The seconds the answer had taken before this question was shown.

        Raises:
            UserLeft: The user leaves; what they typed is kept.
        """
        sitting, env, ui = self._sitting, self._sitting.env, self._sitting.ui
        spoken = sitting.spoken
        if spoken is not None:
            spoken.begin(sitting.turn.key, card, shown.at)
        recording = spoken is not None and spoken.records

        begun = env.clock()

        def toolbar(columns: int) -> str:
            level = spoken.level if spoken else None
            return screens.toolbar(taken + env.stopwatch() - shown.at, card, shown.progress, columns, level=level)

        def keep(text: str) -> None:
            seconds = taken + max(0.0, (env.clock() - begun).total_seconds())
            sitting.keep(Answer(counted_ms(seconds, card.target.max), text, peeked=sitting.turn.peeked))

        label = ui.label("Your answer", f"recording · {how}" if recording else how)
        every = _METER if recording else 1.0
        text = ui.ask_answer(label, draft=draft, commands=commands, toolbar=toolbar, keep=keep, every=every)
        if spoken is not None and text.strip() in LEAVING.intersection(commands):
            spoken.drop()
        return text

    def correct(self) -> None:
        """Let the user correct the text of the turn's answer, if it was heard."""
        sitting, ui, answer = self._sitting, self._sitting.ui, self._sitting.turn.answer
        if answer is None or not answer.heard:
            ui.say("There is no text of a spoken answer here.")
            return
        how = "correct it, then Enter" if ui.layout.drawn else "type it as you said it; an empty line keeps the text"

        def toolbar(columns: int) -> str:
            return first_to_fit((" Enter saves · Alt-Enter new line", " Enter saves"), columns)

        def keep(text: str) -> None:
            sitting.keep(answer._replace(text=text))

        label = ui.label("What you said", how)
        text = ui.ask_answer(label, draft=answer.text, commands=(), toolbar=toolbar, keep=keep)
        sitting.correct_answer(text.strip())

    def take_up(self, card: Card, kept: KeptAnswer, shown: Shown) -> tuple[str, Shown]:
        """Continue a kept answer; return it, and the question as if it was shown only now.

        Raises:
            UserLeft: The user leaves; what they typed is kept.
        """
        shown = shown._replace(at=self._sitting.env.stopwatch())
        if kept.answer.peeked:
            self._sitting.peek()
        layout = self._sitting.ui.layout
        if not layout.drawn:  # a plain terminal can't edit lines
            return kept.answer.text, shown
        how = screens.how_to_answer(card, layout)
        text = self.ask(card, how, shown, commands=(), draft=kept.answer.text, taken=kept.answer.seconds)
        if not text.strip():  # the user erased it
            self._sitting.kept.drop(kept.key)
        return text, shown
