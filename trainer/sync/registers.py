"""Registers: the newest value of every statement of a file, joined the same way on every machine.

A file is a set of units (a card, a story, a setting), and a unit a set of statements. Each statement has the value that
was written last, by stamp. What is deleted remembers what its machine had seen, so that a change made elsewhere
meanwhile brings it back. Joining is commutative, associative and idempotent: the order of exchange doesn't matter.
(A map of last-writer-wins registers with observed removal: Shapiro et al., "A comprehensive study of Convergent and
Commutative Replicated Data Types", 2011.)
"""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

# A machine's newest stamp that is known, by device. It covers all that the machine wrote up to then, since each record
# of a file has everything its machine knew of the file.
Seen = Mapping[str, int]
Units = Mapping[str, Mapping[str, str]]  # the values of a file, encoded, by unit and key

FILE = ""  # in `dead`, the whole file


class Dot(NamedTuple):
    """When and where something was written: a stamp, which only orders, and the device."""

    stamp: int
    device: str


NEVER = Dot(0, "")  # of what was here before it was first compared; anything else is later


class Entry(NamedTuple):
    """The value of a statement, None if it was removed, and when it was written."""

    dot: Dot
    value: str | None

    @property
    def order(self) -> tuple[int, str, str]:
        """What decides which of two entries stands: the greater one."""
        return (*self.dot, self.value or "")


class Registers(NamedTuple):
    """What is known of a file.

    Attributes:
        entries: Every statement there ever was, by unit and key.
        dead: What was seen of the file when each unit was deleted.
        seen: What this knows of.
    """

    entries: Mapping[str, Mapping[str, Entry]]
    dead: Mapping[str, Seen]
    seen: Seen


def nothing_known() -> Registers:
    """Return the registers of a file that nothing is known of."""
    return Registers({}, {}, {})


class Clash(NamedTuple):
    """A statement written on two machines that didn't know of each other, and doesn't stand."""

    unit: str
    key: str
    value: str
    dot: Dot
    winner: Dot


def covers(seen: Seen, dot: Dot) -> bool:
    """Return whether a machine had seen what was written at a dot."""
    return dot != NEVER and dot.stamp <= seen.get(dot.device, -1)


def joined_seen(one: Seen, other: Seen) -> Seen:
    """Return what either has seen."""
    return {device: max(one.get(device, 0), other.get(device, 0)) for device in {**one, **other}}


def dominates(one: Seen, other: Seen) -> bool:
    """Return whether one has seen all that the other has."""
    return all(one.get(device, -1) >= stamp for device, stamp in other.items())


def join(one: Registers, other: Registers) -> Registers:
    """Return what both together know."""
    entries = {unit: dict(keys) for unit, keys in one.entries.items()}
    for unit, keys in other.entries.items():
        mine = entries.setdefault(unit, {})
        for key, entry in keys.items():
            mine[key] = max(mine.get(key, entry), entry, key=lambda each: each.order)
    dead = {unit: joined_seen(one.dead.get(unit, {}), other.dead.get(unit, {})) for unit in {**one.dead, **other.dead}}
    return Registers(entries, dead, joined_seen(one.seen, other.seen))


def is_gone(registers: Registers) -> bool:
    """Return whether the file was deleted, and nothing of it written that the deletion didn't know of."""
    cover = registers.dead.get(FILE)
    return cover is not None and all(
        covers(cover, entry.dot) for keys in registers.entries.values() for entry in keys.values()
    )


def live(registers: Registers) -> Units:
    """Return the values that the file has."""
    if is_gone(registers):
        return {}
    found = {}
    for unit, keys in registers.entries.items():
        cover = registers.dead.get(unit)
        if cover is None or not all(covers(cover, entry.dot) for entry in keys.values()):
            values = {key: entry.value for key, entry in keys.items() if entry.value is not None}
            if values:
                found[unit] = values
    return found


def edited(registers: Registers, units: Units | None, dot: Dot) -> Registers:
    """Return the registers after a file was edited; the same object if no value changed.

    Args:
        registers: What is known of the file.
        units: The values it has now; None if it is gone.
        dot: When and where the edit was found; `NEVER` for a file that was never compared.
    """
    was = live(registers)
    if units is None:
        if is_gone(registers):
            return registers
        return registers._replace(
            dead={**registers.dead, FILE: joined_seen(registers.dead.get(FILE, {}), registers.seen)}
        )
    is_back = is_gone(registers)
    if units == was and not is_back:
        return registers
    entries = {unit: dict(keys) for unit, keys in registers.entries.items()}
    dead = dict(registers.dead)
    for unit, values in units.items():
        keys = entries.setdefault(unit, {})
        if unit not in was:  # new, or back: all of it is written now
            keys |= {key: Entry(dot, None) for key in keys}
        keys |= {key: Entry(dot, None) for key in was.get(unit, {}) if key not in values}
        keys |= {key: Entry(dot, value) for key, value in values.items() if was.get(unit, {}).get(key) != value}
    for unit in entries if is_back else was:
        if unit not in units:
            dead[unit] = joined_seen(dead.get(unit, {}), registers.seen)
    if is_back:  # even if there is nothing in it
        entries.setdefault(FILE, {})[FILE] = Entry(dot, None)
    return Registers(entries, dead, _with(registers.seen, dot))


def stamped(registers: Registers, dot: Dot) -> Registers:
    """Return the registers with a dot for everything that has none."""
    if all(entry.dot != NEVER for keys in registers.entries.values() for entry in keys.values()):
        return registers
    entries = {
        unit: {key: entry._replace(dot=dot) if entry.dot == NEVER else entry for key, entry in keys.items()}
        for unit, keys in registers.entries.items()
    }
    return registers._replace(entries=entries, seen=_with(registers.seen, dot))


def clashes(losing: Registers, standing: Registers) -> Iterator[Clash]:
    """Yield the statements of one side that the other replaces without having seen them."""
    for unit, values in live(losing).items():
        for key, value in values.items():
            mine, other = losing.entries[unit][key], standing.entries.get(unit, {}).get(key)
            if other and other.order > mine.order and other.value != value and not covers(standing.seen, mine.dot):
                yield Clash(unit, key, value, mine.dot, other.dot)


def _with(seen: Seen, dot: Dot) -> Seen:
    return seen if dot == NEVER else {**seen, dot.device: max(dot.stamp, seen.get(dot.device, 0))}
