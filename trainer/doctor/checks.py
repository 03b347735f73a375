"""Everything that `greenroom doctor` looks at, and what it mends."""

import tempfile
from collections.abc import Collection, Iterator, Mapping
from contextlib import closing, suppress
from pathlib import Path

from cards.errors import GreenroomError
from cards.key import CardKey
from scheduler.log.errors import StoreReadOnly
from scheduler.log.files import copy_database
from scheduler.repair.consistency import count_dangling_rows, differences, identities, last_rating_ms, reviewed_cards
from scheduler.repair.inspect import Condition, DatabaseState, inspect_database
from trainer.config import find_errors
from trainer.doctor.findings import Finding, FindingLevel
from trainer.doctor.folder_checks import (
    look_at_backups,
    look_at_leftovers,
    look_at_modes,
    look_at_own_words,
    look_at_rights,
    look_at_space,
)
from trainer.doctor.rescue import look_for_lacking, rescue
from trainer.home import RESTORING, Home
from trainer.opening import open_store
from trainer.terminal.words import count

_CLOCK_MAY_DIFFER_MS = 5 * 60 * 1000
_NOT_TO_BE_USED = {
    DatabaseState.FOREIGN: ("belongs to another program.", "Move it away, or choose another folder with --home DIR."),
    DatabaseState.NO_FILE: ("is no file.", "Move it away; `greenroom doctor --fix` then adds what the backups have."),
    DatabaseState.CLOSED: ("cannot be read.", "Check its rights, or choose another folder with --home DIR."),
}


def examine(home: Home, *, fix: bool) -> Iterator[Finding]:
    """Look at everything of a home, and mend what can be mended where that is wanted.

    What a person wrote is never touched, and no row of the logs is ever changed.
    """
    unfinished = list(_restore(home))
    yield from unfinished
    fix = fix and not unfinished
    try:
        condition = inspect_database(home.database)
    except StoreReadOnly:  # what else there is can be looked at all the same
        condition = Condition(DatabaseState.CLOSED)
    if fix and condition.state is DatabaseState.DAMAGED:
        yield from rescue(home, condition)
        condition = inspect_database(home.database)
    else:
        yield _database(home, condition)
        if condition.state in (DatabaseState.SOUND, DatabaseState.MISSING):
            yield from look_for_lacking(home, condition, fix=fix)
            condition = inspect_database(home.database) if fix else condition
    settings = _settings(home)
    yield from settings
    if condition.state is DatabaseState.SOUND and all(finding.level is FindingLevel.OK for finding in settings):
        yield _derived(home, fix=fix)
    yield from _decks(home, condition)
    yield from look_at_own_words(home)
    if condition.state is DatabaseState.SOUND:
        yield _clock(home)
    yield look_at_space(home)
    yield from look_at_rights(home)
    yield from look_at_modes(home, fix=fix)
    yield from look_at_leftovers(home, fix=fix)
    yield from look_at_backups(home, condition)


def _restore(home: Home) -> Iterator[Finding]:
    """Finish a restore that was cut off, as every command does; tell why that cannot be."""
    if not (home.path / RESTORING).exists():
        return
    from trainer.backup.restore import finish

    try:
        finish(home)
    except GreenroomError as error:
        yield Finding("restore", FindingLevel.WRONG, f"{error.what}.", error.fix)


