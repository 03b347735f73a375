"""A conversation of single lines: a question, an answer, and a way out at any point."""

from cards.text import clean_line
from trainer.terminal.layout import BLANK, Line, flow, paragraph
from trainer.terminal.ui import Ui, UserLeft


class Dialogue:
    """Asks for one line after another; `q` leaves wherever it is typed."""

    def __init__(self, ui: Ui) -> None:
        self.ui = ui

    def ask(self, label: str, hint: str) -> str:
        """Ask for a line; return it clean, empty for Enter.

        Raises:
            Left: The user leaves.
        """
        return self.ask_below(flow([("label", label), ("dim", hint)], self.ui.layout.width))

    def ask_below(self, label: list[Line]) -> str:
        """Ask for a line below others."""
        text = clean_line(self.ui.ask_line([BLANK, *label]))
        if text == "q":
            raise UserLeft
        return text

    def say(self, sentence: str) -> None:
        """Show one sentence."""
        self.ui.show(paragraph(sentence, self.ui.layout.width))

    def heading(self, sentence: str) -> None:
        """Show what the next questions are about."""
        self.ui.show([BLANK, *paragraph(sentence, self.ui.layout.width, style="title")])
