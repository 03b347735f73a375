"""Rows sent from one log to another: what is sent, what is added, and what is refused."""

from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from cards.answer import Mode
from cards.card import Kind, TargetSeconds
from cards.review import Rating
from scheduler.log.exchange import Record
from scheduler.log.store import Event, Store
from scheduler.log.undo import FileNote
from scheduler.mock.log import MockAnswer, MockEvent, MockQuestion, Script, begin_mock, read_mock, record_event
from tests.histories import DAY, KEY, OTHER, execute, open_store, review, spoken


@pytest.fixture
def other(tmp_path: Path) -> Iterator[Store]:
    (tmp_path / "other").mkdir()
    with closing(open_store(tmp_path / "other", prefix="o")) as store:
        yield store


def everything(store: Store) -> list[Record]:
    return store.read_new("", 10_000).records


def derived(store: Store) -> list[list[tuple[object, ...]]]:
    order = {"memories": "deck, card", "marks": "deck, card", "days": "deck, study_day"}
    return [store.rows(f"SELECT * FROM {table} ORDER BY {columns}") for table, columns in order.items()]


def lived(store: Store) -> None:
    store.record(
        review("a", at=5), own_points=True, story="ledger", sections=(1, 2, 3, 4), planned=DAY, spoken=spoken()
    )
    store.record(review("b", Rating.AGAIN, DAY + timedelta(days=3), at=6))
    store.record(review("c", key=OTHER, at=7))
    store.undo(8)
    store.mark(KEY, Event.SUSPEND, DAY, 9)
    store.note("edit", "a card", [FileNote("a.toml", None, "x")], 10)


def test_a_log_that_takes_in_all_of_another_is_the_same_in_whichever_portions_and_order(
    store: Store, other: Store
) -> None:
    lived(store)
    since, portions = "", []
    while (found := store.read_new(since, 2)).records:
        since = found.upto
        portions.append(found.records)
    for records in portions[::-1] + portions:
        assert other.take(records[::-1]).refused == 0

    assert sorted(map(str, everything(other))) == sorted(map(str, everything(store)))
    assert derived(other) == derived(store)
    assert other.take(everything(store)).added == {}


def test_only_what_is_new_is_told(store: Store) -> None:
    lived(store)
    place = store.position()
    assert store.read_new(place, 9).records == []
    store.record(review("d", at=11), planned=DAY)
    found = store.read_new(place, 9)

    assert [(record["log"], record.get("uuid", record.get("review"))) for record in found.records] == [
        ("reviews", "d"),
        ("planned", "d"),
    ]
    assert store.read_new(found.upto, 9).records == []


@pytest.mark.parametrize("place", ["", "x", "[]", "{}", '{"incarnation": "another"}', '{"incarnation": ""}', "9" * 9])
def test_a_place_that_is_not_in_this_log_is_its_start(store: Store, place: str) -> None:
    lived(store)
    assert store.read_new(place, 10_000).records == everything(store)


def test_after_an_older_copy_of_the_file_everything_is_told_again(store: Store, tmp_path: Path) -> None:
    lived(store)
    place = store.position()
    store.close()
    execute(tmp_path / "greenroom.db", "DELETE FROM reviews WHERE seq = 3")
    again = open_store(tmp_path, prefix="again")
    again.record(review("d", at=11))
    told = [record["uuid"] for record in again.read_new(place, 10_000).records if record["log"] == "reviews"]
    again.close()

    assert told == ["a", "b", "d"]


def test_one_package_imported_in_two_time_zones_is_one_history(store: Store, other: Store) -> None:
    for home, shift in ((store, 0), (other, 1)):
        for deck in (KEY, OTHER):
            history = [
                (
                    review(
                        f"{deck}-{n}",
                        Rating(n % 4 + 1),
                        DAY + timedelta(days=n + shift * (n % 3 == 0)),
                        deck,
                        at=86_400_000 * n,
                        mode=Mode.IMPORTED,
                    )._replace(device=home.device, zone_offset_min=shift * 600),
                    n + 1,
                )
                for n in range(9)
            ]
            change = home.note("import", "a package", [], 10**9)
            home.import_reviews(history, change=change)
    assert derived(store) != derived(other)
    mine, theirs = everything(store), everything(other)
    store.take(theirs)
    other.take(mine)

    assert derived(store) == derived(other)
    assert len(store.reviews()) == 18
    assert store.undo_change(store.changes(9)[0], 2 * 10**9)
    other.take(everything(store))
    assert derived(store) == derived(other)
    assert len(other.reviews()) == 9


