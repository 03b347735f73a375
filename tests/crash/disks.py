"""Disks that fail: `python -m tests.crash.disks [--each N] [--seed S] [--json]`.

Every call that changes something in the home, or a sample of them, fails: once, or from then on, as on a disk that is
broken or full.
"""

import argparse
import errno
import sys
import tempfile
import time
from pathlib import Path
from random import Random

from tests.crash import faults, report, tasks
from tests.crash.faults import How
from tests.crash.homes import check_home, make_home
from tests.crash.report import Tally
from tests.crash.sessions import load_greenroom
from tests.crash.stage import Stage
from tests.terminal import DECK

_FAULTS = (
    (How.FAIL_ONCE, errno.EIO),
    (How.FAIL_FROM_THEN_ON, errno.EIO),
    (How.FAIL_FROM_THEN_ON, errno.ENOSPC),
)


def run(folder: Path, *, each: int | None, seed: int) -> list[Tally]:
    """Make disks fail under each task, at `each` of its calls or at all of them; return the results."""
    load_greenroom()
    rng = Random(seed)
    home = make_home(folder / "home", DECK)
    todo = [tasks.rating(), *tasks.imports(folder), tasks.writes()[0], *tasks.restores(folder), tasks.backup()]
    todo += tasks.syncs(folder)
    tallies = []
    for task in todo:
        stage, tally = Stage(folder / task.name, task, home), Tally(task.name)
        places = [(nth, *fault) for nth in range(1, stage.calls + 1) for fault in _FAULTS]
        for place in places if each is None else rng.sample(places, min(each, len(places))):
            fail_once(stage, tally, *place)
        tallies.append(tally)
    return tallies


def fail_once(stage: Stage, tally: Tally, nth: int, how: How, error: int) -> None:
    """Run a task on a disk that fails, then again on the same disk once it works."""
    stage.reset()
    with stage.start(nth, how, error) as session:
        session.wait()
    tally.times += 1
    where = f"{stage.task.name} at call {nth}, {faults.last()}, {how.name} with {errno.errorcode[error]}"
    errors = [line for line in session.shown.splitlines() if line.startswith("greenroom: ")]
    tally.check(session.exit_code in (0, 1), f"{where}: it ended with {session.exit_code}")
    tally.check("Traceback" not in session.shown and "unexpected" not in session.shown, f"{where}: {session.shown}")
    if session.exit_code == 1:
        tally.check(len(errors) == 1 and _is_clear(errors[0], stage), f"{where}: it printed {session.shown}")
    stage.task.check(stage.world, tally)
    check_home(stage.world, tally, thoroughly=nth % 5 == 0)
    found = stage.state()
    tally.check(stage.allows(found), f"{where}: in none of the allowed states: {stage.difference(found)}")
    if stage.task.is_done(session):
        tally.acknowledged += 1
        tally.found += found == stage.states[-1]
        tally.check(found == stage.states[-1], f"{where}: it ended with 0, and is not done: {session.shown}")
    else:
        tally.more += found == stage.states[-1] != stage.states[0]
    if stage.task.repeatable and found != stage.states[-1]:
        tally.check(not (wrong := stage.repeat()), f"{where}: cannot be done afterwards: {wrong}")


def _is_clear(sentence: str, stage: Stage) -> bool:
    """Return whether a sentence seems to say what is wrong, where, and what to do."""
    return str(stage.world.home.parent) in sentence and sentence.count(". ") >= 1 and sentence.endswith(".")


def main() -> int:
    """Run the campaign; return 1 if anything broke."""
    parser = argparse.ArgumentParser(prog="python -m tests.crash.disks", description=__doc__)
    parser.add_argument("--each", type=int, help="how many calls of each task fail (default: all)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    faults.begin_again_with_faults()
    if not faults.are_there():
        print(f"No faults: {faults.why_not()}.", file=sys.stderr)
        return 2
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="greenroom-disks-") as folder:
        tallies = run(Path(folder), each=args.each, seed=args.seed)
    if args.json:
        print(report.as_json(tallies))
    else:
        print(report.as_text(tallies, "Failing disks", "failures", time.monotonic() - began))
    return int(any(one.broken for one in tallies))


if __name__ == "__main__":
    sys.exit(main())
