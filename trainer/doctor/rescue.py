"""The rescue of a log that is damaged, gone, or lacks rows: what can be read of it, and what the backups have."""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path

from cards.errors import GreenroomError
from scheduler.log.files import block_writers
from scheduler.repair.inspect import Condition, DatabaseState
from scheduler.repair.salvage import Salvage, count_lost, create_empty_log, salvage_database
from trainer.backup.archive import UNFINISHED, ArchiveError
from trainer.backup.merge import MissingRows, add_missing, find_missing
from trainer.backup.read import NoRoom
from trainer.backup.restore import replace_database
from trainer.doctor.findings import Finding, FindingLevel
from trainer.doctor.row_names import describe_other_rows, describe_rows
from trainer.files.home_files import DATABASE
from trainer.home import Home
from trainer.opening import back_up, open_store


def rescue(home: Home, condition: Condition) -> Iterator[Finding]:
    """Replace a damaged log by a new one with all that can be read of it and all that the backups have.

    The damaged file is kept among the backups.

    Raises:
        GreenroomError: It cannot be done; nothing was changed.
    """
    new = _new_database(home)
    try:
        new.unlink(missing_ok=True)
        with block_writers(home.database):  # a rating given meanwhile would be in neither of the two
            salvaged = salvage_database(home.database, new)
            added = add_missing(home, new)
            gone = count_lost(new, salvaged)
    except OSError as error:
        what = f"{home.database} cannot be rescued ({error.strerror or type(error).__name__})"
        raise ArchiveError(what, "Check the rights and the free space; nothing was changed.") from None
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
    advice = f"Move it out of {home.backups}, so that only sound backups are there."
    for error in found.unusable:
        yield Finding(
            "backups", FindingLevel.WRONG, f"{error.what}.", error.fix if isinstance(error, NoRoom) else advice
        )


def _report_missing(found: MissingRows) -> Finding:
    name, rows = max(found.rows, key=lambda each: sum(each[1].values()))
    message = f"{name} has what the log lacks: {describe_rows(rows)}."
    return Finding(
        "backups", FindingLevel.WRONG, message, "`greenroom doctor --fix` adds it; what is there stays as it is."
    )


def _add(home: Home, *, log_is_gone: bool) -> Finding:
    """Add what the backups have to the log, or to a new one if it is gone."""
    try:
        if log_is_gone:
            new = _new_database(home)
            new.unlink(missing_ok=True)
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
        return Finding("backups", FindingLevel.WRONG, f"What a backup has cannot be added: {error.what}.", error.fix)
    return Finding("backups", FindingLevel.FIXED, f"The log lacked what is in it now: {_from_backups(added)}.")


def _new_database(home: Home) -> Path:
    return home.path / f"{DATABASE}.rescued{UNFINISHED}"


def _put_in_place(home: Home, new: Path) -> None:
    replace_database(home, new)
    # Opening it replays the log. Where the settings cannot be read, the check of the settings reports that.
    with suppress(GreenroomError), open_store(home):
        pass


def _sources(salvaged: Salvage, added: MissingRows) -> str:
    """Return which rows were read from the log, and which came from the backups."""
    read = f"{describe_rows(salvaged.rows) or 'Nothing'} could be read" if salvaged.rows else ""
    return "; ".join(part for part in (read, _from_backups(added)) if part)


def _from_backups(added: MissingRows) -> str:
    return "; ".join(f"{describe_rows(rows)} came from {name}" for name, rows in added.rows)


def _finding(
    message: str, home: Home, added: MissingRows, gone: Mapping[str, int | None], *, kept: str = ""
) -> Finding:
    """Return the finding on a rescue, which is only fine if no row is missing.

    Args:
        message: What was done.
        home: The data home.
        added: What came from the backups.
        gone: How many rows are missing all the same, by table; None where that cannot be known.
        kept: A sentence on where the damaged database is.
    """
    if not gone:
        return Finding("database", FindingLevel.FIXED, message, kept)
    known = {table: rows for table, rows in gone.items() if rows is not None}
    unknown = [table for table, rows in gone.items() if rows is None]
    if known:
        message += f" Lost, as no backup here has them: {describe_rows(known)}."
    if unknown:
        since = f" that came after {added.newest.name}" if added.newest else ""
        message += f" Whether there {describe_other_rows(unknown)}{since} cannot be told."
    fix = f"A backup from elsewhere can be put into {home.backups}: `greenroom doctor --fix` adds what it has."
    return Finding("database", FindingLevel.WRONG, message, f"{kept} {fix}".strip())
