"""The union of two copies of the logs: which rows share a name, and which one counts.

Every row of a log has a name, so a union adds the rows that are missing. Two rows may have one name: two devices import
the same review in different time zones, or undo the same thing. Then the row with the lesser stamp stands, at the same
stamp the lesser row by its columns; of rows that are replaced at home, the one with the higher stamp. So it doesn't
matter in which order logs meet, or how often.
"""

import sqlite3
from typing import NamedTuple

from scheduler.log.schema import column_names


class Log(NamedTuple):
    """A log whose rows have names.

    Attributes:
        name: The name of its table.
        key: The columns that name a row.
        owner: The log of the rows that its own belong to and are told with; empty if they have row numbers.
        renamed: The columns that change when a card is renamed. Every device does that by itself, as its deck says, so
            they don't decide which row stands.
        replaced: Whether its rows are replaced at home, so that the newest stands.
    """

    name: str
    key: tuple[str, ...]
    owner: str = ""
    renamed: tuple[str, ...] = ()
    replaced: bool = False


LOGS = (
    Log("reviews", ("uuid",), renamed=("deck", "card")),
    Log("imported", ("review",), owner="reviews"),
    Log("own_ticks", ("review",), owner="reviews"),
    Log("planned", ("review",), owner="reviews"),
    Log("spoken", ("review",), owner="reviews"),
    Log("tellings", ("uuid",), owner="reviews"),
    Log("timings", ("review",), owner="reviews"),
    Log("events", ("uuid",), renamed=("deck", "card")),
    Log("changes", ("uuid",)),
    Log("change_files", ("change", "path"), owner="changes"),
    Log("change_rows", ("item", "change"), owner="changes"),
    Log("undos", ("review",)),
    Log("undone", ("item",)),
    Log("parameters", ("uuid",)),
    Log("mock_events", ("uuid",), renamed=("content",)),
    Log("identities", ("deck", "derived"), replaced=True),
)
# Records that only a newer greenroom understands.
SPARE = Log("spare", ("name",))


class Statements(NamedTuple):
    """The SQL of a log.

    Attributes:
        columns: Its columns but `seq`.
        select: The beginning of a query of these columns.
        insert: The statement, without its source, that adds rows.
        replace: The end of that statement, which replaces rows of the same name that don't stand.
        stands: The condition that a row stands against the one of its name; `{theirs}` and `{ours}` come before the
            names of their columns.
        same: The condition that two rows have one name.
    """

    columns: tuple[str, ...]
    select: str
    insert: str
    replace: str
    stands: str
    same: str


def statements(database: sqlite3.Connection, log: Log) -> Statements:
    """Return the SQL of a log."""
    columns = tuple(column for column in column_names(database, log.name) if column != "seq")
    changing = [column for column in columns if column not in (*log.key, *log.renamed)]
    names = ", ".join(columns)
    order = _order(log, changing)
    sign = ">" if log.replaced else "<"
    stands = f"({_with('{theirs}', order)}) {sign} ({_with('{ours}', order)})" if changing else "false"
    same = " AND ".join(f"{{theirs}}{column} = {{ours}}{column}" for column in log.key)
    replace = "NOTHING"
    if changing:
        # A new row number, so that the next sync sends it; SQLite evaluates the subquery once per row if it names one.
        last = f"SELECT max(rowid) + 1 FROM {log.name} WHERE excluded.{log.key[0]} IS NOT NULL"
        number = "" if log.owner else f", rowid = ({last})"
        assigned = ", ".join(f"{column} = excluded.{column}" for column in changing)
        condition = stands.format(theirs="excluded.", ours=f"{log.name}.")
        replace = f"UPDATE SET {assigned}{number} WHERE {condition}"
    return Statements(
        columns,
        f"SELECT {names}",
        f"INSERT OR IGNORE INTO main.{log.name}({names})",
        f"ON CONFLICT({', '.join(log.key)}) DO {replace}",
        stands,
        same,
    )


def _order(log: Log, columns: list[str]) -> list[str]:
    """Return the terms that rows of one name are compared by; `{}` comes before the name of a column."""
    terms = ["{}stamp"] if "stamp" in columns else []
    if log.name == "identities":
        terms.append("{}card <> {}derived")  # a card that kept its id when it was reworded keeps its history
    for column in columns:
        terms += [f"{{}}{column} IS NULL", f"ifnull({{}}{column}, 0)"] if column != "stamp" else []
    return terms


def _with(prefix: str, terms: list[str]) -> str:
    return ", ".join(term.replace("{}", prefix) for term in terms)
