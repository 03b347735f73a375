"""The debrief of a mock interview, played through the plain terminal."""

import json
import re
from itertools import count

import pytest

from cards.answer import Mode
from cards.key import CardKey
from cards.review import Rating
from scheduler.mock.log import MockEvent, read_mocks
from tests.histories import open_store
from tests.terminal import World
from tests.trainer.interview.days import deck
from tests.trainer.mock.bank import ANSWERS, BANK, GRADES, mock, rated


def test_the_ratings_are_reviews_of_mode_mock_at_the_instant_of_the_answer(world: World) -> None:
    mock(world, ANSWERS)
    answered_on = world.now
    world.pass_days(3)
    world.run("mock", typed="\n" + GRADES)
    store = open_store(world.home)
    reviews = store.reviews()
    tale = next(review for review in reviews if review.key == CardKey("bank", "tale"))
    store.close()

    assert {review.mode for review in reviews} == {Mode.MOCK}
    assert tale.reviewed_at_utc_ms == answered_on.timestamp() * 1000
    assert tale.study_day == answered_on.date()
    assert (tale.answer_text, tale.answer_ms, tale.points_covered) == ("told", 30_000, "10")
    assert (tale.rating, tale.suggested) == (Rating.HARD, Rating.HARD)


def test_the_follow_up_and_its_time_are_debriefed(world: World) -> None:
    debrief = mock(world, ANSWERS + GRADES).split("That was it")[1]

    assert "They went on: And then?\n   You took 0:30, within 0:15-1:00.\n" in debrief
    assert 'You said: "told"' in debrief
    assert "Sure?" not in debrief


def test_a_debrief_that_was_left_goes_on_and_doubles_nothing(world: World) -> None:
    mock(world, ANSWERS + "\n1\n\nq\n")
    before = rated(world)
    shown = mock(world, "\n" + "1\n\n\n")

    assert "A mock interview is waiting for its debrief: 4 answers." in shown
    assert "That was it" not in shown
    assert len(before) == 2
    assert rated(world).items() >= before.items()
    assert len(rated(world)) == 4
    store = open_store(world.home)
    assert len(store.reviews()) == 4
    store.close()


def test_without_an_answer_there_is_nothing_to_debrief(world: World) -> None:
    shown = mock(world, "d\n")

    assert shown.rstrip().endswith("Nothing was answered, so there is nothing to debrief.")
    assert rated(world) == {}


def test_a_rating_can_be_taken_back_in_the_debrief(world: World) -> None:
    shown = mock(world, ANSWERS + "1\nu\n3\n" + "1\n\n" * 2 + "\n")

    assert "Undone: Again for bank/open." in shown
    assert rated(world)["open"] is Rating.GOOD


def test_u_at_the_rating_goes_back_to_the_points_and_then_to_the_rating_before(world: World) -> None:
    shown = mock(world, ANSWERS + "\n" + "1\nu\n12\nu\nu\n3\nq\n")
    store = open_store(world.home)
    kept = store.reviews()
    store.close()

    assert "Points covered   Enter keeps 1, -a for none" in shown
    assert "Points covered   Enter keeps 12, -a for none" in shown
    assert "Undone: Good for bank/open." in shown
    assert [(review.key.card, review.rating) for review in kept] == [("open", Rating.GOOD)]


def test_the_points_are_shown_before_they_are_ticked(world: World) -> None:
    debrief = mock(world, ANSWERS + GRADES).split("That was it")[1]

    assert re.search(r"  1  names the mess +must\n  2  names the way out\n\n Points covered", debrief)


def test_points_of_the_users_own_are_the_ones_ticked(world: World) -> None:
    answers = world.home / "answers" / "bank.toml"
    answers.parent.mkdir()
    answers.write_text('[[answers]]\ncard = "tale"\ntick = true\npoints = ["x", "the ledger", "40,000"]\n', "utf-8")
    debrief = mock(world, ANSWERS + "\n" + "1\n\n" * 2 + "\n").split("That was it")[1]
    store = open_store(world.home)
    (tale,) = store.reviews(CardKey("bank", "tale"))
    store.close()

    assert "  2  the ledger\n  3  40,000\n" in debrief
    assert "The deck's points:\n   - names the mess (must)" in debrief
    assert tale.points_covered == "100"


def test_reviews_brought_in_meanwhile_do_not_hide_the_rating_to_undo(world: World) -> None:
    mock(world, ANSWERS + "1\nq\n")
    store = open_store(world.home, prefix="x")
    row = store.reviews()[0]._replace(uuid="there", key=CardKey("else", "where"), mode=Mode.IMPORTED)
    store.import_reviews([(row, None)])
    store.close()
    shown = mock(world, "\nu\nq\n")

    assert "Undone: Again for bank/open." in shown


