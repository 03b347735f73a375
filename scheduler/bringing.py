"""Reviews made elsewhere, added to the log."""

import sqlite3
from collections.abc import Iterable
from typing import TYPE_CHECKING

from cards.key import CardKey
from scheduler.derived import replay_card
from scheduler.rows import REVIEW_COLUMNS, review_row
from scheduler.undoing import add_to_change

if TYPE_CHECKING:
    from cards.review import Review
    from scheduler.memory import MemoryModel


def bring_in(
    database: sqlite3.Connection,
    model: "MemoryModel",
    reviews: "Iterable[tuple[Review, int | None]]",
    change: str | None,
) -> int:
    """Add the reviews that do not stand yet, inside the caller's transaction; see `Store.bring_in`."""
    query = f"INSERT OR IGNORE INTO reviews({REVIEW_COLUMNS}) VALUES ({', '.join('?' * 14)})"
    touched: dict[CardKey, int] = {}
    for review, interval in reviews:
        uuid = _name_of(database, review.uuid)
        _, *rest = review_row(review)
        if database.execute(query, (uuid, *rest)).rowcount:
            database.execute("INSERT OR IGNORE INTO imported VALUES (?, ?)", (uuid, interval))
            add_to_change(database, uuid, change)
            touched[review.key] = touched.get(review.key, 0) + 1
    for key in touched:
        replay_card(database, model, key)
    return sum(touched.values())


def _name_of(database: sqlite3.Connection, uuid: str) -> str:
    """Return the name of a review: its own, or one made from that if what went by it was taken back."""
    while database.execute("SELECT 1 FROM undos WHERE review = ?", (uuid,)).fetchone():
        from uuid import NAMESPACE_URL, uuid5

        uuid = str(uuid5(NAMESPACE_URL, f"{uuid}/again"))
    return uuid
