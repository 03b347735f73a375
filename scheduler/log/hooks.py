"""Calls a log makes before it writes, so that a backup can be made first."""


class BackupHook:
    """Makes backups before a log is changed; this one makes none. An exception stops the change."""

    def before_migration(self, version: int) -> None:
        """Back up a database of this older format, which is about to be migrated."""

    def log_created(self) -> str | None:
        """Take note that a log was created where none was; return the device name of an earlier one, if known."""
        return None

    def begin(self) -> None:
        """Begin today's backup if there is none yet: rows will be added soon."""

    def before_append(self) -> None:
        """Finish today's backup: rows are about to be added. Called before every append."""
