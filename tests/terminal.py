"""A made-up world for commands, and a real terminal for the few tests that need one."""

import atexit
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from io import StringIO
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import pyte
import pytest
from prompt_toolkit.data_structures import Size
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output.vt100 import Vt100_Output

from cards.key import CardKey
from decks.library.library import Library
from scheduler.planning.session import start_session
from trainer.cli import main
from trainer.environment import Environment
from trainer.opening import open_home, open_library, open_store
from trainer.review.loop import ReviewLoop
from trainer.review.sitting import Sitting
from trainer.terminal.prompt import PromptUi

if TYPE_CHECKING:
    import pexpect

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)

DECK = """
[deck]
id = "mine"
title = "Mine"
kind = "technique"

[[cards]]
id = "sure"
question = "How did you make sure?"
phrasings = ["And you knew it was right because?", "Numbers lie, do they not?"]
looks_for = "A method."
key_points = [{text = "names the check", must = true}, "says what could go wrong", "gives a number"]
follow_ups = ["And if the two disagreed?"]
bridges = ["Let me think."]
pitfalls = ["Saying you double-checked."]
priority = "must"

[[cards]]
id = "why"
question = "Why us?"
answer = "Because of the work."
"""


@cache
def _read_decks() -> Path:
    """Return a cache with the built-in decks, made once per process."""
    folder = Path(tempfile.mkdtemp(prefix="greenroom-tests-"))
    atexit.register(shutil.rmtree, folder)
    Library(folder / "decks", folder / "cache.db").close()
    return folder / "cache.db"


class TypedLines(StringIO):
    """Standard input: the lines a person types. Something may happen elsewhere before a line is read."""

    def __init__(self, typed: str, before: Mapping[int, Callable[[], object]]) -> None:
        super().__init__(typed)
        self._before = before
        self._line = count()

    def readline(self, size: int = -1, /) -> str:  # type: ignore[override]  # typeshed mixes bytes and text here
        self._before.get(next(self._line), lambda: None)()
        return super().readline(size)


@dataclass
class World:
    """One home, a clock that a test can move, and what the last command printed."""

    home: Path
    now: datetime = NOON
    columns: int = 80
    interactive: bool = False
    variables: dict[str, str] = field(default_factory=dict)
    run_program: Callable[[Sequence[str]], int] = lambda _: 127
    show_page: Callable[[str], bool] = lambda _: False
    seconds: float = 0.0
    step: float = 30.0
    seed: int = 7
    out: str = ""
    err: str = ""
    names: Any = field(default_factory=lambda: (f"id-{number}" for number in count()))

    def environment(self, typed: str = "") -> Environment:
        """Return the world as a command sees it. The stopwatch advances by `step` seconds whenever it is read."""

        def stopwatch() -> float:
            self.seconds += self.step
            return self.seconds

        return Environment(
            stdin=StringIO(typed),
            stdout=StringIO(),
            stderr=StringIO(),
            interactive=self.interactive,
            columns=lambda: self.columns,
            variables=self.variables,
            clock=lambda: self.now,
            stopwatch=stopwatch,
            zone=UTC,
            new_uuid=lambda: next(self.names),
            new_seed=lambda: self.seed,
            run_program=self.run_program,
            show_page=self.show_page,
            platform="linux",
            data_home=self.home,
        )

    def run(self, *argv: str, typed: str = "", before: Mapping[int, Callable[[], object]] | None = None) -> int:
        """Run a command to its end and keep what it printed; return its exit code.

        Args:
            argv: The command line.
            typed: What is typed into it.
            before: What happens before a typed line is read, by the line's number from 0.
        """
        self._warm_up()
        env = self.environment(typed)
        if before:
            env = env._replace(stdin=TypedLines(typed, before))
        code = main(argv, env)
        assert isinstance(env.stdout, StringIO)
        assert isinstance(env.stderr, StringIO)
        self.out, self.err = env.stdout.getvalue(), env.stderr.getvalue()
        assert "Traceback" not in self.out + self.err
        return code

    def _warm_up(self) -> None:
        """Give a new home a cache of the built-in decks: reading them takes longer than most tests."""
        if not self.home.exists() and self.home.parent.is_dir():
            self.home.mkdir(mode=0o700)
            shutil.copy(_read_decks(), self.home / "cache.db")

    def write_deck(self, text: str = DECK, name: str = "mine.toml") -> Path:
        """Write one of the user's own decks; return its file."""
        self._warm_up()
        path = self.home / "decks" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
        return path

    def answer_first_question(self) -> None:
        """Start at a terminal once and say that no interview is coming, so that the home never asks again."""
        before = self.interactive, self.variables
        self.interactive, self.variables = True, {"GREENROOM_PLAIN": "1"}
        assert self.run("review", typed="\nq\n") == 0
        self.interactive, self.variables = before

    def pass_days(self, days: int) -> None:
        """Move the clock ahead."""
        self.now += timedelta(days=days)


