"""Reviews from another program, added to the log."""

import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from operator import itemgetter
from typing import TYPE_CHECKING

from cards.key import CardKey
from cards.progress import Progress
from scheduler.log.active import ACTIVE
from scheduler.log.daily_totals import count_deck, count_imported
from scheduler.log.replay import ImportedRating, replay_cards, replay_imported
from scheduler.log.rows import INSERT_REVIEW, review_row
from scheduler.log.stamps import highest_stamp, note_highest

if TYPE_CHECKING:
    from cards.review import Review
    from scheduler.fsrs.memory import MemoryModel

    ImportedReview = tuple[Review, int | None]  # with the days another program had scheduled before it


# The interval of an imported review is the one in `recalls`.
_INTERVALS = (
    "INSERT OR IGNORE INTO imported"
    " SELECT uuid, interval FROM reviews LEFT JOIN recalls USING (seq) WHERE seq >= ? ORDER BY seq"
)


def missing_reviews(
    database: sqlite3.Connection, reviews: "Iterable[ImportedReview]"
) -> "dict[str, list[ImportedReview]]":
    """Return the reviews that match no active review in the log by card and instant, by deck."""
    given: defaultdict[CardKey, dict[int, ImportedReview]] = defaultdict(dict)
    key: CardKey | None = None
    for each in reviews:
        review = each[0]
        if review.key is not key:  # a card's reviews come together
            key = review.key
            of_card = given[key]
        of_card[review.reviewed_at_utc_ms] = each
    missing: dict[str, list[ImportedReview]] = {}
    known: dict[str, set[tuple[str, int]]] = {}
    for (deck, card), of_card in given.items():
        if deck not in known:
            query = f"SELECT card, reviewed_at_utc_ms {ACTIVE} AND deck = ?"
            known[deck], missing[deck] = set(database.execute(query, (deck,))), []
        missing[deck] += [each for at, each in of_card.items() if (card, at) not in known[deck]]
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
        added[deck] = len(new)
        if new:
            _add(database, model, deck, new, change, progress)
    return added


def _add(
    database: sqlite3.Connection,
    model: "MemoryModel",
    deck: str,
    new: "list[ImportedReview]",
    change: str | None,
    progress: Progress,
) -> None:
    """Add the reviews of a deck, and what follows from them."""
    is_first = database.execute(f"SELECT 1 {ACTIVE} AND deck = ? LIMIT 1", (deck,)).fetchone() is None
    note_highest(database, highest_stamp(database), max(review.reviewed_at_utc_ms for review, _ in new))
    # Tables and indexes are sorted by UUID; with a long history, writing them in that order is quicker.
    new.sort(key=_uuid)
    (first,) = database.execute("SELECT coalesce(max(seq), 0) + 1 FROM reviews").fetchone()
    with _indexes_made_afterwards(database, len(new)):
        rows = ((*review_row(review), review.reviewed_at_utc_ms) for review, _ in new)
        database.executemany(INSERT_REVIEW, rows)
    if change is not None:
        database.execute("INSERT INTO change_rows SELECT uuid, ? FROM reviews WHERE seq >= ?", (change, first))
    if is_first and _replay_first(database, model, new, first, progress):
        count_imported(database, deck, new)
        return
    # Another device may have told the days before it tells the review.
    intervals = ((review.uuid, interval) for review, interval in new)
    database.executemany("INSERT OR IGNORE INTO imported VALUES (?, ?)", intervals)
    replay_cards(database, model, deck, {review.key.card for review, _ in new}, progress)
    count_deck(database, deck)


def _replay_first(
    database: sqlite3.Connection, model: "MemoryModel", new: "list[ImportedReview]", first: int, progress: Progress
) -> bool:
    """Replay the first reviews of a deck, which have numbers from `first`, and add their intervals to the log.

    Return False if the log had one of the intervals already: then the replay has to read them all.
    """
    histories: defaultdict[CardKey, list[ImportedRating]] = defaultdict(list)
    key: CardKey | None = None
    for seq, (review, _) in enumerate(new, first):
        if review.key is not key:
            key = review.key
            of_card = histories[key]
        of_card.append((review.study_day, review.reviewed_at_utc_ms, seq, int(review.rating)))
    replay_imported(database, model, histories, dict(enumerate(map(itemgetter(1), new), first)), progress)
    return database.execute(_INTERVALS, (first,)).rowcount == len(new)


@contextmanager
def _indexes_made_afterwards(database: sqlite3.Connection, number: int) -> Iterator[None]:
    """If this many new reviews are most of the log, make its indexes after them: adding to them takes longer."""
    ((before,),) = database.execute("SELECT count(*) FROM (SELECT 1 FROM reviews LIMIT ?)", (number,))
    indexes: Sequence[tuple[str, str]] = ()
    if before < number:
        query = "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = 'reviews' AND sql IS NOT NULL"
        indexes = database.execute(query).fetchall()
    for name, _ in indexes:
        quoted = name.replace('"', '""')
        database.execute(f'DROP INDEX "{quoted}"')
    yield
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
