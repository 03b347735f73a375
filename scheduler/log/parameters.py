"""The FSRS parameters in use, which are those in the last active row of their log."""

import sqlite3
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from scheduler.fsrs.parameters import DEFAULT_PARAMETERS, VERSION, are_valid
from scheduler.log.active import ACTIVE_PARAMETERS
from scheduler.log.errors import ParametersChanged

if TYPE_CHECKING:
    from scheduler.fsrs.memory import MemoryModel
    from scheduler.settings import Settings


class Fitted(NamedTuple):
    """Parameters fitted to the user's own log, or given by the user.

    Attributes:
        values: The 21 of FSRS-6, in order.
        reviews: How many reviews they were fitted to, counting only those that test recall; 0 if they were given.
        at_utc_ms: When they were adopted, in milliseconds since 1970-01-01 UTC.
    """

    values: tuple[float, ...]
    reviews: int
    at_utc_ms: int


def values_of(fitted: Fitted | None) -> tuple[float, ...]:
    """Return the numbers; for None, those of the default parameters."""
    return fitted.values if fitted else DEFAULT_PARAMETERS


def model(settings: "Settings", fitted: Fitted | None) -> "MemoryModel":
    """Return the FSRS model for these settings and parameters, or for the default parameters."""
    from scheduler.fsrs.memory import MemoryModel

    return MemoryModel(settings, values_of(fitted))


def fingerprint(settings: "Settings", fitted: Fitted | None) -> str:
    """Return what memories depend on (settings and parameters) as text, which is stored to notice a change."""
    return " ".join((settings.fingerprint, *map(repr, fitted.values if fitted else ())))


def in_use(database: sqlite3.Connection) -> Fitted | None:
    """Return the parameters in use; None for the default ones."""
    return next((fitted for _, fitted in _newest_first(database)), None)


def check_in_use(database: sqlite3.Connection, expected: Fitted | None) -> None:
    """Raise `ParametersChanged` unless the expected parameters are in use."""
    if in_use(database) != expected:
        raise ParametersChanged


def last_change(database: sqlite3.Connection) -> str:
    """Return the UUID of the row that set the parameters in use; raise `LookupError` if there is none."""
    for uuid, _ in _newest_first(database):
        return uuid
    raise LookupError


def _newest_first(database: sqlite3.Connection) -> Iterator[tuple[str, Fitted | None]]:
    """Yield the active rows with valid parameters, as (UUID, parameters)."""
    query = (
        f"SELECT uuid, weights, reviews, at_utc_ms {ACTIVE_PARAMETERS} AND version = ? ORDER BY stamp DESC, uuid DESC"
    )
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
