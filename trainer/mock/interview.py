"""The interview of a mock: one question after another, with nothing revealed.

Every answer is on disk before the next question is asked.
"""

from functools import partial

from cards.answer import Answer, counted_ms
from scheduler.log.store import Store
from scheduler.mock.log import Mock, MockAnswer, MockEvent, Step, record_event
from trainer.home import Home
from trainer.mock import screens
from trainer.mock.manners import interruption, voices
from trainer.review.kept_answers import FOLLOW_UP, MOCK, KeptAnswers
from trainer.review.keys import key_list
from trainer.review.screens import SAY_OR_TYPE, kept_answer
from trainer.terminal.layout import Line
from trainer.terminal.ui import Ui, UserLeft

_COMMANDS = "d?q"


def hold_interview(ui: Ui, home: Home, store: Store, mock: Mock) -> Mock:
    """Ask the questions that are left; return the mock when the interview is over.

    If two terminals run the same mock, the first answer counts, and either can end the interview.

    Raises:
        UserLeft: The user leaves; every answer given is in the log.
    """
    kept = KeptAnswers(home, store, ui)
    shown: tuple[Step, float] | None = None
    while mock.ended is None and (step := mock.step) is not None:
        if shown is None or shown[0] != step:
            if shown is None or not step.follow_up:  # resumed at a follow-up, its question is not on the screen
                ui.show(screens.mock_question(mock, step.position, ui.layout))
            if step.follow_up:
                ui.show(screens.follow_up(mock.script.questions[step.position], ui.layout))
            shown = step, home.env.stopwatch()
        asked = mock.script.questions[step.position]
        ui.keep_in_view(partial(_in_view, ui, mock, step))
        text, taken = _ask(ui, home, mock, step, kept, shown[1])
        if text == "q":
            raise UserLeft
        if text == "?":
            ui.show(key_list(screens.KEYS, ui.layout))
        elif text == "d":
            mock = record_event(store, mock, MockEvent.CUT_SHORT, home.now_ms)
        else:
            answer = MockAnswer(home.now_ms, taken, text)
            event = MockEvent.FOLLOWED_UP if step.follow_up else MockEvent.ANSWERED
            mock = record_event(store, mock, event, answer.at_utc_ms, position=step.position, answer=answer)
            if (mock.follow_ups if step.follow_up else mock.answers)[step.position] != answer:
                ui.say("Another terminal answered this first; that answer counts.")
            kept.drop(asked.key, FOLLOW_UP if step.follow_up else MOCK)
    return mock


def _in_view(ui: Ui, mock: Mock, step: Step) -> list[Line]:
    """Return the lines above the prompt of a step: its question, and the follow-up if it asks one."""
    lines = screens.mock_question(mock, step.position, ui.layout)
    return lines + (screens.follow_up(mock.script.questions[step.position], ui.layout) if step.follow_up else [])


def _ask(ui: Ui, home: Home, mock: Mock, step: Step, kept: KeptAnswers, shown_at: float) -> tuple[str, int]:
    """Ask for an answer, starting from what was typed before leaving; return it and its milliseconds.

    What is typed is kept until it is in the log.
    """
    question, part = mock.script.questions[step.position], FOLLOW_UP if step.follow_up else MOCK
    longest = screens.FOLLOW_UP_TARGET.max if step.follow_up else question.target.max
    half = kept.find(question.key, part)
    before = 0.0 if half is None else half.answer.seconds
    begun = home.env.clock()
    voice = voices(home.preferences.language).get(mock.script.manner)
    if half is not None and not ui.layout.drawn:
        ui.show(kept_answer(half, home.today, ui.layout))

    def toolbar(columns: int) -> str:
        seconds = counted_ms(before + home.env.stopwatch() - shown_at, longest) / 1000
        interrupting = interruption(voice, step.position, seconds)
        return screens.mock_toolbar(mock, step.position, seconds, interrupting, columns)

    def keep(text: str) -> None:
        seconds = before + max(0.0, (home.env.clock() - begun).total_seconds())
        kept.keep(question.key, question.phrasing, Answer(counted_ms(seconds, longest), text), part)

    hint = "say it out loud or type it" if ui.layout.drawn else SAY_OR_TYPE
    draft = half.answer.text if half is not None else ""
    label = ui.label("Your answer", hint)
    text = ui.ask_answer(label, draft=draft, commands=_COMMANDS, toolbar=toolbar, keep=keep).strip()
    return text, counted_ms(before + home.env.stopwatch() - shown_at, longest)
