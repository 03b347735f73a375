"""What a user can set about how the trainer behaves; what concerns scheduling is in `scheduler/settings.py`."""

from typing import NamedTuple


class Preferences(NamedTuple):
    """How the trainer behaves.

    Attributes:
        suggest_points: Whether a typed answer gets signs at the key points it seems to make.
    """

    suggest_points: bool = True
