"""What this home remembers of each file that travels: how it was when the machines last agreed on it."""

from collections.abc import Iterator, Mapping
from typing import Protocol


class Bases(Protocol):
    """Texts by name, which stay until they are changed; kept in `sync.db`.

    In SQL: `CREATE TABLE bases (name TEXT PRIMARY KEY, text TEXT NOT NULL) WITHOUT ROWID`.
    """

    def get(self, name: str) -> str | None:
        """Return the text of a name; None if there is none."""
        ...

    def put(self, changes: Mapping[str, str | None]) -> None:
        """Change texts, all of them or none; None removes one. When it returns they are on the disk.

        Inside a transaction of the caller, they are on the disk when that is committed.
        """
        ...

    def names(self) -> Iterator[str]:
        """Yield every name."""
        ...
