"""What can be done to a card besides rating it, and what that adds up to."""

from datetime import date
from enum import StrEnum
from typing import NamedTuple


class Event(StrEnum):
    """What can be done to a card besides rating it."""

    BURY = "bury"
    SUSPEND = "suspend"
    UNSUSPEND = "unsuspend"
    FLAG = "flag"
    UNFLAG = "unflag"


class Marks(NamedTuple):
    """What the events of a card add up to. A buried card is out for the study day `buried_on` only."""

    suspended: bool = False
    flagged: bool = False
    buried_on: date | None = None
