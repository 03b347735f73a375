"""The user's settings for scheduling, and their ranges."""

from collections.abc import Iterable
from typing import Any, NamedTuple, Self

from cards.errors import GreenroomError

# Due days depend on these: when one changes, all due days are recalculated from the log.
MOVING_DUE_DAYS = ("desired_retention", "maximum_interval")


class SettingError(GreenroomError):
    """A setting is outside its range."""

    def __init__(self, name: str, value: object, expected: str) -> None:
        super().__init__(f"{name} = {value} is not {expected}", f"Set it: greenroom config {name} VALUE.")


class _Values(NamedTuple):
    desired_retention: float
    maximum_interval: int
    new_per_day: int
    minutes_per_day: int


class Settings(_Values):
    """How cards are scheduled.

    Attributes:
        desired_retention: The probability of recall at which a card becomes due, 0.70 to 0.97.
        maximum_interval: The longest a card may wait, 1 to 36500 days.
        new_per_day: New cards a study day, 0 to 9999.
        minutes_per_day: Minutes of review a study day while no interview is ahead, up to 1440; 0 for no limit.

    Raises:
        SettingError: A value is outside its range.
    """

    __slots__ = ()

    def __new__(
        cls,
        desired_retention: float = 0.90,
        maximum_interval: int = 365,
        new_per_day: int = 10,
        minutes_per_day: int = 30,
    ) -> Self:
        """Check the ranges, so that no settings outside them exist."""
        if not 0.70 <= desired_retention <= 0.97:
            raise SettingError("desired_retention", desired_retention, "between 0.70 and 0.97")
        if not 1 <= maximum_interval <= 36500:
            raise SettingError("maximum_interval", maximum_interval, "between 1 and 36500 days")
        if not 0 <= new_per_day <= 9999:
            raise SettingError("new_per_day", new_per_day, "between 0 and 9999 cards")
        if not 0 <= minutes_per_day <= 1440:
            raise SettingError("minutes_per_day", minutes_per_day, "between 0 and 1440 minutes")
        return super().__new__(cls, desired_retention, maximum_interval, new_per_day, minutes_per_day)

    @classmethod
    def _make(cls, iterable: Iterable[Any]) -> Self:  # type: ignore[override]  # typeshed has any tuple here
        """Check the values that `_replace` sets, too."""
        return cls(*iterable)

    @property
    def fingerprint(self) -> str:
        """The settings that due days depend on, as text; the log keeps it to see when they change."""
        return " ".join(["fsrs6 default", *(f"{getattr(self, name)!r}" for name in MOVING_DUE_DAYS)])
