"""Opening a data home: its log, its decks, and the plan for the interviews ahead.

This is the only module that knows backups, files and interviews together.
"""

import os
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from cards.errors import GreenroomError, os_reason
from trainer.environment import Environment
from trainer.home import JOURNAL, RESTORING, Home

if TYPE_CHECKING:
    from datetime import date

    from cards.key import CardKey
    from decks.library.library import Library, Selection
    from scheduler.log.store import Store
    from trainer.interview.plan import Plan


def open_home(env: Environment, chosen: str | None, *, finishing: bool = True) -> Home:
    """Return the data home. It is created with mode 0700 if it does not exist.

    Roll back an import that was cut off and, with `finishing`, finish a restore; commands that do this themselves, or
    use nothing in the home, leave it out. `chosen` is the folder named on the command line, None for the usual one.

    Raises:
        GreenroomError: `chosen` is empty, or the home cannot be created or is not a folder.
    """
    if chosen == "":
        raise GreenroomError("--home is empty", "Name a folder: --home DIR.")
    path = Path(chosen) if chosen else env.data_home or _default_home(env.variables)
    try:
        path = path.expanduser().absolute()
        home = Home(path, env)
        if not home.decks.is_dir():
            home.path.mkdir(mode=0o700, parents=True, exist_ok=True)
            home.decks.mkdir(mode=0o700, exist_ok=True)
        names = [entry.name for entry in home.path.iterdir()]
    except (OSError, RuntimeError) as error:
        raise _unusable(path, error) from None
    if env.zone is None and env.variables.get("TZ"):
        from trainer.timezone import check_zone

        if warning := check_zone(env.variables, env.clock()):
            home.notice(warning)
    if RESTORING in names and finishing:
        from trainer.backup.unfinished_restore import finish_restore

        finish_restore(home)
    if any(name.startswith(JOURNAL) for name in names):
        from trainer.files.journal import roll_back_unfinished

        roll_back_unfinished(home)
    return home


def _unusable(path: Path, error: OSError | RuntimeError) -> GreenroomError:
    """Return the error for a home that cannot be made or listed; what is wrong may be a folder in it or above it."""
    reason, fix = "there is no such user", "Check the name"
    if isinstance(error, OSError):
        reason, fix = os_reason(error), "Check its permissions"
        blamed = Path(str(error.filename or path))
        on_the_way = (each for each in (*reversed(blamed.parents), blamed) if os.path.lexists(each))
        if obstacle := next((each for each in on_the_way if not os.path.isdir(each)), None):  # noqa: PTH112
            leads = (
                "is a link that leads nowhere" if obstacle.is_symlink() and not obstacle.exists() else "is not a folder"
            )
            reason, fix = f"{obstacle} {leads}", "Move that away"
    return GreenroomError(f"The folder {path} cannot be used ({reason})", f"{fix}, or choose another with --home DIR.")


@contextmanager
def open_store(home: Home, *, reading: bool = False) -> "Iterator[Store]":
    """Open the review log, and close it at the end. With `reading`, this also works in a read-only home."""
    from scheduler.log.store import Store
    from trainer.backup.daily import DailyBackup

    backup = DailyBackup(home)
    store = Store(home.database, hook=backup, settings=home.settings, new_uuid=home.env.new_uuid, reading=reading)
    try:
        yield store
    finally:
        backup.close()
        store.close()


@contextmanager
def open_library(home: Home, store: "Store", *, also: Iterable[str] = ()) -> "Iterator[Library]":
    """Open the decks that are on, and close their cache at the end; `also` are packs to open even if they are off.

    The log recognises reworded cards that have no id of their own. What there is on renamed cards follows them.
    """
    from decks.library.library import Library

    def identify(deck: str, fresh: Mapping[str, str], taken: Collection[str]) -> Mapping[str, str]:
        from trainer.files.identity import identify_reworded

        return identify_reworded(store, deck, fresh, taken, notice=home.notice)

    own = {"stories": home.stories, "answers": home.answers}
    library = Library(home.decks, home.path / "cache.db", on=selection(home, also), **own, identify=identify)
    try:
        _follow_renamed(home, store, library)
        yield library
    finally:
        library.close()


def selection(home: Home, also: Iterable[str] = ()) -> "Selection":
    """Return which built-in decks are on in a home, with packs to read `also`, even if they are off."""
    from decks.library.library import Selection

    if not home.config.exists():  # as in most homes: start-up then does without `trainer.config`
        return Selection(also=tuple(also))
    preferences = home.preferences
    return Selection(preferences.packs, preferences.language, tuple(also))


def _follow_renamed(home: Home, store: "Store", library: "Library") -> None:
    """Let the history and the user's own answers follow cards whose ids were renamed."""
    from cards.key import CardKey

    for deck in library.decks():
        for was, card in deck.renamed.items():
            if store.has_history(CardKey(deck.id, was)):
                store.rename_card(CardKey(deck.id, was), card)
            if _mentions(home.answers_to(deck.id), was):
                from decks.own.answers import rename_answered

                with suppress(GreenroomError):  # `check` says what is wrong with the file
                    rename_answered(home.answers_to(deck.id), was, card)
                    library.refresh()


def _mentions(path: Path, text: str) -> bool:
    from decks.toml.regular_files import read_bytes

    try:
        return text.encode() in read_bytes(path)
    except OSError:
        return False


def open_plan(
    home: Home,
    store: "Store",
    decks: "Mapping[str, Sequence[Sequence[str]]]",
    set_aside: "frozenset[CardKey]",
    today: "date",
) -> "Plan | None":
    """Return the plan for the interviews ahead, None without any. See `trainer.interview.plan.build_plan`."""
    if not home.interviews.exists():
        return None
    from trainer.interview.plan import build_plan

    return build_plan(home, store, decks, set_aside, today)


def back_up(home: Home) -> None:
    """Make today's backup before files change, unless there is one. The log does so itself before it changes."""
    from trainer.backup.daily import DailyBackup

    DailyBackup(home).before_append()


def _default_home(variables: Mapping[str, str]) -> Path:
    if variables.get("GREENROOM_HOME"):
        return Path(variables["GREENROOM_HOME"])
    from platformdirs import user_data_path

    return user_data_path("greenroom", appauthor=False)
