"""The time from a rating until it is on disk and the next question is ready, and the time of its undo.

Whole sittings run, their screens thrown away. With an interview ahead, every rating reorders its cards: that is
measured too.
"""

import gc
import os
import statistics
import time
from collections.abc import Iterator
from datetime import UTC, timedelta
from functools import partial
from io import StringIO
from itertools import count
from pathlib import Path
from typing import Self

from benchmarks import peer
from benchmarks.data import NOW, TODAY, open_store
from benchmarks.measure import Line, ratio, timed
from cards.answer import Answer
from cards.review import Rating
from decks.library.library import Library
from scheduler.planning.queue import build_queue, read_today, seen_lookup
from scheduler.planning.session import start_session
from trainer.environment import Environment
from trainer.home import Home
from trainer.opening import open_plan
from trainer.review import ratings
from trainer.review.sitting import Sitting
from trainer.terminal.plain import PlainUi

_ANSWERS = 100
# Ratings come this many seconds after one another, and a sitting comes after those before it, as on a real day.
_PACE = 15
_ratings = count(1)
_UNDOS = 30


def measure(home: Path, size: str, rounds: int, collection: Path | None) -> list[Line]:
    """Return the lines of one home, a hundred ratings a round; with a collection, Anki takes a turn in each round."""
    rated: list[float] = []
    undone: list[float] = []
    ahead: list[float] = []
    their_rated: list[float] = []
    their_undone: list[float] = []
    syncs: list[float] = []
    for turn in range(rounds + 1):
        if turn == 1:  # the first round is thrown away
            for seconds in (rated, undone, ahead, their_rated, their_undone, syncs):
                seconds.clear()
        if collection is not None:
            answers, undos = peer.study(collection, _ANSWERS)
            their_rated += answers
            their_undone += undos
        answers, undos = _study(home)
        rated += answers
        undone += undos
        ahead += _before_an_interview(home)
        syncs += _fsync(home)
    sync, median, p99 = (1000 * value for value in (statistics.median(syncs), statistics.median(rated), _p99(rated)))
    detail = f"median {median:.2f}, p99 {p99:.2f}, fsync {sync:.2f} ms of {len(rated)}"
    interview = 1000 * statistics.median(ahead)
    lines = [
        Line(f"rating to next question, {size}, less one fsync", max(0.0, median - sync), 2, "ms", detail),
        Line(f"rating to next question, {size}, p99", p99, 20, "ms", detail),
        Line(f"rating, {size}, an interview about 500 cards ahead", interview, None, "ms", "median, fsync included"),
        Line(f"undo, {size}", 1000 * statistics.median(undone), None, "ms", f"fsync {sync:.2f} ms"),
    ]
    if collection is not None:
        what, theirs = f"rating to next question, {size} / Anki's", statistics.median(their_rated)
        more = f", p99 {1000 * _p99(their_rated):.2f}"
        lines.append(ratio(what, statistics.median(rated), theirs, None, "Anki", more=more))
        ours, theirs = statistics.median(undone), statistics.median(their_undone)
        lines.append(ratio(f"undo, {size} / Anki's", ours, theirs, None, "Anki"))
    return lines


def _study(path: Path) -> tuple[list[float], list[float]]:
    """Rate cards as a review does, then undo the last ones; return the seconds of each rating and of each undo."""
    with _BenchSitting(path) as bench:
        sitting = bench.sitting
        rated = []
        for _ in range(_ANSWERS):
            turn = sitting.turn
            card = sitting.card(turn.key)
            answer = Answer(milliseconds=10_000)
            sitting.session = sitting.session.asked_as(0).answered(answer)
            sitting.tick(card, frozenset({0, 1}))
            ratings.when_back(sitting, card, turn, answer, TODAY)  # shown at the rating's prompt
            bench.seconds = _PACE * next(_ratings)
            begun = time.perf_counter()
            ratings.record(sitting, card, sitting.turn, sitting.turn.answer or answer, Rating.GOOD, Rating.GOOD)
            if sitting.session.current is None:
                break
            sitting.card(sitting.turn.key)
            sitting.store.times_reviewed(sitting.turn.key)
            rated.append(time.perf_counter() - begun)
        undone = [timed(partial(ratings.undo, sitting)) for _ in range(min(_UNDOS, len(rated)))]
    return rated, undone


def _before_an_interview(path: Path) -> list[float]:
    file = path / "interviews.toml"
    file.write_text(f'[[interviews]]\ndate = {TODAY + timedelta(days=14)}\ndecks = ["deck-000"]\n', encoding="utf-8")
    try:
        return _study(path)[0]
    finally:
        file.unlink()


class _BenchSitting:
    """A sitting on a home whose clock stands still until the benchmark moves it."""

    def __init__(self, path: Path) -> None:
        self.seconds = _PACE * next(_ratings)
        self._store, self._library = open_store(path), Library(path / "decks", path / "cache.db")
        env = Environment.real()._replace(
            clock=lambda: NOW + timedelta(seconds=self.seconds), zone=UTC, stdin=StringIO(), stdout=StringIO()
        )
        home = Home(path, env)
        decks = {deck.id: deck.ids for deck in self._library.decks()}
        today = read_today(self._store, TODAY)
        plan = open_plan(home, self._store, decks, today.set_aside, TODAY)
        queue = build_queue(decks, today, seen_lookup(self._store), new_per_day=10)
        keys = queue.keys if plan is None else plan.queue(TODAY)
        session = start_session(keys, NOW)
        self.sitting = Sitting(PlainUi(env), home, self._library, self._store, session, plan=plan)
        gc.freeze()  # as `greenroom review` does

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._library.close()
        self._store.close()


def _p99(seconds: list[float]) -> float:
    return statistics.quantiles(seconds, n=100)[98]


def _fsync(home: Path) -> Iterator[float]:
    """Yield the seconds it takes to write 4 KiB and sync them, on the disk of the home."""
    with (home / "fsync").open("wb") as file:

        def write() -> None:
            file.write(b"x" * 4096)
            file.flush()
            os.fsync(file.fileno())

        for _ in range(100):
            yield timed(write)
