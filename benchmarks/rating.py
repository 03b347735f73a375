"""How long a rating takes until it is on disk and the next question ready, and how long its undo."""

import os
import statistics
import time
from collections.abc import Iterator
from datetime import timedelta
from itertools import count
from pathlib import Path

from benchmarks import peer
from benchmarks.data import NOW, TODAY, open_store
from benchmarks.measure import Line, timed
from cards.answer import Answer, Mode
from cards.key import CardKey
from cards.review import Rating, Review
from decks.library import Library
from scheduler.queue import build_queue, read_today, seen_in
from scheduler.session import start_session

_ANSWERS = 100
_NAMES = count()


def measure(home: Path, size: str, rounds: int, collection: Path | None) -> list[Line]:
    """Return the lines of one home, beside Anki if a collection is given: some hundred ratings, in turn."""
    rated: list[float] = []
    undone: list[float] = []
    their_rated: list[float] = []
    their_undone: list[float] = []
    syncs: list[float] = []
    for _ in range(rounds):
        if collection is not None:
            answers, undos = peer.study(collection, _ANSWERS)
            their_rated += [1000 * seconds for seconds in answers]
            their_undone += [1000 * seconds for seconds in undos]
        answers, undos = _study(home)
        rated += answers
        undone += undos
        syncs += _fsync(home)
    sync = statistics.median(syncs)
    median, p99 = statistics.median(rated), statistics.quantiles(rated, n=100)[98]
    told = f"median {median:.2f}, p99 {p99:.2f}, fsync {sync:.2f} ms of {len(rated)}"
    lines = [
        Line(f"rating to next question, {size}, less one fsync", max(0.0, median - sync), 2, "ms", told),
        Line(f"rating to next question, {size}, p99", p99, 20, "ms", told),
        Line(f"undo, {size}", statistics.median(undone), None, "ms", f"fsync {sync:.2f} ms"),
    ]
    if collection is not None:
        theirs, p99 = statistics.median(their_rated), statistics.quantiles(their_rated, n=100)[98]
        told = f"{median:.2f} ms against {theirs:.2f} ms, p99 {p99:.2f}"
        lines.append(Line(f"rating to next question, {size} / Anki's", median / theirs, None, "x Anki", told))
        ours, theirs = statistics.median(undone), statistics.median(their_undone)
        told = f"{ours:.2f} ms against {theirs:.2f} ms"
        lines.append(Line(f"undo, {size} / Anki's", ours / theirs, None, "x Anki", told))
    return lines


def _study(home: Path) -> tuple[list[float], list[float]]:
    """Rate cards and take the last thirty back; return the milliseconds of each."""
    store, library = open_store(home), Library(home / "decks", home / "cache.db")
    decks = {deck.id: deck.ids for deck in library.decks()}
    session = start_session(build_queue(decks, read_today(store, TODAY), seen_in(store), new_per_day=10).keys, NOW)
    rated = []
    store.model.preview(None, TODAY, CardKey("any", "card"))  # told at every rating's prompt, so FSRS is loaded by then
    for number in range(_ANSWERS):
        if session.current is None:
            break
        review = _review(session.current.key, store.device, number)
        session = session.answered(Answer(milliseconds=60_000))
        begun = time.perf_counter()
        store.record(review)
        session = session.rate(Rating.GOOD, NOW + timedelta(minutes=number))
        if session.current is not None:
            library.card(session.current.key)
        rated.append((time.perf_counter() - begun) * 1000)
    undone = [timed(lambda: store.undo(0)) * 1000 for _ in range(min(30, len(rated)))]
    library.close()
    store.close()
    return rated, undone


def _review(key: CardKey, device: str, number: int) -> Review:
    return Review(
        uuid=f"rated-{os.getpid()}-{next(_NAMES)}",
        device=device,
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


def _fsync(home: Path) -> Iterator[float]:
    """Yield the milliseconds of writing 4 KiB and syncing it, on the disk of the home."""
    with (home / "fsync").open("wb") as file:

        def write() -> None:
            file.write(b"x" * 4096)
            file.flush()
            os.fsync(file.fileno())

        for _ in range(100):
            yield timed(write) * 1000
