"""`greenroom undo`: take back what was done last, or anything that was done, whenever it was."""

from argparse import Namespace
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cards.errors import GreenroomError
from cards.review import Rating
from cards.text import clean_line
from scheduler.store import Store
from scheduler.undoing import RATING, Change
from trainer.changes import put_back
from trainer.environment import Environment
from trainer.home import Home, open_home
from trainer.output import print_json
from trainer.words import short_day

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


class NothingToUndo(GreenroomError):
    """The logs hold nothing that stands, or nothing of this number."""

    def __init__(self, number: int, there: int) -> None:
        if there:
            super().__init__(
                f"There is nothing number {number} to undo", "`greenroom undo --list` numbers what there is."
            )
        else:
            super().__init__("There is nothing to undo", "`greenroom` starts a review.")


class UndoneMeanwhile(GreenroomError):
    """Another program took the same thing back first."""

    def __init__(self) -> None:
        super().__init__("Another terminal has just undone this", "`greenroom undo --list` shows what stands now.")


def run(args: Namespace, env: Environment) -> int:
    """Undo one thing, or list what there is; 1 if there is none."""
    home = open_home(env, args.home)
    with home.store() as store:
        if args.list is not None:
            _list(env, store.changes(args.list), as_json=args.json)
            return 0
        changes = store.changes(args.number)
        if len(changes) < args.number:
            raise NothingToUndo(args.number, len(changes))
        change = changes[args.number - 1]
        store.back_up()
        files = put_back(home, store.files_of(change), made_here=store.was_made_here(change))
        if not store.take_back(change, home.now_ms):
            raise UndoneMeanwhile
        led_to = _led_to(home, store, change, files)
    if args.json:
        print_json(env, _json(args.number, change) | {"files": [str(path) for path in files]})
        return 0
    print(clean_line(f"Undone: {_when(env, change)} {_told(change)}. {led_to}"), file=env.stdout)
    return 0


def _led_to(home: Home, store: Store, change: Change, files: Iterable[Path]) -> str:
    """Say how things are now."""
    if change.key is None:
        with home.library(store):  # read the decks as they are again, so that the next review starts at once
            pass
        return " ".join(f"{path} is as it was." if path.exists() else f"{path} is gone, as before." for path in files)
    if change.kind != RATING:
        return ""
    memory = store.memory(change.key)
    return "The card is new again." if memory is None else f"It is due on {short_day(memory.due)}, as before."


def _list(env: Environment, changes: list[Change], *, as_json: bool) -> None:
    if as_json:
        print_json(env, [_json(number, change) for number, change in enumerate(changes, start=1)])
        return
    from trainer.lines import joined, look, paragraph

    width = look(env.columns(), drawn=True).width
    if not changes:
        print("There is nothing to undo.", file=env.stdout)
    for number, change in enumerate(changes, start=1):
        lines = paragraph(f"{_when(env, change)} {_told(change)}", width, first=f" {number:>3}  ")
        env.stdout.write(joined(lines))


def _when(env: Environment, change: Change) -> str:
    at = datetime.fromtimestamp(change.at_utc_ms / 1000, UTC)
    if change.zone_offset_min is None:
        local = at.astimezone(env.zone)
    else:
        local = at + timedelta(minutes=change.zone_offset_min)
    return f"{short_day(local.date())} {local:%H:%M}"


def _told(change: Change) -> str:
    if change.kind == RATING:
        return f"{Rating(int(change.told)).title} {change.key}"
    return f"{_DONE.get(change.kind, change.kind)} {change.key or change.told}"


def _json(number: int, change: Change) -> dict[str, object]:
    rated = change.kind == RATING
    return {
        "number": number,
        "kind": change.kind,
        "at_utc_ms": change.at_utc_ms,
        "card": change.key and str(change.key),
        "rating": Rating(int(change.told)).title if rated else None,
        "what": None if rated else change.told or None,
    }
