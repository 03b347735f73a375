"""The time until a command is done, and until the first question shows: whole processes, real terminals."""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pexpect

from benchmarks.measure import Line, interleaved, ratio
from benchmarks.peer import first_card, graphs

_BARE_PROMPT = "from prompt_toolkit import PromptSession; PromptSession().prompt('Your answer')"
_NOTHING = [sys.executable, "-c", "pass"]
_DUE = ["due", "--json"]


def measure(home: Path, rounds: int) -> list[Line]:
    """Return the lines of one home, against an interpreter that does nothing and against a bare prompt."""
    lines = [
        _whole("--help", None, rounds, lambda: process(_ours(home, ["--help"]))),
        _whole("due --json", 7, rounds, lambda: _due(home)),
        _whole("due --json again", None, rounds, lambda: process(_ours(home, _DUE))),
        _whole("stats --json", None, rounds, lambda: process(_ours(home, ["stats", "--json"]))),
    ]
    bare, ours = interleaved(rounds, lambda: _prompt(["-c", _BARE_PROMPT])[0], lambda: _prompt(_review(home))[0])
    return [
        *lines,
        ratio("first question in a pty", ours, bare, 1.5, "bare prompt"),
        Line("memory of a session, peak", _prompt(_review(home))[1], 60, "MB", "once; 0 where /proc is missing"),
    ]


def beside_anki(home: Path, collection: Path, rounds: int) -> list[Line]:
    """Return the lines against Anki without its window: whole processes on the same cards and reviews."""
    theirs, ours = interleaved(rounds, lambda: process(first_card(collection)), lambda: _prompt(_review(home))[0])
    lines = [ratio("first question in a pty / Anki's first card", ours, theirs, 1, "Anki")]
    stats = _ours(home, ["stats", "--json"])
    theirs, ours = interleaved(rounds, lambda: process(graphs(collection)), lambda: process(stats))
    return [*lines, ratio("stats --json / Anki's graphs, all time", ours, theirs, 1, "Anki")]


def growth(small: Path, large: Path, rounds: int) -> list[Line]:
    """Return the lines of one home against another with ten times the cards and reviews."""
    before, after = interleaved(rounds, lambda: _prompt(_review(small))[0], lambda: _prompt(_review(large))[0])
    lines = [ratio("first question, ten times the data", after, before, 2, "the 10k one")]
    before, after = interleaved(rounds, lambda: _due(small), lambda: _due(large))
    lines.append(ratio("due, ten times the data", after, before, None, "the 10k one"))
    before, after = (_prompt(_review(home))[1] for home in (small, large))
    what, detail = "memory of a session, ten times the data", f"{after:.0f} MB against {before:.0f} MB"
    return [*lines, Line(what, after / (before or 1), None, "x the 10k one", detail, after, before)]


def _whole(what: str, budget: float | None, rounds: int, work: Callable[[], float]) -> Line:
    base, ours = interleaved(rounds, lambda: process(_NOTHING), work)
    return ratio(f"{what}, whole process", ours, base, budget, "python -c pass")


def _due(home: Path) -> float:
    """Return the seconds that `due` takes once something has changed, so that it can't print its last answer."""
    (home / "due.cache").unlink(missing_ok=True)
    return process(_ours(home, _DUE))


def process(command: list[str]) -> float:
    """Return the seconds a command takes from start to end."""
    begun = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - begun


def _ours(home: Path, argv: list[str]) -> list[str]:
    return [sys.executable, "-m", "trainer", "--home", str(home), *argv]


def _review(home: Path) -> list[str]:
    return ["-m", "trainer", "--home", str(home), "review"]


def _prompt(arguments: list[str]) -> tuple[float, float]:
    """Start Python in a pty; return the seconds until it asks for an answer, and its peak memory in MB."""
    environment = {**os.environ, "TERM": "xterm-256color", "PROMPT_TOOLKIT_NO_CPR": "1"}
    begun = time.perf_counter()
    child = pexpect.spawn(sys.executable, arguments, env=environment, dimensions=(24, 80), timeout=60)
    child.expect("Your answer")
    seconds = time.perf_counter() - begun
    status = Path(f"/proc/{child.pid}/status")
    rows = status.read_text().splitlines() if status.exists() else []
    peak = next((row.split()[1] for row in rows if row.startswith("VmHWM")), "0")
    child.sendcontrol("c")
    child.close(force=True)
    return seconds, int(peak) / 1024
