"""The checks of `greenroom doctor`, in order: the log, the settings, the decks, the clock and the folder."""

import os
import tempfile
from collections.abc import Collection, Iterator, Mapping
from contextlib import closing, suppress
from pathlib import Path

from cards.errors import GreenroomError, os_reason
from decks.model.errors import DeckFileError
from decks.toml.atomic import make_folder
from decks.toml.files import digest
from scheduler.log.errors import StoreReadOnly
from scheduler.log.files import BUSY_SECONDS, copy_database
from scheduler.repair.consistency import count_dangling_rows, differences, identities, last_rating_ms, reviewed_cards
from scheduler.repair.inspect import Condition, DatabaseState, inspect_database
from trainer.config import read_values, write_setting
from trainer.doctor.findings import Finding, FindingLevel
from trainer.doctor.folder_checks import (
    check_backups,
    check_conflicts,
    check_leftovers,
    check_modes,
    check_own_material,
    check_rights,
    check_space,
)
from trainer.doctor.rescue import check_missing_rows, rescue
from trainer.doctor.speech_checks import check_speech
from trainer.doctor.sync_checks import check_sync
from trainer.home import RESTORING, Home
from trainer.opening import open_store, selection
from trainer.terminal.words import count

_CLOCK_TOLERANCE_MS = 5 * 60 * 1000
_UNUSABLE = {
    DatabaseState.FOREIGN: ("belongs to another program.", "Move it away, or choose another folder with --home DIR."),
    DatabaseState.NO_FILE: ("isn't a file.", "Move it away, and run `greenroom doctor --fix` to use the backups."),
    DatabaseState.CLOSED: ("cannot be read.", "Check its permissions, or choose another folder with --home DIR."),
}


def examine(home: Home, *, fix: bool, busy_seconds: float = BUSY_SECONDS) -> Iterator[Finding]:
    """Check everything in a home; with `fix`, repair what can be repaired.

    No file the user wrote is touched, and no row of the logs is changed or removed.

    Raises:
        StoreError: The database is in use for longer than `busy_seconds`.
        GreenroomError: A damaged log cannot be rescued.
    """
    unfinished = list(_restore(home))
    yield from unfinished
    fix = fix and not unfinished
    try:
        condition = inspect_database(home.database, busy_seconds=busy_seconds)
    except StoreReadOnly:  # the other checks still work
        condition = Condition(DatabaseState.CLOSED)
    if fix and condition.state is DatabaseState.DAMAGED:
        yield from rescue(home, condition)
        condition = inspect_database(home.database)
    else:
        yield _database(home, condition)
        if condition.state in (DatabaseState.SOUND, DatabaseState.MISSING):
            yield from check_missing_rows(home, condition, fix=fix)
            condition = inspect_database(home.database) if fix else condition
    settings = _settings(home, fix=fix)
    yield from settings
    if condition.state is DatabaseState.SOUND and not any(each.level is FindingLevel.WRONG for each in settings):
        yield _derived(home, fix=fix)
    try:
        yield from _decks(home, condition)
    except DeckFileError as error:  # the folder can't be listed
        yield Finding.of_error("decks", error)
    yield from check_own_material(home)
    yield from check_conflicts(home)
    if condition.state is DatabaseState.SOUND:
        yield _clock(home)
    yield check_space(home)
    yield from check_rights(home)
    yield from check_modes(home, fix=fix)
    yield from check_leftovers(home, fix=fix)
    yield from check_speech(home)
    yield from check_sync(home)
    yield from check_backups(home, condition)


def _restore(home: Home) -> Iterator[Finding]:
    """Finish a restore that was cut off, as every command does; report why if that fails."""
    if not (home.path / RESTORING).exists():
        return
    from trainer.backup.unfinished_restore import finish_restore

    try:
        finish_restore(home)
    except GreenroomError as error:
        yield Finding.of_error("restore", error)


def _database(home: Home, condition: Condition) -> Finding:
    path = home.database
    match condition.state:
        case DatabaseState.MISSING:
            return Finding("database", FindingLevel.NOTE, "There is no review log yet.")
        case DatabaseState.FOREIGN | DatabaseState.CLOSED | DatabaseState.NO_FILE:
            what, advice = _UNUSABLE[condition.state]
            return Finding("database", FindingLevel.WRONG, f"{path} {what}", advice)
        case DatabaseState.NEWER:
            message = f"{path} was written by a newer greenroom (format {condition.version})."
            return Finding("database", FindingLevel.WRONG, message, "Update greenroom.")
        case DatabaseState.OLDER:
            message = f"{path} was written before greenroom's first release (format {condition.version})."
            return Finding("database", FindingLevel.WRONG, message, "Move it away, and greenroom starts a new log.")
        case DatabaseState.DAMAGED:
            advice = "`greenroom doctor --fix` rescues what can be read, and adds what the backups have."
            return Finding("database", FindingLevel.WRONG, f"{path} is damaged: {condition.problems[0]}.", advice)
    reviews, dangling = count(condition.reviews, "review"), count_dangling_rows(home.database)
    more = (
        f" {count(dangling, 'row refers', 'rows refer')} to something deleted, which does no harm." if dangling else ""
    )
    return Finding("database", FindingLevel.OK, f"{reviews}, format {condition.version}, sound.{more}")


