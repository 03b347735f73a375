"""Fair measuring: two sides in turn, so that a noisy moment touches both, compared as a ratio."""

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
        value: The result, in `unit`.
        budget: The largest value that is good enough, in `unit`; None for a figure without a budget.
        unit: `ms`, `s`, `MB`, or `x` and what greenroom is compared with.
        detail: More for a reader to know.
        ours: For a ratio, the median of greenroom, in seconds or megabytes.
        base: For a ratio, the median of the other side, likewise.
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
    """Return a line that compares two medians in seconds; `unit` names the other side."""
    detail = f"{ours * 1000:.2f} ms against {base * 1000:.2f} ms{more}"
    return Line(what, ours / base, budget, f"x {unit}", detail, ours, base)


def report(lines: Iterable[Line], *, as_json: bool, versions: Iterable[str] = ()) -> int:
    """Print the lines, each as soon as it is measured, or all as JSON at the end; return 1 if a budget is missed.

    Args:
        lines: The lines; taking the next one runs its benchmark.
        as_json: Whether to print JSON.
        versions: More packages whose versions to print.
    """
    machine = _machine(versions)
    if not as_json:
        facts = ", ".join(f"{name} {value}" for name, value in machine.items())
        print(f"{facts}. With a load above the number of processors, read only the ratios.")
    measured = []
    for line in lines:
        measured.append(line)
        if not as_json:
            mark = "    " if line.budget is None else "OVER" if line.is_over else "ok  "
            budget = "" if line.budget is None else f"budget {line.budget:g}"
            rest = "; ".join(filter(None, [budget, line.detail]))
            print(f"{mark} {line.what:<58} {line.value:8.2f} {line.unit:<18} {rest}", flush=True)
    if as_json:
        print(json.dumps({"machine": machine, "lines": [line._asdict() for line in measured]}, indent=2))
    return int(any(line.is_over for line in measured))


def _machine(versions: Iterable[str]) -> dict[str, str]:
    """Return when and on what the benchmarks run."""
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
    """Return the seconds that `work` takes."""
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def interleaved(rounds: int, first: Callable[[], float], second: Callable[[], float]) -> tuple[float, float]:
    """Return the median of each of two measurements, made in turn; the first round is thrown away."""
    pairs = [(first(), second()) for _ in range(rounds + 1)][1:]
    return statistics.median(pair[0] for pair in pairs), statistics.median(pair[1] for pair in pairs)


def alone(rounds: int, work: Callable[[], float]) -> float:
    """Return the median of one measurement; the first round is thrown away."""
    return statistics.median([work() for _ in range(rounds + 1)][1:])
