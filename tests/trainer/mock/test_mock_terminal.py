"""A mock interview on a real terminal, and killed on it."""

import os
import random
import signal
from contextlib import suppress
from pathlib import Path

import pytest

from scheduler.mock.log import read_mocks
from tests.histories import open_store
from tests.terminal import Screen, World

pytestmark = pytest.mark.slow


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home with one deck of four stories."""
    cards = [f'[[cards]]\nid = "c{n}"\nquestion = "Number {n}?"\nkey_points = ["a zebra"]\n' for n in range(4)]
    World(tmp_path / "home").write_deck(f'[deck]\nid = "mine"\nkind = "story"\n{"".join(cards)}')
    return tmp_path / "home"


def hold(home: Path, *options: str, columns: int = 80) -> Screen:
    return Screen("--home", str(home), "mock", "--deck", "mine", *options, columns=columns)


@pytest.mark.parametrize("columns", [80, 40])
def test_the_clock_runs_and_the_debrief_follows(home: Path, columns: int) -> None:
    with hold(home, "--questions", "1", "--minutes", "5", columns=columns) as screen:
        screen.until("0:01 of 5:00" if columns == 80 else "0:01   1 of 1")
        assert "zebra" not in screen.text
        screen.press("I did this\r")
        screen.until("Points covered")
        screen.press("1\r")
        screen.until("Rate")
        screen.press("\r")
        screen.until("Interviewer")
        assert screen.ended() == 0
        assert "Traceback" not in screen.text


@pytest.mark.parametrize("key", ["\x03", "q\r"])
def test_leaving_keeps_the_interview(home: Path, key: str) -> None:
    with hold(home) as screen:
        screen.until("1 of 4")
        screen.press("\r")
        screen.until("2 of 4")
        screen.press(key)
        screen.until("Saved so far.")
        assert screen.ended() == 0
    world = World(home)
    assert world.run("mock", typed="q\n") == 0
    assert "1 of 4 questions answered" in world.out


@pytest.mark.slow
def test_a_kill_at_any_moment_loses_no_answer_and_no_rating(home: Path) -> None:
    rng = random.Random(3)
    answers, ratings = 0, 0  # counted once the screen has moved on
    begun = False
    while ratings < 4:
        with hold(home) as screen:
            if begun:
                screen.until("Go on")
                screen.press("\r")
            begun = True
            for _ in range(rng.randint(1, 3)):
                if answers < 4:
                    screen.until(f"{answers + 1} of 4 ─")
                    screen.press(f"said {answers}\r")
                    answers += 1
                    screen.until("That was it" if answers == 4 else f"{answers + 1} of 4 ─")
                elif ratings < 4:
                    screen.until(f"{ratings + 1} of 4 ─")
                    screen.until("Points covered")
                    screen.press("1\r")
                    screen.until("4 Easy")
                    screen.press("3\r")
                    ratings += 1
                    screen.until("Interviewer" if ratings == 4 else f"{ratings + 1} of 4 ─")
            if answers < 4:
                screen.press("half an ans")
            with suppress(ProcessLookupError):  # after the last rating it may have ended by itself
                os.kill(screen.child.pid, signal.SIGKILL)
        store = open_store(home)
        (mock,) = read_mocks(store)
        written = len(store.reviews())
        store.close()

        assert [mock.answers[position].text for position in sorted(mock.answers)] == [
            f"said {n}" for n in range(answers)
        ]
        assert written == ratings


@pytest.mark.slow
def test_a_kill_between_an_answer_and_its_follow_up_asks_the_follow_up(home: Path) -> None:
    World(home).write_deck(
        '[deck]\nid = "mine"\n[[cards]]\nid = "a"\nquestion = "How?"\nanswer = "x"\nfollow_ups = ["Why?"]\n'
    )
    with hold(home) as screen:
        screen.until("How?")
        screen.press("so\r")
        screen.until("Why?")
        os.kill(screen.child.pid, signal.SIGKILL)
    with hold(home) as screen:
        screen.until("1 of 1 question answered")
        screen.press("\r")
        screen.until("Why?")
        assert screen.text.index("How?") < screen.text.index("Why?")  # the question is shown again above its follow-up
