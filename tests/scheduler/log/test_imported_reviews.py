"""Reviews from another program: imported once, all or nothing, under UUIDs of their own."""

from collections.abc import Collection, Iterable
from datetime import timedelta
from uuid import NAMESPACE_URL, uuid5

import pytest

from cards.answer import Mode
from cards.key import CardKey
from cards.progress import T
from cards.review import Rating, Review
from scheduler.log.errors import StoreDamaged
from scheduler.log.replay import DERIVED
from scheduler.log.store import Event, Marks, Store
from tests.histories import DAY, KEY, review
from tests.log_connection import connection_of

ELSEWHERE = CardKey("else", "card")
Imported = list[tuple[Review, int | None]]


def history(prefix: str = "i") -> Imported:
    """Three reviews of a card, the last on a later day, and one of a card of another deck."""

    def made(number: int, rating: Rating, gap: int, key: CardKey = KEY) -> Review:
        return review(f"{prefix}{number}", rating, DAY + timedelta(days=gap), key, at=number, mode=Mode.IMPORTED)

    return [
        (made(1, Rating.AGAIN, 0), None),
        (made(2, Rating.GOOD, 0), 1),
        (made(3, Rating.GOOD, 9), 12),
        (made(4, Rating.EASY, 2, ELSEWHERE), None),
    ]


def test_what_is_brought_in_is_counted_by_deck_and_stands(store: Store) -> None:
    doings: list[str] = []

    def progress(items: Collection[T], doing: str) -> Iterable[T]:
        doings.append(doing)
        return items

    assert store.import_reviews(history(), progress=progress) == {"deck": 3, "else": 1}
    assert doings == ["Replaying reviews"] * 2
    assert sorted(found.uuid for found in store.reviews()) == ["i1", "i2", "i3", "i4"]
    assert [(one.card, one.rating, one.at_utc_ms, one.interval) for one in store.history("deck")] == [
        ("card", 1, 1, None),
        ("card", 3, 2, 1),
        ("card", 3, 3, 12),
    ]
    model = store.model
    ratings = [(Rating.AGAIN, DAY), (Rating.GOOD, DAY), (Rating.GOOD, DAY + timedelta(days=9))]
    memory, recalls = model.replay(KEY, ratings)
    assert store.memory(KEY) == memory
    assert recalls[2] is not None
    # The interval is what the other program had scheduled, the retrievability what FSRS predicts.
    assert store.rows("SELECT seq, interval, retrievability FROM recalls") == [
        (2, 1, None),
        (3, 12, recalls[2].retrievability),
    ]
    assert store.rows("SELECT deck, study_day, again, good, easy FROM days ORDER BY deck, study_day") == [
        ("deck", DAY.isoformat(), 1, 1, 0),
        ("deck", (DAY + timedelta(days=9)).isoformat(), 0, 1, 0),
        ("else", (DAY + timedelta(days=2)).isoformat(), 0, 0, 1),
    ]


def test_the_same_history_again_changes_nothing_and_a_longer_one_adds_what_is_new(store: Store) -> None:
    whole = history()
    assert store.missing_reviews(whole[:2]) == {"deck": whole[:2]}
    store.import_reviews(whole[:2])

    assert store.missing_reviews(whole) == {"deck": whole[2:3], "else": whole[3:]}
    assert store.import_reviews(whole[:2]) == {"deck": 0}
    assert store.import_reviews(whole) == {"deck": 1, "else": 1}
    assert store.import_reviews(history("other names")) == {"deck": 0, "else": 0}
    assert store.missing_reviews(whole) == {"deck": [], "else": []}


def test_of_two_reviews_of_a_card_at_one_instant_one_is_brought_in(store: Store) -> None:
    (first, interval), *_ = history()
    twice = [(first, interval), (review("twin", Rating.HARD, key=KEY, at=first.reviewed_at_utc_ms), None)]

    assert store.import_reviews(twice) == {"deck": 1}


def test_what_was_taken_back_comes_in_again_under_another_name(store: Store) -> None:
    names = ["i1"]
    for _ in range(3):
        change = store.note("import", "a history", [], 0)
        assert store.import_reviews(history()[:1], change=change) == {"deck": 1}
        assert [found.uuid for found in store.reviews()] == names[-1:]
        assert store.undo_change(store.changes(1)[0], 1)
        names.append(str(uuid5(NAMESPACE_URL, f"{names[-1]}/again")))

    assert store.rows("SELECT uuid FROM reviews ORDER BY seq") == [(name,) for name in names[:3]]


