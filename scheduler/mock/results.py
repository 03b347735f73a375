"""The results of mock interviews, derived from their events and from the reviews of their debriefs."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from itertools import takewhile
from typing import NamedTuple

from cards.answer import Mode
from cards.key import CardKey
from cards.review import Review
from cards.timing import Pace, pace
from scheduler.log.active import ACTIVE, NEWEST_FIRST
from scheduler.log.rows import REVIEW_COLUMNS, review_from
from scheduler.log.store import Store
from scheduler.mock.log import Mock, MockAnswer, read_mocks


class UnratedAnswer(NamedTuple):
    """An answer typed in a mock that has no rating: it was not debriefed, or the rating was undone."""

    key: CardKey
    answer: MockAnswer


class MockResult(NamedTuple):
    """The figures of one mock.

    Attributes:
        at_utc_ms: When it began, in milliseconds since 1970-01-01 UTC.
        day: The earliest study day that its ratings count on.
        planned: How many questions were planned.
        seconds: How long all answers took, follow-ups included.
        in_band: How many answers ended within their target time.
        points: How many key points were covered.
        of_points: How many key points were asked for.
        ratings: How many answers were rated Again, Hard, Good and Easy.
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
        """The share of the key points covered, 0 to 1; None if there were none."""
        return self.points / self.of_points if self.of_points else None


# The reviews of debriefs that were not undone, by card and instant.
_DebriefReviews = dict[tuple[CardKey, int], Review]


def _all_debrief_reviews(store: Store) -> _DebriefReviews:
    ((begun,),) = store.rows("SELECT min(at_utc_ms) FROM mock_events")
    if begun is None:
        return {}
    # Anywhere in the world the study day is within two days of the UTC one, so older reviews need not be read.
    since = datetime.fromtimestamp(begun / 1000, UTC).date() - timedelta(days=2)
    query = f"SELECT {REVIEW_COLUMNS} {ACTIVE} AND study_day >= ? AND mode = ? ORDER BY {NEWEST_FIRST}"
    reviews = map(review_from, store.rows(query, (since.isoformat(), Mode.MOCK.value)))
    return {(review.key, review.reviewed_at_utc_ms): review for review in reviews}


def debrief_reviews(store: Store, mock: Mock) -> dict[int, Review]:
    """Return the reviews that rate a mock's answers and were not undone, by position.

    A review belongs to an answer if it has mode `mock`, the same card and the same instant. Because nothing else links
    them, a rating is one transaction and can be undone like any other.
    """
    return _reviews_of(mock, _all_debrief_reviews(store))


def _reviews_of(mock: Mock, reviews: _DebriefReviews) -> dict[int, Review]:
    questions = mock.script.questions
    links = {position: (questions[position].key, answer.at_utc_ms) for position, answer in mock.answers.items()}
    return {position: reviews[link] for position, link in links.items() if link in reviews}


def unrated_answers(store: Store) -> list[UnratedAnswer]:
    """Return the typed answers of all mocks without a rating, newest first; follow-ups are left out."""
    reviews = _all_debrief_reviews(store)
    unrated = [
        UnratedAnswer(mock.script.questions[position].key, answer)
        for mock in read_mocks(store)
        for position, answer in mock.answers.items()
        if answer.text and (mock.script.questions[position].key, answer.at_utc_ms) not in reviews
    ]
    return sorted(unrated, key=lambda each: each.answer.at_utc_ms, reverse=True)


def mock_result(store: Store, mock: Mock) -> MockResult | None:
    """Return the figures of a mock; None if none of its answers is rated."""
    return _result(mock, debrief_reviews(store, mock))


def _result(mock: Mock, reviews: dict[int, Review]) -> MockResult | None:
    if not reviews:
        return None
    questions = mock.script.questions
    paces = [pace(answer.milliseconds / 1000, questions[position].target) for position, answer in mock.answers.items()]
    points = "".join(review.points_covered or "" for review in reviews.values())
    ratings = [review.rating.value for review in reviews.values()]
    return MockResult(
        at_utc_ms=mock.begun_at_utc_ms,
        day=min(review.study_day for review in reviews.values()),
        manner=mock.script.manner,
        planned=len(questions),
        answered=len(mock.answers),
        seconds=mock.seconds,
        in_band=paces.count(Pace.WITHIN),
        points=points.count("1"),
        of_points=len(points),
        ratings=(ratings.count(1), ratings.count(2), ratings.count(3), ratings.count(4)),
    )


def mock_results(store: Store) -> list[MockResult]:
    """Return the figures of all mocks with a rating, in the order they began."""
    return _results(read_mocks(store), _all_debrief_reviews(store))


def result_and_earlier(store: Store, mock: Mock) -> tuple[MockResult | None, list[MockResult]]:
    """Return the figures of a mock, as `mock_result` does, and those of the mocks before it."""
    reviews = _all_debrief_reviews(store)
    earlier = takewhile(lambda each: each.name != mock.name, read_mocks(store))
    return _result(mock, _reviews_of(mock, reviews)), _results(earlier, reviews)


def _results(mocks: Iterable[Mock], reviews: _DebriefReviews) -> list[MockResult]:
    return [result for mock in mocks if (result := _result(mock, _reviews_of(mock, reviews))) is not None]
