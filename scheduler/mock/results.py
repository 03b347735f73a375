"""What mock interviews came to, derived from their events and the reviews their debriefs gave."""

from datetime import UTC, date, datetime, timedelta
from itertools import takewhile
from typing import TYPE_CHECKING, NamedTuple

from cards.answer import Mode
from cards.key import CardKey
from cards.timing import Pace, pace
from scheduler.log.active import ACTIVE
from scheduler.log.rows import REVIEW_COLUMNS, review_from
from scheduler.mock.log import Mock, MockAnswer, read_mocks

if TYPE_CHECKING:
    from cards.review import Review
    from scheduler.log.store import Store


class UnratedAnswer(NamedTuple):
    """An answer typed in a mock that has no standing rating: not debriefed yet, or dropped, or taken back."""

    key: CardKey
    said: MockAnswer


class MockResult(NamedTuple):
    """The figures of one mock.

    Attributes:
        at_utc_ms: When it began.
        day: The study day its first rating counts on.
        manner: How the interviewer was.
        planned: How many questions there were to be.
        answered: How many were answered.
        seconds: How long all answers took, follow-ups included.
        in_band: How many answers ended within their target time.
        points: How many key points were covered, of the `of_points` that were asked for.
        ratings: How many answers were rated Again, Hard, Good, Easy.
    """

    at_utc_ms: int
    day: date
    manner: str
    planned: int
    answered: int
    seconds: float
    in_band: int
    points: int
    of_points: int
    ratings: tuple[int, int, int, int]

    @property
    def coverage(self) -> float | None:
        """Share of the key points covered, 0 to 1; None if there were none."""
        return self.points / self.of_points if self.of_points else None


# The standing reviews of debriefs, by card and instant.
_Given = dict[tuple[CardKey, int], "Review"]


def _given(store: "Store") -> _Given:
    ((begun,),) = store.rows("SELECT min(at_utc_ms) FROM mock_events")
    if begun is None:
        return {}
    # Wherever one is, a study day is less than two days from that of UTC: older reviews need not be looked through.
    since = datetime.fromtimestamp(begun / 1000, UTC).date() - timedelta(days=2)
    query = f"SELECT {REVIEW_COLUMNS} {ACTIVE} AND study_day >= ? AND mode = ? ORDER BY study_day DESC, seq DESC"
    reviews = map(review_from, store.rows(query, (since.isoformat(), Mode.MOCK.value)))
    return {(review.key, review.reviewed_at_utc_ms): review for review in reviews}


def debrief_reviews(store: "Store", mock: Mock) -> "dict[int, Review]":
    """Return the standing reviews that rate a mock's answers, by position.

    They are the reviews of mode `mock` of the card at the instant of the answer: no other link is kept, so that
    a rating is one transaction and can be undone like any other.
    """
    return _ratings(mock, _given(store))


def _ratings(mock: Mock, given: _Given) -> "dict[int, Review]":
    places = {
        position: (mock.script.questions[position].key, said.at_utc_ms) for position, said in mock.answers.items()
    }
    return {position: given[place] for position, place in places.items() if place in given}


def unrated_answers(store: "Store") -> list[UnratedAnswer]:
    """Return the typed answers of all mocks that no review has, follow-ups left out, the newest first."""
    given = _given(store)
    found = [
        UnratedAnswer(mock.script.questions[position].key, said)
        for mock in read_mocks(store)
        for position, said in mock.answers.items()
        if said.text and (mock.script.questions[position].key, said.at_utc_ms) not in given
    ]
    return sorted(found, key=lambda each: each.said.at_utc_ms, reverse=True)


def mock_result(store: "Store", mock: Mock) -> MockResult | None:
    """Return the figures of a mock; None until one of its answers has been rated."""
    return _result(mock, debrief_reviews(store, mock))


def _result(mock: Mock, reviews: "dict[int, Review]") -> MockResult | None:
    if not reviews:
        return None
    bands = [
        pace(said.milliseconds / 1000, mock.script.questions[position].target)
        for position, said in mock.answers.items()
    ]
    points = "".join(review.points_covered or "" for review in reviews.values())
    given = [review.rating.value for review in reviews.values()]
    return MockResult(
        at_utc_ms=mock.begun_at_utc_ms,
        day=min(review.study_day for review in reviews.values()),
        manner=mock.script.manner,
        planned=len(mock.script.questions),
        answered=len(mock.answers),
        seconds=mock.seconds,
        in_band=bands.count(Pace.WITHIN),
        points=points.count("1"),
        of_points=len(points),
        ratings=(given.count(1), given.count(2), given.count(3), given.count(4)),
    )


def mock_results(store: "Store", *, until: Mock | None = None) -> list[MockResult]:
    """Return the figures of all mocks with at least one rating, or of those before one, in the order they began."""
    before = takewhile(lambda mock: until is None or mock.name != until.name, read_mocks(store))
    given = _given(store)
    return [result for mock in before if (result := _result(mock, _ratings(mock, given))) is not None]
