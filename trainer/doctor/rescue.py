"""What `doctor --fix` makes of a log that is damaged, gone, or lacks what a backup has. Nothing that stands is lost."""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path

from cards.errors import GreenroomError
from scheduler.log.files import block_writers
from scheduler.repair.inspect import Condition, DatabaseState
from scheduler.repair.salvage import Salvage, count_lost, create_empty_log, salvage_database
from trainer.backup.archive import UNFINISHED, ArchiveError
from trainer.backup.merge import Joined, find_lacking, join
from trainer.backup.read import NoRoom
from trainer.backup.restore import replace_database
from trainer.doctor.findings import Finding, FindingLevel
from trainer.doctor.row_names import others_of, told_of
from trainer.files.home_files import DATABASE
from trainer.home import Home
from trainer.opening import back_up, open_store


def rescue(home: Home, condition: Condition) -> Iterator[Finding]:
    """Make a new log of what can be read of a damaged one, which is kept aside, and of what the backups have."""
    new = home.path / f"{DATABASE}.rescued{UNFINISHED}"
    try:
        new.unlink(missing_ok=True)
        with block_writers(home.database):  # a rating given meanwhile would be in neither of the two
            rescued = salvage_database(home.database, new)
            joined = join(home, new)
            gone = count_lost(new, rescued)
    except OSError as error:
        told = f"{home.database} cannot be rescued ({error.strerror or type(error).__name__})"
        raise ArchiveError(told, "Check the rights and the free space; nothing was changed.") from None
    _put(home, new)
    told = f"The database was damaged ({condition.problems[0]}). {_told(rescued, joined)}."
    yield _finding(home, told, joined, gone, "The damaged file is kept among the backups.")
    yield from _unusable(home, joined)


def look_for_lacking(home: Home, condition: Condition, *, fix: bool) -> Iterator[Finding]:
    """Look whether a backup of this home has what its log, sound or gone, lacks; take it in where that is wanted."""
    missing = condition.state is DatabaseState.MISSING
    found = find_lacking(home, None if missing else home.database, condition.reviews, every=fix)
    if found.rows:
        yield _take_in(home, missing=missing) if fix else _tell(found)
    yield from _unusable(home, found)


def _unusable(home: Home, joined: Joined) -> Iterator[Finding]:
    moved = f"Move it out of {home.backups}, so that only sound backups are there."
    for error in joined.unusable:
        yield Finding(
            "backups", FindingLevel.WRONG, f"{error.what}.", error.fix if isinstance(error, NoRoom) else moved
        )


def _tell(found: Joined) -> Finding:
    name, rows = max(found.rows, key=lambda each: sum(each[1].values()))
    told = f"{name} has what the log lacks: {told_of(rows)}."
    return Finding(
        "backups", FindingLevel.WRONG, told, "`greenroom doctor --fix` adds it; what is there stays as it is."
    )


def _take_in(home: Home, *, missing: bool) -> Finding:
    try:
        if missing:
            new = home.path / f"{DATABASE}.rescued{UNFINISHED}"
            new.unlink(missing_ok=True)
            begun = create_empty_log(new)
            joined = join(home, new)
            gone = count_lost(new, begun)
            _put(home, new)
            return _finding(home, f"There was no review log. {_told(begun, joined)}.", joined, gone)
        back_up(home)
        with open_store(home):  # which brings an older one up
            pass
        joined = join(home, home.database)
        with open_store(home):  # which makes what is derived again
            pass
    except GreenroomError as error:
        return Finding("backups", FindingLevel.WRONG, f"What a backup has cannot be added: {error.what}.", error.fix)
    return Finding("backups", FindingLevel.MENDED, f"The log lacked what is in it now: {_taken(joined)}.")


def _put(home: Home, new: Path) -> None:
    replace_database(home, new)
    with suppress(GreenroomError), open_store(home):  # settings that cannot be read are told in their place
        pass  # which makes what is derived again


def _told(rescued: Salvage, joined: Joined) -> str:
    read = f"{told_of(rescued.rows) or 'Nothing'} could be read" if rescued.rows else ""
    return "; ".join(part for part in (read, _taken(joined)) if part)


def _taken(joined: Joined) -> str:
    return "; ".join(f"{told_of(rows)} came from {name}" for name, rows in joined.rows)


def _finding(home: Home, told: str, joined: Joined, gone: Mapping[str, int | None], kept: str = "") -> Finding:
    """Say what is missing all the same: the work is done, and all is not well."""
    if not gone:
        return Finding("database", FindingLevel.MENDED, told, kept)
    known = {table: rows for table, rows in gone.items() if rows is not None}
    unknown = [table for table, rows in gone.items() if rows is None]
    if known:
        told += f" Lost, as no backup here has them: {told_of(known)}."
    if unknown:
        since = f" that came after {joined.newest.name}" if joined.newest else ""
        told += f" Whether there {others_of(unknown)}{since} cannot be told."
    fix = f"A backup from elsewhere can be put into {home.backups}: `greenroom doctor --fix` adds what it has."
    return Finding("database", FindingLevel.WRONG, told, f"{kept} {fix}".strip())
