"""Cues of key points in a deck file."""

import pytest

from cards.card import CUE_CLASSES, KeyPoint
from decks.model.deck import Deck
from decks.model.problems import Problem
from decks.toml.read import read_deck

DECK = """format = 1
[[cards]]
id = "sure"
question = "How did you make sure?"
key_points = [{{text = "Name a check", cues = {cues}}}]
"""


def read(cues: str) -> tuple[Deck | None, list[Problem]]:
    """Read a deck with one point that has these cues."""
    return read_deck(DECK.format(cues=cues), path="d.toml", default_id="d")


def test_a_point_has_the_cues_that_are_written() -> None:
    deck, problems = read('["reconcil*", "second source + #number"]')

    assert not problems
    assert deck is not None
    assert deck.cards[0].key_points == (KeyPoint("Name a check", cues=("reconcil*", "second source + #number")),)


@pytest.mark.parametrize("name", CUE_CLASSES)
def test_every_class_is_known(name: str) -> None:
    assert not read(f'["#{name}"]')[1]


@pytest.mark.parametrize(
    ("cues", "message", "fix"),
    [
        ('["#nummber"]', '"#nummber"', 'Did you mean "#number"?'),
        ('["#xyz"]', '"#xyz"', "They are: #number, #unit, #name, #period, #because."),
        ('["audit + "]', '"audit +"', "one thing + another"),
        ('["audit *"]', '"*"', "audit*"),
        ('"audit"', "key_points.cues is not a list of strings", "Write"),
    ],
)
def test_a_cue_that_can_never_be_met_is_a_problem(cues: str, message: str, fix: str) -> None:
    (problem,) = read(cues)[1]

    assert message in problem.message
    assert fix in problem.fix
