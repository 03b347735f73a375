"""`greenroom undo`: take back the last change, or any earlier one."""

from argparse import Namespace
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path

from cards.errors import GreenroomError, UsageError
from cards.review import Rating
from cards.text import clean_line
from scheduler.log.store import Store
from scheduler.log.undo import RATING, Change
from trainer.environment import Environment
from trainer.files.file_changes import ChangedSince, can_be_put_back, is_as_left, put_back
from trainer.home import Home
from trainer.opening import open_home, open_library, open_store
from trainer.terminal.output import output_layout, print_json, print_lines, print_sentence
from trainer.terminal.words import short_day

_MOST_NAMED = 5  # files
_SYNC = "sync"
_DONE = {
    "bury": "buried",
    "suspend": "suspended",
    "unsuspend": "unsuspended",
    "flag": "flagged",
    "unflag": "unflagged",
    "import": "imported",
    "add": "added",
    "edit": "edited",
    "set": "set",
    "clear": "cleared",
    "result": "noted the result of",
    "fix": "added ids to",
    "write": "wrote your answer to",
    "debrief": "debriefed",
    "prepare": "prepared for",
    _SYNC: "synced",
}


def run(args: Namespace, env: Environment) -> int:
    """Undo one change, or list them; 1 if there is none."""
    if args.list is not None and args.number is not None:
        raise UsageError("N and --list cannot go together", "Leave one of them out.")
    home = open_home(env, args.home)
    with open_store(home, reading=args.list is not None) as store:
        if args.list is not None:
            changes = [*islice(_changes(home, store), args.list + 1)]
            _list(home, changes[: args.list], more=len(changes) > args.list, as_json=args.json)
            return 0
        number = args.number or _newest(home, store)
        *later, change = _last(home, store, number)
        store.back_up()
        try:
            files = put_back(home, store.files_of(change), made_here=store.was_made_here(change))
        except ChangedSince as error:
            _check_later(home, store, later, error.path)
            raise
        if not store.undo_change(change, home.now_ms):
            fix = "`greenroom undo --list` shows what you can undo."
            raise GreenroomError("Another terminal has just undone this", fix)
        result = _result(home, store, change, files)
    if args.json:
        print_json(env, _json(number, change) | {"files": [str(path) for path in files]})
        return 0
    print_sentence(env, f"Undone: {_when(home, change)} {_name(change)}. {result}")
    return 0


def _changes(home: Home, store: Store) -> Iterator[Change]:
    """Yield what can be undone here, newest first: not what another machine did to files of its own."""
    known = 0
    while known < len(changes := store.changes(2 * known + 8)):
        for change in changes[known:]:
            can_be_undone = change.key is not None or store.was_made_here(change)
            if can_be_undone or (change.kind != _SYNC and can_be_put_back(home, store.files_of(change))):
                yield change
        known = len(changes)


def _newest(home: Home, store: Store) -> int:
    """Return the number of the last thing done here. What came from elsewhere is undone by its number alone."""
    number = 0
    for number, change in enumerate(_changes(home, store), start=1):
        if change.kind != _SYNC and store.was_made_here(change):
            return number
    if number:
        fix = "`greenroom undo --list` also shows what came from your other machines."
        raise GreenroomError("There's nothing to undo from this machine", fix)
    return 1


def _last(home: Home, store: Store, number: int) -> list[Change]:
    """Return the last `number` changes that can be undone, newest first; raise if there are fewer."""
    changes = [*islice(_changes(home, store), number)]
    if not changes:
        raise GreenroomError("There is nothing to undo", "`greenroom` starts a review.")
    if len(changes) < number:
        fix = "`greenroom undo --list` numbers what you can undo."
        raise GreenroomError(f"There is no change number {number}", fix)
    return changes


def _check_later(home: Home, store: Store, later: Iterable[Change], path: Path) -> None:
    """Raise an error if a later change to the file has to be undone first, and name that change."""
    for number, change in enumerate(later, start=1):
        if any(home.path / file.path == path and is_as_left(home, file) for file in store.files_of(change)):
            fix = f"Undo that first: `greenroom undo {number}`. Nothing was undone."
            raise GreenroomError(f"{path} was changed again by number {number}, {clean_line(_name(change))}", fix)


def _result(home: Home, store: Store, change: Change, files: Iterable[Path]) -> str:
    """Return a sentence on the state after the undo."""
    if change.key is None:
        with open_library(home, store):  # cache the decks as they are now, so that the next review starts at once
            pass
        if len(files := list(files)) > _MOST_NAMED:
            return f"Restored {len(files)} files."
        return " ".join(f"Restored {path}." if path.exists() else f"Removed {path} again." for path in files)
    if change.kind != RATING:
        return ""
    memory = store.memory(change.key)
    return f"It is due on {short_day(memory.due, home.today)} again." if memory else "The card is new again."


def _list(home: Home, changes: list[Change], *, more: bool, as_json: bool) -> None:
    env = home.env
    if as_json:
        print_json(env, [_json(number, change) for number, change in enumerate(changes, start=1)])
        return
    from trainer.terminal.layout import Line, paragraph

    width = output_layout(env).width
    lines: list[Line] = []
    for number, change in enumerate(changes, start=1):
        lines += paragraph(f"{_when(home, change)} {_name(change)}", width, first=f" {number:>3}  ")
    if more:
        lines += paragraph(f"There is more: `greenroom undo --list {5 * len(changes)}`.", width)
    print_lines(env, lines)
    if not changes:
        print_sentence(env, "There is nothing to undo.")


def _when(home: Home, change: Change) -> str:
    try:
        at = datetime.fromtimestamp(change.at_utc_ms / 1000, UTC)
        if change.zone_offset_min is None:
            local = at.astimezone(home.env.zone)
        else:
            local = at + timedelta(minutes=change.zone_offset_min)
    except (ValueError, OverflowError, OSError):  # only a damaged row has such a time; it can still be undone
        return "at an unknown time:"
    return f"{short_day(local.date(), home.today)} {local:%H:%M}"


def _name(change: Change) -> str:
    if change.kind == RATING:
        return f"{Rating(int(change.label)).title} {change.key}"
    return f"{_DONE.get(change.kind, change.kind)} {change.key or change.label}"


def _json(number: int, change: Change) -> dict[str, object]:
    rated = change.kind == RATING
    return {
        "number": number,
        "kind": change.kind,
        "at_utc_ms": change.at_utc_ms,
        "card": change.key and str(change.key),
        "rating": Rating(int(change.label)).title if rated else None,
        "what": None if rated else change.label or None,
    }
