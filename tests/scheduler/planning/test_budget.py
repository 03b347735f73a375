"""The minutes of a day: what fits, what waits, and in which order."""

import random
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from hypothesis import given
from hypothesis import settings as profile
from hypothesis import strategies as st

from cards.answer import Answer
from cards.key import CardKey
from cards.review import Rating
from scheduler.log.store import Store
from scheduler.planning.budget import Share, share_of_day
from scheduler.planning.pace import seconds_spent
from scheduler.planning.queue import Queue, build_queue, read_today, seen_lookup
from scheduler.planning.session import start_session
from scheduler.settings import Settings
from tests.histories import DAY, open_store, review, temporary_store
from tests.learners import Row, write_log

Decks = Mapping[str, Sequence[Sequence[str]]]
MUST, CORE, EXTRA = range(3)


def deck(*ranks: int) -> list[list[str]]:
    """Return the ids of cards with these ranks: `must-0`, `core-1` and so on, numbered from 0."""
    names = ("must", "core", "extra")
    return [[f"{names[rank]}-{n}" for n, each in enumerate(ranks) if each == rank] for rank in range(3)]


def share(
    store: Store, decks: Decks, day: date = DAY, *, minutes: int | None = None, **settings: int
) -> tuple[Queue, Share]:
    chosen = Settings(**settings)
    queue = build_queue(decks, read_today(store, day), seen_lookup(store), new_per_day=chosen.new_per_day)
    return queue, share_of_day(store, day, queue, decks, chosen, minutes=minutes)


def names(found: Share) -> list[str]:
    return [key.card for key in found.keys[: found.fitting]]


def learned(folder: Path, *cards: tuple[str, int], deck: str = "d") -> None:
    """Rate cards Good, each so many days before `DAY`."""
    rows: list[Row] = [
        (deck, card, 3, (DAY - timedelta(days=ago)).isoformat(), seq) for seq, (card, ago) in enumerate(cards, start=1)
    ]
    write_log(folder, rows)


def test_a_queue_that_fits_stays_in_its_order(tmp_path: Path) -> None:
    learned(tmp_path, ("extra-0", 9), ("must-1", 3), ("core-2", 30))
    store = open_store(tmp_path)
    queue, found = share(store, {"d": deck(EXTRA, MUST, CORE, MUST, CORE)})
    store.close()

    assert names(found) == ["core-2", "extra-0", "must-1", "must-3", "core-4"]
    assert (found.keys, found.waiting) == (queue.keys, 0)
    assert (found.pace_seconds, found.limit) == (90.0, timedelta(minutes=30))