def _database(home: Home, condition: Condition) -> Finding:
    found = f"{home.database} "
    match condition.state:
        case DatabaseState.MISSING:
            return Finding("database", FindingLevel.NOTE, "There is no review log yet.")
        case DatabaseState.FOREIGN | DatabaseState.CLOSED | DatabaseState.NO_FILE:
            what, told = _NOT_TO_BE_USED[condition.state]
            return Finding("database", FindingLevel.WRONG, found + what, told)
        case DatabaseState.NEWER:
            told = found + f"was written by a newer greenroom (format {condition.version})."
            return Finding("database", FindingLevel.WRONG, told, "Get the newer greenroom.")
        case DatabaseState.OLDER:
            told = found + f"was written before greenroom's first release (format {condition.version})."
            return Finding("database", FindingLevel.WRONG, told, "Move it away, and greenroom begins a new log.")
        case DatabaseState.DAMAGED:
            told = "`greenroom doctor --fix` takes out what can be read, and adds what the backups have."
            return Finding("database", FindingLevel.WRONG, f"{found}is damaged: {condition.problems[0]}.", told)
    reviews, stray = count(condition.reviews, "review"), count_dangling_rows(home.database)
    more = f" {count(stray, 'row')} of the log speak of what is not there; they do no harm." if stray else ""
    return Finding("database", FindingLevel.OK, f"{reviews}, format {condition.version}, sound.{more}")


def _settings(home: Home) -> list[Finding]:
    found = [Finding("settings", FindingLevel.WRONG, f"{error.what}.", error.fix) for error in find_errors(home.config)]
    return found or [Finding("settings", FindingLevel.OK, "All settings are within their ranges.")]


def _derived(home: Home, *, fix: bool) -> Finding:
    found = differences(home.database, home.settings)
    if not found:
        return Finding("replay", FindingLevel.OK, "What is stored is what the log says.")
    told = ", ".join(f"{rows} of {table}" for table, rows in found.items())
    if fix:
        try:
            with open_store(home) as store:
                store.rebuild()
        except GreenroomError as error:
            return Finding(
                "replay", FindingLevel.WRONG, f"Rows are not what the log says: {told}. {error.what}.", error.fix
            )
        return Finding("replay", FindingLevel.MENDED, f"Rows that were not what the log says were made again: {told}.")
    return Finding(
        "replay",
        FindingLevel.WRONG,
        f"Rows are not what the log says: {told}.",
        "`greenroom doctor --fix` makes them again.",
    )


def _decks(home: Home, condition: Condition) -> Iterator[Finding]:
    """Look at the decks, and at the reviews of cards that none of them has. The cache is not written, a copy is."""
    from decks.library.library import Library
    from decks.model.problems import Level as ProblemLevel

    sound = condition.state is DatabaseState.SOUND

    def identify(deck: str, fresh: Mapping[str, str], taken: Collection[str]) -> Mapping[str, str]:
        known = identities(home.database, deck) if sound else {}
        found = {derived: known.get(derived, derived) for derived in fresh}
        return {derived: derived if card in taken else card for derived, card in found.items()}

    with tempfile.TemporaryDirectory(prefix="greenroom-") as folder:
        with suppress(GreenroomError, OSError):  # through SQLite: somebody may be writing it
            copy_database(home.path / "cache.db", Path(folder) / "cache.db")
        with closing(
            Library(home.decks, Path(folder) / "cache.db", stories=home.stories, identify=identify)
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
        there = {CardKey(deck.id, card) for deck in decks for cards_of in deck.ids for card in cards_of}
        gone = [key for key in reviewed_cards(home.database) if key not in there]
        if gone:
            names = ", ".join(map(str, sorted(gone)[:3])) + (", ..." if len(gone) > 3 else "")
            told = f"{count(len(gone), 'card')} with history are in no deck: {names}. It returns when they do."
            yield Finding("orphans", FindingLevel.NOTE, told)


def _clock(home: Home) -> Finding:
    ahead = last_rating_ms(home.database) - home.now_ms
    if ahead <= _CLOCK_MAY_DIFFER_MS:
        return Finding("clock", FindingLevel.OK, "The clock is not behind the last rating.")
    hours = ahead / 3_600_000
    told = f"{hours / 24:.0f} days" if hours >= 48 else f"{hours:.1f} hours"
    return Finding(
        "clock",
        FindingLevel.WRONG,
        f"The clock is {told} behind the last rating.",
        "Set the clock; or, if it was ahead then, `greenroom undo --list` shows those ratings.",
    )