def sit(world: World, typed: str, *options: str) -> str:
    """Play one sitting on the deck `mine`; return what was shown."""
    assert world.run("review", "--deck", "mine", *options, typed=typed) == 0
    return world.out


@contextmanager
def prompts(
    world: World, typed: str, rows: int = 24, clock: Callable[[], datetime] | None = None
) -> Iterator[tuple[Environment, PromptUi, Callable[[], str]]]:
    """Open the terminal with line editing, without a process, with keys pressed ahead; read what its screen shows."""
    stream = StringIO()
    output = Vt100_Output(stream, lambda: Size(rows, world.columns), term="xterm-256color", enable_cpr=False)

    def shown() -> str:
        screen = pyte.Screen(world.columns, rows)
        world.out = stream.getvalue()
        pyte.Stream(screen).feed(world.out)
        return "\n".join(line.rstrip() for line in screen.display)

    with create_pipe_input() as keys:
        keys.send_text(typed)
        env = world.environment()._replace(interactive=True, clock=clock or (lambda: world.now))
        yield env, PromptUi(env, input=keys, output=output), shown


def sit_at_prompts(
    world: World, typed: str, rows: int = 24, clock: Callable[[], datetime] | None = None, **session: Any
) -> str:
    """Play a sitting on the deck `mine` in the terminal with line editing; return what its screen shows at the end."""
    with prompts(world, typed, rows, clock) as (env, ui, shown):
        home = open_home(env, None)
        with open_store(home) as store, open_library(home, store) as library:
            keys = tuple(CardKey("mine", card.id) for card in library.cards("mine"))
            asked = start_session(keys, env.clock(), **session)
            ReviewLoop(Sitting(ui, home, library, store, asked)).run()
        return shown()


class _AnsweringScreen(pyte.Screen):
    """A screen that reports where its cursor is when the program asks."""

    def __init__(self, columns: int, rows: int, child: "pexpect.spawn") -> None:
        super().__init__(columns, rows)
        self._child = child

    def write_process_input(self, data: str) -> None:
        self._child.send(data)

    def select_graphic_rendition(self, *attrs: int, **rest: Any) -> None:
        """Show faint text, which pyte doesn't know, as bright black."""
        super().select_graphic_rendition(*(90 if each == 2 else each for each in attrs), **rest)


class Screen:
    """A program in a real terminal, seen as a person sees it."""

    def __init__(
        self,
        *argv: str,
        columns: int = 80,
        rows: int = 24,
        variables: dict[str, str] | None = None,
        module: str = "trainer",
        program: Sequence[str] = (),
    ) -> None:
        """Start greenroom's module with its arguments, or another program. On Windows, skip the test instead."""
        if sys.platform == "win32":
            pytest.skip("needs a Unix terminal; .ci/windows looks at the console from outside")
        import pexpect

        # readline, which a worker of pytest may load, sets the last two
        ours = ("NO_COLOR", "GREENROOM_PLAIN", "COLUMNS", "LINES")
        environment = {name: value for name, value in os.environ.items() if name not in ours}
        environment |= {"TERM": "xterm-256color"} | (variables or {})
        first, *rest = program or (sys.executable, "-m", module, *argv)
        self.child = pexpect.spawn(first, rest, env=environment, dimensions=(rows, columns), timeout=20)
        self._timeout, self._eof = pexpect.TIMEOUT, pexpect.EOF
        self.screen = _AnsweringScreen(columns, rows, self.child)
        self.stream = pyte.ByteStream(self.screen)
        self.raw = b""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.child.close(force=True)

    @property
    def text(self) -> str:
        """The text on the screen."""
        return "\n".join(line.rstrip() for line in self.screen.display)

    def until(self, expected: str, seconds: float = 20) -> str:
        """Wait until the screen shows a text; return the screen."""
        end = time.monotonic() + seconds
        while expected not in self.text:
            try:
                found = self.child.read_nonblocking(65536, timeout=0.2)
            except self._timeout:
                found = b""
            except self._eof:
                break
            self.raw += found
            self.stream.feed(found)
            if time.monotonic() > end:
                break
        assert expected in self.text, f"expected {expected!r}; the screen shows:\n{self.text}"
        return self.text

    def press(self, keys: str) -> None:
        """Type keys."""
        self.child.send(keys)

    def ended(self) -> int | None:
        """Wait for the end; return the exit code."""
        self.child.expect(self._eof)
        self.raw += self.child.before
        self.stream.feed(self.child.before)
        self.child.close()
        code: int | None = self.child.exitstatus
        return code


def wait_until(happened: Callable[[], bool], seconds: float = 20) -> None:
    """Wait for something that another process or thread does; fail if it takes longer."""
    end = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < end
        time.sleep(0.05)
