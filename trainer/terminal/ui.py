"""The seam: what a review needs from a terminal."""

from collections.abc import Callable, Iterable
from typing import Protocol

from trainer.terminal.layout import Layout, Line, flow, paragraph


class UserLeft(Exception):  # leaving is no error
    """The user leaves: Ctrl-C, Ctrl-D, or the end of input.

    Attributes:
        typed: What stood in the answer then; None where nobody knows, or nothing was typed.
    """

    def __init__(self, typed: str | None = None) -> None:
        super().__init__()
        self.typed = typed


class Ui(Protocol):
    """A terminal that shows lines and reads answers. What is shown is never taken back."""

    @property
    def layout(self) -> Layout:
        """How wide lines may be now, and whether to draw."""

    def show(self, lines: Iterable[Line]) -> None:
        """Append lines."""

    def ask_answer(self, label: list[Line], *, draft: str, commands: str, toolbar: Callable[[int], str]) -> str:
        """Read an answer of any number of lines.

        Args:
            label: What stands above it.
            draft: Text to start from.
            commands: Letters that are no answer when they stand alone on its first line.
            toolbar: What to show below while the user types, at so many columns; asked again every second.

        Raises:
            Left: The user leaves.
        """

    def ask_line(self, label: list[Line], *, verdict: Callable[[str], str] = lambda _: "") -> str:
        """Read one line.

        Args:
            label: What stands above it.
            verdict: What to say beside the text typed so far.

        Raises:
            Left: The user leaves.
        """


def say(ui: Ui, sentence: str) -> None:
    """Show one sentence."""
    ui.show(paragraph(sentence, ui.layout.width))


def prompt_label(ui: Ui, words: str, hint: str) -> list[Line]:
    """Return the label of a prompt: its words, which scripts rely on, and a dim hint."""
    return flow([("label", words), ("dim", hint)], ui.layout.width)
