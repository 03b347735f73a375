"""Measuring fairly: in turn, so that a noisy moment touches both sides, and told as ratios."""

import json
import os
import platform
import sqlite3
import statistics
import time
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import NamedTuple


class Line(NamedTuple):
    """One measured figure.

    Attributes:
        what: What was measured.
        value: A ratio, milliseconds, seconds or megabytes, as `unit` says.
        budget: The most it may be; None where it is told for what it is.
        unit: See `value`.
        detail: What a person may want to know beside.
        ours: Of a ratio, the median of our side, in seconds or megabytes.
        base: The median of what it is compared with.
    """

    what: str
    value: float
    budget: float | None
    unit: str
    detail: str = ""
    ours: float | None = None
    base: float | None = None

    @property
    def is_over(self) -> bool:
        """Whether the budget is missed."""
        return self.budget is not None and self.value > self.budget


def ratio(what: str, ours: float, base: float, budget: float | None, unit: str, *, more: str = "") -> Line:
    """Return the line of two medians in seconds."""
    detail = f"{ours * 1000:.2f} ms against {base * 1000:.2f} ms{more}"
    return Line(what, ours / base, budget, f"x {unit}", detail, ours, base)


def report(lines: Iterable[Line], *, as_json: bool, versions: Iterable[str] = ()) -> int:
    """Print what was measured, as text line by line; return 1 if a budget is missed."""
    machine = _machine(versions)
    if not as_json:
        told = ", ".join(f"{name} {value}" for name, value in machine.items())
        print(f"{told}. With a load above the number of processors, read only the ratios.")
    found = []
    for line in lines:
        found.append(line)
        if not as_json:
            mark = "    " if line.budget is None else "OVER" if line.is_over else "ok  "
            budget = "" if line.budget is None else f"budget {line.budget:g}"
            told = "; ".join(filter(None, [budget, line.detail]))
            print(f"{mark} {line.what:<58} {line.value:8.2f} {line.unit:<18} {told}", flush=True)
    if as_json:
        print(json.dumps({"machine": machine, "lines": [line._asdict() for line in found]}, indent=2))
    return int(any(line.is_over for line in found))


def _machine(versions: Iterable[str]) -> dict[str, str]:
    """Return what a reader has to know of where and when it was measured."""
    from importlib.metadata import version

    return {
        "at": f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC",
        "load": f"{os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else "?",
        "processors": str(os.cpu_count()),
        "system": platform.system(),
        "Python": platform.python_version(),
        "SQLite": sqlite3.sqlite_version,
        **{name: version(name) for name in ("prompt_toolkit", "fsrs", *versions)},
    }


def timed(work: Callable[[], object]) -> float:
    """Return the seconds that something takes."""
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def interleaved(rounds: int, first: Callable[[], float], second: Callable[[], float]) -> tuple[float, float]:
    """Return the median of each, measured in turn so that a noisy moment touches both; one round is thrown away."""
    pairs = [(first(), second()) for _ in range(rounds + 1)][1:]
    return statistics.median(pair[0] for pair in pairs), statistics.median(pair[1] for pair in pairs)


def alone(rounds: int, work: Callable[[], float]) -> float:
    """Return the median of what has nothing to be compared with; one round is thrown away."""
    return statistics.median([work() for _ in range(rounds + 1)][1:])
