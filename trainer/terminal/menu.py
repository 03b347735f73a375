"""The menu below a prompt, which narrows as you type."""

from collections.abc import Callable, Iterable, Sequence

from prompt_toolkit.completion import CompleteEvent, Completer, Completion
from prompt_toolkit.document import Document

from trainer.terminal.choose import Choice, matching
from trainer.terminal.layout import shorten

ROWS = 8
_MARGIN = 4  # columns of the menu without text, and one to spare
_LEAST_TEXT = 20  # columns; with less room than that, a longer text is left out


class Menu(Completer):
    """The choices that match what was typed, no wider than the terminal."""

    def __init__(self, choices: Sequence[Choice], columns: Callable[[], int]) -> None:
        self._choices = choices
        self._columns = columns

    def get_completions(self, document: Document, _: CompleteEvent) -> Iterable[Completion]:
        """Yield the matching choices, the likeliest first."""
        room = self._columns() - _MARGIN
        found = matching(document.text, self._choices) if document.text.strip() else list(self._choices)
        widest = max((len(choice.value) for choice in found), default=0)
        space = room - widest - 2
        for value, text in found:
            beside = shorten(text, space) if space >= min(_LEAST_TEXT, len(text)) else ""
            name = value if len(value) <= room else value.rpartition("/")[2]  # a card's id says more than its deck
            yield Completion(value, -len(document.text), display=shorten(name, room), display_meta=beside)
