"""The totals of a day, however they are counted: one review at a time, an import at once, or by SQL from the log."""

from datetime import timedelta

from hypothesis import given
from hypothesis import settings as profile
from hypothesis import strategies as st

from cards.answer import Mode
from cards.answer_time import LONGEST_ANSWER_MS
from cards.key import CardKey
from cards.review import Rating, Review
from scheduler.log.daily_totals import MATURE_DAYS, count_all, count_imported, count_review
from tests.histories import DAY, review, temporary_store
from tests.log_connection import connection_of

COUNTED = st.tuples(
    st.sampled_from(Rating),
    st.integers(0, 2),
    st.sampled_from(["deck", "else"]),
    st.sampled_from([0, 1, LONGEST_ANSWER_MS - 1, LONGEST_ANSWER_MS, LONGEST_ANSWER_MS + 1]),
    st.sampled_from([None, 0, 1, MATURE_DAYS - 1, MATURE_DAYS, MATURE_DAYS + 1]),
)


@profile(max_examples=30)
@given(st.lists(COUNTED, max_size=12), st.data())
def test_each_way_of_counting_gives_what_sql_gives(
    counted: list[tuple[Rating, int, str, int, int | None]], data: st.DataObject
) -> None:
    reviews: list[tuple[Review, int | None]] = []
    for number, (rating, days, deck, answer_ms, interval) in enumerate(counted):
        day, key = DAY + timedelta(days=days), CardKey(deck, "card")
        one = review(f"{number}", rating, day, key, at=number, mode=Mode.IMPORTED, answer_ms=answer_ms)
        reviews.append((one, interval))
    removed = data.draw(st.sets(st.sampled_from(range(len(reviews))))) if reviews else set()
    with temporary_store() as store:
        database = connection_of(store)
        days_now = "SELECT * FROM days ORDER BY study_day, deck"
        store.import_reviews(reviews)
        database.execute("DELETE FROM days")
        count_all(database)
        by_sql = store.rows(days_now)
        for deck in ("deck", "else"):
            count_imported(database, deck, [each for each in reviews if each[0].key.deck == deck])
        assert store.rows(days_now) == by_sql

        database.execute("DELETE FROM days")
        for each in reviews:
            count_review(database, *each)
        assert store.rows(days_now) == by_sql

        for at in removed:
            count_review(database, *reviews[at], sign=-1)
        of_the_rest = store.rows(days_now)
        database.execute("DELETE FROM days")
        for at in set(range(len(reviews))) - removed:
            count_review(database, *reviews[at])
        assert store.rows(days_now) == of_the_rest
