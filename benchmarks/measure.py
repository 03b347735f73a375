"""Measuring fairly: in turn, so that a noisy moment touches both sides, and told as ratios."""

import json
import os
import statistics
import time
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True)
class Line:
    """One measured figure. `value` and `budget` are ratios, milliseconds or megabytes, as `unit` says.

    Without a budget it is told for what it is.
    """

    what: str
    value: float
    budget: float | None
    unit: str
    detail: str


def report(lines: Iterable[Line], *, as_json: bool) -> int:
    """Print what was measured, as text line by line; return 1 if a budget is missed."""
    if not as_json and hasattr(os, "getloadavg"):
        print(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors: above their number, read only the ratios")
    found = []
    for line in lines:
        found.append(line)
        if not as_json:
            mark = "    " if line.budget is None else "OVER" if _over(line) else "ok  "
            budget = "" if line.budget is None else f"budget {line.budget:g}; "
            told = f"{mark} {line.what:<52} {line.value:8.2f} {line.unit}   ({budget}{line.detail})"
            print(told, flush=True)
    if as_json:
        print(json.dumps([asdict(line) for line in found], indent=2))
    return int(any(map(_over, found)))


def told_ms(ours: float, base: float) -> str:
    """Return two times in seconds as a person compares them."""
    return f"{ours * 1000:.0f} ms against {base * 1000:.0f} ms"


def _over(line: Line) -> bool:
    return line.budget is not None and line.value > line.budget


def timed(work: Callable[[], object]) -> float:
    """Return the seconds that something takes."""
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def interleaved(rounds: int, first: Callable[[], float], second: Callable[[], float]) -> tuple[float, float]:
    """Return the median of each, measured in turn so that a noisy moment touches both; one round is thrown away."""
    pairs = [(first(), second()) for _ in range(rounds + 1)][1:]
    return statistics.median(pair[0] for pair in pairs), statistics.median(pair[1] for pair in pairs)
