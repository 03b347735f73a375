"""Measuring fairly: in turn, so that a noisy moment touches both sides, and told as ratios."""

import json
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True)
class Line:
    """One measured budget. `value` and `budget` are ratios or milliseconds, as `unit` says."""

    what: str
    value: float
    budget: float
    unit: str
    detail: str


def report(lines: Sequence[Line], *, as_json: bool) -> int:
    """Print what was measured; return 1 if a budget is missed."""
    if as_json:
        print(json.dumps([asdict(line) for line in lines], indent=2))
    else:
        for line in lines:
            mark = "ok  " if line.value <= line.budget else "OVER"
            print(f"{mark} {line.what:<52} {line.value:8.2f} <= {line.budget:g} {line.unit}   ({line.detail})")
    return int(any(line.value > line.budget for line in lines))


def timed(work: Callable[[], object]) -> float:
    """Return the seconds that something takes."""
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def interleaved(rounds: int, first: Callable[[], float], second: Callable[[], float]) -> tuple[float, float]:
    """Return the median of each, measured in turn so that a noisy moment touches both; one round is thrown away."""
    pairs = [(first(), second()) for _ in range(rounds + 1)][1:]
    return statistics.median(pair[0] for pair in pairs), statistics.median(pair[1] for pair in pairs)