def test_an_undo_that_comes_first_counts_and_two_of_the_same_are_one(store: Store, other: Store) -> None:
    store.record(review("a"))
    given = everything(store)
    store.undo(1)
    undone = [record for record in everything(store) if record["log"] == "undos"]
    other.take(undone)
    other.take(given)
    assert other.reviews() == []
    assert other.memory(KEY) is None
    again = [record | {"uuid": "another", "at_utc_ms": 0} for record in undone]
    other.take(again)
    store.take(again)

    assert store.rows("SELECT * FROM undos") == other.rows("SELECT * FROM undos")
    assert len(store.rows("SELECT * FROM undos")) == 1


def test_a_rating_after_a_later_clock_elsewhere_still_comes_last(store: Store, other: Store) -> None:
    ahead = 10**12
    other.record(review("ahead", Rating.EASY, DAY, at=ahead))
    store.take(everything(other))
    store.record(review("mine", Rating.AGAIN, DAY, at=5))

    assert store.rows("SELECT stamp FROM reviews WHERE uuid = 'mine'") == [(ahead + 1,)]
    assert [found.uuid for found in store.reviews(KEY)] == ["mine", "ahead"]
    last = store.undo(6)
    assert last is not None
    assert last.uuid == "mine"


@pytest.mark.parametrize(
    "change",
    [
        {"rating": 9},
        {"rating": "3"},
        {"rating": True},
        {"rating": None},
        {"study_day": "some day"},
        {"study_day": "2026-03-02\x1b[2J"},
        {"card": "x\ny"},
        {"card": "\ud800"},
        {"mode": "sung"},
        {"stamp": 2**63},
        {"stamp": 1.5},
        {"reviewed_at_utc_ms": 2**62},
        {"zone_offset_min": 9999},
        {"answer_text": "x" * 1_000_001},
        {"uuid": None},
    ],
)
def test_a_review_that_no_greenroom_wrote_is_counted_and_left_out(
    store: Store, other: Store, change: dict[str, str | int | float | None]
) -> None:
    store.record(review("a"))
    (given,) = everything(store)
    taken = other.take([given | change, given | {"uuid": "b"}])

    assert (taken.refused, taken.added) == (1, {"reviews": 1})
    assert [found.uuid for found in other.reviews()] == ["b"]


def test_what_only_a_newer_greenroom_understands_is_kept_and_told_on(store: Store, other: Store) -> None:
    store.record(review("a"))
    (given,) = everything(store)
    newer: list[Record] = [{"log": "dreams", "uuid": "d", "of": None}, given | {"mood": "fine"}]
    for _ in range(2):
        assert other.take(newer).refused == 0

    assert [found.uuid for found in other.reviews()] == ["a"]
    assert [record for record in everything(other) if record != given] == newer


def test_the_due_days_of_parameters_from_elsewhere_are_in_use_at_once(store: Store, other: Store) -> None:
    lived(store)
    other.take(everything(store))
    store.use_parameters(tuple(value * 1.01 for value in store.parameters_in_use), 100, 20)
    other.take(everything(store))

    assert other.parameters_in_use == store.parameters_in_use
    assert derived(other) == derived(store)


@pytest.mark.parametrize(
    ("event", "content"),
    [
        ("begun", "{}"),
        ("begun", '{"manner": "warm", "minutes": null, "goodbye": "", "questions": [{}]}'),
        ("answered", "{}"),
        ("answered", '{"milliseconds": "long", "text": ""}'),
        ("sung", "{}"),
        ("finished", "[]"),
        ("finished", "not JSON"),
        ("finished", "[" * 100_000),
    ],
)
def test_an_event_of_a_mock_that_could_not_be_read_is_left_out(store: Store, event: str, content: str) -> None:
    record: Record = {"log": "mock_events", "uuid": "a", "device": "d", "mock": "m", "event": event, "position": 0}
    taken = store.take([record | {"at_utc_ms": 1, "content": content, "stamp": 1}])

    assert (taken.refused, taken.added) == (1, {})


def test_a_mock_held_on_one_device_is_read_on_another(store: Store, other: Store) -> None:
    question = MockQuestion(KEY, Kind.OPENER, 0, "Why us?", TargetSeconds(30, 60, 90))
    mock = begin_mock(store, "m", Script("warm", (question,)), 5)
    mock = record_event(store, mock, MockEvent.ANSWERED, 9, position=0, answer=MockAnswer(9, 40_000, "So."))
    assert other.take(everything(store)).refused == 0
    assert read_mock(other, "m") == mock
