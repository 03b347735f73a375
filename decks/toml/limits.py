"""The one reader of TOML, and the limits on what is read: its size, how deep it is nested, how long its numbers are."""

import re
import tomllib
from collections.abc import Iterable
from typing import Any, TypeVar

Data = TypeVar("Data")
BOM = "\ufeff"  # the byte order mark that Notepad puts first; it stays in a text until that is parsed

DEEPEST = 32  # the deepest value of a deck, a legal note, is five levels down
_LONGEST_KEY = 16  # dots in a key; those of decks have two
_MOST_TABLES = 500_000  # tables and lists in a file; 30,000 cards have about 200,000. Each takes some 300 bytes.
_MOST_BITS = 64  # of a whole number, as TOML asks for; Python itself cannot print one of some thousand digits
_PART = r"""(?:[\w+-]++|"(?:[^"\\\n]++|\\.)*+"|'[^'\n]*+')"""
# Strings, comments and keys (too long if the group `long` matches), and what begins a table or list.
_TOML = re.compile(
    r'''"""(?:[^"\\]++|\\.|"(?!""))*+"""'''
    rf"""|'''(?:[^']++|'(?!''))*+'''|\#[^\n]*+|(?P<long>{_PART}(?:[ \t]*+\.[ \t]*+{_PART}){{{_LONGEST_KEY}}})|{_PART}"""
    r"|(?P<table>[\[{.])",
    re.DOTALL,
)
_JSON = re.compile(r'"(?:[^"\\]++|\\.)*+"|(?P<table>[\[{])', re.DOTALL)
# What may be a key that is too long, or a piece of text. Telling them apart takes `_TOML`, which is slower.
_MAYBE_LONG = re.compile(rf"""(?:\.[ \t]*+{_PART}[ \t]*+){{{_LONGEST_KEY}}}""")


class BeyondLimits(tomllib.TOMLDecodeError):
    """TOML that may be valid, but is larger, is nested deeper, or has longer numbers than anything greenroom reads."""

    def __init__(self, what: str) -> None:
        ValueError.__init__(self, what)


class TooManyTables(BeyondLimits):
    """TOML with more tables and lists than any deck has; its cards are not even tried one by one."""

    def __init__(self) -> None:
        super().__init__("too many tables and lists")


def load_toml(text: str) -> dict[str, Any]:
    """Read TOML. Every TOML file is read through here, so that no content can hang or crash the program.

    Raises:
        tomllib.TOMLDecodeError: It is not valid TOML, is nested more than 32 levels deep, has a key with 16 dots or
            more, a whole number of more than 64 bits, or more than 500,000 tables and lists.
    """
    text = text.removeprefix(BOM)
    # `tomllib` takes a time that grows with the square of a dotted key's length: minutes for one of 200 kB.
    if _MAYBE_LONG.search(text) and (found := next((it for it in _TOML.finditer(text) if it["long"]), None)):
        before = text[: found.start()]
        line, column = before.count("\n") + 1, found.start() - before.rfind("\n")
        raise BeyondLimits(f"nested too deeply (at line {line}, column {column})")
    if _has_too_many_tables(text, "[{.", _TOML):
        raise TooManyTables
    try:
        return shallow(tomllib.loads(text), most_bits=_MOST_BITS)
    except RecursionError:
        raise BeyondLimits("nested too deeply") from None
    except tomllib.TOMLDecodeError:
        raise
    except ValueError:  # of `int`
        raise BeyondLimits("a number is too long") from None


def check_json(text: str) -> None:
    """Raise `ValueError` if a JSON text has more than 500,000 objects and lists, before it is parsed."""
    if _has_too_many_tables(text, "[{", _JSON):
        raise ValueError


def _has_too_many_tables(text: str, signs: str, tokens: re.Pattern[str]) -> bool:
    """Return whether more tables begin in a text than may; `signs` begin one, unless they are inside other tokens."""
    if sum(map(text.count, signs)) <= _MOST_TABLES:
        return False
    return sum(found["table"] is not None for found in tokens.finditer(text)) > _MOST_TABLES


def shallow(data: Data, *, most_bits: int | None = None) -> Data:
    """Return data read from JSON or TOML unchanged.

    Raises:
        RecursionError: It is nested more than 32 levels deep.
        ValueError: A whole number has more than `most_bits` bits.
    """
    level: list[Any] = [data]
    for _ in range(DEEPEST):
        if most_bits and any(isinstance(value, int) and value.bit_length() > most_bits for value in level):
            raise ValueError
        level = [item for value in level if isinstance(value, list | dict) for item in _inside(value)]
        if not level:
            return data
    raise RecursionError


def _inside(value: list[Any] | dict[str, Any]) -> Iterable[Any]:
    return value.values() if isinstance(value, dict) else value
