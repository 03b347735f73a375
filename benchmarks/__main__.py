"""Measure the budgets on generated data and print them as ratios, in interleaved rounds.

Usage: python -m benchmarks [--large] [--peer anki] [--rounds N] [--json]
"""

import argparse
import sys
import tempfile
from pathlib import Path

from benchmarks import exporting, importing, peer, rating, starting
from benchmarks.data import TODAY, make_home, open_store
from benchmarks.measure import Line, report, timed


def main() -> int:
    """Measure and print; 1 if a budget is missed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__.splitlines()[0])
    parser.add_argument("--large", action="store_true", help="also 100k cards with 1M reviews (some minutes)")
    parser.add_argument("--peer", choices=["anki"], help="measure Anki too, on the same cards and reviews")
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder, few = Path(name), max(2, args.rounds // 5)
        small = folder / "small"
        make_home(small, cards=10_000, reviews_per_card=11)
        collection = peer.make(small, TODAY) if args.peer else None
        lines = [*starting.measure(small, args.rounds), _replay(small), *rating.measure(small, "10k", few, collection)]
        if collection is not None:
            lines += starting.beside_anki(small, collection, args.rounds)
            lines += importing.measure(folder, few) + exporting.measure(folder, few)
        if args.large:
            large = folder / "large"
            make_home(large, cards=100_000, reviews_per_card=11)
            collection = peer.make(large, TODAY) if args.peer else None
            lines += starting.growth(small, large, args.rounds)
            lines += rating.measure(large, "100k", few, collection)
            if collection is not None:
                lines += starting.beside_anki(large, collection, few)
    return report(lines, as_json=args.json)


def _replay(home: Path) -> Line:
    """Make everything derived again, as after a change of settings; the quickest of three, scaled to 100k reviews."""
    store = open_store(home)
    ((reviews,),) = store.rows("SELECT count(*) FROM reviews")
    seconds = min(timed(store.rebuild) for _ in range(3)) * 100_000 / reviews
    store.close()
    return Line("full replay of 100k reviews", seconds, 1.5, "s", f"scaled from {reviews} reviews")


if __name__ == "__main__":
    sys.exit(main())
