"""The short benchmark of CI: no ratio may be more than half as much again as the published one.

Usage: python -m benchmarks.check
"""

import os
import sys
import tempfile
import tomllib
from collections.abc import Iterator
from pathlib import Path

from benchmarks import figures, peer, rating, startup
from benchmarks.data import TODAY, make_home
from benchmarks.measure import Line

PUBLISHED = Path(__file__).with_name("published.toml")
LEEWAY = 1.5
ATTEMPTS = 5  # the quickest counts: a busy moment is no regression
_ROUNDS = 3


def main() -> int:
    """Measure the published ratios of 10,000 cards with 100,000 reviews; return 1 if one has become too large."""
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # an installed program has its modules compiled
    published: dict[str, float] = tomllib.loads(PUBLISHED.read_text(encoding="utf-8"))
    with tempfile.TemporaryDirectory() as name:
        home = Path(name) / "home"
        make_home(home, cards=10_000, reviews_per_card=11)
        collection = peer.make(home, TODAY)
        quickest: dict[str, float] = {}
        for _ in range(ATTEMPTS):
            for line in _lines(home, collection):
                if line.what in published:
                    quickest[line.what] = min(line.value, quickest.get(line.what, line.value))
            slow = {what: value for what, value in quickest.items() if value > LEEWAY * published[what]}
            if not slow:
                break
    for what, value in quickest.items():
        mark = "SLOW" if what in slow else "ok  "
        print(f"{mark} {what:<58} {value:6.2f} x, published {published[what]:.2f} x")
    if missing := published.keys() - quickest.keys():
        print(f"not measured, though published: {', '.join(sorted(missing))}")
    return int(bool(slow or missing))


def _lines(home: Path, collection: Path) -> Iterator[Line]:
    yield from startup.measure(home, _ROUNDS)
    yield from startup.beside_anki(home, collection, _ROUNDS)
    yield from rating.measure(home, "10k", 1, collection)
    yield from figures.measure(home, collection, "100k", _ROUNDS)


if __name__ == "__main__":
    sys.exit(main())
