"""The prompt for an answer, which saves the text as you type."""

from collections.abc import Callable, Collection
from functools import partial
from pathlib import Path

from cards.answer import Answer
from cards.answer_time import counted_ms
from cards.card import Card
from trainer.review import screens
from trainer.review.kept_answers import KeptAnswer
from trainer.review.keys import LEAVING
from trainer.review.reader import language_of, reading_out
from trainer.review.sitting import Shown, Sitting
from trainer.review.spoken_prompt import SpokenPrompt, answer_toolbar, how_by_ear
from trainer.terminal.layout import Line, first_to_fit
from trainer.terminal.ui import AnswerForm, Ui
from trainer.terminal.words import NEW_LINE


class AnswerPrompt:
    """Asks for the answer to the current card."""

    def __init__(self, sitting: Sitting) -> None:
        self._sitting = sitting
        self._read = -1.0  # when the question was shown that has been read out
        self._began = 0.0  # when its answer did
        self.silence = 0.0  # seconds at its end that are no part of it

    def began(self, shown: Shown) -> float:
        """Return when the answer to a question began, by the stopwatch: once it was shown, and had been read out."""
        return self._began if shown.at == self._read else shown.at

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
        spoken, meanwhile = sitting.spoken, self._meanwhile(card, shown)
        begun = env.clock()
        if not draft:
            sitting.kept.begin(sitting.turn.key)

        def toolbar(columns: int) -> str:
            if meanwhile is not None and meanwhile.reading:
                return reading_out(columns)
            seconds = taken + env.stopwatch() - (meanwhile.began if meanwhile else shown.at)
            left = meanwhile.left if meanwhile else None
            return answer_toolbar(seconds, card, shown.progress, columns, spoken, left)

        def keep(text: str) -> None:
            seconds = taken + max(0.0, (env.clock() - begun).total_seconds())
            sitting.keep(Answer(counted_ms(seconds, card.target.max), text, peeked=sitting.turn.peeked))

        def label() -> list[Line]:
            return ui.label("Your answer", how_by_ear(how, meanwhile, spoken, drawn=ui.layout.drawn))

        try:
            text = ui.ask_answer(AnswerForm(label, draft, commands, toolbar, keep, meanwhile))
        finally:
            if sitting.reader is not None:
                sitting.reader.close()
        if meanwhile is not None:
            self._began, self.silence = meanwhile.began, meanwhile.silence
        if spoken is not None and text.strip() in LEAVING.intersection(commands):
            spoken.microphone.drop()
        return text

    def _meanwhile(self, card: Card, shown: Shown) -> SpokenPrompt | None:
        """Begin to read the question out unless it has been, else to record; return what does so while you type."""
        sitting = self._sitting
        spoken, reader, turn = sitting.spoken, sitting.reader, sitting.turn
        if spoken is None and reader is None:
            return None
        began = self.began(shown)
        if reader is not None and shown.at != self._read:
            reader.read((card.wording(turn.phrasing or 0), language_of(sitting.library, turn.key.deck)))
        self._read = shown.at
        begin = partial(spoken.begin, turn.key, card.kind, shown.at) if spoken else lambda: None

        def ends_itself() -> Path | None:
            return spoken.microphone.path if spoken and sitting.hands_free else None

        meanwhile = SpokenPrompt(
            sitting.env,
            began,
            reader=reader,
            begin=begin,
            ends_itself=ends_itself,
            microphone=spoken.microphone if spoken else None,
        )
        meanwhile.look()
        return meanwhile

    def take(self, answer: Answer) -> None:
        """Take the answer of the turn, with what its recording tells, and save it until it is rated."""
        sitting, key = self._sitting, self._sitting.turn.key
        sitting.figures.pop(key, None)
        if sitting.spoken is not None:
            answer = sitting.spoken.end(key, answer)
            sitting.figures[key] = sitting.spoken.figures(key)
        sitting.session = sitting.session.answered(answer)
        sitting.keep_answer()

    def correct(self) -> None:
        """Let the user correct the text of the turn's answer, if it was heard."""
        sitting, ui, answer = self._sitting, self._sitting.ui, self._sitting.turn.answer
        if answer is None:
            return
        text = correct(ui, answer, lambda text: sitting.keep(answer._replace(text=text)))
        if text != answer.text:
            sitting.session = sitting.session.reworded(text)
            sitting.keep_answer()

    def take_up(self, card: Card, kept: KeptAnswer, shown: Shown) -> tuple[str, Shown]:
        """Continue a kept answer; return it, and the question as if it was shown only now.

        Raises:
            UserLeft: The user leaves; what they typed is kept.
        """
        self._sitting.kept.resume(kept)
        shown = shown._replace(at=self._sitting.env.stopwatch())
        self._read = self._began = shown.at
        self.silence = 0.0
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


def correct(ui: Ui, answer: Answer, keep: Callable[[str], None]) -> str:
    """Let the user correct the text of an answer, if it was heard; return its text.

    Args:
        ui: The terminal.
        answer: The answer.
        keep: Saves the text so far.

    Raises:
        UserLeft: The user leaves.
    """
    if not answer.heard:
        ui.say("There is no text of a spoken answer here.")
        return answer.text
    how = "correct it, then Enter" if ui.layout.drawn else "type it as you said it; an empty line keeps the text"

    def toolbar(columns: int) -> str:
        return first_to_fit((f" Enter saves · {NEW_LINE} new line", " Enter saves"), columns)

    label = ui.label("What you said", how)
    return ui.ask_answer(AnswerForm(label, answer.text, toolbar=toolbar, keep=keep)).strip() or answer.text
