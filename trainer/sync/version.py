"""A version of a file as one machine has it: its text, when each of its values was written, and what it knows of."""

import json
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from trainer.sync.kinds import Kind
from trainer.sync.registers import Dot, Entry, Registers, Seen, Units, dominates, joined_seen
from trainer.sync.tables import TOP, read_units
from trainer.sync.values import decode, encode

_MOST_STAMP = 2**53  # far later than any clock
_LONGEST = 100  # characters of a device's name
_MOST_DEVICES = 1000


class Version(NamedTuple):
    """A version of a file.

    Attributes:
        path: The file, relative to the home, as it is spelled on the machine that wrote this.
        text: Its text, of settings only those that travel; None if there is no such file.
        registers: When each of its values was written.
        texts: The edits by hand whose comments, too, are in the text: the newest of each machine, by device.
        newer: The settings in it that only a newer greenroom knows. They are named to the user, nothing more.
    """

    path: str
    text: str | None
    registers: Registers
    texts: Seen
    newer: tuple[str, ...] = ()

    @property
    def newest(self) -> int:
        """The newest stamp in it."""
        return max([0, *self.registers.seen.values(), *self.texts.values()])


def units_of(kind: Kind, text: str | None) -> Units:
    """Return the values of a text, none without one; raise `NotUnits` as `read_units` does."""
    return {} if text is None else read_units(kind, text)


def dump(kind: Kind, version: Version) -> str:
    """Return what is known of a version besides its text. Values that the text has are left out."""
    units = units_of(kind, version.text)
    dots = sorted({entry.dot for keys in version.registers.entries.values() for entry in keys.values()})
    numbers = {dot: number for number, dot in enumerate(dots)}
    entries: dict[str, Any] = {}
    for unit, keys in version.registers.entries.items():
        values = units.get(unit, {})
        short = {
            key: numbers[dot] if key in values and values[key] == value else [numbers[dot], value]
            for key, (dot, value) in keys.items()
        }
        same = [*{*map(str, short.values())}]
        entries[unit] = next(iter(short.values())) if len(same) == 1 and short.keys() == values.keys() else short
    content = {"dots": dots, "units": entries, "dead": version.registers.dead, "seen": version.registers.seen}
    return json.dumps(content | {"texts": version.texts}, ensure_ascii=False, separators=(",", ":"))


def load(kind: Kind, path: str, text: str | None, dumped: str) -> Version:
    """Return a version that was dumped, perhaps by another machine.

    Raises:
        NotUnits: The text can't travel statement by statement.
        ValueError: What was dumped is not what `dump` writes.
    """
    units = units_of(kind.of_any_greenroom, text)
    try:
        content = json.loads(dumped)
        dots = [_dot(each) for each in content["dots"]]
        entries = {unit: dict(_entries(keys, dots, units.get(unit, {}))) for unit, keys in content["units"].items()}
        dead = {unit: _seen(seen) for unit, seen in content["dead"].items()}
        seen, texts = _seen(content["seen"]), _seen(content["texts"])
    except (AttributeError, TypeError, LookupError, RecursionError):
        raise ValueError(path) from None
    known = {dot.device: max(dot.stamp, seen.get(dot.device, 0)) for dot in sorted(dots)}
    if known != {device: seen.get(device) for device in known} or not _has(entries, units):
        raise ValueError(path)
    if not all(dominates(seen, cover) for cover in dead.values()):  # it would delete what is yet to be written
        raise ValueError(path)
    keys = entries.get(TOP, {})
    newer = tuple(key for key in keys if not kind.travels(key))
    if newer:
        entries[TOP] = {key: entry for key, entry in keys.items() if kind.travels(key)}
    return Version(path, text, Registers(entries, dead, joined_seen(seen, {})), texts, newer)


def _has(entries: Mapping[str, Mapping[str, Entry]], units: Units) -> bool:
    """Return whether there is an entry for every value of a text."""
    return all(unit in entries and keys.keys() <= entries[unit].keys() for unit, keys in units.items())


def _entries(keys: Any, dots: list[Dot], values: Mapping[str, str]) -> Iterator[tuple[str, Entry]]:
    for key, entry in (dict.fromkeys(values, keys) if isinstance(keys, int) else keys).items():
        number, value = (entry, values[key]) if isinstance(entry, int) else entry
        if isinstance(number, bool) or number < 0 or not isinstance(value, str | None):
            raise ValueError(key)
        if isinstance(value, str) and encode(decode(value)) != value:
            raise ValueError(key)
        yield key, Entry(dots[number], value)


def _dot(given: Any) -> Dot:
    stamp, device = given
    _seen({device: stamp})
    return Dot(stamp, device)


def _seen(given: Any) -> Seen:
    if len(given) > _MOST_DEVICES:
        raise ValueError(len(given))
    for device, stamp in given.items():
        if not isinstance(device, str) or not 0 < len(device) <= _LONGEST or not device.isprintable():
            raise ValueError(device)
        if type(stamp) is not int or not 0 <= stamp <= _MOST_STAMP:
            raise ValueError(stamp)
    return dict(given)
