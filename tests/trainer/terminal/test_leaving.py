"""`quit` and `exit` alone at a prompt leave, as `q` does."""

import json
from pathlib import Path

import pytest

from tests.terminal import Screen, World, sit_at_prompts, wait_until
from trainer.terminal.ui import LEAVE_WORDS

REVIEW = ("review", "--deck", "mine")
MOCK = ("mock", "--deck", "mine")


def shown(home: Path, argv: tuple[str, ...], typed: str, word: str) -> str:
    """Return what a command shows in a new home when a word is typed at the end, with neither in it."""
    world = World(home, interactive=argv != REVIEW, variables={"GREENROOM_PLAIN": "1"})
    world.write_deck()
    assert world.run(*argv, typed=f"{typed}{word}\n") == 0
    out = world.out
    world.run("answers", "--json")
    assert word not in [attempt["text"] for attempt in json.loads(world.out)["attempts"]]
    assert f" > {word}\n" in out
    return out.replace(f" > {word}\n", " > \n").replace(str(home), "")


@pytest.mark.parametrize(
    ("argv", "typed"),
    [
        ((), ""),
        ((), "\n"),
        ((), "fri\n"),
        (REVIEW, ""),
        (REVIEW, "\n"),
        (REVIEW, "\na\n"),
        (REVIEW, "\na\n3\n"),
        (REVIEW, "\n1\nr\n"),
        (REVIEW, "\n1\nr\nSo.\n\n"),
        (REVIEW, "\na\n3\n\n3\n"),
        (MOCK, ""),
        (MOCK, "So.\n\nd\n"),
        (("interview", "debrief"), ""),
    ],
    ids=[
        *("the first question of all", "packs", "minutes a day"),
        *("an answer", "points", "a rating", "the next answer", "a second answer", "its points", "the end"),
        *("a mock", "the debrief of a mock", "a debrief"),
    ],
)
def test_words_that_leave_do_what_q_does(tmp_path: Path, argv: tuple[str, ...], typed: str) -> None:
    left = [shown(tmp_path / str(number), argv, typed, word) for number, word in enumerate(LEAVE_WORDS)]

    assert left == [left[0]] * len(LEAVE_WORDS)


@pytest.mark.parametrize("word", LEAVE_WORDS)
def test_a_mock_that_was_left_is_left_again(world: World, word: str) -> None:
    assert world.run(*MOCK, typed="So.\n\nq\n") == 0
    assert world.run(*MOCK, typed=f"{word}\n") == 0

    assert "Press Enter to go on" not in world.out
    assert "Your answer" not in world.out


@pytest.mark.parametrize("word", LEAVE_WORDS)
def test_nothing_of_such_a_word_is_kept_as_an_answer(world: World, word: str) -> None:
    sit_at_prompts(world, f"{word}\r")

    assert not [*(world.home / "answers").glob("*.draft")]


@pytest.mark.slow
def test_nor_is_its_beginning_after_a_pause(world: World) -> None:
    world.answer_first_question()
    with Screen("--home", str(world.home), "review", "--deck", "mine") as screen:
        screen.until("Your answer")
        screen.press("qui")
        wait_until(lambda: bool([*(world.home / "answers").glob("*.draft")]))
        screen.press("t\r")
        assert screen.ended() == 0

    assert not [*(world.home / "answers").glob("*.draft")]
