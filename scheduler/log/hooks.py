"""Calls a log makes before it writes, so that a backup can be made first."""


class BackupHook:
    """Makes backups before a log is changed; this one makes none. An exception stops the change."""

    def before_migration(self, version: int) -> None:
        """Back up a database of this older format, before it is migrated."""

    def log_created(self) -> str | None:
        """Note that a log was created where there was none; return the device name of an earlier one, if known."""
        return None

    def begin(self) -> None:
        """Begin today's backup if there is none yet. Called when rows will soon be added."""

    def before_append(self) -> None:
        """Finish today's backup. Called before every append."""
