"""What a log asks of whoever makes its backups."""

from typing import Protocol


class BackupHook(Protocol):
    """Makes the backups that come before a log is changed; what it raises stops the change."""

    def before_migration(self, version: int) -> None:
        """Be told that a database of this older version is about to be brought up to the newest."""

    def log_created(self) -> str | None:
        """Be told that a log was made where none was; return what the home was called in one before, if known."""

    def begin(self) -> None:
        """Be told that rows will be added soon."""

    def before_append(self) -> None:
        """Be told that rows are about to be added, however often."""


class NoBackups:
    """Makes none, for logs that are copies or made up."""

    def before_migration(self, version: int) -> None:
        """Do nothing."""

    def log_created(self) -> None:
        """Do nothing."""

    def begin(self) -> None:
        """Do nothing."""

    def before_append(self) -> None:
        """Do nothing."""
