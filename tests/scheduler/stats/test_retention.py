from datetime import date, timedelta

from scheduler.stats.answers import retention_by
from scheduler.stats.retention import Retention, spans
from tests.histories import DAY
from tests.scheduler.stats.by_hand import answer


def test_only_what_had_waited_tests_retention_and_only_again_fails_it() -> None:
    some = [answer(rating, interval=3) for rating in (1, 1, 2, 3, 4)] + [answer(1), answer(3)]

    assert retention_by(["some" for _ in some], some) == {"some": Retention(3, 2)}


def test_the_spans_of_retention_end_today_and_have_their_number_of_days() -> None:
    found = spans(DAY)
    days = {name: (last - first).days + 1 for name, (first, last) in found.items()}

    assert days | {"all": 0} == {"today": 1, "yesterday": 1, "week": 7, "month": 30, "year": 365, "all": 0}
    assert {name: last for name, (_, last) in found.items()} == {
        **dict.fromkeys(("today", "week", "month", "year"), DAY),
        "yesterday": DAY - timedelta(days=1),
        "all": date.max,
    }
    assert found["all"][0] == date.min


def test_no_reviews_have_no_rate() -> None:
    assert Retention(0, 0).rate is None
    assert Retention(3, 1).rate == 0.75
