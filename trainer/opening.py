"""Opens a home and what it holds: the one file that knows its backups, its files and its interviews together."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from cards.errors import GreenroomError
from trainer.environment import Environment
from trainer.home import JOURNAL, RESTORING, Home, HomeError

if TYPE_CHECKING:
    from datetime import date

    from cards.key import CardKey
    from decks.library.library import Library
    from decks.model.deck import Content
    from scheduler.log.store import Store
    from trainer.interview.plan import Plan


def open_home(env: Environment, chosen: str | None, *, finishing: bool = True) -> Home:
    """Return the data home, made with mode 0700 if it does not exist.

    Args:
        env: The environment.
        chosen: The folder named on the command line; None for the usual one.
        finishing: Whether to finish a restore that was cut off first. Anything that uses the home's content must.

    Raises:
        HomeError: It cannot be made, or is not a folder.
        GreenroomError: `chosen` is empty.
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
        from trainer.timezone import check_zone

        told = check_zone(env.variables, env.clock())
        if told:
            home.notice(told)
    if RESTORING in there and finishing:
        from trainer.backup.unfinished_restore import finish_restore

        finish_restore(home)
    if any(name.startswith(JOURNAL) for name in there):
        from trainer.files.journal import roll_back_unfinished

        roll_back_unfinished(home)
    return home


@contextmanager
def open_store(home: Home, *, reading: bool = False) -> "Iterator[Store]":
    """Open the review log and close it at the end.

    Args:
        home: The home.
        reading: Only read, which also works where nothing may be written.
    """
    from scheduler.log.store import Store
    from trainer.backup.daily import DailyBackup

    keeper = DailyBackup(home)
    store = Store(home.database, hook=keeper, settings=home.settings, new_uuid=home.env.new_uuid, reading=reading)
    try:
        yield store
    finally:
        keeper.close()
        store.close()


@contextmanager
def open_library(home: Home, store: "Store", *, written: "Iterable[Content]" = ()) -> "Iterator[Library]":
    """Open all decks, and close their cache at the end.

    Args:
        home: The home.
        store: Its review log, which knows the cards without an id.
        written: Deck files this process has just written, so that they need not be read again.
    """
    from decks.library.library import Library

    def identify(deck: str, fresh: Mapping[str, str], taken: Collection[str]) -> Mapping[str, str]:
        from trainer.files.identity import identify_reworded

        return identify_reworded(store, deck, fresh, taken, notice=home.notice)

    library = Library(home.decks, home.path / "cache.db", stories=home.stories, identify=identify, written=written)
    try:
        yield library
    finally:
        library.close()


def open_plan(
    home: Home,
    store: "Store",
    decks: "Mapping[str, Sequence[Sequence[str]]]",
    out: "frozenset[CardKey]",
    today: "date",
) -> "Plan | None":
    """Return the plan for the interviews ahead, or None without any; see `trainer.interview.plan.build_plan`."""
    if not home.interviews.exists():
        return None
    from trainer.interview.plan import build_plan

    return build_plan(home, store, decks, out, today)


def back_up(home: Home) -> None:
    """Make today's backup unless there is one: for commands that change files without opening the log for writing."""
    from trainer.backup.daily import DailyBackup

    DailyBackup(home).before_append()


def _default(variables: Mapping[str, str]) -> Path:
    if variables.get("GREENROOM_HOME"):
        return Path(variables["GREENROOM_HOME"])
    from platformdirs import user_data_path

    return user_data_path("greenroom", appauthor=False)
