"""What two logs tell each other: the rows one has added, and the rows of another taken in.

A record is one row of a log with its table's name. Rows have names, so a record that comes twice changes nothing, and
records may come in any order.
"""

import sqlite3
from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

from cards.key import CardKey

if TYPE_CHECKING:
    from scheduler.fsrs.memory import MemoryModel

# {"log": the name of a log, column: value, ...}
Record = dict[str, str | int | float | None]


class Outgoing(NamedTuple):
    """Rows to tell another log.

    Attributes:
        records: The rows. Those that belong to a review follow it.
        upto: The place to read on from.
    """

    records: list[Record]
    upto: str


class Taken(NamedTuple):
    """What came of records taken in.

    Attributes:
        added: How many rows were new, or replaced one of the same name, by log.
        cards: The cards whose reviews or marks changed.
        refused: How many records greenroom can't have written.
    """

    added: dict[str, int]
    cards: frozenset[CardKey]
    refused: int


def position(database: sqlite3.Connection) -> str:
    """Return the place after the newest row, from which `read_new` finds what is added later."""
    raise NotImplementedError


def read_new(database: sqlite3.Connection, since: str, limit: int) -> Outgoing:
    """Return rows of all logs that were added after a place, about `limit` at most; none when there are no more.

    `since` is what `position` or an earlier call returned; an empty text, or one from before a restore or from another
    home, means from the start.
    """
    raise NotImplementedError


def take(database: sqlite3.Connection, model: "MemoryModel", records: Iterable[Record]) -> Taken:
    """Add records, inside the caller's transaction, and replay the cards they touch.

    Of two rows of one name, the one with the lesser stamp stands, at the same stamp the lesser row. Rows that greenroom
    can't have written are counted, and never raise. Records and columns of a newer greenroom are kept and told on.
    """
    raise NotImplementedError
