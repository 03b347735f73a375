"""Which parameters of FSRS are in use: a log of its own, of which the last entry that was not taken back counts."""

import sqlite3
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from scheduler.fsrs.parameters import DEFAULT_PARAMETERS, VERSION, are_valid
from scheduler.log.active import ACTIVE_PARAMETERS
from scheduler.log.errors import ParametersChanged

if TYPE_CHECKING:
    from scheduler.fsrs.memory import MemoryModel
    from scheduler.settings import Settings


class Fitted(NamedTuple):
    """Parameters fitted to the user's own log.

    Attributes:
        values: 21 of FSRS-6, in their order. How many there are is not kept beside them: the version implies it, and
            weights that are not 21 numbers in their ranges (`scheduler.fsrs.parameters.are_valid`) are never read as
            parameters.
        reviews: How many reviews that test recall they were fitted to.
        at_utc_ms: When they were taken into use, in milliseconds since 1970-01-01 UTC.
    """

    values: tuple[float, ...]
    reviews: int
    at_utc_ms: int


def values_of(fitted: Fitted | None) -> tuple[float, ...]:
    """Return the parameters themselves; None for the default ones."""
    return fitted.values if fitted else DEFAULT_PARAMETERS


def model(settings: "Settings", fitted: Fitted | None) -> "MemoryModel":
    """Return FSRS under settings and parameters, None for the default ones."""
    from scheduler.fsrs.memory import MemoryModel

    return MemoryModel(settings, values_of(fitted))


def fingerprint(settings: "Settings", fitted: Fitted | None) -> str:
    """Return what memories depend on, kept beside them so that a change of it is seen."""
    return " ".join((settings.fingerprint, *map(repr, fitted.values if fitted else ())))


def in_use(database: sqlite3.Connection) -> Fitted | None:
    """Return the parameters in use; None for the default ones."""
    return next((fitted for _, fitted in _newest_first(database)), None)


def check_in_use(database: sqlite3.Connection, expected: Fitted | None) -> None:
    """Raise `ParametersChanged` if other parameters are in use than a change of them was thought out for."""
    if in_use(database) != expected:
        raise ParametersChanged


def last_change(database: sqlite3.Connection) -> str:
    """Return the name of the change that led to the parameters in use.

    Raises:
        LookupError: There is none, or all have been taken back.
    """
    for uuid, _ in _newest_first(database):
        return uuid
    raise LookupError


def append(
    database: sqlite3.Connection, uuid: str, device: str, at_utc_ms: int, values: Sequence[float], reviews: int
) -> None:
    """Take parameters into use; no values for the default ones."""
    row = (uuid, device, at_utc_ms, VERSION, " ".join(map(repr, values)), reviews)
    query = "INSERT INTO parameters(uuid, device, at_utc_ms, version, weights, reviews) VALUES (?, ?, ?, ?, ?, ?)"
    database.execute(query, row)


def _newest_first(database: sqlite3.Connection) -> Iterator[tuple[str, Fitted | None]]:
    """Yield the changes that stand; one that is not 21 numbers of FSRS-6 is left out, as if it was not there."""
    query = f"SELECT uuid, weights, reviews, at_utc_ms {ACTIVE_PARAMETERS} AND version = ? ORDER BY seq DESC"
    for uuid, weights, reviews, at_utc_ms in database.execute(query, (VERSION,)):
        if weights == "":
            yield uuid, None
        elif are_valid(values := _numbers(weights)):
            yield uuid, Fitted(values, reviews, at_utc_ms)


def _numbers(text: str) -> tuple[float, ...]:
    try:
        return tuple(map(float, text.split()))
    except ValueError:
        return ()
