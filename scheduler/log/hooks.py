"""Calls a log makes before it writes, so that a backup can be made first, and to learn its device name."""


class BackupHook:
    """Makes backups before a log is changed; this one makes none. An exception stops the change."""

    def before_migration(self, version: int) -> None:
        """Back up a database of this older format, before it is migrated."""

    def log_created(self) -> str | None:
        """Note that a log was created where there was none; return the device name of an earlier one, if known."""
        return None

    def is_at_home(self, device: str) -> bool:  # noqa: ARG002  # this one can't tell
        """Return whether the log's home is where it got this device name. Called whenever a log is opened."""
        return True

    def settle(self, device: str, *, copied: bool) -> str | None:  # noqa: ARG002  # this one can't tell
        """Return the device name of the log's home where it is now; None if that can't be noted.

        With `copied`, the home was noted somewhere before, so unless it was moved it is a copy.
        """
        return None

    def begin(self) -> None:
        """Begin today's backup if there is none yet. Called when rows will soon be added."""

    def before_append(self) -> None:
        """Finish today's backup. Called before every append."""
