"""The interview of a mock: ask, listen, go on. Nothing is revealed, and every answer is on disk before the next."""

from cards.text import clean
from scheduler.log.store import Store
from scheduler.mock.log import Mock, MockAnswer, MockEvent, Step, record_event
from trainer.home import Home
from trainer.mock import screens
from trainer.mock.manners import interruption
from trainer.review.screens import key_list
from trainer.terminal.layout import Line, flow, paragraph
from trainer.terminal.ui import Ui, UserLeft

_COMMANDS = "d?q"


def hold_interview(ui: Ui, home: Home, store: Store, mock: Mock) -> Mock:
    """Ask what has not been asked yet; return the mock when the interview is over.

    It is over, too, when another terminal ended it meanwhile; what that one answered first stands.

    Raises:
        Left: The user leaves; what has been answered is kept.
    """
    shown: tuple[Step, float] | None = None
    while mock.ended is None and (step := mock.step) is not None:
        if shown is None or shown[0] != step:
            if shown is None and step.follow_up:  # resumed here: what it follows may be long gone from the screen
                ui.show(screens.mock_question(mock, step.position, ui.layout))
            ui.show(_put(mock, step, ui))
            shown = step, home.env.stopwatch()
        text = _listen(ui, home, mock, step, shown[1])
        seconds = home.env.stopwatch() - shown[1]
        command = clean(text).strip()
        if command == "q":
            raise UserLeft
        if command == "?":
            ui.show(key_list(screens.KEYS, ui.layout))
        elif command == "d":
            mock = record_event(store, mock, MockEvent.CUT_SHORT, home.now_ms)
        else:
            said = MockAnswer(home.now_ms, round(1000 * seconds), command)
            mock = _keep(store, mock, step, said)
            if (mock.follow_ups if step.follow_up else mock.answers)[step.position] != said:
                ui.show(paragraph("Another terminal answered this first; that answer stands.", ui.layout.width))
    return mock


def _put(mock: Mock, step: Step, ui: Ui) -> list[Line]:
    if step.follow_up:
        return screens.follow_up(mock.script.questions[step.position], ui.layout)
    return screens.mock_question(mock, step.position, ui.layout)


def _listen(ui: Ui, home: Home, mock: Mock, step: Step, shown_at: float) -> str:
    def toolbar(columns: int) -> str:
        seconds = home.env.stopwatch() - shown_at
        thrown_in = interruption(mock.script.manner, step.position, seconds)
        return screens.mock_toolbar(mock, step.position, seconds, thrown_in, columns)

    hint = "say it aloud, or type it" if ui.layout.drawn else "say it aloud, or type it; an empty line ends it"
    label = flow([("label", "Your answer"), ("dim", hint)], ui.layout.width)
    return ui.ask_answer(label, draft="", commands=_COMMANDS, toolbar=toolbar)


def _keep(store: Store, mock: Mock, step: Step, said: MockAnswer) -> Mock:
    event = MockEvent.FOLLOWED_UP if step.follow_up else MockEvent.ANSWERED
    return record_event(store, mock, event, said.at_utc_ms, position=step.position, answer=said)
