"""The data home: one folder with everything a user owns, and what is opened from it."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from cards.errors import GreenroomError
from scheduler.study_day import study_day
from trainer.environment import Environment

if TYPE_CHECKING:
    from cards.key import CardKey
    from decks.imported import Content
    from decks.library import Library
    from scheduler.settings import Settings
    from scheduler.store import Store
    from trainer.interview.agenda import Agenda
    from trainer.preferences import Preferences


# How files begin that say what an import is about to do, and the folder that says what a restore is about to do.
PROMISE, RESTORING = "importing-", "restoring"


class HomeError(GreenroomError):
    """The data home cannot be made."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(
            f"The folder {path} cannot be used ({reason})", "Check its rights, or choose one with --home DIR."
        )


class Home(NamedTuple):
    """The paths in a data home, and the environment it is used in."""

    path: Path
    env: Environment

    @property
    def database(self) -> Path:
        """The review log."""
        return self.path / "greenroom.db"

    @property
    def decks(self) -> Path:
        """The user's own decks, theirs to edit."""
        return self.path / "decks"

    @property
    def answers(self) -> Path:
        """The user's own answers, a file for each deck."""
        return self.path / "answers"

    def answers_to(self, deck: str) -> Path:
        """The user's own answers to the cards of one deck."""
        return self.answers / f"{deck}.toml"

    @property
    def stories(self) -> Path:
        """The user's stories."""
        return self.path / "stories.toml"

    @property
    def config(self) -> Path:
        """The settings."""
        return self.path / "config.toml"

    @property
    def interviews(self) -> Path:
        """The interviews to come, and those that were."""
        return self.path / "interviews.toml"

    @property
    def backups(self) -> Path:
        """Copies made before anything is replaced."""
        return self.path / "backups"

    @property
    def today(self) -> date:
        """The study day it is now."""
        return study_day(self.env.clock(), self.env.zone)

    @property
    def now_ms(self) -> int:
        """The instant, in milliseconds since 1970-01-01 UTC."""
        return round(self.env.clock().timestamp() * 1000)

    @property
    def settings(self) -> "Settings":
        """The user's settings; raise a `GreenroomError` if the file holds others than there are."""
        from scheduler.settings import Settings

        if not self.config.exists():
            return Settings()
        from trainer.config import read_settings

        return read_settings(self.config)

    @property
    def preferences(self) -> "Preferences":
        """The user's preferences; raise a `GreenroomError` if the file holds others than there are."""
        from trainer.preferences import Preferences

        if not self.config.exists():
            return Preferences()
        from trainer.config import read_preferences

        return read_preferences(self.config)

    @contextmanager
    def store(self, *, reading: bool = False) -> "Iterator[Store]":
        """Open the review log, and close it in the end; when only `reading`, also where nothing may be written."""
        from scheduler.store import Store
        from trainer.keeping.keeper import Keeper

        keeper = Keeper(self)
        store = Store(self.database, keeper=keeper, settings=self.settings, new_uuid=self.env.new_uuid, reading=reading)
        try:
            yield store
        finally:
            keeper.close()
            store.close()

    def back_up(self) -> None:
        """See to it that the backup of the day is there, before a file is changed; the log sees to it by itself."""
        from trainer.keeping.keeper import Keeper

        Keeper(self).before_append()

    @contextmanager
    def library(self, store: "Store", *, written: "Iterable[Content]" = ()) -> "Iterator[Library]":
        """Open all decks, and let go of the cache in the end; what was just `written` need not be read again."""
        from decks.library import Library

        def identify(deck: str, fresh: Mapping[str, str], taken: Collection[str]) -> Mapping[str, str]:
            from trainer.files.identity import identify_reworded

            return identify_reworded(store, deck, fresh, taken, notice=self.notice)

        library = Library(self.decks, self.path / "cache.db", stories=self.stories, identify=identify, written=written)
        try:
            yield library
        finally:
            library.close()

    def agenda(
        self, store: "Store", decks: "Mapping[str, Sequence[Sequence[str]]]", out: "frozenset[CardKey]"
    ) -> "Agenda | None":
        """Return what the interviews to come ask for; see `trainer.interview.agenda.open_agenda`."""
        if not self.interviews.exists():
            return None
        from trainer.interview.agenda import open_agenda

        return open_agenda(self, store, decks, out)

    def notice(self, sentence: str) -> None:
        """Tell the user something beside what they asked for; a person at a terminal sees no word cut in two."""
        if self.env.interactive:
            from trainer.lines import joined, look, paragraph

            sentence = joined(paragraph(sentence, look(self.env.columns(), drawn=True).width)).rstrip("\n")
        print(sentence, file=self.env.stderr)


def open_home(env: Environment, chosen: str | None, *, finishing: bool = True) -> Home:
    """Return the data home, made with mode 0700 if it does not exist.

    Args:
        env: The environment.
        chosen: The folder that was asked for.
        finishing: Whether to finish a restore that was cut off first, as all must who use what is in the home.

    Raises:
        HomeError: It cannot be made, or is no folder.
        GreenroomError: It is asked for by an empty name.
    """
    if chosen == "":
        raise GreenroomError("--home names no folder", "Give one: --home DIR.")
    path = Path(chosen) if chosen else env.data_home or _default(env.variables)
    home = Home(path.expanduser().absolute(), env)
    try:
        if not home.decks.is_dir():
            home.path.mkdir(mode=0o700, parents=True, exist_ok=True)
            home.decks.mkdir(mode=0o700, exist_ok=True)
        there = [entry.name for entry in home.path.iterdir()]
    except (OSError, RuntimeError) as error:
        raise HomeError(home.path, getattr(error, "strerror", None) or str(error)) from None
    if env.zone is None and env.variables.get("TZ"):
        from trainer.zone import check_zone

        told = check_zone(env.variables, env.clock())
        if told:
            home.notice(told)
    if RESTORING in there and finishing:
        from trainer.keeping.restoring import finish

        finish(home)
    if any(name.startswith(PROMISE) for name in there):
        from trainer.files.cut_off import settle

        settle(home)
    return home


def _default(variables: Mapping[str, str]) -> Path:
    if variables.get("GREENROOM_HOME"):
        return Path(variables["GREENROOM_HOME"])
    from platformdirs import user_data_path

    return user_data_path("greenroom", appauthor=False)
