"""Makes the backup of the day before the first write of it, and one before every migration."""

from datetime import date
from typing import TYPE_CHECKING

from cards.errors import GreenroomError
from scheduler.log.errors import StoreReadOnly
from trainer.home import RESTORING

if TYPE_CHECKING:
    from threading import Timer

    from trainer.home import Home

_AFTER_SECONDS = 1.0  # when the first question stands on the screen and is being thought about


class DailyBackup:
    """What a log asks before it is changed. A daily backup that cannot be made is told and does not stop the rating."""

    def __init__(self, home: "Home") -> None:
        self._home = home
        self._day: date | None = None
        self._timer: Timer | None = None
        self._told = ""  # what a person has to know of the backup

    def before_migration(self, version: int) -> None:
        """Make a backup of a database that is about to be brought up to a newer form, or stop that."""
        from trainer.backup.folder import make_backup

        made = make_backup(self._home, f"format{version}", "migration")
        if made and made.told:
            self._home.notice(made.told)

    def log_created(self) -> str | None:
        """Tell of the newest backup of a log that is gone; return what the home was called in it.

        Of a new home no backup is there to be opened.
        """
        if not self._home.backups.exists():
            return None
        from shlex import quote

        from trainer.backup.merge import newest_with_reviews
        from trainer.terminal.words import count

        found = newest_with_reviews(self._home)
        if found is None:
            return None
        path, reviews, device = found
        told = (
            f"A new review log is begun here; {path.name} is the newest backup of one, with {count(reviews, 'review')}:"
        )
        self._home.notice(f"{told} `greenroom restore {quote(path.name)}` puts it back.")
        return device

    def begin(self) -> None:
        """See in a thread, a second from now, that the backup of the day is there: nobody waits for it at a rating.

        Raises:
            StoreReadOnly: The log may not be written: better told before anybody has answered anything.
        """
        from threading import Timer

        from trainer.files.permissions import WRITE, may

        if self._home.database.exists() and not may(self._home.database, WRITE):
            raise StoreReadOnly(self._home.database)
        self._timer = Timer(_AFTER_SECONDS, self._make)
        self._timer.start()

    def before_append(self) -> None:
        """See to it that a restore that was begun is done, and that the backup of this study day is there."""
        if (self._home.path / RESTORING).exists():  # what is written now is not to be replaced by it
            from trainer.backup.restore import finish

            finish(self._home)
        day = self._home.today
        if day == self._day:
            return
        self.settle()
        self._day = day
        if not self._told:
            self._make()
        self._tell()

    def settle(self) -> None:
        """Wait for the backup that is being made; one that has not begun is not."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer.join()
            self._timer = None

    def close(self) -> None:
        """Settle, and tell what there is to know of the backup that was made meanwhile."""
        self.settle()
        self._tell()

    def _tell(self) -> None:
        if self._told:
            self._home.notice(self._told)
            self._told = ""

    def _make(self) -> None:
        """Make the backup of this study day, if it is not there."""
        from trainer.backup.folder import has_todays, make_todays

        try:
            if not has_todays(self._home):
                self._told = make_todays(self._home)
        except GreenroomError as error:
            self._told = f"Today's backup was not made: {error}"
        except Exception as error:  # noqa: BLE001  # whatever went wrong, a rating is not to be lost to it
            self._told = f"Today's backup was not made ({type(error).__name__}: {error})."