def _settings(home: Home, *, fix: bool) -> list[Finding]:
    """Check the settings; with `fix`, move a file with a mistake to the backups, and write its valid settings back."""
    values, errors = read_values(home.config)
    if not errors:
        return [Finding("settings", FindingLevel.OK, "All settings are valid.")]
    unreadable = home.config.is_file() and not digest(home.config)  # it may be fine, and readable later
    if not fix or unreadable:
        return [Finding.of_error("settings", error) for error in errors]
    from trainer.backup.folder import possible_paths

    try:
        make_folder(home.backups)
        possible = (path.with_suffix(".toml") for path in possible_paths(home, "config"))
        aside = next(path for path in possible if not os.path.lexists(path))
        home.config.replace(aside)
        for name, value in values.items():
            write_setting(home.config, name, str(value))
    except (OSError, GreenroomError) as error:
        reason = os_reason(error) if isinstance(error, OSError) else error.what
        message = f"{errors[0].what}. The file cannot be moved to the backups ({reason})."
        return [Finding("settings", FindingLevel.WRONG, message, "Check the permissions.")]
    what = " ".join(f"{error.what}." for error in errors)
    kept = ", ".join(sorted(values))
    now = f"{kept} stayed, the rest went back to their defaults" if kept else "All settings went back to their defaults"
    return [Finding("settings", FindingLevel.FIXED, f"{what} The old file is {aside}. {now}.")]


def _derived(home: Home, *, fix: bool) -> Finding:
    """Check whether the stored rows match a replay of the log; with `fix`, rebuild them."""
    found = differences(home.database, home.settings)
    if not found:
        return Finding("replay", FindingLevel.OK, "The stored rows match the log.")
    rows = ", ".join(f"{number} of {table}" for table, number in found.items())
    message = f"Stored rows don't match the log: {rows}."
    if not fix:
        return Finding("replay", FindingLevel.WRONG, message, "`greenroom doctor --fix` rebuilds them.")
    try:
        with open_store(home) as store:
            store.rebuild()
    except GreenroomError as error:
        return Finding("replay", FindingLevel.WRONG, f"{message} {error.what}.", error.fix)
    return Finding("replay", FindingLevel.FIXED, f"Rebuilt the rows that didn't match the log: {rows}.")


def _decks(home: Home, condition: Condition) -> Iterator[Finding]:
    """Check the decks, and count the cards with reviews that are in no deck.

    The decks are read with a copy of their cache, so that nothing in the home is written.
    """
    from decks.library.library import Library
    from decks.library.packs import find_builtin
    from decks.model.problems import Level as ProblemLevel

    sound = condition.state is DatabaseState.SOUND

    def identify(deck: str, fresh: Mapping[str, str], taken: Collection[str]) -> Mapping[str, str]:
        """Return the ids of cards without one, as `identify_reworded` does, but remember nothing."""
        known = identities(home.database, deck) if sound else {}
        found = {derived: known.get(derived, derived) for derived in fresh}
        return {derived: derived if card in taken else card for derived, card in found.items()}

    with tempfile.TemporaryDirectory(prefix="greenroom-") as folder:
        with suppress(GreenroomError, OSError):  # through SQLite, as another program may be writing to it
            copy_database(home.path / "cache.db", Path(folder) / "cache.db")
        with closing(
            Library(home.decks, Path(folder) / "cache.db", on=selection(home), stories=home.stories, identify=identify)
        ) as library:
            decks, problems = library.decks(), library.problems()
    errors = [problem for problem in problems if problem.level is ProblemLevel.ERROR]
    for problem in errors:
        yield Finding("decks", FindingLevel.WRONG, f"{problem.path}:{problem.line}: {problem.message}.", problem.fix)
    if not errors:
        warnings = f", {count(len(problems), 'warning')} (`greenroom check`)" if problems else ""
        cards = count(sum(deck.cards for deck in decks), "card")
        yield Finding("decks", FindingLevel.OK, f"{count(len(decks), 'deck')}, {cards}{warnings}.")
    if sound:
        existing = {key for deck in decks for key in deck.keys}
        gone = [key for key in reviewed_cards(home.database) if key not in existing]
        missing = {key.deck for key in gone} - {deck.id for deck in decks}
        off = {deck for deck in missing if find_builtin(deck)}
        gone = [key for key in gone if key.deck not in off]
        if gone:
            names = ", ".join(map(str, sorted(gone)[:3])) + (", ..." if len(gone) > 3 else "")
            message = (
                f"{count(len(gone), 'card')} with history but no deck: {names}. If they return, so does their history."
            )
            yield Finding("orphans", FindingLevel.NOTE, message)


def _clock(home: Home) -> Finding:
    ahead = last_rating_ms(home.database) - home.now_ms
    if ahead <= _CLOCK_TOLERANCE_MS:
        return Finding("clock", FindingLevel.OK, "The clock is not behind the last rating.")
    hours = ahead / 3_600_000
    gap = f"{hours / 24:.0f} days" if hours >= 48 else f"{hours:.1f} hours"
    advice = "Set it. If it is right, a clock was ahead then, here or on another machine: see `greenroom undo --list`."
    return Finding("clock", FindingLevel.WRONG, f"The clock is {gap} behind the last rating.", advice)
