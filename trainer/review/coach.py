"""What the user's coach program makes of an answer, shown beside the self-grade; it never grades."""

import time

from cards.answer import Answer
from cards.card import Card
from cards.errors import GreenroomError
from trainer.coach.program import CoachProgram
from trainer.coach.prompt import coach_prompt
from trainer.command_line import split_command
from trainer.review.sitting import Sitting
from trainer.terminal.layout import BLANK, Line, first_to_fit, paragraph
from trainer.terminal.ui import LEAVE_WORDS
from trainer.terminal.words import clock

_NONE_SET = 'No coach is set. `greenroom config coach.command "llm"` names a program of yours that gets your answer.'
_NO_TEXT = "There's no text of your answer to hand over: type it, or record it with a speech model."
_STOPPED = "Stopped. Nothing was changed."


class Coach:
    """Runs the program when the user asks for it, after showing once a sitting what will run."""

    def __init__(self, sitting: Sitting) -> None:
        self._sitting = sitting
        self._agreed = ""  # the command the user agreed to in this sitting

    def ask(self, card: Card, phrasing: int, answer: Answer) -> bool:
        """Show what the program says about an answer; return whether it said anything."""
        ui, command = self._sitting.ui, self._sitting.home.preferences.coach_command
        if not command:
            ui.say(_NONE_SET)
            return False
        if not answer.text.strip():
            ui.say(_NO_TEXT)
            return False
        if command != self._agreed and not self._agrees(command):
            return False
        self._agreed = command
        prompt = coach_prompt(
            card, card.wording(phrasing), answer.text, seconds=answer.milliseconds / 1000, spoken=answer.heard
        )
        try:
            words = split_command(command, windows=self._sitting.env.platform == "win32")
            opinion = self._wait(CoachProgram(words, prompt))
        except ValueError:
            ui.say(f'"{command}" has a quote that isn\'t closed. `greenroom config coach.command` sets another.')
            return False
        except GreenroomError as error:
            ui.say(f"No opinion: {error} Your answer is safe.")
            return False
        ui.show(_lines(opinion, ui.layout.width) if opinion else paragraph(_STOPPED, ui.layout.width))
        return bool(opinion)

    def _agrees(self, command: str) -> bool:
        ui = self._sitting.ui
        ui.say("This program gets the question, its points and your answer, and may send them elsewhere:")
        ui.show(paragraph(command, ui.layout.width, first="   "))
        while (text := ui.ask("Run it", "Enter yes · n no").strip().casefold()) not in ("", "y", "yes"):
            if text in ("n", "no", *LEAVE_WORDS):
                return False
            ui.say("Enter runs it for the rest of this review; n doesn't.")
        return True

    def _wait(self, program: CoachProgram) -> str:
        """Wait for what a program says; return an empty text if the user stops it."""
        ui, begun = self._sitting.ui, time.monotonic()

        def line(columns: int) -> str:
            took = clock(time.monotonic() - begun) if ui.layout.drawn else ""
            asking = f" asking your coach {took}".rstrip()
            return first_to_fit((f"{asking} · Enter or Ctrl-C stops it", asking, " asking"), columns) or asking

        try:
            ui.watch(line, done=lambda: program.is_over, keys={})
            if not program.is_over:
                return ""
            return program.opinion()
        finally:
            program.stop()


def _lines(opinion: str, width: int) -> list[Line]:
    title = "What the model thinks. You grade yourself."
    shown: list[Line] = [BLANK, *paragraph(title, width, style="title")]
    for text in opinion.split("\n"):
        shown += paragraph(text, width, first="   ") if text.strip() else [BLANK]
    return shown
