"""Values nested no deeper than a deck may be: what reads them goes down level by level, and dotted keys have no end."""

import tomllib
from collections.abc import Iterable
from typing import Any, TypeVar

Data = TypeVar("Data")

_DEEPEST = 32  # a legal note is the deepest thing in a deck: five levels


def load_toml(text: str) -> dict[str, Any]:
    """Read TOML; raise `tomllib.TOMLDecodeError` if it is none, `RecursionError` if it is nested too deeply."""
    return shallow(tomllib.loads(text))


def shallow(data: Data) -> Data:
    """Return what it is given; raise `RecursionError` if its lists and tables are nested deeper than in any deck."""
    level: list[Any] = [data]
    for _ in range(_DEEPEST):
        level = [item for value in level if isinstance(value, list | dict) for item in _inside(value)]
        if not level:
            return data
    raise RecursionError


def _inside(value: list[Any] | dict[str, Any]) -> Iterable[Any]:
    return value.values() if isinstance(value, dict) else value
