"""The rescue of a log that is damaged, gone, or lacks rows, from what can be read of it and from the backups."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path

from cards.errors import GreenroomError, os_reason
from scheduler.log.files import block_writers
from scheduler.repair.inspect import Condition, DatabaseState
from scheduler.repair.salvage import Salvage, count_lost, create_empty_log, salvage_database
from trainer.backup.archive import UNFINISHED, ArchiveError
from trainer.backup.merge import MissingRows, add_missing, find_missing
from trainer.backup.read import NoRoom
from trainer.backup.restore import replace_database
from trainer.doctor.findings import Finding, FindingLevel
from trainer.files.home_files import DATABASE
from trainer.home import Home
from trainer.opening import back_up, open_store
from trainer.terminal.words import count

# What a user calls the rows of the log: one row, several rows, and the tables they are in.
_KINDS = (
    ("rating", "ratings", ("reviews",)),
    ("undone rating", "undone ratings", ("undos",)),
    ("suspension, flag or bury", "suspensions, flags and buries", ("events",)),
    ("other undone change", "other undone changes", ("undone",)),
    ("rating detail", "rating details", ("imported", "own_ticks", "planned", "spoken")),
    ("told story", "told stories", ("tellings", "timings")),
    ("mock interview step", "mock interview steps", ("mock_events",)),
    ("record of a file change", "records of file changes", ("changes", "change_files", "change_rows")),
    ("FSRS fit", "FSRS fits", ("parameters",)),
    ("card without an id", "cards without an id", ("identities",)),
)


def rescue(home: Home, condition: Condition) -> Iterator[Finding]:
    """Replace a damaged log by a new one with everything that can be read of it or that the backups have.

    The damaged file is kept among the backups. Raise `GreenroomError` if that cannot be done; nothing was changed then.
    """
    try:
        new = _new_database(home)
        with block_writers(home.database):  # a rating given meanwhile would be lost
            salvaged = salvage_database(home.database, new)
            added = add_missing(home, new)
            gone = count_lost(new, salvaged)
    except OSError as error:
        what = f"{home.database} cannot be rescued ({os_reason(error)})"
        raise ArchiveError(what, "Check permissions and free space; nothing was changed.") from None
    _put_in_place(home, new)
    message = f"The database was damaged ({condition.problems[0]}). {_sources(salvaged, added)}."
    yield _finding(message, home, added, gone, kept="The damaged file is kept among the backups.")
    yield from _report_unusable(home, added)


def check_missing_rows(home: Home, condition: Condition, *, fix: bool) -> Iterator[Finding]:
    """Check whether a backup of this home has rows that its log, sound or gone, lacks; with `fix`, add them."""
    gone = condition.state is DatabaseState.MISSING
    found = find_missing(home, None if gone else home.database, condition.reviews, every=fix)
    if found.rows:
        yield _add(home, log_is_gone=gone) if fix else _report_missing(found)
    yield from _report_unusable(home, found)


def _report_unusable(home: Home, found: MissingRows) -> Iterator[Finding]:
    advice = f"Move it out of {home.backups}: only sound backups belong there."
    for error in found.unusable:
        fix = error.fix if isinstance(error, NoRoom) else advice
        yield Finding("backups", FindingLevel.WRONG, f"{error.what}.", fix)


def _report_missing(found: MissingRows) -> Finding:
    name, rows = max(found.rows, key=lambda each: sum(each[1].values()))
    message = f"{name} has {_describe_rows(rows)} that the log lacks."
    advice = "`greenroom doctor --fix` adds what is missing, and changes nothing else."
    return Finding("backups", FindingLevel.WRONG, message, advice)


def _add(home: Home, *, log_is_gone: bool) -> Finding:
    """Add what the backups have to the log, or to a new one if it is gone."""
    try:
        if log_is_gone:
            new = _new_database(home)
            empty = create_empty_log(new)
            added = add_missing(home, new)
            gone = count_lost(new, empty)
            _put_in_place(home, new)
            return _finding(f"There was no review log. {_sources(empty, added)}.", home, added, gone)
        back_up(home)
        with open_store(home):  # opening it migrates an older one
            pass
        added = add_missing(home, home.database)
        with open_store(home):  # opening it replays the log
            pass
    except GreenroomError as error:
        return Finding("backups", FindingLevel.WRONG, f"Rows from a backup cannot be added: {error.what}.", error.fix)
    return Finding("backups", FindingLevel.FIXED, f"The log lacked some rows: {_from_backups(added)}.")


def _new_database(home: Home) -> Path:
    """Return a path for a new database, without one that was cut off there."""
    new = home.path / f"{DATABASE}.rescued{UNFINISHED}"
    new.unlink(missing_ok=True)
    return new


def _put_in_place(home: Home, new: Path) -> None:
    replace_database(home, new)
    # Opening it replays the log. If the settings can't be read, the check of the settings reports that.
    with suppress(GreenroomError), open_store(home):
        pass


def _sources(salvaged: Salvage, added: MissingRows) -> str:
    read = f"{_describe_rows(salvaged.rows) or 'Nothing'} could be read" if salvaged.rows else ""
    return "; ".join(part for part in (read, _from_backups(added)) if part)


def _from_backups(added: MissingRows) -> str:
    return "; ".join(f"{_describe_rows(rows)} came from {name}" for name, rows in added.rows)


def _finding(
    message: str, home: Home, added: MissingRows, gone: Mapping[str, int | None], *, kept: str = ""
) -> Finding:
    """Return the finding on a rescue, which is only fine if no row is missing.

    `gone` is how many rows are still missing, by table; None where that cannot be known.
    """
    if not gone:
        return Finding("database", FindingLevel.FIXED, message, kept)
    known = {table: rows for table, rows in gone.items() if rows is not None}
    unknown = [table for table, rows in gone.items() if rows is None]
    if known:
        message += f" Lost, because no backup here has them: {_describe_rows(known)}."
    if unknown:
        since = f" added after {added.newest.name}" if added.newest else ""
        message += f" There may have been {_describe_other_rows(unknown)}{since}."
    fix = f"If you have another backup, put it into {home.backups} and run `greenroom doctor --fix`."
    return Finding("database", FindingLevel.WRONG, message, f"{kept} {fix}".strip())


def _describe_rows(rows: Mapping[str, int]) -> str:
    """Return how many rows there are by kind, such as `2 ratings and 1 FSRS fit`; empty if there are none."""
    sums = ((sum(rows.get(table, 0) for table in tables), one, several) for one, several, tables in _KINDS)
    return _joined([count(number, one, several) for number, one, several in sums if number])


def _describe_other_rows(tables: Iterable[str]) -> str:
    """Return which more rows some tables may have had: `more ratings`."""
    wanted = set(tables)
    kinds = [several for _, several, of_kind in _KINDS if wanted & {*of_kind}]
    return "more rows" if len(kinds) == len(_KINDS) else f"more {_joined(kinds)}"


def _joined(parts: list[str]) -> str:
    """Return `a`, `a and b`, `a, b and c`."""
    *before, last = parts or [""]
    return f"{', '.join(before)} and {last}" if before else last
