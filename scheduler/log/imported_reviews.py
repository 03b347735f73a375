"""Reviews from another program, added to the log."""

import sqlite3
from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING

from cards.progress import Progress
from scheduler.log.active import ACTIVE
from scheduler.log.daily_totals import count_deck
from scheduler.log.replay import replay_cards
from scheduler.log.rows import INSERT_REVIEW, review_row
from scheduler.log.stamps import highest_stamp, note_highest
from scheduler.log.undo import add_to_change

if TYPE_CHECKING:
    from cards.review import Review
    from scheduler.fsrs.memory import MemoryModel

    ImportedReview = tuple[Review, int | None]  # with the days another program had scheduled before it


def missing_reviews(
    database: sqlite3.Connection, reviews: "Iterable[ImportedReview]"
) -> "dict[str, list[ImportedReview]]":
    """Return the reviews that match no active review in the log by card and instant, by deck."""
    by_deck: dict[str, dict[tuple[str, int], ImportedReview]] = {}
    for review, interval in reviews:
        place = (review.key.card, review.reviewed_at_utc_ms)
        by_deck.setdefault(review.key.deck, {})[place] = (review, interval)
    missing: dict[str, list[ImportedReview]] = {}
    for deck, given in by_deck.items():
        known = set(database.execute(f"SELECT card, reviewed_at_utc_ms {ACTIVE} AND deck = ?", (deck,)))
        missing[deck] = [review for place, review in given.items() if place not in known]
    return missing


def import_reviews(
    database: sqlite3.Connection,
    model: "MemoryModel",
    reviews: "Iterable[ImportedReview]",
    change: str | None,
    progress: Progress,
) -> Counter[str]:
    """Add the reviews that the log lacks, inside the caller's transaction; see `Store.import_reviews`."""
    undone = {uuid for (uuid,) in database.execute("SELECT review FROM undos")}
    added: Counter[str] = Counter()
    for deck, missing in missing_reviews(database, reviews).items():
        new = [(_with_free_uuid(review, undone), interval) for review, interval in missing] if undone else missing
        newest = max((review.reviewed_at_utc_ms for review, _ in new), default=None)
        note_highest(database, highest_stamp(database), newest)
        # Tables and indexes are sorted by UUID; with a long history, writing them in that order is quicker.
        new.sort(key=_uuid)
        rows = ((*review_row(review), review.reviewed_at_utc_ms) for review, _ in new)
        _insert(database, rows, len(new))
        by_uuid = [(review.uuid, interval) for review, interval in new]
        # Another device may have told the days before it tells the review.
        database.executemany("INSERT OR IGNORE INTO imported VALUES (?, ?)", by_uuid)
        add_to_change(database, [uuid for uuid, _ in by_uuid], change)
        replay_cards(database, model, deck, {review.key.card for review, _ in new}, progress)
        count_deck(database, deck)
        added[deck] = len(new)
    return added


def _insert(database: sqlite3.Connection, rows: Iterable[tuple[object, ...]], number: int) -> None:
    """Insert reviews. If they are most of the log, making the indexes again is quicker than adding to them."""
    ((before,),) = database.execute("SELECT count(*) FROM (SELECT 1 FROM reviews LIMIT ?)", (number,))
    indexes: list[tuple[str, str]] = []
    if before < number:
        query = "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = 'reviews' AND sql IS NOT NULL"
        indexes = database.execute(query).fetchall()
    for name, _ in indexes:
        quoted = name.replace('"', '""')
        database.execute(f'DROP INDEX "{quoted}"')
    database.executemany(INSERT_REVIEW, rows)
    for _, sql in indexes:
        database.execute(sql)


def _uuid(imported: "ImportedReview") -> str:
    return imported[0].uuid


def _with_free_uuid(review: "Review", undone: set[str]) -> "Review":
    """Return an imported review, with a new UUID made from its own if that one was undone."""
    while review.uuid in undone:
        from uuid import NAMESPACE_URL, uuid5

        review = review._replace(uuid=str(uuid5(NAMESPACE_URL, f"{review.uuid}/again")))
    return review
