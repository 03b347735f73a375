"""A rating or an undo that the disk refuses: the sitting stays as the log is, and goes on from there."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest

from cards.answer import Answer
from cards.review import Rating
from scheduler.log.errors import StoreError
from scheduler.planning.pace import seconds_spent
from scheduler.planning.session import start_session
from tests.log_connection import connection_of
from tests.terminal import World
from trainer.opening import open_home, open_library, open_plan, open_store
from trainer.review import ratings
from trainer.review.sitting import Sitting
from trainer.terminal.plain import PlainUi

CARDS = "".join(f'[[cards]]\nid = "c{n}"\nquestion = "{n}?"\nkey_points = ["x"]\n' for n in range(5))
# A row without its parent is found when the transaction is committed, after everything was written.
REFUSAL = """
PRAGMA foreign_keys = ON;
CREATE TEMP TABLE parents(id INTEGER PRIMARY KEY);
CREATE TEMP TABLE orphans(parent REFERENCES parents DEFERRABLE INITIALLY DEFERRED);
CREATE TEMP TRIGGER refuse_rating AFTER INSERT ON main.reviews BEGIN INSERT INTO orphans VALUES (1); END;
CREATE TEMP TRIGGER refuse_undo AFTER INSERT ON main.undos BEGIN INSERT INTO orphans VALUES (1); END;
"""


@contextmanager
def planned_sitting(world: World) -> Iterator[Sitting]:
    """Open a sitting on five cards for an interview in two weeks."""
    world.write_deck(f'[deck]\nid = "mine"\n{CARDS}')
    day = world.now.date() + timedelta(days=14)
    (world.home / "interviews.toml").write_text(f'[[interviews]]\ndate = {day}\ndecks = ["mine"]\n', encoding="utf-8")
    env = world.environment()._replace(clock=lambda: world.now)
    home = open_home(env, str(world.home))
    with open_store(home) as store, open_library(home, store) as library:
        decks = {deck.id: deck.ids for deck in library.decks()}
        plan = open_plan(home, store, decks, frozenset(), home.today)
        assert plan is not None
        session = start_session(plan.queue(home.today), env.clock())
        yield Sitting(PlainUi(env), home, library, store, session, plan=plan)


@contextmanager
def refused(sitting: Sitting) -> Iterator[None]:
    """Let every commit of a rating or an undo fail, and the `with` with it."""
    database = connection_of(sitting.store)
    database.executescript(REFUSAL)
    with pytest.raises(StoreError):
        yield
    database.executescript(
        "DROP TABLE orphans; DROP TABLE parents; DROP TRIGGER refuse_rating;DROP TRIGGER refuse_undo"
    )


def rate(world: World, sitting: Sitting) -> None:
    world.now += timedelta(seconds=30)
    sitting.session = sitting.session.asked_as(0).answered(Answer(milliseconds=20_000)).ticked(frozenset({0}))
    turn = sitting.turn
    assert turn.answer is not None
    ratings.record(sitting, sitting.card(turn.key), turn, turn.answer, Rating.GOOD, Rating.GOOD)


def is_as_the_log(sitting: Sitting) -> bool:
    """Return whether the sitting has the queue and the time that a new one would read from the log."""
    today, plan = sitting.home.today, sitting.plan
    decks = {deck.id: deck.ids for deck in sitting.library.decks()}
    fresh = open_plan(sitting.home, sitting.store, decks, frozenset(), today)
    assert plan is not None
    assert fresh is not None
    sitting.spent.count()
    spent = sum(seconds_spent(sitting.store, today).values())
    rated = len(sitting.session.rated) == len(sitting.store.reviews())
    times = plan.seconds_left(today) == fresh.seconds_left(today) and sitting.spent.so_far.total_seconds() == spent
    return rated and times and plan.queue(today) == fresh.queue(today)


def test_a_refused_rating_changes_nothing_and_the_card_can_be_rated_again(world: World) -> None:
    with planned_sitting(world) as sitting:
        rate(world, sitting)
        for _ in range(2):
            turn = sitting.turn
            with refused(sitting):
                rate(world, sitting)
            assert sitting.turn.key == turn.key
            assert is_as_the_log(sitting)
            rate(world, sitting)
            assert is_as_the_log(sitting)


def test_a_refused_undo_changes_nothing_and_the_rating_can_be_undone_again(world: World) -> None:
    with planned_sitting(world) as sitting:
        rate(world, sitting)
        rate(world, sitting)
        turn = sitting.turn
        with refused(sitting):
            ratings.undo(sitting)
        assert sitting.turn.key == turn.key
        assert is_as_the_log(sitting)
        ratings.undo(sitting)
        assert is_as_the_log(sitting)
