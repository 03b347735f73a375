"""Choosing one of many: a menu that narrows as you type, or in a plain terminal a numbered list."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from cards.text import clean_line, folded, has_words
from trainer.terminal.ui import LEAVE_WORDS, Ui, UserLeft

_FARTHEST = 1000  # letters; a longer stretch isn't a match anyone typed
_NEVER = 1_000_000


class Choice(NamedTuple):
    """Something to choose: its name, and a description."""

    value: str
    text: str = ""


def choose(ui: Ui, label: str, hint: str, choices: Sequence[Choice], *, default: str = "") -> str:
    """Ask for one of the choices until it is clear which; return its value, `default` for Enter alone.

    Raises:
        UserLeft: The user leaves.
    """
    shown = choices
    while True:
        text = clean_line(ui.ask_choice(ui.label(label, hint), shown))
        if text in LEAVE_WORDS and not any(choice.value == text for choice in choices):
            raise UserLeft
        if text == "?":
            ui.say("Type a few letters, then Enter; q leaves.")
            continue
        if not text:
            if default:
                return default
            shown = choices
            continue
        found = matching(text, shown) or matching(text, choices)
        if len(found) == 1:
            return found[0].value
        ui.say(f"{len(found)} match. Which one?" if found else f'Nothing matches "{text}".')
        shown = found or choices


def matching(text: str, choices: Iterable[Choice]) -> list[Choice]:
    """Return the choices that match a text, the likeliest first.

    An exact name matches alone. Otherwise, choices match that contain all of its words, names that begin with it first;
    failing that, names with its letters in this order, those with the fewest letters in between first.
    """
    choices, text = list(choices), folded(text.strip())
    exact = [choice for choice in choices if folded(choice.value) == text]
    if exact:
        return exact
    found = [choice for choice in choices if has_words(text, choice.value, choice.text)]
    if found:
        return sorted(found, key=lambda choice: not folded(choice.value).startswith(text))
    spans = [(_span("".join(text.split()), folded(choice.value)), choice) for choice in choices]
    return [choice for span, choice in sorted(spans, key=lambda each: each[0]) if span <= _FARTHEST]


def _span(letters: str, name: str) -> int:
    """Return over how many letters of a name these are spread, in order; `_NEVER` if it does not have them all."""
    return min((_end(letters, name, at) - at for at, letter in enumerate(name) if letter == letters[0]), default=_NEVER)


def _end(letters: str, name: str, at: int) -> int:
    for letter in letters[1:]:
        at = name.find(letter, at + 1)
        if at < 0:
            return _NEVER
    return at
