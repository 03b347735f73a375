"""`keys = "single"`: ticks and ratings with one key press."""

from pathlib import Path

import pytest

from cards.review import Rating
from tests.histories import open_store
from tests.terminal import Screen, World, sit, sit_at_prompts

CTRL_C = "\x03"


@pytest.fixture
def world(tmp_path: Path) -> World:
    world = World(tmp_path / "home")
    world.write_deck()
    assert world.run("config", "keys", "single") == 0
    assert world.out == 'keys = "single"\n'
    return world


def rated(world: World) -> list[tuple[Rating, str | None]]:
    """Return the rating and the points of each review, the oldest first."""
    store = open_store(world.home)
    found = [(review.rating, review.points_covered) for review in store.reviews()[::-1]]
    store.close()
    return found


@pytest.mark.parametrize(
    ("keys", "rating", "points"),
    [
        ("\r13\r4", Rating.EASY, "101"),
        ("\r\r1", Rating.AGAIN, "000"),
        ("\ra3", Rating.GOOD, "111"),
        ("\r1231\r\r", Rating.HARD, "011"),  # a second press takes a tick out
        ("\r-2\r\r", Rating.HARD, "101"),
        ("\r1-3\r3", Rating.GOOD, "111"),
        ("\r13\ru3\r2", Rating.HARD, "100"),  # back to the points, where the ticks can be changed
    ],
)
def test_a_key_rates_and_a_digit_ticks(world: World, keys: str, rating: Rating, points: str) -> None:
    sit_at_prompts(world, keys + CTRL_C)

    assert rated(world) == [(rating, points)]


@pytest.mark.slow
def test_the_toolbar_says_so(world: World) -> None:
    world.answer_first_question()
    with Screen("--home", str(world.home), "review", "--deck", "mine") as screen:
        screen.until("Your answer")
        screen.press("\r")
        screen.until(" single keys: 1-3 tick · a all · Enter done · m more · ? keys")
        assert "-2 all but 2" not in screen.text  # the hint is in one place
        screen.press("1")
        screen.until(" > 1   1 of 3")
        screen.press("\r")
        screen.until(" single keys: 1-4 rate · Enter Again · u back · ? keys")
        screen.press("3")
        screen.until("Good: 1 of 3 points.")
        screen.press("\x03")
        assert screen.ended() == 0


def test_letters_act_at_once_and_undo_reaches_the_card_before(world: World) -> None:
    shown = sit_at_prompts(world, f"\r13\rf3u\r2\r4{CTRL_C}", rows=60)

    assert "Flagged: mine/sure." in shown
    assert "Undone: Good for mine/sure." in shown
    assert [rating for rating, _ in rated(world)] == [Rating.HARD, Rating.EASY]


def test_a_question_mark_shows_five_keys_and_another_one_all(world: World) -> None:
    assert "all keys" in sit_at_prompts(world, f"\r?{CTRL_C}")
    assert "suspend the card" in sit_at_prompts(world, f"\r??{CTRL_C}", rows=60)


def test_an_answer_is_still_ended_with_enter(world: World) -> None:
    sit_at_prompts(world, f"quite sure\r1\r3{CTRL_C}")
    store = open_store(world.home)
    assert [review.answer_text for review in store.reviews()] == ["quite sure"]
    store.close()


def test_after_the_last_card_u_takes_its_rating_back(world: World) -> None:
    sit_at_prompts(world, "\r1\r3\r3u2\r")

    assert [rating for rating, _ in rated(world)] == [Rating.GOOD, Rating.HARD]


def test_more_than_nine_points_need_spaces_and_enter(world: World) -> None:
    points = ", ".join(f'"point {n}"' for n in range(1, 13))
    world.write_deck(f'[deck]\nid = "mine"\n[[cards]]\nid = "sure"\nquestion = "q?"\nkey_points = [{points}]\n')
    sit_at_prompts(world, f"\r1 11 12\r2{CTRL_C}")

    assert rated(world) == [(Rating.HARD, "100000000011")]


def test_plain_lines_are_as_ever_and_say_so(world: World) -> None:
    shown = sit(world, "\n13\n3\nq\n", "--limit", "1")

    assert shown.count("Single keys need a terminal that edits lines. Here, press Enter after each.") == 1
    assert "124, 1-3, -2 all but 2, a all" in shown
    assert rated(world) == [(Rating.GOOD, "101")]


def test_only_line_and_single_can_be_chosen(world: World) -> None:
    assert world.run("config", "keys", "double") == 1
    assert world.err.startswith('greenroom: "double" is not "line" or "single".')
    assert world.run("config", "keys") == 0
    assert world.out == '"single"\n'
    (world.home / "config.toml").write_text("keys = 1\n")
    assert world.run("review") == 0
    assert 'keys is not "line" or "single"; the default is used. Set it: greenroom config keys VALUE.' in world.err
    (world.home / "config.toml").write_text('keys = "line"\n')
    assert "Single keys" not in sit(world, "q\n")


@pytest.mark.parametrize("keys", ["9", "x", "9x+", "\t"])
def test_a_key_that_does_nothing_leaves_the_line_as_it_is(world: World, keys: str) -> None:
    sit_at_prompts(world, f"\r13\r{keys}3{CTRL_C}")

    assert rated(world) == [(Rating.GOOD, "101")]


@pytest.mark.parametrize("keys", ["\r1\r9", "\r1x", "\r9", "\r1\r3\r1\r3x"])
def test_a_key_that_does_nothing_is_answered_with_a_few_words(world: World, keys: str) -> None:
    assert f'"{keys[-1]}" does nothing here' in sit_at_prompts(world, keys + CTRL_C, rows=60)


def test_ticks_are_not_lost_to_a_letter(world: World) -> None:
    assert "Enter or Backspace first" in sit_at_prompts(world, f"\r1m{CTRL_C}")
    sit_at_prompts(world, f"\r1m\r2{CTRL_C}")
    assert rated(world) == [(Rating.HARD, "100")]
