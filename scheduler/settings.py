"""What a user can set about scheduling, with its ranges."""

from collections.abc import Iterable
from typing import Any, NamedTuple, Self

from cards.errors import GreenroomError

# What the memory is reckoned under: a change of one of these makes all due days again from the log.
MOVING_DUE_DAYS = ("desired_retention", "maximum_interval")


class SettingError(GreenroomError):
    """A setting lies outside its range."""

    def __init__(self, name: str, value: object, expected: str) -> None:
        super().__init__(f"{name} = {value} is not {expected}", f"Set it: greenroom config {name} VALUE.")


class _Values(NamedTuple):
    desired_retention: float
    maximum_interval: int
    new_per_day: int


class Settings(_Values):
    """How cards are scheduled.

    Attributes:
        desired_retention: The recall probability at which a card becomes due, 0.70 to 0.97.
        maximum_interval: The most days a card may wait, 1 to 36500.
        new_per_day: How many new cards are met on one study day, 0 to 9999.

    Raises:
        SettingError: A value lies outside its range.
    """

    __slots__ = ()

    def __new__(cls, desired_retention: float = 0.90, maximum_interval: int = 365, new_per_day: int = 10) -> Self:
        """Check the ranges: there are no settings outside them."""
        if not 0.70 <= desired_retention <= 0.97:
            raise SettingError("desired_retention", desired_retention, "between 0.70 and 0.97")
        if not 1 <= maximum_interval <= 36500:
            raise SettingError("maximum_interval", maximum_interval, "between 1 and 36500 days")
        if not 0 <= new_per_day <= 9999:
            raise SettingError("new_per_day", new_per_day, "between 0 and 9999 cards")
        return super().__new__(cls, desired_retention, maximum_interval, new_per_day)

    @classmethod
    def _make(cls, iterable: Iterable[Any]) -> Self:  # type: ignore[override]  # of any tuple, mypy has it
        """Check what `_replace` puts in as well."""
        return cls(*iterable)

    @property
    def fingerprint(self) -> str:
        """What due days depend on beside log and parameters: when it changes, they are computed again from the log."""
        return " ".join(["fsrs6 default", *(f"{getattr(self, name)!r}" for name in MOVING_DUE_DAYS)])
