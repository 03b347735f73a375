"""Disks that fail: `python -m tests.crash.disks [--each N] [--seed S] [--json]`.

Every call that changes something below the home, or a sample of them, fails once, or from then on as it does on a disk
that is broken or full.
"""

import argparse
import errno
import sys
import tempfile
import time
from pathlib import Path
from random import Random

from tests.crash import faults, report, works
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
    """Let disks fail under each work, at so many of its calls or at all, and return what that came to."""
    load_greenroom()
    rng = Random(seed)
    home = make_home(folder / "home", DECK)
    todo = [works.rating(), *works.imports(folder), works.writes()[0], *works.restores(folder), works.backup()]
    tallies = []
    for work in todo:
        stage, tally = Stage(folder / work.name, work, home), Tally(work.name)
        places = [(nth, *fault) for nth in range(1, stage.calls + 1) for fault in _FAULTS]
        for place in places if each is None else rng.sample(places, min(each, len(places))):
            fail_once(stage, tally, *place)
        tallies.append(tally)
    return tallies


def fail_once(stage: Stage, tally: Tally, nth: int, how: How, error: int) -> None:
    """Run a work on a disk that fails, then on the same disk when it is whole again."""
    stage.put()
    with stage.start(nth, how, error) as session:
        session.wait()
    tally.times += 1
    where = f"{stage.work.name} at call {nth}, {faults.last()}, {how.name} with {errno.errorcode[error]}"
    told = [line for line in session.shown.splitlines() if line.startswith("greenroom: ")]
    tally.check(session.exit_code in (0, 1), f"{where}: it ended with {session.exit_code}")
    tally.check("Traceback" not in session.shown and "unexpected" not in session.shown, f"{where}: {session.shown}")
    if session.exit_code == 1:
        tally.check(len(told) == 1 and _is_clear(told[0], stage), f"{where}: it told {session.shown}")
    stage.work.check(stage.world, tally)
    check_home(stage.world, tally, thoroughly=nth % 5 == 0)
    found = stage.state()
    tally.check(found in stage.states, f"{where}: neither as it was nor as it is to be: {stage.odd(found)}")
    if session.exit_code == 0:
        tally.acknowledged += 1
        tally.found += found == stage.states[-1]
        tally.check(found == stage.states[-1], f"{where}: told to be done, and is not: {session.shown}")
    else:
        tally.more += found == stage.states[-1] != stage.states[0]
    if stage.work.gone_on and found != stage.states[-1]:
        tally.check(not (wrong := stage.go_on()), f"{where}: cannot be done afterwards: {wrong}")


def _is_clear(sentence: str, stage: Stage) -> bool:
    """Tell whether a sentence says what is wrong, where, and what to do."""
    return str(stage.world.home) in sentence and sentence.count(". ") >= 1 and sentence.endswith(".")


def main() -> int:
    """Let disks fail; 1 if anything broke."""
    parser = argparse.ArgumentParser(prog="python -m tests.crash.disks", description=__doc__)
    parser.add_argument("--each", type=int, help="fail at so many places of each kind of work (default: at all)")
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
