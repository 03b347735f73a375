"""The interview of a mock: one question after another, with nothing revealed.

Every answer is on disk before the next question is asked.
"""

from collections.abc import Callable
from functools import partial

from cards.answer import Answer
from cards.answer_time import counted_ms
from cards.key import CardKey
from scheduler.log.store import Store
from scheduler.mock.log import Mock, MockAnswer, MockEvent, Step, record_event
from trainer.home import Home
from trainer.mock import screens
from trainer.mock.manners import interruption, voices
from trainer.mock.spoken_prompt import MockPrompt, Sound
from trainer.review.kept_answers import FOLLOW_UP, MOCK, KeptAnswer, KeptAnswers
from trainer.review.keys import key_list
from trainer.review.reader import reading_out
from trainer.review.screens import SAY_OR_TYPE, kept_answer
from trainer.review.spoken_prompt import how_by_ear, stopped_toolbar
from trainer.terminal.layout import Line
from trainer.terminal.ui import LEAVE_WORDS, AnswerForm, Ui, UserLeft

_COMMANDS = ("d", "?", *LEAVE_WORDS)


class Interview:
    """Asks the questions of a mock that are left."""

    def __init__(self, ui: Ui, home: Home, store: Store, sound: Sound) -> None:
        self._ui = ui
        self._home = home
        self._store = store
        self._sound = sound
        self._kept = KeptAnswers(home, store, ui)
        self._shown: tuple[Step, float] | None = None  # what is on the screen, and since when by the stopwatch
        self._began = 0.0  # when its answer did

    def hold(self, mock: Mock) -> Mock:
        """Ask the questions that are left; return the mock when the interview is over.

        If two terminals run the same mock, the first answer counts, and either can end the interview.

        Raises:
            UserLeft: The user leaves; every answer given is in the log.
        """
        while mock.ended is None and (step := mock.step) is not None:
            self._show(mock, step)
            self._ui.keep_in_view(partial(_in_view, self._ui, mock, step))
            text, taken = self._ask(mock, step)
            if text in ("d", *LEAVE_WORDS) and self._sound.spoken is not None:
                self._sound.spoken.microphone.drop()
            if text in LEAVE_WORDS:
                raise UserLeft
            if text == "?":
                self._ui.show(key_list(screens.KEYS, self._ui.layout))
            elif text == "d":
                mock = record_event(self._store, mock, MockEvent.CUT_SHORT, self._home.now_ms)
            else:
                mock = self._take(mock, step, text, taken)
        return mock

    def _show(self, mock: Mock, step: Step) -> None:
        """Show what is asked at a step, and begin to read it out, unless it is on the screen."""
        before, ui = self._shown, self._ui
        if before is not None and before[0] == step:
            return
        again = before is None or not step.follow_up  # resumed at a follow-up, its question is not on the screen
        if again:
            ui.show(screens.mock_question(mock, step.position, ui.layout))
        if step.follow_up:
            ui.show(screens.follow_up(mock.script.questions[step.position], ui.layout))
        at = self._home.env.stopwatch()
        self._shown, self._began = (step, at), at
        if self._sound.reader is not None:
            self._sound.reader.read(*self._sound.texts(mock, step, again=again))

    def _ask(self, mock: Mock, step: Step) -> tuple[str, int]:
        """Ask for an answer, starting from what was typed before leaving; return it and its milliseconds.

        What is typed is kept until it is in the log.
        """
        ui, home = self._ui, self._home
        question, part = mock.script.questions[step.position], FOLLOW_UP if step.follow_up else MOCK
        longest = screens.FOLLOW_UP_TARGET.max if step.follow_up else question.target.max
        half = self._half(question.key, part)
        before = 0.0 if half is None else half.answer.seconds
        begun = home.env.clock()
        voice = voices(home.preferences.language).get(mock.script.manner)

        def seconds() -> float:
            began = self._began if meanwhile is None else meanwhile.began
            return counted_ms(before + home.env.stopwatch() - began, longest) / 1000

        meanwhile = self._meanwhile(mock, step, lambda: interruption(voice, step.position, seconds()))
        if meanwhile is not None:
            meanwhile.look()  # what keeps an answer from being recorded is said above the prompt

        def toolbar(columns: int) -> str:
            taken = seconds()
            return self._toolbar(mock, step, taken, meanwhile, interruption(voice, step.position, taken), columns)

        def keep(text: str) -> None:
            taken = before + max(0.0, (home.env.clock() - begun).total_seconds())
            self._kept.keep(question.key, question.phrasing, Answer(counted_ms(taken, longest), text), part)

        def label() -> list[Line]:
            how = "say it out loud or type it" if ui.layout.drawn else SAY_OR_TYPE
            return ui.label("Your answer", how_by_ear(how, meanwhile, self._sound.spoken, drawn=ui.layout.drawn))

        draft = half.answer.text if half is not None else ""
        try:
            text = ui.ask_answer(AnswerForm(label, draft, _COMMANDS, toolbar, keep, meanwhile)).strip()
        finally:
            if self._sound.reader is not None:
                self._sound.reader.close()
        if half is not None and text == draft:  # in a plain terminal, nothing was typed instead
            self._kept.resume(half, part)
        silence = 0.0
        if meanwhile is not None:
            self._began, silence = meanwhile.began, meanwhile.silence
        taken = before + max(0.0, home.env.stopwatch() - self._began - silence)
        return text, counted_ms(taken, longest)

    def _toolbar(
        self, mock: Mock, step: Step, taken: float, meanwhile: MockPrompt | None, thrown_in: str, columns: int
    ) -> str:
        """Return one line below an answer that has taken some seconds: what goes on, and what is thrown in."""
        spoken = self._sound.spoken
        if meanwhile is not None and meanwhile.reading:
            return reading_out(columns)
        if spoken is not None and spoken.microphone.trouble:
            return stopped_toolbar(taken, spoken.microphone.trouble, columns)
        level = spoken.microphone.level if spoken else None
        if meanwhile is not None and level is not None:
            return screens.recording_toolbar(mock, step.position, taken, level, meanwhile.left, thrown_in, columns)
        return screens.mock_toolbar(mock, step.position, taken, thrown_in, columns)

    def _half(self, key: CardKey, part: str) -> KeptAnswer | None:
        """Return what was typed before leaving, to go on with; None if nothing was."""
        half = self._kept.find(key, part)
        if half is not None and self._ui.layout.drawn:
            self._kept.resume(half, part)
        elif half is not None:
            self._ui.show(kept_answer(half, self._home.today, self._ui.layout))
        return half

    def _meanwhile(self, mock: Mock, step: Step, interrupted: Callable[[], str]) -> MockPrompt | None:
        """Return what goes on while the user answers; None if nothing does."""
        spoken, key, shown = self._sound.spoken, mock.script.questions[step.position], self._shown
        if shown is None or (spoken is None and self._sound.reader is None):
            return None
        begin = partial(spoken.begin, key.key, key.kind, shown[1]) if spoken else lambda: None
        return MockPrompt(self._home.env, self._began, self._sound, begin=begin, interrupted=interrupted)

    def _take(self, mock: Mock, step: Step, text: str, taken: int) -> Mock:
        """Record an answer, with the text of what was said if there is one; return the mock with it."""
        asked, part = mock.script.questions[step.position], FOLLOW_UP if step.follow_up else MOCK
        at, heard_by = self._home.now_ms, ""
        if (spoken := self._sound.spoken) is not None:
            text = spoken.end(asked.key, Answer(taken, text)).text
            heard_by = spoken.heard_by(asked.key)
        answer = MockAnswer(at, taken, text, heard_by)
        event = MockEvent.FOLLOWED_UP if step.follow_up else MockEvent.ANSWERED
        mock = record_event(self._store, mock, event, answer.at_utc_ms, position=step.position, answer=answer)
        if (mock.follow_ups if step.follow_up else mock.answers)[step.position] != answer:
            self._ui.say("Another terminal answered this first; that answer counts.")
            self._kept.keep(asked.key, asked.phrasing, Answer(taken, text), part)
            self._kept.begin(asked.key, part)
        self._kept.drop(asked.key, part)
        return mock


def _in_view(ui: Ui, mock: Mock, step: Step) -> list[Line]:
    """Return the lines above the prompt of a step: its question, and the follow-up if it asks one."""
    lines = screens.mock_question(mock, step.position, ui.layout)
    return lines + (screens.follow_up(mock.script.questions[step.position], ui.layout) if step.follow_up else [])