def test_without_a_limit_everything_is_asked(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    queue, found = share(store, {"d": deck(*[CORE] * 500)}, new_per_day=500, minutes_per_day=0)
    store.close()

    assert found == Share(queue.keys, 500, 0, 90.0, None)


def test_what_does_not_fit_waits_the_least_important_and_best_known_first(tmp_path: Path) -> None:
    learned(tmp_path, ("extra-0", 200), ("core-1", 9), ("core-2", 20), ("must-3", 3), ("must-4", 9), ("extra-5", 4))
    store = open_store(tmp_path)
    decks = {"d": deck(EXTRA, CORE, CORE, MUST, MUST, EXTRA)}
    queue, found = share(store, decks, minutes_per_day=6)
    store.close()

    assert names(found) == ["must-4", "must-3", "core-2", "core-1"]
    assert found.waiting == 2
    assert found.fits(queue) == Queue(found.keys[:4], ())


def test_a_new_card_comes_after_due_ones_of_its_priority_and_before_those_of_the_next(tmp_path: Path) -> None:
    learned(tmp_path, ("core-0", 5), ("must-1", 5), ("extra-2", 5))
    store = open_store(tmp_path)
    decks = {"d": deck(CORE, MUST, EXTRA, CORE, MUST, EXTRA)}
    _, found = share(store, decks, minutes_per_day=1)
    queue, one = share(store, decks, minutes=8)
    store.close()

    assert [key.card for key in found.keys] == ["must-1", "must-4", "core-0", "core-3", "extra-2", "extra-5"]
    assert one.fits(queue) == Queue(one.fits(queue).due, tuple(CardKey("d", card) for card in ("must-4", "core-3")))


def test_a_must_about_to_be_forgotten_comes_before_an_extra_that_is(tmp_path: Path) -> None:
    learned(tmp_path, ("extra-0", 300), ("must-1", 3))
    store = open_store(tmp_path)
    _, found = share(store, {"d": deck(EXTRA, MUST)}, minutes_per_day=1)
    store.close()

    assert names(found) == ["must-1"]


def test_quick_cards_come_before_slow_ones_that_matter_as_much(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    for name, seconds in (("quick", 20), ("slow", 100)):
        for number in range(10):
            before = DAY - timedelta(days=5)
            one = review(f"{name}-{number}", day=before, key=CardKey(name, f"{number}"), answer_ms=1000 * seconds)
            store.record(one)
    ids = {name: [[], [str(number) for number in range(10)], []] for name in ("slow", "quick")}
    _, found = share(store, ids, minutes_per_day=7)
    store.close()

    assert [key.deck for key in found.keys] == ["quick"] * 10 + ["slow"] * 10
    assert found.fitting == 12
    assert found.pace_seconds == (10 * 20 + 2 * 100) / 12


def test_minutes_used_today_are_gone_and_a_card_that_does_not_fit_whole_waits(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    decks = {"d": deck(*[CORE] * 40), "other": deck(CORE)}
    left = []
    for number in range(4):
        _, found = share(store, decks, minutes_per_day=5, new_per_day=30)
        left.append((found.fitting, found.limit))
        store.record(review(f"{number}", Rating.EASY, key=CardKey("other", f"{number}"), answer_ms=100_000))
    store.close()

    minutes = [timedelta(seconds=300 - 100 * used) for used in range(4)]
    assert left == list(zip([3, 2, 1, 0], minutes, strict=True))


def test_the_minutes_of_a_sitting_count_whatever_was_used_before(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    store.record(review("long", answer_ms=600_000))
    decks = {"d": deck(*[CORE] * 40)}
    _, none = share(store, decks, minutes_per_day=10)
    _, found = share(store, decks, minutes_per_day=10, minutes=3)
    store.close()

    assert (none.fitting, len(none.keys)) == (0, 9)
    assert (found.fitting, found.limit) == (2, timedelta(minutes=3))


def test_a_day_has_at_least_one_card_however_short_it_is(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    _, found = share(store, {"d": deck(CORE, CORE)}, minutes_per_day=1)
    store.close()

    assert found.fitting == 1


def test_time_is_kept_for_the_cards_that_failed_today(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    store.record(review("1", Rating.AGAIN, key=CardKey("d", "core-0"), answer_ms=60_000))
    decks = {"d": deck(*[CORE] * 9)}
    queue, found = share(store, decks, minutes_per_day=7)
    _, over = share(store, decks, minutes_per_day=2)
    store.close()

    assert queue.again == (CardKey("d", "core-0"),)
    assert (found.fitting, found.limit) == (3, timedelta(minutes=6))
    assert (over.fitting, over.pace_seconds) == (0, 90.0)


def test_nothing_to_ask_takes_no_time(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    _, found = share(store, {})
    store.close()

    assert (found.keys, found.fitting, found.waiting) == ((), 0, 0)


CARDS = st.lists(
    st.tuples(st.sampled_from("ab"), st.sampled_from((MUST, CORE, EXTRA)), st.integers(0, 60) | st.none()), max_size=20
)


@profile(max_examples=30)
@given(CARDS, st.integers(1, 20), st.integers(0, 9), st.integers(0, 1_300_000))
def test_a_share_is_the_whole_queue_in_an_order_and_as_much_of_it_as_fits(
    cards: list[tuple[str, int, int | None]], minutes: int, new: int, used: int
) -> None:
    ids = {name: deck(*(rank for which, rank, _ in cards if which == name)) for name in "ab"}
    with temporary_store() as store:
        for number, (name, _, ago) in enumerate(cards):
            if ago is not None:
                key = CardKey(name, [*ids[name][0], *ids[name][1], *ids[name][2]][0])
                store.record(review(f"{number}", day=DAY - timedelta(days=ago), key=key, answer_ms=used // 20))
        queue, found = share(store, ids, minutes_per_day=minutes, new_per_day=new)
        spent = sum(seconds_spent(store, DAY).values())
        again = share(store, ids, minutes_per_day=minutes, new_per_day=new)
    expected = (found.fitting + len(queue.again)) * found.pace_seconds

    assert (queue, found) == again
    assert sorted(found.keys) == sorted(queue.keys)
    assert found.waiting == len(set(queue.due) & set(found.keys[found.fitting :]))
    assert sorted(found.fits(queue).keys) == sorted(found.keys[: found.fitting])
    assert set(found.fits(queue).due) <= set(queue.due)
    if found.fitting > (not spent):
        assert expected <= minutes * 60 - spent + 1e-6
    elif found.keys and not spent:
        assert found.fitting == 1


def test_a_backlog_is_worked_off_in_days_that_keep_their_minutes_musts_first(tmp_path: Path) -> None:
    chance = random.Random(1)
    ranks = chance.choices((MUST, CORE, EXTRA), (20, 60, 20), k=150)
    decks = {"d": deck(*ranks)}
    learned(tmp_path, *((card, chance.randint(5, 60)) for ids in decks["d"] for card in ids))
    store = open_store(tmp_path)
    backlog = {key.card for key in read_today(store, DAY).due}
    assert len(backlog) == 150
    first: dict[str, int] = {}
    longest = timedelta(0)
    for number in range(20):
        day = DAY + timedelta(days=number)
        queue, found = share(store, decks, day, minutes_per_day=20)
        assert (queue, found) == share(store, decks, day, minutes_per_day=20)
        now = begun = datetime.combine(day, time(12), UTC)
        keys = found.keys if found.fitting else ()
        session = start_session(keys, now, limit=found.limit, repeats_fit=False, pace_seconds=found.pace_seconds)
        while session.current is not None:
            key = session.current.key
            memory = store.memory(key)
            assert memory is not None
            recalled = chance.random() < store.model.retrievability(memory, day)
            rating = chance.choice((Rating.HARD, Rating.GOOD, Rating.GOOD, Rating.EASY)) if recalled else Rating.AGAIN
            seconds = chance.randint(30, 60)
            now += timedelta(seconds=seconds)
            at = round(now.timestamp() * 1000)
            store.record(review(f"{number} {at}", rating, day, key, at=at, answer_ms=seconds * 1000))
            session = session.answered(Answer(milliseconds=1000)).rate(rating, now)
            first.setdefault(key.card, number)
        assert {rated.turn.key for rated in session.rated if rated.rating is Rating.AGAIN} <= {
            rated.turn.key for rated in session.rated if rated.turn.repeat
        }
        longest = max(longest, now - begun)
    queue, _ = share(store, decks, DAY + timedelta(days=20), minutes_per_day=20)
    store.close()

    assert timedelta(minutes=18) < longest <= timedelta(minutes=21)
    assert backlog <= first.keys()
    last = {
        name: max(day for card, day in first.items() if card.startswith(name)) for name in ("must", "core", "extra")
    }
    assert last["must"] <= 2 < last["core"] < 12
    assert last["extra"] < 12
    assert len(queue.due) <= 26
