import tempfile
from datetime import date, timedelta
from pathlib import Path

from hypothesis import given
from hypothesis import settings as profile
from hypothesis import strategies as st

from cards.key import CardKey
from cards.review import Rating
from scheduler.log.store import Event, Store
from scheduler.planning.queue import Queue, build_queue, next_due, read_today, seen_lookup
from tests.histories import DAY, open_store, review

DECKS = {"a": [["a1", "a2"], ["a3"], []], "b": [["b1"], ["b2", "b3"], ["b4"]], "c": [[], [], ["c1"]]}
ALL = [CardKey(deck, card) for deck, ids in DECKS.items() for rank in ids for card in rank]


def queue(store: Store, day: date = DAY, *, new: int = 10, ahead: int = 0) -> Queue:
    return build_queue(DECKS, read_today(store, day, ahead=ahead), seen_lookup(store), new_per_day=new)


def keys(*names: str) -> tuple[CardKey, ...]:
    return tuple(CardKey(name[0], name) for name in names)


def log(folder: str) -> Store:
    return open_store(Path(folder))


def test_new_cards_come_must_first_and_the_decks_in_turn(tmp_path: Path) -> None:
    store = open_store(tmp_path)

    assert queue(store).new == keys("a1", "b1", "a2", "a3", "b2", "b3", "b4", "c1")
    assert queue(store, new=3).new == keys("a1", "b1", "a2")
    assert queue(store).keys == queue(store).due + queue(store).new
    store.close()


def test_without_decks_nothing_is_asked(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    store.record(review("1", key=CardKey("a", "a1")))

    assert build_queue({}, read_today(store, DAY + timedelta(days=9)), seen_lookup(store), new_per_day=5) == Queue(
        (), ()
    )
    store.close()


def test_cards_met_today_use_up_todays_new_ones(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    store.record(review("1", key=CardKey("a", "a1")))

    assert queue(store, new=3).new == keys("a2", "b1")
    assert queue(store, DAY + timedelta(days=1), new=3).new == keys("a2", "b1", "a3")
    store.close()


def test_suspended_cards_are_out_and_buried_ones_for_a_day(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    store.record(review("1", key=CardKey("a", "a1")))
    later = DAY + timedelta(days=9)
    for card, event in (("a1", Event.SUSPEND), ("b1", Event.BURY)):
        store.mark(CardKey(card[0], card), event, later, 0)
    today, tomorrow = queue(store, later), queue(store, later + timedelta(days=1))
    store.close()

    assert today.due == ()
    assert CardKey("b", "b1") not in today.new
    assert tomorrow.due == ()
    assert CardKey("b", "b1") in tomorrow.new


def test_a_card_failed_today_and_not_yet_repeated_is_to_be_asked_again(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    store.record(review("1", Rating.AGAIN, key=CardKey("a", "a1")))
    store.record(review("2", Rating.AGAIN, key=CardKey("b", "b1")))
    assert queue(store).again == keys("a1", "b1")
    store.record(review("3", Rating.AGAIN, key=CardKey("a", "a1")))
    assert queue(store).again == keys("b1")
    assert queue(store, DAY + timedelta(days=1)).again == ()
    store.undo(0)
    assert queue(store).again == keys("a1", "b1")
    store.close()


def test_cards_can_be_asked_ahead_but_not_twice_a_day(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    store.record(review("1", Rating.EASY, key=CardKey("a", "a1")))
    tomorrow = DAY + timedelta(days=1)

    assert queue(store, tomorrow).due == ()
    assert queue(store, tomorrow, ahead=7).due == keys("a1")
    assert queue(store, ahead=30).due == ()
    assert next_due(store, DAY, DECKS) == DAY + timedelta(days=8)
    store.mark(CardKey("a", "a1"), Event.SUSPEND, DAY, 0)
    assert next_due(store, DAY, DECKS) is None
    store.close()


def test_cards_that_are_in_no_deck_are_not_asked(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    store.record(review("1", key=CardKey("gone", "card")))
    store.record(review("2", key=CardKey("a", "gone")))
    later = queue(store, DAY + timedelta(days=30))
    store.close()

    assert later.due == ()


def test_the_next_day_is_one_on_which_a_card_of_a_deck_comes_due(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    for number in range(250):
        store.record(review(f"gone {number}", key=CardKey("a", f"gone-{number}")))
    store.record(review("1", key=CardKey("elsewhere", "a1")))
    assert next_due(store, DAY, DECKS) is None
    store.record(review("2", Rating.EASY, key=CardKey("a", "a1")))

    assert next_due(store, DAY, DECKS) == DAY + timedelta(days=8)
    assert next_due(store, DAY + timedelta(days=8), DECKS) is None
    store.close()


HISTORY = st.lists(
    st.tuples(st.sampled_from(ALL), st.sampled_from(Rating), st.integers(0, 40), st.integers(1, 400_000)), max_size=30
)


def write(store: Store, history: list[tuple[CardKey, Rating, int, int]]) -> date:
    day = DAY
    for number, (key, rating, gap, ms) in enumerate(history):
        day += timedelta(days=gap)
        store.record(review(str(number), rating, day, key, answer_ms=ms))
    return day


@profile(max_examples=30)
@given(HISTORY, st.integers(0, 10), st.integers(0, 60))
def test_a_queue_is_free_of_duplicates_keeps_its_limit_and_is_the_same_every_time(
    history: list[tuple[CardKey, Rating, int, int]], new: int, gap: int
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        store = log(folder)
        day = write(store, history) + timedelta(days=gap)
        found = queue(store, day, new=new)
        memories = {key: memory for deck in DECKS for key, memory in store.memories(deck).items()}
        again = build_queue(DECKS, read_today(store, day), seen_lookup(store), new_per_day=new)
        recall = [store.model.retrievability(memories[key], day) for key in found.due]
        store.close()

    assert found == again
    assert len(set(found.keys)) == len(found.keys)
    assert len(found.new) <= new
    assert recall == sorted(recall)
    assert set(found.due) == {key for key, memory in memories.items() if memory.due <= day and memory.last_review < day}
    assert not set(found.new) & set(memories)


def test_many_memories_of_decks_that_are_gone_do_not_hide_the_next_day(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    for number in range(250):
        store.record(review(f"before {number}", Rating.EASY, key=CardKey("A", f"gone-{number}")))
        store.record(review(f"after {number}", Rating.EASY, key=CardKey("b", f"gone-{number}")))
    store.record(review("1", Rating.EASY, key=CardKey("b", "b4")))

    assert next_due(store, DAY, DECKS) == store.memories("b")[CardKey("b", "b4")].due
    store.close()
