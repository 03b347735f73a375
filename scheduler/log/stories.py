"""The stories told in active reviews, by card, and how their time was split."""

from cards.key import CardKey
from cards.timing import Split
from scheduler.log.active import IN_ORDER, IS_ACTIVE, NEWEST_FIRST
from scheduler.log.store import Store


def stories_told(store: Store) -> dict[CardKey, str]:
    """Return the id of the story last told for each card."""
    rows = store.rows(
        "SELECT deck, card, story FROM tellings JOIN reviews ON reviews.uuid = tellings.review"
        f" WHERE {IS_ACTIVE} ORDER BY {IN_ORDER}, at_utc_ms, tellings.uuid"
    )
    return {CardKey(deck, card): story for deck, card, story in rows}


def cards_by_story(stories: dict[CardKey, str]) -> dict[str, list[CardKey]]:
    """Return the cards that each story answers, by the story's id; the inverse of `stories_told`."""
    cards: dict[str, list[CardKey]] = {}
    for key, story in sorted(stories.items()):
        cards.setdefault(story, []).append(key)
    return cards


def times_told(store: Store) -> dict[str, int]:
    """Return how often each story was told, by its id."""
    rows = store.rows(
        "SELECT story, count(*) FROM tellings JOIN reviews ON reviews.uuid = tellings.review"
        f" WHERE {IS_ACTIVE} GROUP BY story"
    )
    return dict(rows)


def story_of(store: Store, review: str) -> str:
    """Return the id of the story a review told, even if the review was undone; empty if none is known."""
    query = "SELECT story FROM tellings WHERE review = ? ORDER BY at_utc_ms DESC, uuid DESC LIMIT 1"
    rows = store.rows(query, (review,))
    return rows[0][0] if rows else ""


def splits(store: Store, key: CardKey) -> list[Split]:
    """Return how a card's reviews split their time between the sections of a story, newest first."""
    rows = store.rows(
        "SELECT sections FROM timings JOIN reviews ON reviews.uuid = timings.review"
        f" WHERE deck = ? AND card = ? AND {IS_ACTIVE} ORDER BY {NEWEST_FIRST}",
        tuple(key),
    )
    return [Split(*map(int, sections.split())) for (sections,) in rows]
