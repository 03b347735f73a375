"""A command on a home: where it begins, which states it may leave, and how it is started."""

import re
import shutil
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from tests.crash import faults
from tests.crash.homes import rows
from tests.crash.report import Tally
from tests.crash.sessions import Session, start
from tests.terminal import World
from trainer.files.home_files import saved_files

_DAY = re.compile(r"\d{4}-\d\d-\d\d([T ][\d:.Z+-]+)?")
_LOGS = (
    "SELECT deck, card, rating, mode, iif(mode = 'imported', reviewed_at_utc_ms, 0) FROM reviews",
    "SELECT deck, card, event FROM events",
    "SELECT kind, told FROM changes",
    "SELECT count(*) FROM change_rows",
    "SELECT count(*) FROM undone",
)


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


class Stage:
    """A home where a work begins, again and again.

    Attributes:
        work: The command.
        world: The home, as commands of this process see it.
        states: The states that it may be in when the command ends, the first being that before it.
        calls: How many calls of it change something below the home.
        seconds: How long it takes.
    """

    def __init__(self, folder: Path, work: Work, home: World) -> None:
        self.work = work
        self.world = World(folder / "home", now=home.now)
        self.world.variables = {"VISUAL": f"sh {folder / 'editor'}"}
        self.world.run_program = subprocess.call
        shutil.copytree(home.home, self.world.home)
        work.prepare(self.world)
        shutil.copytree(self.world.home, self._base)
        self.states = [self.state()]
        for argv in work.stages or (work.argv,):
            self.world.run(*argv, typed=work.typed)
            self.states.append(self.state())
        if work.noted_last:
            self.states.insert(-1, self.states[-1]._replace(logs=self.states[0].logs))
        self.put()
        began = time.monotonic()
        with self.start(0, faults.How.DIE) as session:
            session.wait()
        self.seconds = time.monotonic() - began
        self.calls = faults.seen() if faults.are_there() else 0
        if session.exit_code != 0 or self.state() != self.states[-1]:
            raise AssertionError(f"{work.name} does not work: {self.odd(self.state())}\n{session.shown}")

    @property
    def _base(self) -> Path:
        return self.world.home.with_name("base")

    def put(self) -> None:
        """Bring the home to where the work begins."""
        shutil.rmtree(self.world.home)
        shutil.copytree(self._base, self.world.home)

    def start(self, nth: int, how: faults.How, error: int = 0) -> Session:
        """Start the command, with a fault at the n-th of its calls; none if that is 0."""

        def first() -> None:
            if faults.are_there():
                faults.arm(self.world.home, nth, how, error)

        argv = ["--home", str(self.world.home), *self.work.argv]
        session = start(argv, terminal=False, first=first, variables=self.world.variables)
        session.send(self.work.typed)
        return session

    def state(self) -> State:
        """Return the state that the home is in."""
        home = self.world.home
        names = filter(self.work.files, saved_files(home))
        files = {name: _DAY.sub("DAY", (home / name).read_text(encoding="utf-8")) for name in names}
        there = {name for (name,) in rows(home, "SELECT name FROM sqlite_master")}
        logs = [sorted(map(repr, rows(home, query))) for query in _LOGS if query.split(" FROM ")[1] in there]
        return State(files, logs)

    def odd(self, found: State) -> str:
        """Tell in what a state differs from each of those it may be."""
        differences = []
        for state in self.states:
            names = [name for name in found.files | state.files if found.files.get(name) != state.files.get(name)]
            logs = [query for query, now, then in zip(_LOGS, found.logs, state.logs, strict=False) if now != then]
            differences.append([*names, *logs])
        return repr(differences)

    def go_on(self) -> str:
        """Give the command again; return why it does not lead to where it should, nothing if it does."""
        self.world.run(*self.work.argv, typed=self.work.typed)
        return "" if self.state() == self.states[-1] else f"{self.odd(self.state())} {self.world.err}"
