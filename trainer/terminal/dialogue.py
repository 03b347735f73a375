"""A dialogue of questions that are each answered with one line."""

from cards.text import clean_line
from trainer.terminal.layout import BLANK, Line, paragraph
from trainer.terminal.ui import LEAVE_WORDS, Ui, UserLeft


class Dialogue:
    """Asks for one line after another. At any prompt `q`, `quit` and `exit` leave, and `?` shows its keys."""

    def __init__(self, ui: Ui) -> None:
        self.ui = ui

    def ask(self, label: str, hint: str) -> str:
        """Ask for a line and return it cleaned; empty for Enter alone.

        Raises:
            UserLeft: The user leaves.
        """
        return self.ask_below(self.ui.label(label, hint))

    def ask_below(self, label: list[Line]) -> str:
        """Ask for a line with a label of several lines, as `ask` does."""
        while (text := clean_line(self.ui.ask_line([BLANK, *label]))) == "?":
            keys = " ".join(text for line in label for style, text in line if style == "dim").strip()
            self.say(f"{keys}{'' if 'q leaves' in keys else '; q leaves'}.")
        if text in LEAVE_WORDS:
            raise UserLeft
        return text

    def ask_text(self, label: str, hint: str) -> str:
        """Ask for words, as `ask` does. A single letter is a key pressed at the wrong prompt, not words."""
        while len(text := self.ask(label, hint)) == 1 and text.isascii() and text.isalpha():
            self.say(f'"{text}" does nothing here; ? shows the keys.')
        return text

    def agree(self, label: str, hint: str) -> bool:
        """Ask a yes-or-no question, again until the answer is Enter, `y` or `n`; Enter is yes."""
        while (text := self.ask(label, hint).casefold()) not in ("", "y", "yes", "n", "no"):
            self.say(f'Type y or n, not "{text}".')
        return text not in ("n", "no")

    def say(self, sentence: str) -> None:
        """Show one sentence."""
        self.ui.say(sentence)

    def heading(self, sentence: str) -> None:
        """Show what the next questions are about, as a heading."""
        self.ui.show([BLANK, *paragraph(sentence, self.ui.layout.width, style="title")])