def test_what_is_set_aside_takes_none_of_the_minutes_of_an_interview(world: World) -> None:
    world.run("interview", "set", "2026-03-05", "--at", "Acme", "--deck", "bank", "--minutes", "3")
    for card in ("letter", "drill", "lost"):
        world.run("suspend", f"bank/{card}")

    assert "1 Again 2 days" in " ".join(mock(world, ANSWERS + GRADES).split())


def test_a_rating_from_outside_the_mock_is_not_taken_back(world: World) -> None:
    world.run("review", "--deck", "bank", "--limit", "1", typed="\n\n\n")
    before = rated(world)

    assert "There is no rating in this mock to undo." in mock(world, "me\n\nd\nu\n")
    assert rated(world) == before


def test_what_is_no_rating_and_no_points_is_asked_again(world: World) -> None:
    shown = mock(world, ANSWERS + "fine\n\n9\n1\n\n1\n\n\n")

    assert '"fine" isn\'t a rating' in shown
    assert "There is no point 9." in shown
    assert len(rated(world)) == 4


def test_a_card_deleted_before_the_debrief_is_passed_over(world: World) -> None:
    mock(world, ANSWERS + "q\n")
    world.write_deck(BANK.replace('id = "tale"', 'id = "other"'), "bank.toml")
    shown = mock(world, "\n\n1\n\n\n")

    assert 'There is no card "bank/tale"' in shown
    assert rated(world).keys() == {"open", "age", "close"}
    assert "waiting for" not in mock(world, "q\n")


def test_stats_show_the_mocks_over_time(world: World) -> None:
    mock(world, ANSWERS + GRADES)
    world.pass_days(2)
    shown = mock(world, ANSWERS + GRADES)
    assert "The one before:\n   Mon 2 Mar" in shown
    world.run("stats", "--all")
    printed = world.out
    world.run("stats", "--json")
    first, second = json.loads(world.out)["mocks"]

    assert "Mock interviews\n   Mon 2 Mar" in printed
    assert (first["study_day"], second["study_day"]) == ("2026-03-02", "2026-03-04")
    assert (first["questions"], first["answered"], first["points"]) == (4, 4, {"covered": 2, "total": 3})
    assert first["ratings"] == {"again": 0, "hard": 1, "good": 2, "easy": 1}


def test_what_is_typed_cannot_steer_the_terminal_later(world: World) -> None:
    shown = mock(world, "a\x1b[2Jb\udc00c\n\nd\n\n")

    assert 'You said: "abc"' in shown
    assert "\x1b" not in shown.split("That was it")[1]


def test_before_an_interview_no_card_is_told_to_come_back_after_it(world: World) -> None:
    world.run("interview", "set", "2026-03-04", "--at", "Acme", "--deck", "bank")
    shown = mock(world, ANSWERS + "4\nu\n4\n" + "1\n4\n" * 2 + "4\n")

    assert "Not before Acme" in shown or "Back on Tue 3 Mar" in shown
    assert not re.search(r"Back on (Wed [4-9]|Thu|Fri|Sat|Sun|Mon)", shown)


@pytest.mark.parametrize(("covered", "is_tomorrow"), [("1", False), ("2", True)])  # only the first point is a must-have
def test_a_must_have_that_a_mock_shows_undelivered_is_asked_the_next_day(
    world: World, covered: str, is_tomorrow: bool
) -> None:
    world.write_deck(BANK.replace('id = "tale"', 'id = "tale"\npriority = "must"'), "bank.toml")
    world.write_deck(deck("mine", 60, musts=20))
    world.run("interview", "set", "2026-03-20", "--at", "Acme", "--deck", "bank", "--deck", "mine")
    shown = mock(world, f"{ANSWERS}\n{covered}\n2\n1\n\n\n")

    (tale,) = re.findall("Hard: .*", shown)
    assert ("Back on Tue 3 Mar" in tale) == is_tomorrow, tale


def test_an_answer_rated_in_another_terminal_is_not_rated_twice(world: World) -> None:
    mock(world, "me\n\nd\nq\n")
    other = World(world.home, now=world.now, names=(f"other-{number}" for number in count()))
    shown = mock(world, "\n4\n", before={1: lambda: mock(other, "\n1\n")})

    assert "Another terminal has rated this answer: Again." in shown
    store = open_store(world.home)
    assert [review.rating for review in store.reviews()] == [Rating.AGAIN]
    assert [one.ended for one in read_mocks(store)] == [MockEvent.FINISHED]
    store.close()


def test_a_debrief_of_nothing_says_so(world: World) -> None:
    mock(world, "q\n")

    assert "Nothing was answered, so there is nothing to debrief." in mock(world, "d\n")
