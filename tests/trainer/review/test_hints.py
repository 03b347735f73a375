"""Typed answers in whole sittings: signs before ticking, the last attempt beside the new one, what changed."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as profile
from hypothesis import strategies as st

from cards.card import Card
from cards.matching.suggest import Doubt, Suggestion
from cards.review import Review
from scheduler.log.store import Store
from tests.strategies import NASTY_TEXT, cards
from tests.terminal import World, sit
from trainer.review import screens
from trainer.terminal.layout import joined, layout_for, text_of, width_of

DECK = """
[deck]
id = "mine"
title = "Mine"
kind = "technique"
[[cards]]
id = "sure"
question = "How did you make sure?"
key_points = [
  {text = "reconciled the totals against the ledger", must = true},
  "asked a colleague to rerun the query",
  "found 14 duplicate invoices",
]
"""
TYPED = "I reconciled every total against the ledger.\nI didn't ask a colleague to rerun the query.\n\n"
LEGEND = "~ looks covered"


@pytest.fixture
def world(tmp_path: Path) -> World:
    world = World(tmp_path / "home")
    world.write_deck(DECK)
    return world


def test_points_that_a_typed_answer_seems_to_make_have_signs_before_ticking(world: World) -> None:
    shown = sit(world, f"{TYPED}\n")

    assert (
        "  1~ reconciled the totals against the ledger                              must\n"
        "  2? asked a colleague to rerun the query\n"
        "  3  found 14 duplicate invoices\n"
        " ~ looks covered · ? looks contradicted · no mark: can't tell\n"
        "\n"
        " Points covered"
    ) in shown


@pytest.mark.parametrize("language", ["de", "de-AT", "fr"])
def test_points_of_a_deck_in_another_language_have_no_signs(world: World, language: str) -> None:
    world.write_deck(DECK.replace('kind = "technique"', f'kind = "technique"\nlanguage = "{language}"'))
    shown = sit(world, f"{TYPED}\n")

    assert "  1  reconciled the totals against the ledger" in shown
    assert LEGEND not in shown


def test_points_have_no_signs_while_the_questions_are_in_german(world: World) -> None:
    """A deck of your own that doesn't name its language is likely German, too."""
    world.run("config", "language", "de")

    assert LEGEND not in sit(world, f"{TYPED}\n")


def test_the_words_that_signs_are_about_are_behind_a_key(world: World) -> None:
    shown = sit(world, f"{TYPED}m\nq\n")

    assert (
        "  1~ reconciled the totals against the ledger                              must\n"
        '     your words "reconciled every total against the ledger"\n'
        "  2? asked a colleague to rerun the query\n"
        '     denied? "I didn\'t ask a colleague to rerun the query"\n'
        "  3  found 14 duplicate invoices\n"
        "\n"
        " Points covered"
    ) in shown


def test_no_point_is_ticked_by_a_sign(world: World) -> None:
    assert "Enter Again" in sit(world, f"{TYPED}\n")  # nothing of three
    assert "Enter Hard" in sit(world, f"{TYPED}1 2\n")  # two of three


def test_an_answer_aloud_gets_no_sign(world: World) -> None:
    shown = sit(world, "\n\nq\n")

    assert "  1  reconciled" in shown
    assert LEGEND not in shown


def test_signs_are_explained_once_in_a_sitting(world: World) -> None:
    world.write_deck(DECK + DECK[DECK.index("[[cards]]") :].replace('"sure"', '"again"'))
    shown = sit(world, f"{TYPED}1\n3\n{TYPED}1\n3\n\n")

    assert shown.count("1~ reconciled") == 2
    assert shown.count(LEGEND) == 1


@pytest.mark.parametrize("value", ["off", "false", "No"])
def test_signs_can_be_turned_off(world: World, value: str) -> None:
    assert world.run("config", "suggest_points", value) == 0
    assert world.out == "suggest_points = false\n"
    assert (world.home / "config.toml").read_text() == "suggest_points = false\n"
    assert "  1  reconciled" in sit(world, f"{TYPED}\n")
    assert world.run("config", "suggest_points", "on") == 0

    assert world.run("config", "suggest_points") == 0
    assert world.out == "true\n"


def test_a_switch_is_on_or_off(world: World) -> None:
    assert world.run("config", "suggest_points", "perhaps") == 1
    assert world.err.startswith('greenroom: "perhaps" is not true or false.')
    (world.home / "config.toml").write_text("suggest_points = 1\n")
    assert world.run("review", "--deck", "mine") == 0

    assert "suggest_points is not true or false; the default is used." in world.err
    assert world.err.count("\n") == 1


def test_the_last_typed_attempt_stands_beside_the_new_one(world: World) -> None:
    sit(world, f"{TYPED}1\n3\n\n")
    world.pass_days(3)
    shown = sit(world, "We reconciled totals against the ledger.\n\nd\nm\n1\nd\nq\n")

    assert " Last typed (Mon 2 Mar, Good, 1 of 3): 16 words in 0:30, 32 a minute.\n" in shown
    assert " This time: 6 words in 0:30, 12 a minute.\n" in shown
    assert shown.count("Last time") == 1
    assert "You took 0:30, short of 1:00-2:15. Last time: Mon 2 Mar, Good, 0:30, 1 of 3" in shown
    assert shown.count(" Since Mon 2 Mar: (left out: ") == 2


def test_an_older_typed_attempt_is_compared_and_the_last_one_still_told(world: World) -> None:
    sit(world, f"{TYPED}1\n1\n\n1\n3\n\n")
    world.pass_days(3)
    shown = sit(world, f"{TYPED}m\nq\n")

    assert " Word for word the same as on Mon 2 Mar.\n" in shown
    assert "Last time: Mon 2 Mar, Good, 0:30, 1 of 3 points." in " ".join(shown.split())
    assert shown.count("Last time") == 1


def test_of_a_long_history_no_more_is_read_than_is_shown(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    for days in (3, 30):
        sit(world, f"{TYPED}1\n3\n\n")
        world.pass_days(days)
    read: list[int] = []
    reviews = Store.reviews

    def counted(store: Store, *args: Any, **more: Any) -> list[Review]:
        found = reviews(store, *args, **more)
        read.append(len(found))
        return found

    monkeypatch.setattr(Store, "reviews", counted)
    sit(world, f"{TYPED}d\nm\n1\nq\n")

    assert set(read) == {1}


def test_without_an_earlier_typed_attempt_there_is_nothing_to_compare(world: World) -> None:
    shown = sit(world, f"{TYPED}d\n1\nd\nq\n")

    assert shown.count("There is no earlier text to compare with.") == 2
    assert "Last time" not in shown


@profile(max_examples=30)
@given(cards(), NASTY_TEXT, st.sampled_from([None, *Doubt]), st.integers(20, 200), st.booleans())
def test_no_sign_or_quote_is_wider_than_the_terminal(
    card: Card, quote: str, doubt: Doubt | None, columns: int, drawn: bool
) -> None:
    hints = {position: Suggestion(quote, doubt) for position in range(len(card.key_points))}
    shown = screens.points(card, layout_for(columns, drawn=drawn), hints)

    assert all(width_of(text_of(line)) <= columns and "\n" not in text_of(line) for line in shown)
    assert "\x1b" not in joined(shown)
