"""An Anki collection with the same cards and reviews as a home."""

import json
import sqlite3
from datetime import date
from pathlib import Path
from typing import Any

from anki.collection import Collection

_NOTE = "INSERT INTO notes VALUES (?, ?, ?, 0, 0, '', ?, ?, 0, 0, '')"
_CARD = "INSERT INTO cards VALUES (?, ?, 1, 0, 0, 0, 2, 2, ?, ?, 2500, ?, ?, 0, 0, 0, 0, ?)"
_REVIEW = "INSERT INTO revlog VALUES (?, ?, 0, ?, ?, ?, 2500, ?, ?)"


def make_collection(home: Path, path: Path, today: date) -> Any:
    """Make a collection with the seen cards of a home, in review state with their memories, and all their reviews."""
    collection: Any = Collection(str(path))
    collection.set_config("fsrs", True)  # noqa: FBT003  # Anki's own signature
    kind = collection.models.by_name("Basic")["id"]
    source = sqlite3.connect(home / "greenroom.db")
    offset = collection.sched.today - today.toordinal()
    numbers: dict[tuple[str, str], int] = {}
    notes, cards = [], []
    query = "SELECT deck, card, stability, difficulty, last_review, due, reviews, lapses FROM memories"
    for number, (deck, card, stability, difficulty, last, due, reviews, lapses) in enumerate(source.execute(query), 1):
        numbers[deck, card] = number
        last_day, due_day = date.fromisoformat(last).toordinal(), date.fromisoformat(due).toordinal()
        memory = {"s": round(stability, 4), "d": round(difficulty, 3), "dr": 0.9, "decay": 0.1542}
        notes.append((number, f"{deck}/{card}", kind, f"{card}\x1f{deck}", card))
        state = json.dumps(memory, separators=(",", ":"))
        cards.append((number, number, due_day + offset, due_day - last_day, reviews, lapses, state))
    rows, last_id = [], 0
    query = (
        "SELECT deck, card, rating, answer_ms, reviewed_at_utc_ms, interval FROM reviews LEFT JOIN recalls USING (seq)"
        " ORDER BY reviewed_at_utc_ms"
    )
    for deck, card, rating, answer_ms, at, interval in source.execute(query):
        last_id = max(last_id + 1, at)  # an instant, made unique
        last = interval or 0
        rows.append(
            (last_id, numbers[deck, card], rating, max(1, last * 2), last, answer_ms, int(interval is not None))
        )
    source.close()

    def fill() -> None:
        for statement, values in ((_NOTE, notes), (_CARD, cards), (_REVIEW, rows)):
            collection.db.executemany(statement, values)

    collection.db.transact(fill)  # otherwise every row is synced to disk on its own
    return collection
