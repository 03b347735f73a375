"""Reviews made elsewhere, added to the log."""

import sqlite3
from collections import Counter
from collections.abc import Iterable
from operator import itemgetter
from typing import TYPE_CHECKING

from cards.progress import Progress
from scheduler.log.active import ACTIVE
from scheduler.log.daily_totals import count_deck
from scheduler.log.replay import replay_cards
from scheduler.log.rows import REVIEW_COLUMNS, review_row
from scheduler.log.undo import add_to_change

if TYPE_CHECKING:
    from cards.review import Review
    from scheduler.fsrs.memory import MemoryModel

    Elsewhere = tuple[Review, int | None]


def unknown(database: sqlite3.Connection, reviews: "Iterable[Elsewhere]") -> "dict[str, list[Elsewhere]]":
    """Return by deck those of the reviews that do not stand yet; see `Store.import_reviews`."""
    by_deck: dict[str, dict[tuple[str, int], Elsewhere]] = {}
    for review, interval in reviews:
        place = (review.key.card, review.reviewed_at_utc_ms)
        by_deck.setdefault(review.key.deck, {})[place] = (review, interval)
    found: dict[str, list[Elsewhere]] = {}
    for deck, those in by_deck.items():
        known = set(database.execute(f"SELECT card, reviewed_at_utc_ms {ACTIVE} AND deck = ?", (deck,)))
        found[deck] = [one for place, one in those.items() if place not in known]
    return found


def import_reviews(
    database: sqlite3.Connection,
    model: "MemoryModel",
    reviews: "Iterable[Elsewhere]",
    change: str | None,
    progress: Progress,
) -> Counter[str]:
    """Add the reviews that do not stand yet, inside the caller's transaction; see `Store.import_reviews`."""
    insert = f"INSERT INTO reviews({REVIEW_COLUMNS}) VALUES ({', '.join('?' * 14)})"
    taken_back = {uuid for (uuid,) in database.execute("SELECT review FROM undos")}
    brought: Counter[str] = Counter()
    for deck, new in unknown(database, reviews).items():
        names = [_name_of(review.uuid, taken_back) for review, _ in new]
        rows = [review_row(review) for review, _ in new]
        database.executemany(insert, ((name, *row[1:]) for name, row in zip(names, rows, strict=True)))
        # Tables that are sorted by name are written in that order: a long history is brought in quicker.
        learned = sorted(zip(names, (interval for _, interval in new), strict=True), key=itemgetter(0))
        database.executemany("INSERT INTO imported VALUES (?, ?)", learned)
        add_to_change(database, [name for name, _ in learned], change)
        replay_cards(database, model, deck, {review.key.card for review, _ in new}, progress)
        count_deck(database, deck)
        brought[deck] = len(new)
    return brought


def _name_of(uuid: str, taken_back: set[str]) -> str:
    """Return the name of a review: its own, or one made from that if what went by it was taken back."""
    while uuid in taken_back:
        from uuid import NAMESPACE_URL, uuid5

        uuid = str(uuid5(NAMESPACE_URL, f"{uuid}/again"))
    return uuid
