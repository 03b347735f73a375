"""The time an answer takes, against its target and by the sections of a story."""

from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from cards.card import TargetSeconds


class Pace(StrEnum):
    """Whether an answer was shorter than its target band, within it or longer."""

    SHORT = "short"
    WITHIN = "within"
    LONG = "long"


def pace(seconds: float, target: "TargetSeconds") -> Pace:
    """Return whether an answer of `seconds` ended before, within or after its target band."""
    if seconds < target.min:
        return Pace.SHORT
    return Pace.LONG if seconds > target.max else Pace.WITHIN


class Section(StrEnum):
    """The sections of a story, in order. The lesson is part of the result."""

    SITUATION = "situation"
    TASK = "task"
    ACTIONS = "actions"
    RESULT = "result"


# Percent of the whole. These bounds are our proposal. In 62 real interviews the situation took more room than task,
# action and result (Bangerter, Corvalan & Cavin 2014).
SETTING_MOST, ACTIONS_LEAST, RESULT_LEAST = 25, 50, 20


class Split(NamedTuple):
    """The time each section of a story took, in milliseconds, in the order of `Section`."""

    situation: int
    task: int
    actions: int
    result: int

    @property
    def shares(self) -> tuple[int, int, int]:
        """The percentages for situation and task, for actions, and for the result; all 0 if no time was taken."""
        whole = sum(self) or 1
        parts = (self.situation + self.task, self.actions, self.result)
        setting, actions, result = (round(100 * part / whole) for part in parts)
        return setting, actions, result

    @property
    def advice(self) -> tuple[str, ...]:
        """What to change next time, in words; empty if the shares are within bounds."""
        setting, actions, result = self.shares
        advice = {
            "less on situation and task": setting > SETTING_MOST,
            "more on what you did": actions < ACTIONS_LEAST,
            "more on the result": result < RESULT_LEAST,
        }
        return tuple(words for words, needed in advice.items() if needed)
