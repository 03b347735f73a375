"""Values of TOML as texts that are equal if the values are, and back."""

import json
from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from typing import Any

_READERS: Mapping[str, Callable[[str], Any]] = {
    "date": date.fromisoformat,
    "datetime": datetime.fromisoformat,
    "time": time.fromisoformat,
}
_MARK = "\0"  # the key of a table that stands for a date or a time


def encode(value: Any) -> str:
    """Return a value as text. Tables that differ only in the order of their keys are equal."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_table)


def decode(text: str) -> Any:
    """Return the value of a text; raise `ValueError` if it has none."""
    try:
        return json.loads(text, object_hook=_value)
    except (TypeError, KeyError, RecursionError):
        raise ValueError(text[:80]) from None


def _table(value: object) -> Mapping[str, list[str]]:
    if isinstance(value, date | time):
        return {_MARK: [type(value).__name__, value.isoformat()]}
    raise TypeError(value)


def _value(table: dict[str, Any]) -> Any:
    if _MARK in table:
        name, text = table[_MARK]
        return _READERS[name](text)
    return table
