"""Syncs through a folder, as whole processes: the first ones of 100,000 reviews, an unchanged one, and 20 more reviews.

Usage: python -m benchmarks.sync [--rounds N] [--json]
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from benchmarks.data import NOW, make_home, open_store
from benchmarks.measure import Line, report
from cards.answer import Mode
from cards.key import CardKey
from cards.review import Rating, Review

_NEW = 20


def main() -> int:
    """Run the benchmark and print its lines; return 1 if a budget is missed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.sync", description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # an installed program has its modules compiled
    with tempfile.TemporaryDirectory() as name:
        return report(measure(Path(name), args.rounds), as_json=args.json)


def measure(folder: Path, rounds: int) -> Iterator[Line]:
    """Yield the lines of two homes that sync through a folder."""
    home, other, shared = (folder / name for name in ("home", "other", "shared"))
    make_home(home, cards=10_000, reviews_per_card=11)
    for deck in sorted((home / "decks").iterdir())[1:]:
        deck.unlink()  # one deck of 500 cards is enough to write for oneself
    shared.mkdir()
    _sync(other)  # makes the home and compiles the modules, as an installation has them
    reviews = _reviews(home)
    seconds, worked = _sync(home, shared)
    size = sum(path.stat().st_size for path in shared.iterdir()) / 1e6
    note = f"scaled from {reviews} reviews, {size:.1f} MB, {_of(worked)}"
    yield Line("first push", seconds * 100_000 / reviews, 8, "s", note)
    seconds, worked = _sync(other, shared)
    note = f"scaled from {_reviews(other)}, {_of(worked)}"
    yield Line("first pull, with the replay", seconds * 100_000 / reviews, 10, "s", note)
    _sync(home)  # makes the backup of the day
    yield _line("unchanged", [_sync(home) for _ in range(rounds)], 0.15)
    pushes: list[tuple[float, float]] = []
    pulls: list[tuple[float, float]] = []
    for turn in range(rounds + 1):
        _rate(home, turn)
        pushes.append(_sync(home))
        pulls.append(_sync(other))
    yield _line(f"push of {_NEW} reviews", pushes, 0.5)
    yield _line(f"pull of {_NEW} reviews", pulls, 0.5)


def _line(name: str, times: list[tuple[float, float]], budget: float) -> Line:
    seconds, worked = sorted(times)[(len(times) - 1) // 2]
    return Line(name, seconds, budget, "s", f"whole process, {_of(worked)}")


def _of(worked: float) -> str:
    return f"{worked:.2f} s of processor time"


def _sync(home: Path, *folder: Path) -> tuple[float, float]:
    """Return the seconds a sync takes from start to end, and those a processor worked on it."""
    command = [sys.executable, "-m", "trainer", "--home", str(home), "sync", *map(str, folder)]
    begun, before = time.perf_counter(), os.times()
    subprocess.run(command, check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    after = os.times()
    worked = after.children_user - before.children_user + after.children_system - before.children_system
    return time.perf_counter() - begun, worked


def _reviews(home: Path) -> int:
    store = open_store(home)
    ((reviews,),) = store.rows("SELECT count(*) FROM reviews")
    store.close()
    return int(reviews)


def _rate(home: Path, turn: int) -> None:
    """Add reviews of cards that have a history."""
    store = open_store(home)
    keys = store.rows("SELECT DISTINCT deck, card FROM reviews ORDER BY deck, card LIMIT ? OFFSET ?", (_NEW, turn * 17))
    for number, (deck, card) in enumerate(keys):
        at = NOW + timedelta(days=turn + 1, minutes=number)
        review = Review(
            uuid=f"new-{turn}-{number}",
            device=store.device,
            key=CardKey(deck, card),
            rating=Rating.GOOD,
            suggested=Rating.GOOD,
            reviewed_at_utc_ms=int(at.timestamp() * 1000),
            zone_offset_min=0,
            study_day=at.date(),
            answer_ms=30_000,
            points_covered="1110",
            phrasing=0,
            mode=Mode.SPOKEN,
            answer_text=None,
        )
        store.record(review)
    store.close()


if __name__ == "__main__":
    sys.exit(main())
