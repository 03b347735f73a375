"""The one reader of TOML, and the limit on how deep lists and tables may be nested in anything that is read."""

import re
import tomllib
from collections.abc import Iterable
from typing import Any, TypeVar

Data = TypeVar("Data")

_DEEPEST = 32  # the deepest value of a deck, a legal note, is five levels down
# `tomllib` takes a time that grows with the square of a dotted key's length: minutes for one of 200 kB.
_ENDLESS_KEY = re.compile(r"""\.(?:[ \t]*+(?:[\w-]++|"[^"\n]*+"|'[^'\n]*+')[ \t]*+\.){99}""")


def load_toml(text: str) -> dict[str, Any]:
    """Read TOML. Every TOML file is read through here, so that no content can hang or crash the program.

    Raises:
        tomllib.TOMLDecodeError: It is not valid TOML.
        RecursionError: Its lists and tables are nested more than 32 levels deep.
    """
    if _ENDLESS_KEY.search(text):
        raise RecursionError
    return shallow(tomllib.loads(text))


def shallow(data: Data) -> Data:
    """Return data read from JSON or TOML unchanged; raise `RecursionError` if it is nested more than 32 levels deep."""
    level: list[Any] = [data]
    for _ in range(_DEEPEST):
        level = [item for value in level if isinstance(value, list | dict) for item in _inside(value)]
        if not level:
            return data
    raise RecursionError


def _inside(value: list[Any] | dict[str, Any]) -> Iterable[Any]:
    return value.values() if isinstance(value, dict) else value
