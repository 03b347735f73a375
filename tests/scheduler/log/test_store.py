from datetime import date, timedelta
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cards.answer import Mode
from cards.key import CardKey
from cards.review import Rating, Review
from scheduler.fsrs.memory import MemoryModel
from scheduler.log.errors import StoreDamaged
from scheduler.log.rows import review_from, review_row
from scheduler.log.store import Event, Marks, Store
from scheduler.settings import Settings
from tests.histories import DAY, KEY, open_store, review, spoken
from tests.log_connection import connection_of


def test_a_rating_is_there_when_the_log_is_opened_again(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    written, memory = store.record(review("r"))
    store.close()
    again = open_store(tmp_path)

    assert again.reviews() == [written]
    assert again.memory(KEY) == memory
    assert again.device == store.device
    again.close()


@given(
    st.builds(
        Review,
        uuid=st.text(),
        device=st.text(),
        key=st.builds(CardKey, st.text(), st.text()),
        rating=st.sampled_from(Rating),
        suggested=st.none() | st.sampled_from(Rating),
        reviewed_at_utc_ms=st.integers(0, 2**62),
        zone_offset_min=st.integers(-1440, 1440),
        study_day=st.dates(),
        answer_ms=st.integers(0, 2**31),
        points_covered=st.none() | st.text("01"),
        phrasing=st.integers(0, 9),
        mode=st.sampled_from(Mode),
        answer_text=st.none() | st.text(),
    )
)
def test_a_review_reads_back_from_its_row_as_it_was_written(one: Review) -> None:
    assert review_from(review_row(one)) == one


def test_an_earlier_day_counts_as_the_cards_last(store: Store) -> None:
    store.record(review("a", day=DAY))
    written, memory = store.record(review("b", day=DAY - timedelta(days=3)))

    assert written.study_day == DAY
    assert memory.last_review == DAY


def test_undo_restores_the_memory_exactly(store: Store) -> None:
    _, first = store.record(review("a"))
    later, _ = store.record(review("b", Rating.AGAIN, DAY + timedelta(days=4)))

    assert store.undo(0) == later
    assert store.memory(KEY) == first
    assert store.rows("SELECT * FROM recalls") == []
    assert store.undo(0) is not None
    assert store.memory(KEY) is None
    assert store.times_reviewed(KEY) == 0
    assert store.undo(0) is None
    assert store.rows("SELECT count(*) FROM reviews") == [(2,)]


def test_an_imported_history_is_not_undone(store: Store) -> None:
    store.record(review("a", mode=Mode.IMPORTED))

    assert store.undo(0) is None


def test_the_newest_reviews_come_first(store: Store) -> None:
    other = CardKey("deck", "other")
    for number, key in enumerate([KEY, other, KEY]):
        store.record(review(str(number), key=key, day=DAY + timedelta(days=number)))

    assert [found.uuid for found in store.reviews()] == ["2", "1", "0"]
    assert [found.uuid for found in store.reviews(KEY)] == ["2", "0"]
    assert [found.uuid for found in store.reviews(KEY, newest=1)] == ["2"]
    assert set(store.memories("deck")) == {KEY, other}
    assert [store.times_reviewed(key) for key in (KEY, other, CardKey("deck", "new"))] == [2, 1, 0]


def test_what_was_typed_is_found_and_an_empty_answer_is_none(store: Store) -> None:
    assert store.is_empty()
    for number, text in enumerate((None, "said", "", None)):
        store.record(review(str(number))._replace(answer_text=text))

    assert [found.uuid for found in store.reviews(KEY, newest=1, written=True)] == ["1"]
    assert store.undo(0) is not None
    assert not store.is_empty()


def test_a_deck_s_history_has_what_stands_with_the_days_waited(store: Store) -> None:
    first, memory = store.record(review("a"))
    second, _ = store.record(review("b", day=memory.due))
    store.record(review("undone", day=memory.due + timedelta(days=1)))
    store.undo(0)
    store.record(review("other", key=CardKey("else", "card")))

    assert store.history("deck") == [
        (KEY.card, first.rating, first.reviewed_at_utc_ms, first.answer_ms, None),
        (KEY.card, second.rating, second.reviewed_at_utc_ms, second.answer_ms, memory.interval),
    ]


@pytest.mark.parametrize("log", ["own_ticks", "tellings", "timings", "planned", "spoken"])
def test_a_rating_is_written_with_all_that_belongs_to_it_or_not_at_all(store: Store, log: str) -> None:
    connection_of(store).execute(
        f"CREATE TEMP TRIGGER refuse BEFORE INSERT ON main.{log} BEGIN SELECT raise(ABORT, 'full'); END"
    )
    record = partial(
        store.record,
        review("a"),
        own_points=True,
        story="ledger",
        sections=(1, 2, 3, 4),
        planned=date(2026, 3, 8),
        spoken=spoken(),
    )
    with pytest.raises(StoreDamaged):
        record()
    assert store.is_empty()
    assert store.memory(KEY) is None
    connection_of(store).execute("DROP TRIGGER refuse")
    record()

    assert store.rows("SELECT * FROM own_ticks") == [("a",)]
    assert store.rows("SELECT review, story FROM tellings") == [("a", "ledger")]
    assert store.rows("SELECT review, sections FROM timings") == [("a", "1 2 3 4")]
    assert store.rows("SELECT * FROM planned") == [("a", "2026-03-08")]
    assert store.rows("SELECT * FROM spoken") == [("a", *spoken())]


def test_marks_are_what_the_events_add_up_to(store: Store) -> None:
    for event in (Event.SUSPEND, Event.FLAG, Event.BURY, Event.UNSUSPEND):
        store.mark(KEY, event, DAY, 0)

    assert store.marks() == {KEY: Marks(suspended=False, flagged=True, buried_on=DAY)}
    store.mark(KEY, Event.UNFLAG, DAY, 0)
    assert not store.marks()[KEY].flagged
    assert len(store.rows("SELECT * FROM events")) == 5


def test_other_settings_move_the_due_days_by_replay(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    _, before = store.record(review("a", Rating.EASY))
    store.close()
    strict = Settings(desired_retention=0.95)
    again = open_store(tmp_path, strict)
    after = again.memory(KEY)
    again.close()

    assert after is not None
    assert after.interval < before.interval
    assert after == MemoryModel(strict).review(None, Rating.EASY, DAY, KEY)


def test_the_log_is_replayed_when_opened_only_where_memories_depend_on_something_else_now(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    store.record(review("a"))
    connection_of(store).execute("UPDATE memories SET reviews = 77")
    store.close()
    for settings, expected in ((None, 77), (Settings(maximum_interval=9), 1)):
        store = open_store(tmp_path, settings)
        assert store.times_reviewed(KEY) == expected
        store.close()


def test_the_first_time_is_the_first_in_the_life_of_the_home(store: Store, tmp_path: Path) -> None:
    assert [store.is_first_time(name) for name in ("asked", "asked", "told")] == [True, False, True]
    again = open_store(tmp_path)
    assert [again.has_been(name) for name in ("asked", "said", "said")] == [True, False, False]
    assert not again.is_first_time("asked")
    again.close()


def test_identities_are_kept_by_deck(store: Store) -> None:
    store.remember_identities("deck", {"why": ("old", "Why?")})

    assert store.identities("deck") == {"why": ("old", "Why?")}
    assert store.identities("other") == {}
