"""Measure the budgets on generated data and print them as ratios, in interleaved rounds.

Usage: python -m benchmarks [--large] [--rounds N] [--json]
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import timedelta
from itertools import count
from pathlib import Path

import pexpect

from benchmarks.anki import make_collection
from benchmarks.data import NOW, TODAY, make_home, open_store
from benchmarks.measure import Line, interleaved, report, timed
from cards.answer import Answer, Mode
from cards.review import Rating, Review
from decks.library import Library
from scheduler.queue import build_queue, read_today
from scheduler.session import start_session
from trainer.figures import gather

_BARE_PROMPT = "from prompt_toolkit import PromptSession; PromptSession().prompt('Your answer')"


def main() -> int:
    """Measure and print; 1 if a budget is missed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__.splitlines()[0])
    parser.add_argument("--large", action="store_true", help="also 100k cards with 1M reviews (some minutes)")
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        small = Path(folder) / "small"
        make_home(small, cards=10_000, reviews_per_card=11)
        lines = [
            _due(small, args.rounds),
            *_first_question(small, args.rounds),
            _replay(small),
            _stats(small, "100k"),
            _rating(small, "10k"),
        ]
        if args.large:
            large = Path(folder) / "large"
            make_home(large, cards=100_000, reviews_per_card=11)
            lines += [_growth(small, large, args.rounds), _stats(large, "1M"), _rating(large, "100k")]
    return report(lines, as_json=args.json)


def _due(home: Path, rounds: int) -> Line:
    bare = [sys.executable, "-c", "pass"]
    due = [sys.executable, "-m", "trainer", "--home", str(home), "due", "--json"]
    base, ours = interleaved(rounds, lambda: _process(bare), lambda: _process(due))
    return Line("due, whole process, 10k cards / 100k reviews", ours / base, 7, "x pass", _ms(ours, base))


def _first_question(home: Path, rounds: int) -> list[Line]:
    bare, ours = interleaved(rounds, lambda: _prompt(["-c", _BARE_PROMPT])[0], lambda: _prompt(_review(home))[0])
    memory = _prompt(_review(home))[1]
    return [
        Line("first question in a pty", ours / bare, 1.5, "x bare prompt", _ms(ours, bare)),
        Line("memory of a session, peak", memory, 60, "MB", "VmHWM; 0 where /proc is missing"),
    ]


def _growth(small: Path, large: Path, rounds: int) -> Line:
    before, after = interleaved(rounds, lambda: _prompt(_review(small))[0], lambda: _prompt(_review(large))[0])
    return Line("first question, 100k cards / 1M reviews", after / before, 2, "x the 10k one", _ms(after, before))


def _replay(home: Path) -> Line:
    store = open_store(home)
    ((reviews,),) = store.rows("SELECT count(*) FROM reviews")
    seconds = min(timed(store.rebuild) for _ in range(3)) * 100_000 / reviews
    store.close()
    return Line("full replay of 100k reviews", seconds, 1.5, "s", f"scaled from {reviews} reviews")


def _stats(home: Path, size: str) -> Line:
    """All figures over all history, against the one call by which Anki works out its graphs, on the same reviews."""
    store, library = open_store(home), Library(home / "decks", home / "cache.db")
    collection = make_collection(home, home / "collection.anki2", TODAY)
    theirs, ours = interleaved(
        7,
        lambda: timed(lambda: collection._backend.graphs(search="", days=0)),  # noqa: SLF001  # the public one draws
        lambda: timed(lambda: gather(store, library, TODAY)),
    )
    collection.close()
    library.close()
    store.close()
    return Line(f"stats over {size} reviews, in process", ours / theirs, 0.5, "x Anki's graphs", _ms(ours, theirs))


def _rating(home: Path, size: str) -> Line:
    """Rate 300 cards: from the rating to the next card loaded, the disk's own fsync taken off."""
    store, library = open_store(home), Library(home / "decks", home / "cache.db")
    decks = {deck.id: deck.ids for deck in library.decks()}
    session = start_session(build_queue(decks, read_today(store, TODAY), new_per_day=10).keys, NOW)
    uuids, times = (f"{home}-{number}" for number in count()), []
    for number in range(300):
        if session.current is None:
            break
        key = session.current.key
        session = session.answered(Answer(milliseconds=60_000))
        review = Review(
            uuid=next(uuids),
            device=store.device,
            key=key,
            rating=Rating.GOOD,
            suggested=Rating.GOOD,
            reviewed_at_utc_ms=round(NOW.timestamp() * 1000) + number,
            zone_offset_min=0,
            study_day=TODAY,
            answer_ms=60_000,
            points_covered="1101",
            phrasing=0,
            mode=Mode.SPOKEN,
            answer_text=None,
        )
        begun = time.perf_counter()
        store.record(review)
        session = session.rate(Rating.GOOD, NOW + timedelta(minutes=number))
        if session.current is not None:
            library.card(session.current.key)
        times.append(time.perf_counter() - begun)
    library.close()
    store.close()
    sync = _fsync(home)
    median, p99 = statistics.median(times) * 1000, statistics.quantiles(times, n=100)[98] * 1000
    what = f"rating to next question, {size} cards, less one fsync"
    return Line(
        what, max(0.0, median - sync), 2, "ms", f"median {median:.2f} ms, p99 {p99:.2f} ms, fsync {sync:.2f} ms"
    )


def _fsync(home: Path) -> float:
    """Return the median milliseconds of writing 4 KiB and syncing it, on the disk of the home."""
    with (home / "fsync").open("wb") as file:

        def write() -> None:
            file.write(b"x" * 4096)
            file.flush()
            os.fsync(file.fileno())

        return statistics.median(timed(write) for _ in range(100)) * 1000


def _review(home: Path) -> list[str]:
    return ["-m", "trainer", "--home", str(home), "review"]


def _prompt(arguments: list[str]) -> tuple[float, float]:
    """Start a program in a pty; return the seconds until it asks, and its peak memory in MB."""
    environment = {**os.environ, "TERM": "xterm-256color", "PROMPT_TOOLKIT_NO_CPR": "1"}
    begun = time.perf_counter()
    child = pexpect.spawn(sys.executable, arguments, env=environment, dimensions=(24, 80), timeout=60)
    child.expect("Your answer")
    seconds = time.perf_counter() - begun
    status = Path(f"/proc/{child.pid}/status")
    peak = next((row.split()[1] for row in status.read_text().splitlines() if row.startswith("VmHWM")), "0")
    child.sendcontrol("c")
    child.close(force=True)
    return seconds, int(peak) / 1024


def _process(command: list[str]) -> float:
    return timed(lambda: subprocess.run(command, check=True, stdout=subprocess.DEVNULL))


def _ms(ours: float, base: float) -> str:
    return f"{ours * 1000:.0f} ms against {base * 1000:.0f} ms"


if __name__ == "__main__":
    sys.exit(main())
