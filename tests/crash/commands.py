"""Commands that are killed: what they change is as it was or as it is to be, whole, and what they told is so."""

import re
import shutil
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import NamedTuple

from tests.crash import faults
from tests.crash.homes import check_home, rows
from tests.crash.report import Tally
from tests.crash.sessions import Session, start
from tests.terminal import World
from trainer.archive import names_in

_DAY = re.compile(r"\d{4}-\d\d-\d\d([T ][\d:.Z+-]+)?")
_LOGS = (
    "SELECT deck, card, rating, reviewed_at_utc_ms, mode FROM reviews",
    "SELECT deck, card, event FROM events",
    "SELECT kind, told FROM changes",
    "SELECT count(*) FROM change_rows",
    "SELECT count(*) FROM undone",
)
_BY_CLOCK = 0.3  # the share that is killed by the clock and not at a call that writes


@dataclass(frozen=True, kw_only=True)
class Work:
    """A command on a home.

    Attributes:
        name: What it is called.
        argv: The command.
        typed: What is typed.
        prepare: Brings a home with one deck to where the command begins.
        stages: The commands that lead, one after the other, to the states it may be killed in; none for itself alone.
        noted_last: Whether files may be as they are to be before the log says so: that they can be undone comes last.
        check: What else must be true after the kill, before anybody opens the home.
        gone_on: Whether it must lead to the last state when it is given again.
        files: Whether a file of that name belongs to the state.
    """

    name: str
    argv: tuple[str, ...]
    typed: str = ""
    prepare: Callable[[World], None] = lambda _: None
    stages: tuple[tuple[str, ...], ...] = ()
    noted_last: bool = False
    check: Callable[[World, Tally], None] = lambda _, __: None
    gone_on: bool = True
    files: Callable[[str], bool] = lambda _: True


class State(NamedTuple):
    """What a person has: their files by name, days left out, and what the logs say."""

    files: dict[str, str]
    logs: list[list[str]]


@dataclass
class _Base:
    """A home where a work begins: the states it may come to, and how much it does on its way."""

    work: Work
    world: World
    states: list[State] = field(default_factory=list)
    calls: int = 0
    seconds: float = 0.0


class Commands:
    """Several commands, each killed again and again on a fresh copy of its home."""

    def __init__(self, folder: Path, kind: str, rng: Random, works: list[Work], home: World) -> None:
        self.tally = Tally(kind)
        self._rng = rng
        self._folder = folder
        self._bases = [self._base(work, home) for work in works]

    def kill_one(self) -> None:
        """Kill one of the commands, open its home, and look what it has become."""
        base = self._rng.choice(self._bases)
        self._put(base)
        by_clock = not faults.are_there() or self._rng.random() < _BY_CLOCK
        nth = 0 if by_clock else self._rng.randint(1, base.calls)
        how = self._rng.choice((faults.How.DIE, faults.How.DIE_HALF_WAY))
        with self._start(base, nth, how) as session:
            if by_clock:
                time.sleep(self._rng.uniform(0, base.seconds))
                session.kill()
            session.wait()
            self.tally.kills += session.was_killed
            is_done = session.exit_code == 0
            self.tally.check(is_done or session.was_killed, f"{base.work.name} failed: {session.shown}")
        where = f"{base.work.name}, {f'at {nth}: {faults.last()}' if nth else 'by the clock'}"
        base.work.check(base.world, self.tally)
        check_home(base.world, self.tally, thoroughly=self.tally.kills % 10 == 0)
        found = _state(base)
        self.tally.check(found in base.states, f"{where}: neither as it was nor as it is to be: {_odd(found, base)}")
        self._count(base, found, where, is_done=is_done, was_killed=session.was_killed)
        if base.work.gone_on and found != base.states[-1] and self._rng.random() < 0.25:
            base.world.run(*base.work.argv, typed=base.work.typed)
            self.tally.check(_state(base) == base.states[-1], f"{where}: cannot be gone on with: {base.world.err}")

    def _count(self, base: _Base, found: State, where: str, *, is_done: bool, was_killed: bool) -> None:
        done = found == base.states[-1]
        if is_done:
            self.tally.acknowledged += 1
            self.tally.found += done
            self.tally.check(done, f"{where}: told to be done, and is not")
        elif was_killed and done and found != base.states[0]:
            self.tally.more += 1

    def _start(self, base: _Base, nth: int, how: faults.How) -> Session:
        def first() -> None:
            if faults.are_there():
                faults.arm(base.world.home, nth, how)

        variables = base.world.variables
        argv = ["--home", str(base.world.home), *base.work.argv]
        session = start(argv, terminal=False, first=first, variables=variables)
        session.send(base.work.typed)
        return session

    def _base(self, work: Work, home: World) -> _Base:
        folder = self._folder / work.name
        world = World(folder / "home", now=home.now)
        shutil.copytree(home.home, world.home)
        world.variables = {"VISUAL": f"sh {folder / 'editor'}"}
        world.run_program = subprocess.call
        work.prepare(world)
        shutil.copytree(world.home, folder / "base")
        base = _Base(work, world)
        base.states.append(_state(base))
        for stage in work.stages or (work.argv,):
            world.run(*stage, typed=work.typed)
            base.states.append(_state(base))
        if work.noted_last:
            base.states.insert(-1, base.states[-1]._replace(logs=base.states[0].logs))
        self._put(base)
        began = time.monotonic()
        with self._start(base, 0, faults.How.DIE) as session:
            session.wait()
            if session.exit_code != 0 or _state(base) != base.states[-1]:
                raise AssertionError(f"{work.name}: {_odd(_state(base), base)}\n{session.shown}")
        base.seconds = time.monotonic() - began
        base.calls = faults.seen() if faults.are_there() else 0
        return base

    def _put(self, base: _Base) -> None:
        shutil.rmtree(base.world.home)
        shutil.copytree(base.world.home.parent / "base", base.world.home)


def _state(base: _Base) -> State:
    home = base.world.home
    names = filter(base.work.files, names_in(home))
    files = {name: _DAY.sub("DAY", (home / name).read_text(encoding="utf-8")) for name in names}
    there = {name for (name,) in rows(home, "SELECT name FROM sqlite_master")}
    logs = [sorted(map(repr, rows(home, query))) for query in _LOGS if query.split(" FROM ")[1] in there]
    return State(files, logs)


def _odd(found: State, base: _Base) -> str:
    """Tell in what a state differs from each of those it may be."""
    differences = []
    for state in base.states:
        names = [name for name in found.files | state.files if found.files.get(name) != state.files.get(name)]
        logs = [query for query, now, then in zip(_LOGS, found.logs, state.logs, strict=False) if now != then]
        differences.append([*names, *logs])
    return repr(differences)
