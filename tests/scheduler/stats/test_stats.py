"""Every figure over the log, against counting by hand from its raw rows."""

import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from math import isclose, log, sqrt
from pathlib import Path
from statistics import median
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as profile
from hypothesis import strategies as st

from cards.answer import Mode
from cards.card import TargetSeconds
from cards.key import CardKey
from cards.review import Rating
from scheduler import stats
from scheduler.fsrs.formulas import FIRST_RATINGS
from scheduler.fsrs.memory import Memory, MemoryModel
from scheduler.log.active import ACTIVE
from scheduler.log.store import Event, Store
from scheduler.planning.habits import read_habits
from scheduler.planning.queue import count_first_ratings
from scheduler.settings import Settings
from scheduler.stats.answers import (
    LoggedAnswer,
    Missed,
    by_hour,
    drift,
    group_answers,
    most_missed,
    newest_answers,
    retention_of,
    timing,
)
from scheduler.stats.calibration import calibration
from scheduler.stats.known import STABILITY_DAYS, CardGroup, DeckCards, read_known
from scheduler.stats.retention import Retention
from tests.histories import DAY, open_store, review

DECKS = {
    "a": DeckCards(["1", "2", "3"], "story", {"2": "fit"}),
    "b": DeckCards(["1", "2"], "fit", {"1": "story", "x": "probe"}),
}
KEYS = [CardKey("a", "1"), CardKey("a", "2"), CardKey("b", "1"), CardKey("b", "gone"), CardKey("gone", "1")]
BAND = TargetSeconds(20, 60, 90)

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


@contextmanager
def opened() -> Iterator[Store]:
    with tempfile.TemporaryDirectory() as folder:
        store = open_store(Path(folder))
        yield store
        store.close()


