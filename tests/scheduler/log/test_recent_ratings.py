"""An undo without a replay gives what a replay gives, and is only made where it does."""

import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from datetime import timedelta
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import settings as profile
from hypothesis import strategies as st

from cards.answer import Mode
from cards.key import CardKey
from cards.review import Rating
from scheduler.fsrs.parameters import DEFAULT_PARAMETERS
from scheduler.log.replay import DERIVED, rebuild
from scheduler.log.store import Event, Store
from tests.histories import DAY, KEY, open_store, review
from tests.log_connection import connection_of

OTHER = CardKey("deck", "other")
LATER = DAY + timedelta(days=9)
FITTED = (0.3, *DEFAULT_PARAMETERS[1:])


def derived(database: sqlite3.Connection) -> list[list[tuple[object, ...]]]:
    return [sorted(database.execute(f"SELECT * FROM {table}")) for table in DERIVED]


def is_a_replay(store: Store) -> bool:
    """Return whether what is derived is what a copy of the log derives from its rows."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as copy:
        connection_of(store).backup(copy)
        before = derived(copy)
        rebuild(copy, store.model)
        return derived(copy) == before


def undoes_by_replay(store: Store) -> bool:
    """Undo a rating; return whether its card was replayed."""
    statements: list[str] = []
    connection_of(store).set_trace_callback(statements.append)
    assert store.undo(0) is not None
    connection_of(store).set_trace_callback(None)
    assert is_a_replay(store)
    return any("FROM imported" in statement for statement in statements)


def roll_back(store: Store, write: Callable[[], object]) -> None:
    """Write, and roll it back."""
    with suppress(KeyError), store.at_once():
        write()
        raise KeyError


def test_the_ratings_of_a_sitting_are_undone_without_a_replay(store: Store) -> None:
    for number, (key, day) in enumerate([(KEY, DAY), (KEY, DAY), (OTHER, DAY), (KEY, LATER), (OTHER, LATER)]):
        store.record(review(f"{number}", Rating.AGAIN if number % 2 else Rating.EASY, day, key, at=number))
    assert [undoes_by_replay(store) for _ in range(3)] == [False] * 3
    store.record(review("again", Rating.HARD, LATER, at=9))
    assert [undoes_by_replay(store) for _ in range(3)] == [False] * 3
    assert derived(connection_of(store)) == [[], [], [], []]


@pytest.mark.parametrize(
    "happens",
    [
        lambda mine, _: mine.mark(OTHER, Event.FLAG, DAY, 1),
        lambda mine, _: mine.import_reviews([(review("i", day=LATER, at=-1, mode=Mode.IMPORTED), 3)]),
        lambda mine, _: mine.use_parameters(FITTED, 0, 1),
        lambda mine, _: mine.rebuild(),
        lambda mine, _: mine.rename_card(KEY, "renamed"),
        lambda _, theirs: theirs.record(review("theirs", Rating.AGAIN, DAY, OTHER, at=1)) and theirs.undo(1),
        lambda _, theirs: theirs.undo_change(theirs.changes(9)[-1], 1),
        lambda _, theirs: theirs.mark(OTHER, Event.FLAG, DAY, 1),
    ],
)
def test_an_undo_replays_once_anything_else_was_written(
    tmp_path: Path, happens: Callable[[Store, Store], object]
) -> None:
    with closing(open_store(tmp_path)) as mine, closing(open_store(tmp_path, prefix="their")) as theirs:
        for number in range(3):
            mine.record(review(f"{number}", day=DAY + timedelta(days=3 * number), at=number))
        happens(mine, theirs)
        assert undoes_by_replay(mine)


def test_an_undo_under_parameters_no_longer_in_use_leaves_the_log_to_be_replayed(tmp_path: Path) -> None:
    with closing(open_store(tmp_path)) as mine, closing(open_store(tmp_path, prefix="their")) as theirs:
        mine.record(review("a"))
        mine.record(review("b", day=LATER))
        theirs.use_parameters(FITTED, 0, 1)
        assert mine.undo(0) is not None
        assert mine.rows("SELECT value FROM home WHERE name = 'memory'") == [("stale",)]
    with closing(open_store(tmp_path)) as again:
        assert again.fitted is not None
        assert is_a_replay(again)


def test_a_rating_that_was_rolled_back_is_not_undone_instead_of_the_one_before(store: Store) -> None:
    store.record(review("a"))
    roll_back(store, lambda: store.record(review("b", Rating.AGAIN, LATER)))
    store.record(review("c", key=OTHER))
    assert not undoes_by_replay(store)
    assert undoes_by_replay(store)
    assert derived(connection_of(store)) == [[], [], [], []]


STEPS = st.tuples(
    st.sampled_from(["rate", "rate", "rate", "undo", "undo", "undo first", "mark", "import", "fail"]),
    st.sampled_from([0, 0, 0, 1]),
    st.sampled_from([KEY, OTHER]),
    st.sampled_from(Rating),
    st.integers(-2, 30),
)


@profile(max_examples=15)
@given(st.lists(STEPS, max_size=14))
def test_whatever_two_programs_do_an_undo_gives_what_a_replay_gives(
    steps: list[tuple[str, int, CardKey, Rating, int]],
) -> None:
    with TemporaryDirectory() as name, closing(open_store(Path(name))) as mine:
        folder = Path(name)
        with closing(open_store(folder, prefix="their")) as theirs:
            for number, (what, who, key, rating, gap) in enumerate(steps):
                store, day = (mine, theirs)[who], DAY + timedelta(days=gap)
                if what == "rate":
                    store.record(review(f"{number}", rating, day, key, at=number))
                elif what == "undo":
                    store.undo(number)
                elif what == "mark":
                    store.mark(key, Event.FLAG, day, number)
                elif what == "import":
                    store.import_reviews([(review(f"{number}", rating, day, key, at=number, mode=Mode.IMPORTED), 2)])
                elif what == "fail":
                    roll_back(store, partial(store.record, review(f"{number}", rating, day, key, at=number)))
                    roll_back(store, partial(store.undo, number))
                elif changes := store.changes(99):
                    store.undo_change(changes[-1], number)
                assert is_a_replay(mine)
