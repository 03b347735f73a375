"""`greenroom review --weak`, `--failed` and `--card`."""

import json

import pytest

from tests.terminal import DECK, World, sit


def rows(world: World) -> dict[str, dict[str, object]]:
    assert world.run("cards", "mine", "--json") == 0
    return {row["key"]: row for row in json.loads(world.out)}


def test_weak_cards_are_those_rated_again_or_hard_on_the_last_day_they_were_asked(world: World) -> None:
    sit(world, "\na\n1\n\n3\n\na\n3\n\n")  # Again, then Good once more today; the other one Good
    world.pass_days(1)
    shown = sit(world, "\na\n3\n\n", "--weak")
    assert " greenroom · Tue 3 Mar · weak cards · 1 card, about" in shown
    assert "1 of 1 - Mine - must" in shown
    shown = sit(world, "", "--weak")

    assert " You have no weak cards: none was Again or Hard on the last day it came up.\n" in shown


def test_the_weakest_card_comes_first(world: World) -> None:
    sit(world, "\na\n2\n\n1\n\n\n")
    world.pass_days(1)
    shown = sit(world, "", "--weak")

    assert "1 of 2 - Mine - aim" in shown
    assert "Why us?" in shown


def test_what_failed_on_a_day_is_asked_in_the_order_in_which_it_failed(world: World) -> None:
    sit(world, "\na\n1\n\n1\nq\n")
    for day in ([], ["today"], ["2", "Mar"]):
        shown = sit(world, "", "--failed", *day)
        assert " · failed today · 2 cards, about" in shown
        assert "1 of 2 - Mine - must" in shown
    world.pass_days(1)
    assert "You rated no card Again today." in sit(world, "", "--failed")
    assert "failed on Mon 2 Mar" in sit(world, "", "--failed", "yesterday")
    assert "failed on Mon 2 Mar" in sit(world, "", "--failed", "mon")


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--failed", "tomorrow"], "2026-03-03 is still ahead. Give --failed a past day"),
        (["--failed", "nevermore"], 'Can\'t read "nevermore" as a date.'),
        (["--weak", "--failed"], "--failed and --weak cannot go together."),
        (["--card", "why", "--new", "3"], "Leave out --new and --ahead."),
        (["--weak", "--ahead", "3"], "Leave out --new and --ahead."),
    ],
)
def test_options_that_make_no_sense_are_one_sentence(world: World, options: list[str], sentence: str) -> None:
    assert world.run("review", *options) == 2
    assert sentence in world.err
    assert world.err.count("\n") == 1


def test_cards_can_be_asked_by_name_due_or_not_suspended_or_not(world: World) -> None:
    world.run("suspend", "why")
    assert world.run("review", "--card", "why", "--card", "mine/sure", "--card", "why", typed="\n3\n\na\n3\n\n") == 0
    assert world.out.index("1 of 2 - Mine") < world.out.index("Why us?") < world.out.index("How did you make sure?")
    assert {row["reviews"] for row in rows(world).values()} == {1}
    assert world.run("review", "--card", "mine/whx") == 1
    assert 'Did you mean "mine/why"?' in world.err


def test_a_rating_of_a_chosen_card_is_a_review_like_any_other(world: World) -> None:
    sit(world, "\na\n3\n\n3\n\n")
    before = rows(world)["mine/why"]
    world.pass_days(1)
    assert world.run("review", "--card", "why", typed="\n4\n\n") == 0
    after = rows(world)["mine/why"]
    assert (after["reviews"], before["reviews"]) == (2, 1)
    assert after["due"] != before["due"]
    world.run("undo")
    assert rows(world)["mine/why"]["due"] == before["due"]


def test_with_an_interview_ahead_only_the_chosen_cards_are_asked(world: World) -> None:
    world.run("interview", "set", "10", "Mar", "--minutes", "30")
    assert world.run("review", "--card", "why", typed="\n3\n\n") == 0
    assert "1 of 1 - Mine" in world.out
    assert "How did you make sure?" not in world.out


def test_a_first_start_with_a_card_that_does_not_exist_is_one_sentence(world: World) -> None:
    assert world.run("review", "--card", "nope") == 1
    assert world.out == ""
    assert world.run("review", "--card", "why") == 0
    assert world.out.startswith(" Welcome.")


def test_limits_apply_and_other_decks_are_left_out(world: World) -> None:
    world.write_deck(DECK.replace('id = "mine"', 'id = "other"'), "other.toml")
    for deck in ("mine", "other"):
        assert world.run("review", "--deck", deck, typed="\na\n1\n\n1\nq\n") == 0
    shown = sit(world, "", "--failed")
    assert "2 cards" in shown
    shown = sit(world, "", "--failed", "--limit", "1")
    assert "1 card, about" in shown
    world.run("suspend", "mine/sure")
    assert "1 card, about" in sit(world, "", "--failed")
