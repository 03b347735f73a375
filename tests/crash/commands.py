"""Commands that are killed: afterwards the home is in one of the allowed states, and a finished command is done."""

import time
from pathlib import Path
from random import Random

from tests.crash import faults
from tests.crash.homes import check_home
from tests.crash.report import Tally
from tests.crash.stage import Stage, State, Task
from tests.terminal import World

_BY_CLOCK = 0.3  # the share killed after a random time, not at a call that writes
_REPEATED = 0.25  # the share after which the command is given again


class Commands:
    """Several commands, each killed again and again on a fresh copy of its home."""

    def __init__(self, folder: Path, kind: str, rng: Random, tasks: list[Task], home: World) -> None:
        self.tally = Tally(kind)
        self._rng = rng
        self._folder = folder
        self._tasks = tasks
        self._home = home
        self._stages: dict[str, Stage] = {}

    def kill_one(self) -> None:
        """Run one of the commands, kill it, and check its home."""
        stage = self._stage(self._rng.choice(self._tasks))
        stage.reset()
        by_clock = not faults.are_there() or self._rng.random() < _BY_CLOCK
        nth = 0 if by_clock else self._rng.randint(1, stage.calls)
        with stage.start(nth, self._rng.choice((faults.How.DIE, faults.How.DIE_HALF_WAY))) as session:
            if by_clock:
                time.sleep(self._rng.uniform(0, stage.seconds))
                session.kill()
            session.wait()
        self.tally.times += session.was_killed
        is_done = stage.task.is_done(session)
        where = f"{stage.task.name}, {f'at call {nth}, {faults.last()}' if nth else 'by the clock'}"
        self.tally.check(session.exit_code == 0 or session.was_killed, f"{where}: {session.shown}")
        stage.task.check(stage.world, self.tally)
        check_home(stage.world, self.tally, thoroughly=self.tally.times % 10 == 0)
        found = stage.state()
        self.tally.check(stage.allows(found), f"{where}: in none of the allowed states: {stage.difference(found)}")
        self._count(stage, found, where, is_done=is_done)
        if stage.task.repeatable and found != stage.states[-1] and self._rng.random() < _REPEATED:
            self.tally.check(not (wrong := stage.repeat()), f"{where}: cannot be repeated: {wrong}")

    def _stage(self, task: Task) -> Stage:
        if task.name not in self._stages:
            self._stages[task.name] = Stage(self._folder / task.name, task, self._home)
        return self._stages[task.name]

    def _count(self, stage: Stage, found: State, where: str, *, is_done: bool) -> None:
        done = found == stage.states[-1]
        if is_done:
            self.tally.acknowledged += 1
            self.tally.found += done
            self.tally.check(done, f"{where}: it ended with 0, and is not done")
        else:
            self.tally.more += done and found != stage.states[0]
