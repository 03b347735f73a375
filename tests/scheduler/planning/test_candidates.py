from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from cards.answer import Mode
from cards.key import CardKey
from cards.review import Rating
from scheduler.log.store import Store
from scheduler.planning.candidates import read_candidates, read_planned_days
from tests.histories import DAY, KEY, OTHER, open_store, review
from tests.log_connection import connection_of

DECKS: dict[str, list[list[str]]] = {"a": [["a1"], ["a2"], []], "b": [["b1", "b2"], [], ["b3"]], "empty": [[], [], []]}
A1 = CardKey("a", "a1")


def test_cards_are_read_must_first_and_the_decks_in_turn_with_what_is_known(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    _, memory = store.record(review("1", Rating.GOOD, key=A1))
    found = read_candidates(store, DECKS, frozenset({CardKey("b", "b1")}))
    store.close()

    assert [each.key.card for each in found] == ["a1", "b2", "a2", "b3"]
    assert [each.rank for each in found] == [0, 0, 1, 2]
    assert (found[0].state, found[0].last) == ((memory.stability, memory.difficulty), DAY.toordinal())
    assert (found[1].state, found[1].seconds) == (None, 90.0)


def test_a_deck_may_have_fewer_ranks_than_another(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    found = read_candidates(store, {"a": [["a1"], ["a2"], ["a3"]], "b": [["b1"]]}, frozenset())
    store.close()

    assert [(each.key.card, each.rank, each.last) for each in found] == [
        ("a1", 0, 0),
        ("b1", 0, 0),
        ("a2", 1, 0),
        ("a3", 2, 0),
    ]


def test_no_decks_have_no_cards(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    assert read_candidates(store, {}, frozenset()) == []
    store.close()


IN_3, IN_5, IN_9 = (DAY + timedelta(days=days) for days in (3, 5, 9))


def test_the_day_promised_with_a_card_s_last_review_counts_also_when_the_log_is_opened_again(tmp_path: Path) -> None:
    with closing(open_store(tmp_path)) as store:
        store.record(review("a"), planned=IN_3)
        store.record(review("b", day=DAY + timedelta(days=1)), planned=IN_5)
        store.record(review("c", key=OTHER), planned=IN_9)
        store.record(review("d", key=A1))
    with closing(open_store(tmp_path)) as store:
        assert read_planned_days(store) == {KEY: IN_5.toordinal(), OTHER: IN_9.toordinal()}
        assert read_planned_days(store, KEY) == {KEY: IN_5.toordinal()}
        assert read_planned_days(store, OTHER) == {OTHER: IN_9.toordinal()}
        assert read_planned_days(store, A1) == {}


def test_undo_brings_back_the_day_promised_before(store: Store) -> None:
    store.record(review("a"), planned=IN_3)
    store.record(review("b"))
    assert read_planned_days(store) == read_planned_days(store, KEY) == {}
    store.undo(0)
    assert read_planned_days(store) == read_planned_days(store, KEY) == {KEY: IN_3.toordinal()}
    store.record(review("c"), planned=IN_9)
    assert read_planned_days(store) == read_planned_days(store, KEY) == {KEY: IN_9.toordinal()}
    store.undo(0)
    assert read_planned_days(store) == read_planned_days(store, KEY) == {KEY: IN_3.toordinal()}
    store.undo(0)
    assert read_planned_days(store) == read_planned_days(store, KEY) == {}


@pytest.mark.parametrize(("days", "expected"), [(-9, {KEY: IN_3.toordinal()}), (1, {})])
def test_a_promise_ends_with_a_later_imported_review_and_not_with_an_earlier_one(
    store: Store, days: int, expected: dict[CardKey, int]
) -> None:
    store.record(review("a"), planned=IN_3)
    store.import_reviews([(review("elsewhere", day=DAY + timedelta(days=days), at=9, mode=Mode.IMPORTED), None)])

    assert read_planned_days(store) == read_planned_days(store, KEY) == expected


def test_a_review_dated_before_the_last_one_promises_nevertheless(store: Store) -> None:
    store.record(review("a"), planned=IN_3)
    store.record(review("b", day=DAY - timedelta(days=3)), planned=IN_5)

    assert read_planned_days(store) == {KEY: IN_5.toordinal()}


def test_promises_are_read_without_reading_all_reviews(store: Store) -> None:
    queries: list[str] = []
    connection_of(store).set_trace_callback(queries.append)
    read_planned_days(store)
    read_planned_days(store, KEY)
    connection_of(store).set_trace_callback(None)
    plans = [" ".join(row[3] for row in store.rows(f"EXPLAIN QUERY PLAN {query}")) for query in queries]

    assert plans[0].startswith("SCAN planned SEARCH rated USING INDEX sqlite_autoindex_reviews_1 (uuid=?)")
    assert "SCAN" not in plans[1]
    assert not any("TEMP B-TREE" in plan for plan in plans)
