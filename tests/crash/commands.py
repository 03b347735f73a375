"""Commands that are killed: what they change is as it was or as it is to be, whole, and what they told is so."""

import time
from pathlib import Path
from random import Random

from tests.crash import faults
from tests.crash.homes import check_home
from tests.crash.report import Tally
from tests.crash.stage import Stage, State, Work
from tests.terminal import World

_BY_CLOCK = 0.3  # the share that is killed by the clock and not at a call that writes
_GONE_ON = 0.25  # the share after which the command is given again


class Commands:
    """Several commands, each killed again and again on a fresh copy of its home."""

    def __init__(self, folder: Path, kind: str, rng: Random, works: list[Work], home: World) -> None:
        self.tally = Tally(kind)
        self._rng = rng
        self._folder = folder
        self._works = works
        self._home = home
        self._stages: dict[str, Stage] = {}

    def kill_one(self) -> None:
        """Kill one of the commands, open its home, and look what it has become."""
        stage = self._stage(self._rng.choice(self._works))
        stage.put()
        by_clock = not faults.are_there() or self._rng.random() < _BY_CLOCK
        nth = 0 if by_clock else self._rng.randint(1, stage.calls)
        with stage.start(nth, self._rng.choice((faults.How.DIE, faults.How.DIE_HALF_WAY))) as session:
            if by_clock:
                time.sleep(self._rng.uniform(0, stage.seconds))
                session.kill()
            session.wait()
        self.tally.times += session.was_killed
        is_done = session.exit_code == 0
        where = f"{stage.work.name}, {f'at call {nth}, {faults.last()}' if nth else 'by the clock'}"
        self.tally.check(is_done or session.was_killed, f"{where}: {session.shown}")
        stage.work.check(stage.world, self.tally)
        check_home(stage.world, self.tally, thoroughly=self.tally.times % 10 == 0)
        found = stage.state()
        self.tally.check(found in stage.states, f"{where}: neither as it was nor as it is to be: {stage.odd(found)}")
        self._count(stage, found, where, is_done=is_done)
        if stage.work.gone_on and found != stage.states[-1] and self._rng.random() < _GONE_ON:
            self.tally.check(not (wrong := stage.go_on()), f"{where}: cannot be gone on with: {wrong}")

    def _stage(self, work: Work) -> Stage:
        if work.name not in self._stages:
            self._stages[work.name] = Stage(self._folder / work.name, work, self._home)
        return self._stages[work.name]

    def _count(self, stage: Stage, found: State, where: str, *, is_done: bool) -> None:
        done = found == stage.states[-1]
        if is_done:
            self.tally.acknowledged += 1
            self.tally.found += done
            self.tally.check(done, f"{where}: told to be done, and is not")
        else:
            self.tally.more += done and found != stage.states[0]
