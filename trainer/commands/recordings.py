"""`greenroom recordings list|play|keep|delete`: your recorded answers."""

from argparse import Namespace

from cards.errors import GreenroomError, UsageError
from trainer.environment import Environment
from trainer.home import Home
from trainer.opening import open_home
from trainer.speech import recordings
from trainer.speech.recordings import Recording, State
from trainer.terminal.layout import Line, entry, paragraph, shorten
from trainer.terminal.output import output_layout, print_json, print_lines, print_sentence
from trainer.terminal.ui import UserLeft, open_ui
from trainer.terminal.words import clock, count, short_day

_NONE = "You have no recordings. `greenroom review --record` makes some; k keeps one."


def run(args: Namespace, env: Environment) -> int:
    """List, play, keep or delete recordings; 0."""
    home = open_home(env, args.home)
    days = home.preferences.keep_recordings
    recordings.clean_up(home, days)
    found = recordings.recordings(home)
    if args.action == "list":
        _list(home, env, found, as_json=args.json)
        return 0
    if args.action == "play":
        from trainer.speech.playing import play

        (recording,) = _chosen(found, [args.number])
        play(recording.path, open_ui(env, plain=args.plain))
        return 0
    everything = args.action == "delete" and args.all
    chosen = [each for each in found if not each.is_held] if everything else _chosen(found, args.numbers)
    if any(each.is_held for each in chosen):
        raise GreenroomError("A recording of a review that is under way can't be changed", "End the review first.")
    if args.action == "delete":
        _agree(env, chosen, yes=args.yes)
    for recording in chosen:
        if args.action == "delete":
            recordings.delete(recording)
        elif recording.state is not State.KEPT:
            recordings.keep(home, recording)
    print_sentence(env, f"{'Deleted' if args.action == 'delete' else 'Kept'}: {count(len(chosen), 'recording')}.")
    if everything and len(chosen) < len(found):
        print_sentence(env, "What a review under way records was left.")
    return 0


def _agree(env: Environment, chosen: list[Recording], *, yes: bool) -> None:
    """Ask before recordings that the user kept are deleted, for nothing brings them back."""
    kept = [each for each in chosen if each.state is State.KEPT]
    if yes or not kept:
        return
    what = f"{count(len(kept), 'recording')} you kept"
    if not env.interactive:
        raise UsageError(f"That would delete {what}", "Add --yes to delete them for good.")
    ui = open_ui(env, plain=False)
    try:
        agreed = ui.ask(f"Delete {what} for good?", "y yes · Enter no").strip().casefold() in ("y", "yes")
    except UserLeft:
        agreed = False
    if not agreed:
        raise GreenroomError("Nothing was deleted")


def _chosen(found: list[Recording], numbers: list[int]) -> list[Recording]:
    """Return the recordings with these numbers, each once."""
    if not numbers:
        raise GreenroomError("No number was given", "`greenroom recordings` numbers them.")
    for number in numbers:
        if number > len(found):
            raise GreenroomError(f"There is no recording {number}", "`greenroom recordings` lists them.")
    return [found[number - 1] for number in dict.fromkeys(numbers)]


def _list(home: Home, env: Environment, found: list[Recording], *, as_json: bool) -> None:
    if as_json:
        print_json(env, [_json(number, each) for number, each in enumerate(found, start=1)])
        return
    layout = output_layout(env)
    lines: list[Line] = []
    for number, each in enumerate(found, start=1):
        at = each.at.astimezone(env.zone)
        when = f"{short_day(at.date(), home.calendar_day)}, {at:%H:%M}"
        length = clock(each.seconds)
        key = shorten(str(each.key), layout.width - len(f"{number}{length}") - 6)  # with the spaces around it
        lines += entry(f"{number}  {key}", length, layout.width, f"{when}, {_fate(each, home)}")
    print_lines(env, lines or paragraph(_NONE, layout.width))


def _fate(recording: Recording, home: Home) -> str:
    """Say what becomes of a recording."""
    until = recordings.kept_until(recording, home.preferences.keep_recordings)
    if until is None:
        return "kept"
    if recording.is_growing:
        return "being recorded"
    if recording.is_held:
        return "from a review under way"
    deleted = f"deleted on {short_day(until.astimezone(home.env.zone).date(), home.calendar_day)}"
    return f"not rated yet, {deleted}" if recording.state is State.OPEN else deleted


def _json(number: int, recording: Recording) -> dict[str, object]:
    return {
        "number": number,
        "card": str(recording.key),
        "at": recording.at.isoformat(timespec="seconds"),
        "seconds": round(recording.seconds, 1),
        "state": recording.state.value,
        "path": str(recording.path),
    }
