"""A card that gets another id: what there is on it follows."""

from contextlib import closing
from pathlib import Path

import pytest

from cards.key import CardKey
from cards.review import Rating
from scheduler.mock.log import read_mocks
from scheduler.mock.results import debrief_reviews
from tests.histories import open_store
from tests.terminal import DECK, World, sit
from tests.trainer.mock.bank import ANSWERS, BANK, GRADES, mock

OLD, NEW = CardKey("mine", "sure"), CardKey("mine", "certain")
RENAMED = DECK.replace('id = "sure"\n', 'id = "certain"\nwas = ["sure"]\n')


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path / "home")


def test_history_marks_and_figures_follow_a_renamed_card(world: World) -> None:
    world.write_deck()
    sit(world, "\n\n3\nq\n")
    world.run("suspend", str(OLD))
    with closing(open_store(world.home)) as store:
        before = store.memory(OLD)
        assert before is not None
    world.write_deck(RENAMED)
    world.run("decks")

    with closing(open_store(world.home)) as store:
        after = store.memory(NEW)
        assert after is not None
        assert (after.stability, after.last_review, after.reviews) == (before.stability, before.last_review, 1)
        assert [review.rating for review in store.reviews(NEW)] == [Rating.GOOD]
        assert store.marks()[NEW].suspended
        assert store.memory(OLD) is None
        assert not store.has_history(OLD)
    world.run("doctor")
    assert "The stored rows match the log." in world.out


def test_what_returns_under_the_old_id_follows_at_the_next_start(world: World) -> None:
    world.write_deck(RENAMED)
    sit(world, "\n\n3\nq\n")
    with closing(open_store(world.home)) as store:
        store.rename_card(NEW, OLD.card)  # as in a backup from before
    world.pass_days(1)
    world.run("decks")

    with closing(open_store(world.home)) as store:
        assert (store.times_reviewed(NEW), store.times_reviewed(OLD)) == (1, 0)


def test_two_histories_of_one_card_become_one(world: World) -> None:
    world.write_deck()
    sit(world, "\n\n3\nq\n")
    world.write_deck(DECK.replace('id = "sure"', 'id = "certain"'))
    world.pass_days(1)
    sit(world, "\n\n1\nq\n")
    world.write_deck(RENAMED)
    world.run("decks")

    with closing(open_store(world.home)) as store:
        assert [review.rating for review in store.reviews(NEW)] == [Rating.AGAIN, Rating.GOOD]
        assert store.times_reviewed(NEW) == 2


def test_an_id_that_another_card_has_now_is_left_to_it(world: World) -> None:
    world.write_deck()
    sit(world, "\n\n3\nq\n")
    world.write_deck(DECK + '\n[[cards]]\nid = "certain"\nwas = ["sure"]\nquestion = "Certain?"\nanswer = "Yes."\n')
    world.run("decks")

    with closing(open_store(world.home)) as store:
        assert (store.times_reviewed(OLD), store.times_reviewed(NEW)) == (1, 0)


def test_every_version_of_an_own_answer_follows_and_nothing_else_in_its_file_changes(world: World) -> None:
    world.write_deck()
    answers = world.home / "answers" / "mine.toml"
    answers.parent.mkdir()
    text = (
        'format = 1  # mine\n\n[[answers]]\ncard = "sure" # the old one\nnotes = "sure"\n\n'
        '[[answers]]\ncard = "why"\nnotes = "So."\n\n[[answers]]\ncard = "sure"\npoints = ["checked twice"]\n'
    )
    answers.write_text(text)
    world.write_deck(RENAMED)
    world.run("answers", str(NEW))

    assert "checked twice" in world.out
    assert answers.read_text() == text.replace('card = "sure"', 'card = "certain"')


@pytest.mark.parametrize(
    "text", ["sure = [", 'format = 1\nanswers = "sure"\n', '[[answers]]\ncard = "why"\nnotes = "sure"\n']
)
def test_an_answer_file_without_such_an_answer_stays_as_it_is(world: World, text: str) -> None:
    world.write_deck(RENAMED)
    answers = world.home / "answers" / "mine.toml"
    answers.parent.mkdir()
    answers.write_text(text)
    stamp = answers.stat().st_mtime_ns
    world.run("decks")

    assert (answers.read_text(), answers.stat().st_mtime_ns) == (text, stamp)


def test_a_mock_keeps_the_ratings_of_a_renamed_card(world: World) -> None:
    world.write_deck(BANK, "bank.toml")
    mock(world, ANSWERS + GRADES)
    world.write_deck(BANK.replace('id = "tale"', 'id = "story"\nwas = ["tale"]'), "bank.toml")
    world.run("decks")

    with closing(open_store(world.home)) as store:
        (held,) = read_mocks(store)
        asked = [question.key.card for question in held.script.questions]
        rated = debrief_reviews(store, held)
    assert "story" in asked
    assert "tale" not in asked
    assert rated.keys() == held.answers.keys()