def test_what_was_marked_elsewhere_comes_with_the_reviews_or_not_at_all(store: Store) -> None:
    marks = [(KEY, Event.SUSPEND, DAY, 5), (ELSEWHERE, Event.FLAG, DAY, 6)]
    refuse = "CREATE TEMP TRIGGER refuse BEFORE INSERT ON main.events BEGIN SELECT raise(ABORT, 'full'); END"
    connection_of(store).execute(refuse)
    with pytest.raises(StoreDamaged):
        store.import_reviews(history(), marks)
    assert store.is_empty()
    connection_of(store).execute("DROP TRIGGER refuse")
    store.import_reviews(history(), marks)

    assert store.marks() == {KEY: Marks(suspended=True), ELSEWHERE: Marks(flagged=True)}
    assert store.rows("SELECT device, event, study_day, at_utc_ms FROM events ORDER BY seq") == [
        (store.device, "suspend", DAY.isoformat(), 5),
        (store.device, "flag", DAY.isoformat(), 6),
    ]


def test_reviews_given_here_before_and_after_are_replayed_with_those_brought_in(store: Store) -> None:
    store.record(review("own", Rating.HARD, DAY + timedelta(days=4), at=99))
    store.import_reviews(history())
    store.record(review("later", Rating.GOOD, DAY + timedelta(days=30), at=100))
    before = store.rows("SELECT * FROM memories"), store.rows("SELECT * FROM recalls"), store.rows("SELECT * FROM days")
    store.rebuild()

    assert before == (
        store.rows("SELECT * FROM memories"),
        store.rows("SELECT * FROM recalls"),
        store.rows("SELECT * FROM days"),
    )
    assert [one.at_utc_ms for one in store.history("deck")] == [1, 2, 99, 3, 100]


def test_a_first_history_leaves_what_a_replay_of_the_whole_log_leaves(store: Store) -> None:
    moved = [
        (review(name, rating, DAY + timedelta(days=gap), CardKey("deck", card), at=at, mode=Mode.IMPORTED), interval)
        for name, rating, gap, card, at, interval in [
            ("b", Rating.GOOD, 3, "late", 30, 2),  # on an earlier day than an earlier instant
            ("a", Rating.AGAIN, 9, "late", 20, 25),
            ("z", Rating.EASY, 3, "late", 25, None),
            ("c", Rating.HARD, 3, "other", 30, 21),
        ]
    ]
    store.import_reviews([*moved, *history()])
    before = {table: sorted(store.rows(f"SELECT * FROM {table}")) for table in DERIVED}
    store.rebuild()

    assert before == {table: sorted(store.rows(f"SELECT * FROM {table}")) for table in DERIVED}


def test_days_that_another_device_told_before_count_for_a_first_history(store: Store) -> None:
    connection_of(store).execute("INSERT INTO imported VALUES ('i2', 40)")
    store.import_reviews(history())

    assert store.rows("SELECT uuid, interval FROM recalls JOIN reviews USING (seq) ORDER BY uuid") == [
        ("i2", 40),
        ("i3", 12),
    ]
    assert store.rows("SELECT sum(young_passed), sum(mature_passed) FROM days") == [(1, 1)]


@pytest.mark.parametrize("text", ["o'clock", "a\0b", '"', "?1", "'); DROP TABLE reviews; --", "\u202e"])
def test_any_text_in_a_deck_or_device_is_brought_in_as_it_is(store: Store, text: str) -> None:
    one = review("i", key=CardKey(text, text), mode=Mode.IMPORTED)._replace(device=text, answer_text=text)
    store.import_reviews([(one, None)])

    assert store.reviews() == [one]


@pytest.mark.parametrize("known", [0, 1, 40])
def test_indexes_stay_as_they_are_whether_an_import_is_most_of_the_log_or_not(store: Store, known: int) -> None:
    query = "SELECT name, sql FROM sqlite_master WHERE type = 'index' ORDER BY name"
    before = store.rows(query)
    for number in range(known):
        store.record(review(f"r{number}", key=CardKey("deck", f"{number}"), at=number))
    store.import_reviews(history())

    assert store.rows(query) == before
    assert store.rows("PRAGMA integrity_check") == [("ok",)]
