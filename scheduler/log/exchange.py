"""What two logs tell each other: the rows that one has added. `scheduler.log.intake` takes in those of another.

A record is one row of a log with the log's name. Rows have names, so a record that comes twice changes nothing, and
records may come in any order.
"""

import json
import sqlite3
from typing import NamedTuple

from scheduler.log.union import LOGS, SPARE, Log, statements

# {"log": the name of a log, column: value, ...}
Record = dict[str, str | int | float | None]
INCARNATION = "incarnation"  # in `home`: which life of the log row numbers refer to; none in the first


class Outgoing(NamedTuple):
    """Rows to tell another log.

    Attributes:
        records: The rows. Those that belong to a review or to a change of files follow it.
        upto: The place to read on from.
    """

    records: list[Record]
    upto: str


def position(database: sqlite3.Connection) -> str:
    """Return the place after the newest row, from which `read_new` finds what is added later."""
    places = {name: _place(database, name, key, "true") for name, key in _numbered()}
    return _written(_incarnation(database), places)


def read_new(database: sqlite3.Connection, since: str, limit: int) -> Outgoing:
    """Return rows of all logs that were added after a place, about `limit` at most; none when there are no more.

    `since` is what `position` or an earlier call returned. An empty text means from the start, and so does a place in
    another database: one from before a restore, or of a file that was replaced by a copy.
    """
    current = _incarnation(database)
    places = _read(database, since, current)
    records: list[Record] = []
    for name, key in _numbered():
        after, left = places.get(name, (0, ""))[0], limit - len(records)
        if left <= 0:
            break
        (last,) = database.execute(
            f"SELECT max(rowid) FROM (SELECT rowid FROM {name} WHERE rowid > ? ORDER BY rowid LIMIT ?)", (after, left)
        ).fetchone()
        if last is not None:
            records += _records(database, name, after, last)
            places[name] = _place(database, name, key, f"rowid <= {last}")
    return Outgoing(records, _written(current, places))


def new_incarnation(database: sqlite3.Connection) -> None:
    """Note that the content of a database has been replaced, so that earlier places no longer count."""
    database.execute("INSERT OR REPLACE INTO home VALUES (?, lower(hex(randomblob(16))))", (INCARNATION,))


def _incarnation(database: sqlite3.Connection) -> str:
    found = database.execute("SELECT value FROM home WHERE name = ?", (INCARNATION,)).fetchone()
    return str(found[0]) if found else ""


def _numbered() -> list[tuple[str, str]]:
    """Return the logs whose rows have numbers, each with the first column of their names."""
    return [(log.name, log.key[0]) for log in (*LOGS, SPARE) if not log.owner]


def _place(database: sqlite3.Connection, name: str, key: str, where: str) -> tuple[int, str]:
    """Return the number and the name of the last row that meets a condition."""
    query = f"SELECT rowid, {key} FROM {name} WHERE {where} ORDER BY rowid DESC LIMIT 1"
    return database.execute(query).fetchone() or (0, "")


def _written(current: str, places: dict[str, tuple[int, str]]) -> str:
    return json.dumps({INCARNATION: current, **places}, ensure_ascii=False)


def _read(database: sqlite3.Connection, text: str, current: str) -> dict[str, tuple[int, str]]:
    """Return the last row of each log that was read, by the log's name; none if the place isn't in this database."""
    try:
        table = json.loads(text)
        if table[INCARNATION] != current:
            return {}
        places = {name: (int(table[name][0]), str(table[name][1])) for name, _ in _numbered() if name in table}
    except (ValueError, LookupError, TypeError, RecursionError):
        return {}
    for name, key in _numbered():
        number, called = places.get(name, (0, ""))
        found = database.execute(f"SELECT {key} FROM {name} WHERE rowid = ?", (number,)).fetchone()
        if found != (called,) and number and (found or _place(database, name, key, "true")[0] < number):
            return {}  # a row that was replaced has a higher number; any other difference means another database
    return places


def _records(database: sqlite3.Connection, name: str, after: int, last: int) -> list[Record]:
    """Return the rows of a log in a range of numbers, and the rows that belong to them."""
    if name == SPARE.name:
        query = "SELECT record FROM spare WHERE rowid > ? AND rowid <= ? ORDER BY rowid"
        return [json.loads(text) for (text,) in database.execute(query, (after, last))]
    records: list[Record] = []
    for log in LOGS:
        if name in (log.name, log.owner):
            columns = statements(database, log).columns
            rows = database.execute(_range(log, columns), (after, last))
            records += ({"log": log.name, **dict(zip(columns, row, strict=True))} for row in rows)
    return records


def _range(log: Log, columns: tuple[str, ...]) -> str:
    names = ", ".join(f"{log.name}.{column}" for column in columns)
    if not log.owner:
        return f"SELECT {names} FROM {log.name} WHERE rowid > ? AND rowid <= ? ORDER BY rowid"
    link = "change" if log.owner == "changes" else "review"
    return (  # SQLite reads the tables of a CROSS JOIN in this order
        f"SELECT {names} FROM {log.owner} AS owner CROSS JOIN {log.name} ON {log.name}.{link} = owner.uuid"
        " WHERE owner.seq > ? AND owner.seq <= ? ORDER BY owner.seq"
    )
