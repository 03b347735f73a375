"""The log's own connection to its database, for tests that damage, slow down or watch it."""

from sqlite3 import Connection

from scheduler.log.store import Store


def connection_of(store: Store) -> Connection:
    """Return the connection, which the program keeps to the log: no other module may write past it."""
    return store._database
