"""Figures counted by hand from the raw rows of a random log, to check the real ones against."""

from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

from cards.answer import Mode
from cards.key import CardKey
from cards.review import Rating
from scheduler.fsrs.memory import Memory, MemoryModel
from scheduler.log.store import Store
from scheduler.settings import Settings
from scheduler.stats.answers import LoggedAnswer
from scheduler.stats.knowledge import DeckCards
from scheduler.stats.retention import Retention
from tests.histories import DAY, review

DECKS = {
    "a": DeckCards(["1", "2", "3"], "story", {"2": "fit"}),
    "b": DeckCards(["1", "2"], "fit", {"1": "story", "x": "probe"}),
}
KEYS = [CardKey("a", "1"), CardKey("a", "2"), CardKey("b", "1"), CardKey("b", "gone"), CardKey("gone", "1")]
# Card, rating, suggested rating, days since the last step, milliseconds taken, ticks, mode, instant.
STEPS = st.lists(
    st.tuples(
        st.sampled_from(KEYS),
        st.sampled_from(Rating),
        st.sampled_from([None, *Rating]),
        st.integers(0, 30) | st.just(0),
        st.integers(0, 400_000),
        st.sampled_from(["0101", "1111", "000", "", None]),
        st.sampled_from(list(Mode)),
        st.integers(0, 10**9),
    ),
    max_size=25,
)


def write(store: Store, steps: list[tuple[Any, ...]]) -> date:
    """Record or import a review for each step. Return the last study day."""
    day = DAY
    for number, (key, rating, suggested, gap, ms, points, mode, at) in enumerate(steps):
        day += timedelta(days=gap)
        made = review(str(number), rating, day, key, at=at, mode=mode, answer_ms=ms)
        made = made._replace(suggested=suggested, points_covered=points, zone_offset_min=330)
        if mode is Mode.IMPORTED:
            store.import_reviews([(made, None)])
        else:
            store.record(made)
    return day


class ByHand:
    """The log read row by row, with every card replayed rating by rating.

    Attributes:
        rows: The reviews not undone.
        memories: The memory of each card.
        tested: For each review that tests recall, the scheduled interval and the predicted recall, by review uuid.
    """

    def __init__(self, store: Store) -> None:
        undone = {row[0] for row in store.rows("SELECT review FROM undos")}
        rows = store.rows(
            "SELECT uuid, deck, card, rating, suggested, reviewed_at_utc_ms, study_day, answer_ms, points_covered, mode"
            " FROM reviews ORDER BY stamp, uuid"
        )
        self.rows = [row for row in rows if row[0] not in undone]
        self.memories: dict[CardKey, Memory] = {}
        self.tested: dict[str, tuple[int, float | None]] = {}
        model = MemoryModel(Settings())
        for row in sorted(self.rows, key=lambda row: date.fromisoformat(row[6])):
            key, day = CardKey(row[1], row[2]), date.fromisoformat(row[6])
            memory = self.memories.get(key)
            if memory is not None and day > memory.last_review and row[9] != "imported":
                self.tested[row[0]] = (memory.interval, model.retrievability(memory, day))
            self.memories[key] = model.review(memory, Rating(row[3]), day, key)

    def retention(
        self,
        deck: str | None,
        days: tuple[date, date] = (date.min, date.max),
        intervals: tuple[int, int] = (1, 9999),
    ) -> Retention:
        """Return the true retention of a deck or of all, on some days and for cards with some intervals."""
        found = [
            row[3] > 1
            for row in self.rows
            if row[0] in self.tested
            and deck in (None, row[1])
            and days[0] <= date.fromisoformat(row[6]) <= days[1]
            and intervals[0] <= self.tested[row[0]][0] <= intervals[1]
        ]
        return Retention(sum(found), len(found) - sum(found))


def answer(rating: int = 3, **more: Any) -> LoggedAnswer:
    """Return a spoken answer of 30 seconds at nine, with some fields set otherwise."""
    usual: dict[str, Any] = {
        "key": KEYS[0],
        "suggested": 3,
        "mode": "spoken",
        "seconds": 30.0,
        "hour": 9,
        "points": None,
        "own": False,
        "interval": None,
        "retrievability": None,
    }
    return LoggedAnswer(rating=rating, **(usual | more))
