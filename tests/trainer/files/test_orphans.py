"""Answers to cards that do not exist."""

import time
from pathlib import Path

import pytest

from tests.terminal import World

FEW, MANY = 200, 2000


def seconds(folder: Path, number: int, answered: str) -> float:
    """Return the processor time of `check` on a deck with this many cards, and answers to as many."""
    world = World(folder / f"{answered}{number}")
    cards = "".join(f'[[cards]]\nid = "card-{n}"\nquestion = "Number {n}?"\nanswer = "So."\n' for n in range(number))
    world.write_deck(f'[deck]\nid = "mine"\n{cards}')
    answers = world.home / "answers" / "mine.toml"
    answers.parent.mkdir()
    when = "when = 2026-03-02T12:00:00Z"
    answers.write_text("".join(f'[[answers]]\ncard = "{answered}-{n}"\n{when}\nnotes = "n"\n' for n in range(number)))
    world.run("due")
    began = time.process_time()
    world.run("check")
    return time.process_time() - began


@pytest.mark.slow
def test_orphans_are_told_in_a_time_that_grows_with_their_number(tmp_path: Path) -> None:
    for answered in ("card", "lost"):
        few, many = (seconds(tmp_path, number, answered) for number in (FEW, MANY))

        assert many < 25 * few, (answered, few, many)
