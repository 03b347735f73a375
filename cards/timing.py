"""The time an answer takes: against its target, and how a story shares it between its sections."""

from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from cards.card import TargetSeconds


class Pace(StrEnum):
    """Where an answer's time lies against its target."""

    SHORT = "short"
    WITHIN = "within"
    LONG = "long"


def pace(seconds: float, target: "TargetSeconds") -> Pace:
    """Return whether an answer of `seconds` ended before, within or after its target band."""
    if seconds < target.min:
        return Pace.SHORT
    return Pace.LONG if seconds > target.max else Pace.WITHIN


class Section(StrEnum):
    """The sections of a story as they are told; the lesson goes with the result."""

    SITUATION = "situation"
    TASK = "task"
    ACTIONS = "actions"
    RESULT = "result"


# Shares in percent. The bounds are a proposal, against what was seen in 62 real interviews: the situation took more
# room than task, action and result (Bangerter, Corvalan & Cavin 2014).
SETTING_MOST, ACTIONS_LEAST, RESULT_LEAST = 25, 50, 20


class Split(NamedTuple):
    """Milliseconds of each section, in the order of `Section`."""

    situation: int
    task: int
    actions: int
    result: int

    @property
    def shares(self) -> tuple[int, int, int]:
        """Percent of the whole for situation and task, actions, result; all 0 if no time was taken."""
        whole = sum(self) or 1
        parts = (self.situation + self.task, self.actions, self.result)
        setting, actions, result = (round(100 * part / whole) for part in parts)
        return setting, actions, result

    @property
    def advice(self) -> tuple[str, ...]:
        """What to shift next time, in words; empty if the shares are good."""
        setting, actions, result = self.shares
        said = {
            "less on situation and task": setting > SETTING_MOST,
            "more on what you did": actions < ACTIONS_LEAST,
            "more on what came of it": result < RESULT_LEAST,
        }
        return tuple(words for words, needed in said.items() if needed)
