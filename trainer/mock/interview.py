"""The interview of a mock: one question after another, with nothing revealed.

Every answer is on disk before the next question is asked.
"""

from cards.text import clean
from scheduler.log.store import Store
from scheduler.mock.log import Mock, MockAnswer, MockEvent, Step, record_event
from trainer.home import Home
from trainer.mock import screens
from trainer.mock.manners import interruption
from trainer.review.keys import key_list
from trainer.review.screens import SAY_OR_TYPE
from trainer.terminal.ui import Ui, UserLeft

_COMMANDS = "d?q"


def hold_interview(ui: Ui, home: Home, store: Store, mock: Mock) -> Mock:
    """Ask the questions that are left; return the mock when the interview is over.

    Another terminal may be at the same mock: of two answers the first one counts, and either may end the interview.

    Raises:
        UserLeft: The user leaves; every answer given is in the log.
    """
    shown: tuple[Step, float] | None = None
    while mock.ended is None and (step := mock.step) is not None:
        if shown is None or shown[0] != step:
            if shown is None or not step.follow_up:  # resumed at a follow-up, its question is not on the screen
                ui.show(screens.mock_question(mock, step.position, ui.layout))
            if step.follow_up:
                ui.show(screens.follow_up(mock.script.questions[step.position], ui.layout))
            shown = step, home.env.stopwatch()
        text = clean(_ask(ui, home, mock, step, shown[1])).strip()
        seconds = home.env.stopwatch() - shown[1]
        if text == "q":
            raise UserLeft
        if text == "?":
            ui.show(key_list(screens.KEYS, ui.layout))
        elif text == "d":
            mock = record_event(store, mock, MockEvent.CUT_SHORT, home.now_ms)
        else:
            answer = MockAnswer(home.now_ms, round(1000 * seconds), text)
            event = MockEvent.FOLLOWED_UP if step.follow_up else MockEvent.ANSWERED
            mock = record_event(store, mock, event, answer.at_utc_ms, position=step.position, answer=answer)
            if (mock.follow_ups if step.follow_up else mock.answers)[step.position] != answer:
                ui.say("Another terminal answered this first; that answer counts.")
    return mock


def _ask(ui: Ui, home: Home, mock: Mock, step: Step, shown_at: float) -> str:
    def toolbar(columns: int) -> str:
        seconds = home.env.stopwatch() - shown_at
        interrupting = interruption(mock.script.manner, step.position, seconds)
        return screens.mock_toolbar(mock, step.position, seconds, interrupting, columns)

    hint = "say it aloud, or type it" if ui.layout.drawn else SAY_OR_TYPE
    return ui.ask_answer(ui.label("Your answer", hint), draft="", commands=_COMMANDS, toolbar=toolbar)
