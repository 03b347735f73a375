"""The data home: the folder with everything a user owns."""

import os.path
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from decks.toml.file_names import file_stem
from scheduler.study_day import study_day
from trainer.environment import Environment

if TYPE_CHECKING:
    from scheduler.settings import Settings
    from trainer.config import Preferences

# The prefix of an import's journal, and the folder of a restore. Each exists only until that is done.
JOURNAL, RESTORING = "importing-", "restoring"


def user_path(typed: str | Path) -> Path:
    """Return the path a user typed, with `~` as their home folder; unchanged if it names a user there isn't."""
    return Path(os.path.expanduser(typed))  # noqa: PTH111  # `Path.expanduser` raises a RuntimeError then


class Home:
    """A data home: where everything in it is, and the environment it is used in."""

    def __init__(self, path: Path, env: Environment) -> None:
        self.path = path
        self.env = env
        self.database = path / "greenroom.db"  # the review log
        self.decks = path / "decks"  # the user's own
        self.answers = path / "answers"  # the user's own, a file for each deck
        self.stories = path / "stories.toml"
        self.config = path / "config.toml"  # the settings and preferences
        self.interviews = path / "interviews.toml"  # past and to come
        self.backups = path / "backups"  # also of files that were replaced
        self.sync = path / "sync.db"  # what is remembered about the places it syncs with; no backup has it
        self.speech = path / "speech"  # models unpacked for the user; no backup has them
        self.recordings = path / "recordings"  # of spoken answers; no backup has them
        self._checked_config = False
        self.noticed = False  # whether anything was said that nobody asked for

    def answers_to(self, deck: str) -> Path:
        """Return the file of the user's own answers to the cards of a deck."""
        return self.answers / f"{file_stem(deck)}.toml"

    @property
    def today(self) -> date:
        """The current study day."""
        return study_day(self.env.clock(), self.env.zone)

    @property
    def calendar_day(self) -> date:
        """The day on the calendar: from midnight to 04:00, it is one ahead of `today`."""
        return self.env.clock().astimezone(self.env.zone).date()

    @property
    def now_ms(self) -> int:
        """The time now, in milliseconds since 1970-01-01 UTC."""
        return round(self.env.clock().timestamp() * 1000)

    @property
    def settings(self) -> "Settings":
        """The user's settings; what is wrong in the file has its default, which is said once."""
        if not self.config.exists():  # as in most homes: start-up then does without `trainer.config`
            from scheduler.settings import Settings

            return Settings()
        from trainer.config import read_settings

        self._check_config()
        return read_settings(self.config)

    @property
    def preferences(self) -> "Preferences":
        """The user's preferences; what is wrong in the file has its default, which is said once."""
        from trainer.config import read_preferences

        self._check_config()
        return read_preferences(self.config)

    def _check_config(self) -> None:
        """Say once what is wrong in the file of settings, and that defaults are used."""
        from trainer.config import read_values

        if not self._checked_config and (errors := read_values(self.config)[1]):
            more = f" and {len(errors) - 1} more wrong" if len(errors) > 1 else ""
            used = "defaults are used" if more else "the default is used"
            self.notice(f"{errors[0].what}{more}; {used}. {errors[0].fix}")
        self._checked_config = True

    def notice(self, sentence: str) -> None:
        """Print an unrequested sentence on stderr, wrapped if a person reads it at a terminal."""
        from trainer.terminal.output import print_sentence

        self.noticed = True
        print_sentence(self.env, sentence, self.env.stderr)
