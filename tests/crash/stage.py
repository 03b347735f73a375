"""A task and its home: where it begins, which states it may leave the home in, and how it is started."""

import re
import shutil
import subprocess
import time
from collections import Counter
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
class Task:
    """A command that is run on a home.

    Attributes:
        name: A name for it.
        argv: The command.
        typed: What is typed.
        prepare: Brings a home with one deck to where the command begins.
        steps: Commands that lead, one after the other, to the states a kill may leave; none if the command itself does.
        noted_last: Whether the files may have changed before the log notes it.
        check: Checks what else must be true after the kill, before the home is opened again.
        repeatable: Whether giving the command again must lead to the last state.
        files: Whether a file of that name counts as part of the state.
        beside: A folder beside the home that the command changes, too; empty for none.
        unfinished: What the command says if it ends with 0 and leaves something for the next time; empty for nothing.
        by_parts: Whether some files and rows may be as after the command while others are as before.
    """

    name: str
    argv: tuple[str, ...]
    typed: str = ""
    prepare: Callable[[World], None] = lambda _: None
    steps: tuple[tuple[str, ...], ...] = ()
    noted_last: bool = False
    check: Callable[[World, Tally], None] = lambda _, __: None
    repeatable: bool = True
    files: Callable[[str], bool] = lambda _: True
    beside: str = ""
    unfinished: str = ""
    by_parts: bool = False

    def is_done(self, session: Session) -> bool:
        """Return whether the command says that it has done everything."""
        return session.exit_code == 0 and not (self.unfinished and self.unfinished in session.shown)


class State(NamedTuple):
    """What a user has: their files by name, with days blanked out, and the rows of the logs."""

    files: dict[str, str]
    logs: list[list[str]]


class Stage:
    """A home on which a task is run again and again.

    Attributes:
        task: The task.
        world: The home, for commands of this process.
        states: The states the task may leave; the first is the one before it.
        calls: How many calls of the task change something in the home.
        seconds: How long the task takes.
    """

    def __init__(self, folder: Path, task: Task, home: World) -> None:
        self.task = task
        self.world = World(folder / "home", now=home.now)
        self.world.variables = {"VISUAL": f"sh {folder / 'editor'}"}
        self.world.run_program = subprocess.call
        shutil.copytree(home.home, self.world.home)
        task.prepare(self.world)
        for place in self._places:
            shutil.copytree(place, self._base / place.name)
        self.states = [self.state()]
        for argv in task.steps or (task.argv,):
            self.world.run(*argv, typed=task.typed)
            self.states.append(self.state())
        if task.noted_last:
            self.states.insert(-1, self.states[-1]._replace(logs=self.states[0].logs))
        self.reset()
        began = time.monotonic()
        with self.start(0, faults.How.DIE) as session:
            session.wait()
        self.seconds = time.monotonic() - began
        self.calls = faults.seen() if faults.are_there() else 0
        if session.exit_code != 0 or self.state() != self.states[-1]:
            raise AssertionError(f"{task.name} does not work: {self.difference(self.state())}\n{session.shown}")

    @property
    def _base(self) -> Path:
        return self.world.home.with_name("base")

    @property
    def _places(self) -> list[Path]:
        """The home, and the folder beside it that the task changes."""
        return [self.world.home.with_name(name) for name in (self.world.home.name, self.task.beside) if name]

    def reset(self) -> None:
        """Bring the home back to where the task begins."""
        for place in self._places:
            shutil.rmtree(place)
            shutil.copytree(self._base / place.name, place)

    def allows(self, found: State) -> bool:
        """Return whether the task may leave that state."""
        if not self.task.by_parts:
            return found in self.states
        before, after = self.states[0], self.states[-1]
        names = found.files.keys() | before.files.keys() | after.files.keys()
        whole = all(found.files.get(name) in (before.files.get(name), after.files.get(name)) for name in names)
        logs = zip(before.logs, found.logs, after.logs, strict=True)
        return whole and all(Counter(old) <= Counter(now) <= Counter(new) for old, now, new in logs)

    def start(self, nth: int, how: faults.How, error: int = 0) -> Session:
        """Start the command with a fault at its n-th call, or without one if `nth` is 0."""

        def first() -> None:
            if faults.are_there():
                faults.arm(self.world.home.parent if self.task.beside else self.world.home, nth, how, error)

        argv = ["--home", str(self.world.home), *self.task.argv]
        session = start(argv, terminal=False, first=first, variables=self.world.variables)
        session.send(self.task.typed)
        return session

    def state(self) -> State:
        """Return the state of the home."""
        home = self.world.home
        names = filter(self.task.files, saved_files(home))
        files = {name: _DAY.sub("DAY", (home / name).read_text(encoding="utf-8")) for name in names}
        tables = {name for (name,) in rows(home, "SELECT name FROM sqlite_master")}
        logs = [sorted(map(repr, rows(home, query))) for query in _LOGS if query.split(" FROM ")[1] in tables]
        return State(files, logs)

    def difference(self, found: State) -> str:
        """Return which files and logs differ from each of the states it may be in."""
        differences = []
        for state in self.states:
            names = [name for name in found.files | state.files if found.files.get(name) != state.files.get(name)]
            logs = [query for query, now, then in zip(_LOGS, found.logs, state.logs, strict=False) if now != then]
            differences.append([*names, *logs])
        return repr(differences)

    def repeat(self) -> str:
        """Give the command again; return how the result differs from the last state, empty if it does not."""
        self.world.run(*self.task.argv, typed=self.task.typed)
        return "" if self.state() == self.states[-1] else f"{self.difference(self.state())} {self.world.err}"