def write(store: Store, steps: list[tuple[Any, ...]]) -> date:
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
    """The log read row by row, and every card replayed rating by rating."""

    def __init__(self, store: Store) -> None:
        undone = {row[0] for row in store.rows("SELECT review FROM undos")}
        rows = store.rows(
            "SELECT uuid, deck, card, rating, suggested, reviewed_at_utc_ms, study_day, answer_ms, points_covered, mode"
            " FROM reviews ORDER BY seq"
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
        found = [
            row[3] > 1
            for row in self.rows
            if row[0] in self.tested
            and deck in (None, row[1])
            and days[0] <= date.fromisoformat(row[6]) <= days[1]
            and intervals[0] <= self.tested[row[0]][0] <= intervals[1]
        ]
        return Retention(sum(found), len(found) - sum(found))


@profile(max_examples=12)
@given(STEPS, st.integers(0, 3))
def test_figures_of_days_agree_with_counting_by_hand(steps: list[tuple[Any, ...]], undone: int) -> None:
    with opened() as store:
        today = write(store, steps)
        for _ in range(undone):
            store.undo(0)
        hand = ByHand(store)
        for deck in (None, "a", "gone"):
            mine = [row for row in hand.rows if deck in (None, row[1])]
            days = Counter(row[6] for row in mine)
            assert {day.day.isoformat(): day.reviews for day in stats.days(store, deck)} == days
            for day in stats.days(store, deck):
                ms = sum(min(row[7], 600_000) for row in mine if row[6] == day.day.isoformat())
                assert isclose(day.minutes, ms / 60_000)
            ratings = Counter(row[3] for row in mine)
            assert list(stats.buttons(stats.days(store, deck)).values()) == [ratings[rating] for rating in (1, 2, 3, 4)]
            firsts = [memory.first_review for key, memory in hand.memories.items() if deck in (None, key.deck)]
            assert count_first_ratings(store, today, deck) == firsts.count(today)
            for span, ages in stats.true_retention(stats.days(store, deck), today).items():
                for age, intervals in {"young": (1, 20), "mature": (21, 9999), "all": (1, 9999)}.items():
                    assert ages[age] == hand.retention(deck, stats.spans(today)[span], intervals)
        for name, ages in stats.retention_by_deck(store).items():
            assert ages["all"] == hand.retention(name)


@profile(max_examples=12)
@given(STEPS, st.integers(0, 3), st.integers(1, 30))
def test_habits_agree_with_counting_by_hand(steps: list[tuple[Any, ...]], undone: int, most: int) -> None:
    with opened() as store:
        write(store, steps)
        for _ in range(undone):
            store.undo(0)
        hand = ByHand(store)
        found = newest_answers(store, most=most)
        assert newest_answers(store, "a") == [row for row in newest_answers(store) if row.key.deck == "a"]
    in_order = sorted(enumerate(hand.rows), key=lambda pair: (pair[1][6], pair[0]))
    rows = [row for _, row in in_order[::-1]][:most]
    tested = [(row, *hand.tested[row[0]]) for row in rows if row[0] in hand.tested]

    assert retention_of(found) == Retention(sum(r[3] > 1 for r, _, _ in tested), sum(r[3] == 1 for r, _, _ in tested))
    assert drift(found) == Counter((row[4], row[3]) for row in rows if row[4] is not None)
    timed = [row for row in rows if row[7] > 0 or row[9] == "imported"]  # not told of long after
    hours = Counter((row[5] // 60_000 + 330) // 60 % 24 for row in timed)
    assert [(hour.hour, hour.reviews) for hour in by_hour(found)] == [(hour, hours[hour]) for hour in range(24)]
    assert sum(hour.retention.total for hour in by_hour(found)) == sum(row in timed for row, _, _ in tested)
    seconds = [min(row[7], 600_000) / 1000 for row in timed if row[9] != "imported"]
    taken = timing(found, lambda _: BAND)
    if taken is None:
        assert seconds == []
    else:
        assert (taken.answers, taken.median) == (len(seconds), median(seconds))
        assert (taken.short, taken.long) == (sum(s < 20 for s in seconds), sum(s > 90 for s in seconds))
        assert taken.within == sum(20 <= s <= 90 for s in seconds)
    for point in most_missed(found):
        asked = [
            row[8] for row in rows if row[1:3] == tuple(point.key) and row[8] is not None and len(row[8]) == point.total
        ]
        assert (point.asked, point.missed) == (len(asked), sum(ticked[point.position] == "0" for ticked in asked))
    expected = [(recall, row[3] > 1) for row, _, recall in tested if recall is not None]
    told = calibration(found)
    assert told.n == len(expected)
    if expected:
        loss = -sum(log(recall) if passed else log(1 - recall) for recall, passed in expected) / len(expected)
        assert told.log_loss is not None
        assert told.rmse_bins is not None
        assert isclose(told.log_loss, loss, rel_tol=1e-9)
        squares = 0.0
        for low in range(20):
            inside = [(r, p) for r, p in expected if low <= r * 20 < low + 1 or (low == 19 and r == 1)]
            gap = sum(r - p for r, p in inside)
            squares += gap * gap / len(inside) if inside else 0
        assert isclose(told.rmse_bins, sqrt(squares / len(expected)), rel_tol=1e-6, abs_tol=1e-9)
        assert sum(at.n for at in told.bins) == told.n


@profile(max_examples=12)
@given(STEPS, st.lists(st.tuples(st.sampled_from(KEYS), st.sampled_from(Event)), max_size=4), st.integers(0, 40))
def test_what_is_known_today_agrees_with_counting_by_hand(
    steps: list[tuple[Any, ...]], events: list[tuple[CardKey, Event]], later: int
) -> None:
    with opened() as store:
        today = write(store, steps) + timedelta(days=later)
        for key, event in events:
            store.mark(key, event, today, 0)
        hand, marks = ByHand(store), store.marks()
        known = read_known(store, DECKS, today)
    out = {key for key, mark in marks.items() if mark.suspended}
    there = {CardKey(deck, card): deck for deck, cards in DECKS.items() for card in cards.ids}
    asked = {key for key in there if key not in out}
    memories = {key: memory for key, memory in hand.memories.items() if key in asked}
    model = MemoryModel(Settings())
    recall = {key: model.retrievability(memory, today) for key, memory in memories.items()}

    def ready(keys: set[CardKey]) -> CardGroup:
        return CardGroup(len(keys), sum(key in recall for key in keys), sum(recall.get(key, 0.0) for key in keys))

    def close(first: CardGroup, second: CardGroup) -> bool:
        return first[:2] == second[:2] and isclose(first.recalled, second.recalled, abs_tol=1e-9)

    kind_of = {key: DECKS[key.deck].other_kinds.get(key.card, DECKS[key.deck].kind) for key in asked}
    assert close(known.all, ready(asked))
    assert all(close(known.decks[deck], ready({key for key in asked if key.deck == deck})) for deck in DECKS)
    assert set(known.kinds) == set(kind_of.values())
    assert all(close(found, ready({k for k in asked if kind_of[k] == name})) for name, found in known.kinds.items())
    assert known.mature == sum(memory.interval >= 21 for memory in memories.values())
    assert known.young == len(memories) - known.mature
    assert known.suspended == len(out & set(there))
    ends = [*STABILITY_DAYS[1:], 10**6]
    for low, high, cards in zip(STABILITY_DAYS, ends, known.stability, strict=True):
        assert cards == sum(low <= memory.stability < high for memory in memories.values())
    for low, cards in enumerate(known.difficulty, start=1):
        assert cards == sum(low <= memory.difficulty < low + 1 + (low == 9) for memory in memories.values())
    for low, cards in enumerate(known.retrievability):
        assert cards == sum(min(19, int(value * 20)) == low for value in recall.values())
    due = Counter(
        max(memory.due, today + timedelta(days=marks.get(key) is not None and marks[key].buried_on == today))
        for key, memory in memories.items()
    )
    assert known.due_forecast(today, 40) == [
        (today + timedelta(days=n), due[today + timedelta(days=n)]) for n in range(40)
    ]


@given(st.lists(st.tuples(st.floats(0.001, 36500), st.integers(0, 1000))))
def test_the_recall_of_many_cards_at_once_is_to_the_bit_that_of_each(memories: list[tuple[float, int]]) -> None:
    fsrs = MemoryModel(Settings()).fsrs
    stabilities, elapsed = [memory[0] for memory in memories], [memory[1] for memory in memories]

    assert fsrs.retrievabilities(stabilities, elapsed) == [fsrs.retrievability(*memory) for memory in memories]


@pytest.mark.parametrize("seen", range(1, 8))
def test_a_sort_of_which_nothing_was_seen_is_not_recalled_at_all(tmp_path: Path, seen: int) -> None:
    store = open_store(tmp_path)
    others = [f"card-{number}" for number in range(seen)]
    for number, card in enumerate(others):
        store.record(review(card, Rating(1 + number % 4), DAY - timedelta(days=3 + number), CardKey("deck", card)))
    deck = DeckCards(["unseen", *others], "story", dict.fromkeys(others, "technique"))
    known = read_known(store, {"deck": deck}, DAY)
    store.close()

    assert known.kinds["story"] == CardGroup(1, 0, 0.0)
    assert known.kinds["technique"].recalled == known.decks["deck"].recalled


def test_cards_of_another_sort_than_their_deck_are_counted_with_their_own(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    store.record(review("1", key=CardKey("a", "1")))
    decks = {"a": DeckCards(["1", "2", "3"], "story", {"1": "fit", "2": "fit"}), "b": DeckCards(["1"], "fit", {})}
    known = read_known(store, decks, DAY)
    store.close()

    assert known.kinds == {"story": CardGroup(1, 0, 0.0), "fit": CardGroup(3, 1, 1.0)}


def test_a_stability_on_an_end_of_a_bin_is_counted_once(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    for card, days in (("1", 7.0), ("2", 6.99), ("3", 240.0)):
        store.record(review(card, key=CardKey("a", card)))
        store._database.execute("UPDATE memories SET stability = ? WHERE card = ?", (days, card))
    known = read_known(store, DECKS, DAY)
    store.close()

    assert known.stability == (0, 0, 1, 1, 0, 0, 0, 0, 1)


def test_a_card_forgotten_eight_times_is_a_leech_unless_it_is_out(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    for number in range(9):
        for key in KEYS:
            store.record(review(f"{key} {number}", Rating.AGAIN, DAY + timedelta(days=number), key))
    store.mark(CardKey("b", "1"), Event.SUSPEND, DAY, 0)
    leeches = read_known(store, DECKS, DAY).leeches
    store.close()

    assert [(str(leech.key), leech.lapses) for leech in leeches] == [("a/1", 8), ("a/2", 8)]


def answer(rating: int = 3, **more: Any) -> LoggedAnswer:
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


def missed(key: CardKey, *counts: int, own: bool = False) -> Missed:
    return Missed(key, own, *counts)


def test_a_point_is_worse_the_more_often_and_the_more_surely_it_is_missed() -> None:
    some = [answer(points="01")] * 7 + [answer(points="11")] * 2 + [answer(key=KEYS[1], points="10")] * 3

    assert most_missed([*some, answer(key=KEYS[2], points="0")]) == [
        missed(KEYS[0], 0, 2, 7, 9),
        missed(KEYS[1], 1, 2, 3, 3),
    ]
    assert most_missed([]) == []


def test_own_points_are_counted_apart_from_the_cards() -> None:
    some = [answer(points="01")] * 2 + [answer(points="01", own=True)] * 3

    assert most_missed(some) == [missed(KEYS[0], 0, 2, 3, 3, own=True), missed(KEYS[0], 0, 2, 2, 2)]


def test_older_reviews_imported_later_do_not_take_the_place_of_newer_ones(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    store.record(review("own", Rating.AGAIN, DAY))
    for number in range(5):
        elsewhere = review(f"old {number}", day=DAY - timedelta(days=9 - number), mode=Mode.IMPORTED, at=number)
        store.import_reviews([(elsewhere, None)])
    store.import_reviews([(review("new", day=DAY + timedelta(days=1), mode=Mode.IMPORTED, at=9), None)])
    found, here = newest_answers(store, most=2), newest_answers(store, most=2, here=True)
    habits = read_habits(store, 0)
    plans = {
        here: " ".join(row[3] for row in store.rows(f"EXPLAIN QUERY PLAN {query}"))
        for here, query in {
            False: f"SELECT deck {ACTIVE} ORDER BY study_day DESC, seq DESC LIMIT 5000",
            True: f"SELECT deck {ACTIVE} AND mode <> 'imported' ORDER BY study_day DESC, seq DESC LIMIT 5000",
        }.items()
    }
    store.close()

    assert [given.mode for given in found] == ["imported", "spoken"]
    assert [given.rating for given in here] == [1]
    assert habits.first_ratings[2] > FIRST_RATINGS[2] > 0  # the oldest rating was Good, the first one written Again
    assert "reviews_by_day" in plans[False]
    assert "reviews_not_imported" in plans[True]
    assert not any("TEMP B-TREE" in plan for plan in plans.values())


def test_a_point_always_missed_is_worse_than_one_missed_more_often_among_many() -> None:
    some = [answer(points="0")] * 5 + [answer(points="1")] * 8 + [answer(key=KEYS[1], points="00")] * 2

    assert [(point.key, point.position) for point in most_missed(some)] == [(KEYS[1], 0), (KEYS[1], 1), (KEYS[0], 0)]


def test_only_what_had_waited_tests_retention_and_only_again_fails_it() -> None:
    some = [answer(rating, interval=3) for rating in (1, 1, 2, 3, 4)] + [answer(1), answer(3)]

    assert retention_of(some) == Retention(3, 2)


def test_an_answer_is_held_against_the_target_of_its_own_card() -> None:
    targets = {KEYS[0]: BAND, KEYS[1]: TargetSeconds(1, 2, 3)}
    taken = timing([answer(seconds=30.0), answer(key=KEYS[1], seconds=30.0)], targets.__getitem__)

    assert taken == (2, 30.0, 0, 1, 1)


def test_an_answer_that_ends_on_an_end_of_its_band_is_in_it() -> None:
    taken = timing([answer(seconds=seconds) for seconds in (19.0, 20.0, 60.0, 90.0, 91.0)], lambda _: BAND)

    assert taken == (5, 60.0, 1, 3, 1)


def test_what_was_expected_is_held_against_what_came() -> None:
    told = calibration([answer(rating, retrievability=r) for rating, r in ((2, 0.92), (1, 0.94), (4, 1.0), (3, 0.5))])

    assert (told.n, told.actual) == (4, 0.75)
    assert told.predicted == pytest.approx(0.84)
    assert told.log_loss == pytest.approx(-(log(0.92) + log(0.06) + log(1 - 1e-6) + log(0.5)) / 4)
    assert told.rmse_bins == pytest.approx(sqrt((2 * 0.43**2 + 0.5**2) / 4))
    assert [found[:3] for found in told.bins] == [(0.5, 0.55, 1), (0.9, 0.95, 2), (0.95, 1.0, 1)]
    assert [found.predicted for found in told.bins] == pytest.approx([0.5, 0.93, 1.0])
    assert [found.actual for found in told.bins] == [1.0, 0.5, 1.0]


def test_the_spans_of_retention_end_today_and_have_their_number_of_days() -> None:
    spans = stats.spans(DAY)
    days = {name: (last - first).days + 1 for name, (first, last) in spans.items()}

    assert days | {"all": 0} == {"today": 1, "yesterday": 1, "week": 7, "month": 30, "year": 365, "all": 0}
    assert {name: last for name, (_, last) in spans.items()} == {
        **dict.fromkeys(("today", "week", "month", "year"), DAY),
        "yesterday": DAY - timedelta(days=1),
        "all": date.max,
    }
    assert spans["all"][0] == date.min


def test_what_is_overdue_counts_as_due_today(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    for key in KEYS[:3]:
        store.record(review(f"{key}", Rating.EASY, DAY + timedelta(days=key.card == "2"), key))  # due in 8 days
    known = read_known(store, DECKS, DAY + timedelta(days=9))
    before = read_known(store, DECKS, DAY + timedelta(days=8))
    store.close()

    assert [count for _, count in known.due_forecast(DAY + timedelta(days=9), 3)] == [3, 0, 0]
    assert [count for _, count in before.due_forecast(DAY + timedelta(days=8), 3)] == [2, 1, 0]
    assert (len(known.stability), len(known.difficulty), len(known.retrievability)) == (9, 9, 20)
    assert known.due == before.due == {DAY + timedelta(days=8): 2, DAY + timedelta(days=9): 1}


def test_nothing_answered_is_nothing_told() -> None:
    told = calibration([answer(), answer(1)])

    assert (told.n, told.predicted, told.log_loss, told.rmse_bins, told.bins) == (0, None, None, None, ())
    assert timing([answer(mode="imported")], lambda _: BAND) is None
    assert CardGroup(0, 0, 0).readiness is None
    assert group_answers([answer(), answer(hour=3)], lambda given: given.hour) == {9: [answer()], 3: [answer(hour=3)]}


def test_certain_predictions_have_a_finite_loss() -> None:
    told = calibration([answer(1, retrievability=1.0), answer(3, retrievability=1.0)])

    assert told.log_loss == pytest.approx(log(1e6) / 2, rel=1e-5)
    assert [(at.low, at.high, at.n, at.actual) for at in told.bins] == [(0.95, 1.0, 2, 0.5)]
