"""Choosing one of many, in both terminals."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.terminal import Screen, World
from tests.trainer.terminal.test_ui import BOTH, Opened, plain
from trainer.terminal.choose import Choice, choose, matching
from trainer.terminal.layout import width_of
from trainer.terminal.ui import UserLeft

CARDS = [
    Choice("stories/proudest-result", "What are you proudest of?"),
    Choice("stories/tight-deadline", "When did you have to hurry?"),
    Choice("pay/pay-history", "What are you on at the moment?"),
    Choice("pay/expected", "What's the résumé figure?"),
]


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("pay/expected", ["pay/expected"]),
        ("PAY", ["pay/pay-history", "pay/expected"]),
        ("hurry", ["stories/tight-deadline"]),
        ("you what", ["stories/proudest-result", "pay/pay-history"]),  # words in any order
        ("resume", ["pay/expected"]),
        ("tdl", ["stories/tight-deadline", "stories/proudest-result"]),  # letters in order, the nearest first
        ("tdline", ["stories/tight-deadline"]),
        ("zebra", []),
    ],
)
def test_a_few_letters_find_what_they_can_mean(text: str, values: Sequence[str]) -> None:
    assert [choice.value for choice in matching(text, CARDS)] == values


def test_a_name_in_full_is_that_name_although_others_contain_it() -> None:
    names = [Choice("acme-two"), Choice("acme"), Choice("the-acme")]

    assert matching("Acme", names) == [Choice("acme")]
    assert matching("ac", names) == [Choice("acme-two"), Choice("acme"), Choice("the-acme")]


@BOTH
def test_what_is_typed_narrows_the_choice_until_it_is_clear(terminal: Opened) -> None:
    with terminal("pay\rhist\r") as (ui, shown):
        assert choose(ui, "Which card", "type", CARDS) == "pay/pay-history"

    assert "2 match. Which one?" in shown()


@BOTH
def test_what_matches_nothing_is_told_and_asked_again(terminal: Opened) -> None:
    with terminal("zebra\rhurry\r") as (ui, shown):
        assert choose(ui, "Which card", "type", CARDS) == "stories/tight-deadline"

    assert 'Nothing matches "zebra".' in shown()


@BOTH
@pytest.mark.parametrize("typed", ["q\r", "pay\rq\r"])
def test_q_leaves_at_any_time(terminal: Opened, typed: str) -> None:
    with terminal(typed) as (ui, _), pytest.raises(UserLeft):
        choose(ui, "Which card", "type", CARDS)


@BOTH
def test_enter_alone_is_the_default_if_there_is_one(terminal: Opened) -> None:
    with terminal("\r") as (ui, _):
        assert choose(ui, "Which card", "type", CARDS, default="pay/expected") == "pay/expected"
    with terminal("\rhurry\r") as (ui, _):
        assert choose(ui, "Which card", "type", CARDS) == "stories/tight-deadline"


def test_the_plain_terminal_numbers_the_choices() -> None:
    with plain("9\n3\n") as (ui, shown):
        assert choose(ui, "Which card", "type", CARDS) == "pay/pay-history"

    assert "  3  pay/pay-history  What are you on at the moment?\n" in shown()
    assert 'Nothing matches "9".' in shown()


@pytest.mark.parametrize("columns", [20, 80])
def test_the_plain_terminal_lists_no_more_than_a_screen_at_once(columns: int) -> None:
    many = [Choice(f"deck/card-{number}", "x" * number) for number in range(200)]
    with plain("card-19\n11\n", columns) as (ui, shown):
        assert choose(ui, "Which card", "type", many) == "deck/card-199"

    assert "more: type a few letters" in " ".join(shown().split())
    assert all(width_of(line) <= columns for line in shown().splitlines())


def test_at_a_terminal_a_menu_opens_and_the_arrows_choose_from_it(tmp_path: Path) -> None:
    World(tmp_path).write_deck()
    with Screen("--home", str(tmp_path), "suspend", columns=20) as screen:
        screen.until("  mine/sure\n  mine/why\n  proudest-result\n")  # too wide with its deck
        screen.press("mine/")
        shown = screen.until("mine/why\n\n").split()
        assert shown[-3:] == ["mine/", "mine/sure", "mine/why"]
        screen.press("\x1b[B\x1b[B")
        screen.until("> mine/why")
        screen.press("\r")
        screen.until("mine/why is")
        assert screen.ended() == 0
