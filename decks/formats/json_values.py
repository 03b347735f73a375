"""JSON text as values: all of it, or a value on each line, or what entries there are around broken ones."""

import json
import re
from collections.abc import Iterator
from itertools import starmap
from typing import NamedTuple

from decks.model.problems import Problem
from decks.toml.limits import DEEPEST, check_json, shallow

_MOST_DIGITS = 400  # of a whole number
_MOST_KEYS = 100_000  # different ones; what each means as the name of a column takes some 20 microseconds
MOST_VALUES = 200_000  # of one list; each may be a row
_MOST_BROKEN = 20  # entries; each is read again from where it begins
# A number too long for Python becomes the text of its digits.
_DECODER = json.JSONDecoder(parse_int=lambda digits: int(digits) if len(digits) <= _MOST_DIGITS else digits)
_TOO_DEEP = "nested too deeply"
_FIX = "The others were read without it."
_TOKEN = re.compile(r'"(?:[^"\\\n]++|\\.)*+"?|[\[\]{}]')
_BEFORE_HEAD = re.compile(r'"deck"\s*:\s*\Z')
_LONGEST_GAP = 40  # characters between that key and its value
_CARDS = re.compile(r'"cards"\s*:\s*\[')


class TooMuch(ValueError):
    """JSON with more keys or longer lists than any list of questions has; its text says which."""


class Broken(NamedTuple):
    """A place where a text is not JSON: its position, and why."""

    position: int
    why: str


def parse(text: str, path: str) -> tuple[object, list[Problem]]:
    """Parse JSON, or one JSON value per line; return a problem for each line or entry that cannot be read.

    Raises:
        json.JSONDecodeError: Most of it is not JSON.
        TooMuch: It has more than 100,000 different keys, or 200,000 values in one list.
        ValueError: It has more than 500,000 objects and lists.
        RecursionError: Most of it is nested more than 32 levels deep.
    """
    check_json(text)
    try:
        return _checked(_value(text)), []
    except (json.JSONDecodeError, RecursionError):
        found = _lines(text) or _entries(text)
        if found is None:
            raise
    data, broken = found
    problems: list[Problem] = []
    line, counted = 1, 0
    for position, why in broken:
        line, counted = line + text.count("\n", counted, position), position
        problems.append(Problem(path, line, f"is not valid JSON ({why})", _FIX))
    return _checked(data), problems


def _value(text: str) -> object:
    return shallow(_DECODER.decode(text))


def _checked(data: object) -> object:
    """Return data unchanged; raise `TooMuch` if it has too many keys or values."""
    keys: set[str] = set()
    left = [data]
    while left:
        value = left.pop()
        if isinstance(value, dict):
            keys.update(value)
            if len(keys) > _MOST_KEYS:
                raise TooMuch(f"has more than {_MOST_KEYS:,} different keys")
            left += value.values()
        elif isinstance(value, list):
            if len(value) > MOST_VALUES:
                raise TooMuch(f"has a list of more than {MOST_VALUES:,} values")
            left += value
    return data


def _lines(text: str) -> tuple[object, list[Broken]] | None:
    """Read a value on each line, and tell where there is none; None if most lines are not JSON."""
    values: list[object] = []
    broken: list[Broken] = []
    begin = 0
    for line in text.split("\n"):
        try:
            values += [_value(line)] if line.strip() else []
        except (json.JSONDecodeError, RecursionError) as error:
            broken.append(Broken(begin, error.msg if isinstance(error, json.JSONDecodeError) else _TOO_DEEP))
        begin += len(line) + 1
    # Of a broken list that goes over several lines, some are JSON by themselves.
    lists = sum(isinstance(value, dict | list) for value in values)
    return (values, broken) if values and len(broken) <= lists else None


def _entries(text: str) -> tuple[object, list[Broken]] | None:
    """Read the objects of a list that is broken in places, and tell where; None if most of it is.

    Where an object cannot be read, those inside it are tried: of a list around a broken entry, this gives the others.
    """
    head: object = None
    entries: list[object] = []
    broken = dict.fromkeys(_too_deep(text), _TOO_DEEP)
    position = failed = 0
    while failed <= _MOST_BROKEN and (position := text.find("{", position)) >= 0:
        try:
            value, end = _DECODER.raw_decode(text, position)
            shallow(value)
        except (json.JSONDecodeError, RecursionError) as error:
            if isinstance(error, json.JSONDecodeError):
                broken[error.pos] = error.msg
            failed += 1
            position += 1
            continue
        if _BEFORE_HEAD.search(text, max(0, position - _LONGEST_GAP), position):
            head = value
        else:
            entries.append(value)
        position = end
    if len(entries) < len(broken) or max(failed, len(broken)) > _MOST_BROKEN:
        return None
    is_deck = head is not None and _CARDS.search(text)
    return ({"deck": head, "cards": entries} if is_deck else entries), list(starmap(Broken, sorted(broken.items())))


def _too_deep(text: str) -> Iterator[int]:
    """Yield each position where a text goes deeper than 32 levels."""
    depth = 0
    for token in _TOKEN.finditer(text):
        match text[token.start()]:
            case "[" | "{":
                depth += 1
                if depth == DEEPEST + 1:
                    yield token.start()
            case "]" | "}":
                depth -= 1
