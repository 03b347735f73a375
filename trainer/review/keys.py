"""The keys of a review: five for each prompt, and all of them."""

from collections.abc import Sequence
from enum import Enum

from trainer.terminal.layout import BLANK, Layout, Line, paragraph
from trainer.terminal.ui import LEAVE_WORDS
from trainer.terminal.words import NEW_LINE

Keys = Sequence[tuple[str, str]]


TAKE_UP = "k"
# At the answer prompt: what is being said does not answer what comes next.
LEAVING = frozenset("ebsuwW").union(LEAVE_WORDS)


COACH = ("v", "ask your coach program what it thinks of your answer")


class Prompt(Enum):
    """The prompts of a review, each with the keys that are most useful there."""

    ANSWER = (
        ("Enter", f"done, spoken or typed; {NEW_LINE} starts a new line"),
        ("p", "peek at the points; then Hard at best"),
        ("n", "ask it in other words"),
        ("u", "back to the card before: undo its rating"),
        ("q", "quit; every rating is saved"),
    )
    POINTS = (
        ("124", "tick these points; also 1 2 4, 1-3, and -2 for all but 2"),
        ("a", "tick all; Enter alone ticks none"),
        ("m", "more: what they test, pitfalls, your last answer"),
        ("r", "say it again once the points are ticked"),
        ("u", "back to the card before: undo its rating"),
    )
    RATE = (
        ("1-4", "Again, Hard, Good or Easy; Enter takes the one with *"),
        ("m", "more: what they test, pitfalls, your last answer"),
        ("r", "say it again; the first rating counts"),
        ("u", "back to the points, then to the card before"),
        ("q", "quit; every rating is saved"),
    )


ALL_KEYS: Keys = (
    ("Enter", "done; at Rate, take the suggested rating"),
    (NEW_LINE, "new line in a typed answer"),
    ("124", "tick points: also 1 2 4, 1-3, -2 (all but 2), a (all)"),
    ("1-4", "rate: Again, Hard, Good, Easy; 'rests': not before the interview"),
    ("p", "peek at the points before you answer"),
    (TAKE_UP, "keep working on an answer you left unrated"),
    ("p k c", "a recorded answer: play it, keep it, correct its text"),
    ("n", "another wording of the question"),
    ("m", "more about the answer: what they test, pitfalls, the law, your last answer"),
    ("r", "say it again; the first rating counts"),
    ("d", "what changed in your words since last time"),
    COACH,
    ("w", "write your own points and notes; W in your editor"),
    ("o", "tick your own points, or the deck's again"),
    ("y", "name the story you told"),
    ("t", "tell a story section by section, timed"),
    ("u", "back: to the points, then undo the rating before; also bury, suspend, flag"),
    ("e", "edit the card in your editor"),
    ("b", "bury the card until tomorrow"),
    ("s", "suspend the card until you unsuspend it"),
    ("f", "flag the card, or remove its flag"),
    ("?", "the keys of this prompt; ?? all keys"),
    ("q", "quit; every rating is saved"),
)


def spoken_keys(*, text: bool) -> Keys:
    """Return the keys of a recorded answer, which may have a text."""
    keys = ("p", "play your answer"), ("k", "keep its recording when the review ends")
    return (*keys, ("c", "correct its text")) if text else keys


WRITING_KEYS: Keys = (
    ("Enter", "save; where you type in plain lines, an empty line does"),
    (NEW_LINE, "new line"),
    ("-", "begins a point, - ! a must-have; anything else is a note"),
    ("Ctrl-C", "back without saving; what you wrote is kept as a draft"),
)


def key_list(keys: Keys, layout: Layout) -> list[Line]:
    """List keys, each with what it does."""
    lines: list[Line] = [BLANK]
    for key, meaning in keys:
        lines += paragraph(meaning, layout.width, first=f" {key:<9}  ")
    return [*lines, BLANK]


def prompt_keys(prompt: Prompt, layout: Layout, also: Keys = ()) -> list[Line]:
    """List the keys of one prompt, others that work for its card, and how to see all."""
    width = max(len(key) for key, _ in prompt.value)
    lines: list[Line] = [BLANK]
    for key, meaning in (*prompt.value, *also, ("??", "all keys")):
        lines += paragraph(meaning, layout.width, first=f" {key:<{width}}  ")
    return lines
