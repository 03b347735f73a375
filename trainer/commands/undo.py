"""`greenroom undo`: take back the last change, or any earlier one."""

from argparse import Namespace
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cards.errors import GreenroomError
from cards.review import Rating
from cards.text import clean_line
from scheduler.log.store import Store
from scheduler.log.undo import RATING, Change
from trainer.environment import Environment
from trainer.files.file_changes import ChangedSince, is_as_left, put_back
from trainer.home import Home
from trainer.opening import open_home, open_library, open_store
from trainer.terminal.output import print_json
from trainer.terminal.words import short_day

_DONE = {
    "bury": "buried",
    "suspend": "suspended",
    "unsuspend": "unsuspended",
    "flag": "flagged",
    "unflag": "flag taken off",
    "import": "imported",
    "add": "added",
    "edit": "edited",
    "clear": "cleared",
    "fix": "ids inserted into",
}


class NumberOrList(GreenroomError):
    """Both a number and --list were given."""

    exit_code = 2

    def __init__(self, number: int) -> None:
        message = f"`greenroom undo {number}` takes one thing back, `greenroom undo --list` only lists"
        super().__init__(message, "Ask for one of them.")


class NothingToUndo(GreenroomError):
    """There is nothing to undo, or nothing with this number."""

    def __init__(self, number: int, existing: int) -> None:
        if existing:
            super().__init__(
                f"There is nothing number {number} to undo", "`greenroom undo --list` numbers what there is."
            )
        else:
            super().__init__("There is nothing to undo", "`greenroom` starts a review.")


class ChangedLater(GreenroomError):
    """A later change builds on the one to undo."""

    def __init__(self, path: Path, number: int, change: str) -> None:
        first = f"Undo that first: `greenroom undo {number}`. Nothing was undone."
        super().__init__(f"{path} was changed since by number {number}, {clean_line(change)}", first)


class UndoneMeanwhile(GreenroomError):
    """Another process undid the same change first."""

    def __init__(self) -> None:
        super().__init__("Another terminal has just undone this", "`greenroom undo --list` shows what stands now.")


def run(args: Namespace, env: Environment) -> int:
    """Undo one change, or list them; 1 if there is none."""
    if args.list is not None and args.number is not None:
        raise NumberOrList(args.number)
    number = args.number or 1
    home = open_home(env, args.home)
    with open_store(home, reading=args.list is not None) as store:
        if args.list is not None:
            changes = store.changes(args.list + 1)
            _list(home, changes[: args.list], more=len(changes) > args.list, as_json=args.json)
            return 0
        *later, change = _numbered(store, number)
        store.back_up()
        try:
            files = put_back(home, store.files_of(change), made_here=store.was_made_here(change))
        except ChangedSince as error:
            _check_later(home, store, later, error.path)
            raise
        if not store.undo_change(change, home.now_ms):
            raise UndoneMeanwhile
        result = _result(home, store, change, files)
    if args.json:
        print_json(env, _json(number, change) | {"files": [str(path) for path in files]})
        return 0
    print(clean_line(f"Undone: {_when(home, change)} {_name(change)}. {result}"), file=env.stdout)
    return 0


def _numbered(store: Store, number: int) -> list[Change]:
    """Return the last `number` changes that can be undone, newest first."""
    changes = store.changes(number)
    if len(changes) < number:
        raise NothingToUndo(number, len(changes))
    return changes


def _check_later(home: Home, store: Store, later: Iterable[Change], path: Path) -> None:
    """Raise `ChangedLater` if a later change left a file as it is now: that one has to be undone first."""
    for number, change in enumerate(later, start=1):
        if any(home.path / file.path == path and is_as_left(home, file) for file in store.files_of(change)):
            raise ChangedLater(path, number, _name(change))


def _result(home: Home, store: Store, change: Change, files: Iterable[Path]) -> str:
    """Return a sentence on the state after the undo."""
    if change.key is None:
        with open_library(home, store):  # cache the decks as they are now, so that the next review starts at once
            pass
        return " ".join(f"{path} is as it was." if path.exists() else f"{path} is gone, as before." for path in files)
    if change.kind != RATING:
        return ""
    memory = store.memory(change.key)
    return (
        "The card is new again." if memory is None else f"It is due on {short_day(memory.due, home.today)}, as before."
    )


def _list(home: Home, changes: list[Change], *, more: bool, as_json: bool) -> None:
    env = home.env
    if as_json:
        print_json(env, [_json(number, change) for number, change in enumerate(changes, start=1)])
        return
    from trainer.terminal.layout import joined, layout_for, paragraph

    width = layout_for(env.columns(), drawn=True).width
    if not changes:
        print("There is nothing to undo.", file=env.stdout)
    for number, change in enumerate(changes, start=1):
        lines = paragraph(f"{_when(home, change)} {_name(change)}", width, first=f" {number:>3}  ")
        env.stdout.write(joined(lines))
    if more:
        env.stdout.write(joined(paragraph(f"There is more: `greenroom undo --list {5 * len(changes)}`.", width)))


def _when(home: Home, change: Change) -> str:
    try:
        at = datetime.fromtimestamp(change.at_utc_ms / 1000, UTC)
        if change.zone_offset_min is None:
            local = at.astimezone(home.env.zone)
        else:
            local = at + timedelta(minutes=change.zone_offset_min)
    except (ValueError, OverflowError, OSError):  # only a damaged row has such a time; it can still be undone
        return "at no time there is:"
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
