"""The backup of each study day, made before the first change of that day, and the one before a migration."""

from datetime import date
from typing import TYPE_CHECKING

from cards.errors import GreenroomError
from scheduler.log.errors import StoreReadOnly
from scheduler.log.hooks import BackupHook
from trainer.home import RESTORING

if TYPE_CHECKING:
    from threading import Timer

    from trainer.home import Home

_DELAY = 1.0  # seconds: by then the first question is on the screen and being thought about


class DailyBackup(BackupHook):
    """The log's backup hook. A daily backup that cannot be made is reported, and never stops a rating."""

    def __init__(self, home: "Home", *, delay: float = _DELAY) -> None:
        """Make nothing yet; `begin` makes the backup in the background after `delay` seconds."""
        self._home = home
        self._delay = delay
        self._day: date | None = None
        self._timer: Timer | None = None
        self._warning = ""  # about the backup, not shown to the user yet

    def before_migration(self, version: int) -> None:
        """Back up a database of an older format before it is migrated; an error stops the migration."""
        from trainer.backup.folder import make_backup

        made = make_backup(self._home, f"format{version}", "migration")
        if made and made.warning:
            self._home.notice(made.warning)

    def log_created(self) -> str | None:
        """Point out the newest backup of a lost log when a new log is created; return its home's name, if any."""
        if not self._home.backups.exists():  # a new home
            return None
        from trainer.backup.merge import newest_with_reviews
        from trainer.command_line import join_command
        from trainer.terminal.words import count

        found = newest_with_reviews(self._home)
        if found is None:
            return None
        name, reviews = found.path.name, count(found.reviews, "review")
        what = f"This is a new, empty review log. Your newest backup has {reviews}:"
        self._home.notice(f"{what} `{join_command(['greenroom', 'restore', name])}` brings it back.")
        return found.device

    def is_at_home(self, device: str) -> bool:
        """Return whether this home is noted here under a device name."""
        from trainer.files.places import is_noted

        return is_noted(self._home, device)

    def settle(self, device: str, *, copied: bool) -> str | None:
        """Note where this home is; return the device name it has here."""
        from trainer.files.places import note_place

        return note_place(self._home, device, copied=copied)

    def begin(self) -> None:
        """Make today's backup in a thread a moment from now, so that no rating waits for it.

        Raises:
            StoreReadOnly: The log is read-only, which the user should know before answering anything.
        """
        from threading import Timer

        from trainer.files.permissions import WRITE, may

        if self._home.database.exists() and not may(self._home.database, WRITE):
            raise StoreReadOnly(self._home.database)
        self._timer = Timer(self._delay, self._make)
        self._timer.start()

    def before_append(self) -> None:
        """Finish a restore that was cut off, and make the backup of this study day unless there is one.

        Raises:
            UnfinishedRestore: The restore cannot be finished; what is written now would be replaced by it later.
        """
        if (self._home.path / RESTORING).exists():
            from trainer.backup.unfinished_restore import finish_restore

            finish_restore(self._home)
        day = self._home.today
        if day == self._day:
            return
        self._stop_timer()
        self._day = day
        if not self._warning:
            self._make()
        self._show_warning()

    def close(self) -> None:
        """Wait for a backup in progress, and show its warning, if any."""
        self._stop_timer()
        self._show_warning()

    def _stop_timer(self) -> None:
        """Wait for a backup in progress; cancel one that has not begun."""
        if self._timer is not None:
            self._timer.cancel()
            if self._timer.is_alive():  # Ctrl-C may have come before it was
                self._timer.join()
            self._timer = None

    def _show_warning(self) -> None:
        if self._warning:
            self._home.notice(self._warning)
            self._warning = ""

    def _make(self) -> None:
        try:
            self._warning = _make_todays(self._home)
        except GreenroomError as error:
            self._warning = f"Today's backup was not made: {error}"
        except Exception as error:  # noqa: BLE001  # no rating may be lost because its backup failed
            self._warning = f"Today's backup was not made ({type(error).__name__}: {error})."


def _make_todays(home: "Home") -> str:
    """Make the backup of this study day, unless there is one or nothing to save; return its warning."""
    from scheduler.study_day import study_day
    from trainer.backup.folder import DAILY, daily_backups, make_backup

    if any(study_day(made, home.env.zone) == home.today for made in daily_backups(home).values()):
        return ""
    from trainer.backup.retention import thin_out

    made = make_backup(home, DAILY, "daily", allow_empty=False)
    thin_out(home)
    return made.warning if made else ""
