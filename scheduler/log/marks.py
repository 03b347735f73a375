"""Marks on cards: suspended, flagged or buried, and the events that set them."""

from datetime import date
from enum import StrEnum
from typing import NamedTuple


class Event(StrEnum):
    """A change of a card's marks."""

    BURY = "bury"
    SUSPEND = "suspend"
    UNSUSPEND = "unsuspend"
    FLAG = "flag"
    UNFLAG = "unflag"


class Marks(NamedTuple):
    """The marks of a card after all its events. A buried card is out for the study day `buried_on` only."""

    suspended: bool = False
    flagged: bool = False
    buried_on: date | None = None
