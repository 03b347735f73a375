"""The parameters of FSRS-6: their defaults and their ranges."""

from collections.abc import Sequence
from math import isfinite

VERSION = "FSRS-6"
_VERSIONS = {17: "FSRS-4.5", 19: "FSRS-5", 21: VERSION}  # by the number of their parameters
# The defaults of py-fsrs 6.3.2 and fsrs-rs 6.6, fitted to some ten thousand learners.
# fmt: off
DEFAULT_PARAMETERS = (
    0.212, 1.2931, 2.3065, 8.2956, 6.4133, 0.8334, 3.0194, 0.001, 1.8722, 0.1666, 0.796,
    1.4835, 0.0614, 0.2629, 1.6483, 0.6014, 1.8729, 0.5425, 0.0912, 0.0658, 0.1542,
)
LOWEST = (0.001, 0.001, 0.001, 0.001, 1, 0.001, 0.001, 0.001, 0, 0, 0.001, 0.001, 0.001, 0.001, 0, 0, 1, 0, 0, 0, 0.1)
HIGHEST = (100, 100, 100, 100, 10, 4, 4, 0.75, 4.5, 0.8, 3.5, 5, 0.25, 0.9, 4, 1, 6, 2, 2, 0.8, 0.8)
# fmt: on


def version_of(parameters: Sequence[object]) -> str:
    """Return the version of FSRS that has this many parameters."""
    return _VERSIONS.get(len(parameters), "an unknown version of FSRS")


def are_valid(parameters: Sequence[object]) -> bool:
    """Return whether these are parameters of FSRS-6: 21 finite numbers, each in its range."""
    return len(parameters) == len(DEFAULT_PARAMETERS) and all(
        isinstance(value, (int, float)) and isfinite(value) and low <= value <= high
        for value, low, high in zip(parameters, LOWEST, HIGHEST, strict=True)
    )
