"""All benchmarks: how long greenroom takes on generated data, against its budgets.

Usage: python -m benchmarks [--large] [--peer anki] [--rounds N] [--json]
"""

import argparse
import gc
import os
import sys
import tempfile
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from benchmarks import exports, figures, growth, imports, peer, rating, startup
from benchmarks.data import TODAY, make_home, open_store
from benchmarks.interview_date.rehearsals import planning_ms
from benchmarks.measure import Line, alone, report, timed


def main() -> int:
    """Run the benchmarks and print their lines; return 1 if a budget is missed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__.splitlines()[0])
    parser.add_argument("--large", action="store_true", help="also 100k cards with 1M reviews (some minutes)")
    parser.add_argument("--peer", choices=["anki"], help="also measure Anki, on the same cards and reviews")
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # an installed program has its modules compiled
    gc.set_threshold(100_000)  # as greenroom sets it when it starts
    with tempfile.TemporaryDirectory() as name:
        lines = _lines(Path(name), args.rounds, large=args.large, peered=args.peer is not None)
        return report(chain.from_iterable(lines), as_json=args.json, versions=["anki"] if args.peer else [])


def _lines(folder: Path, rounds: int, *, large: bool, peered: bool) -> Iterator[list[Line]]:
    """Yield the lines of one benchmark after the other; the slow ones get fewer rounds."""
    few = max(2, rounds // 5)
    small = folder / "small"
    make_home(small, cards=10_000, reviews_per_card=11)
    collection = peer.make(small, TODAY) if peered else None
    yield startup.measure(small, rounds)
    yield [_replay(small), *_plan()]
    yield rating.measure(small, "10k", few, collection)
    if collection is not None:
        yield startup.beside_anki(small, collection, rounds)
    yield figures.measure(small, collection, "100k", few)
    yield imports.measure(folder, few, peered=peered)
    yield exports.measure(folder, few, peered=peered)
    yield list(growth.measure(folder / "growth", 500))
    if large:
        large_home = folder / "large"
        make_home(large_home, cards=100_000, reviews_per_card=11)
        collection = peer.make(large_home, TODAY) if peered else None
        yield startup.growth(small, large_home, rounds)
        yield rating.measure(large_home, "100k", few, collection)
        if collection is not None:
            yield startup.beside_anki(large_home, collection, few)
        yield figures.measure(large_home, collection, "1M", few, budget=0.5)


def _plan() -> list[Line]:
    ordered, looked_ahead = planning_ms()
    return [
        Line("plan for 300 cards", ordered, 50, "ms", "processor time; one study day, interview in 14"),
        Line("look ahead with 300 cards", looked_ahead, 50, "ms", "processor time; once, before the first rating"),
    ]


def _replay(home: Path) -> Line:
    """Replay the whole log, as after a change of settings; the seconds are scaled to 100k reviews."""
    store = open_store(home)
    ((reviews,),) = store.rows("SELECT count(*) FROM reviews")
    seconds = alone(3, lambda: timed(store.rebuild)) * 100_000 / reviews
    store.close()
    return Line("full replay of 100k reviews", seconds, 1.5, "s", f"scaled from {reviews} reviews")


if __name__ == "__main__":
    sys.exit(main())
