"""`greenroom sync [FOLDER]`: share your history with your other machines."""

from argparse import Namespace
from datetime import UTC, datetime

from cards.errors import UsageError
from cards.text import clean_line
from scheduler.study_day import study_day
from trainer.environment import Environment
from trainer.home import Home
from trainer.opening import open_home, open_store
from trainer.sync import home_sync
from trainer.sync.conflicts import conflicts_sentence
from trainer.sync.home_side import Outcome
from trainer.sync.home_sync import TargetStatus
from trainer.terminal.output import print_json, print_sentence
from trainer.terminal.words import count, short_day

_MOST_MACHINES = 2  # that are named
_MOST_LETTERS = 30  # of the name of a machine


def run(args: Namespace, env: Environment) -> int:
    """Sync, show how things stand, or forget a target; 0."""
    if args.status and (args.folder or args.detach):
        raise UsageError("--status cannot go with FOLDER or --detach", "Leave one of them out.")
    home = open_home(env, args.home)
    if args.status:
        return _show_status(home, as_json=args.json)
    url = home_sync.url_of(home, args.folder) if args.folder else home_sync.last_target(home)
    if args.detach:
        others = home_sync.detach(home, url)
        print_sentence(env, f"Detached: greenroom no longer syncs with {url}. What is there stays there.")
        if others:
            print_sentence(env, f"`greenroom sync` now syncs with {others[0]}.")
        return 0
    if args.background:
        from trainer.sync.background import run_quietly

        run_quietly(home, url)
        return 0
    with open_store(home) as store:
        outcome = home_sync.sync(home, store, url)
    if args.json:
        result = outcome._asdict()
        print_json(env, {"url": url} | {name: result[name] for name in ("pulled", "pushed", "files", "told")})
        return 0
    print_sentence(env, summary(outcome))
    for sentence in outcome.told:
        print_sentence(env, sentence)
    if outcome.is_first:
        print_sentence(env, "From now on, `greenroom sync` does the same.")
    return 0


def summary(outcome: Outcome) -> str:
    """Return what came of a sync in a sentence or two."""
    came = []
    if outcome.pulled:
        came.append(count(outcome.pulled, "review"))
    if outcome.files:
        came.append(count(outcome.files, "changed file"))
    if outcome.others:
        came.append(count(outcome.others, "other change" if came else "change"))
    parts = []
    if came:
        *others, last = came
        parts.append(f"{', '.join(others)} and {last}" if others else last)
        parts[0] += f" from {_names(outcome.machines)}"
    if outcome.pushed:
        parts.append(f"{count(outcome.pushed, 'review') if not came else outcome.pushed} sent")
    elif outcome.sent:
        parts.append(f"{count(outcome.sent, 'change')} sent")
    done = "Everything is in step." if not outcome.waiting else "The rest comes with the next sync."
    return f"{', '.join(parts) or 'Nothing new'}. {done}"


def _names(machines: tuple[str, ...]) -> str:
    """Return the names of machines, which come from outside."""
    names = [clean_line(name)[:_MOST_LETTERS] for name in machines]
    if len(names) > _MOST_MACHINES or (len(names) > 1 and not all(names)):
        return count(len(names), "machine")
    return " and ".join(name or "another machine" for name in names) or "another machine"


def _show_status(home: Home, *, as_json: bool) -> int:
    """Print how things stand with each target; 0."""
    with open_store(home, reading=True) as store:
        targets = home_sync.status(home, store)
    if as_json:
        print_json(home.env, {"targets": [_json(each) for each in targets]})
        return 0
    if not targets:
        print_sentence(home.env, "greenroom doesn't sync with anything yet. Name a folder: `greenroom sync FOLDER`.")
    for each in targets:
        print_sentence(home.env, _status_line(home, each))
        for sentence in each.state.told:
            print_sentence(home.env, sentence)
    if sentence := conflicts_sentence(home):
        print_sentence(home.env, sentence)
    return 0


def _status_line(home: Home, status: TargetStatus) -> str:
    state = status.state
    last = "never synced"
    if state.synced_ms is not None:
        last = f"last synced {_when(home, state.synced_ms)}: {state.pulled} came, {state.pushed} sent"
    waiting = f" {count(status.waiting, 'review')} to send." if status.waiting else ""
    failure = ""
    if state.failed_ms is not None:
        failure = f" Failing since {_when(home, state.failed_ms)}: {state.failure}"
    return f"{state.url}: {last}.{waiting}{failure}"


def _when(home: Home, at_ms: int) -> str:
    at = _instant(at_ms).astimezone(home.env.zone)
    day = study_day(at, home.env.zone)
    return f"today at {at:%H:%M}" if day == home.today else short_day(day, home.today)


def _json(status: TargetStatus) -> dict[str, object]:
    state = status.state
    last = None if state.synced_ms is None else _instant(state.synced_ms).isoformat()
    told = [*state.told, *([state.failure] if state.failure else [])]
    return {"url": state.url, "last": last, "pulled": state.pulled, "pushed": state.pushed} | {
        "waiting": status.waiting,
        "told": told,
    }


def _instant(at_ms: int) -> datetime:
    return datetime.fromtimestamp(at_ms / 1000, UTC)
