"""Signals at a prompt: the terminal is left as it was found, and what was typed is kept."""

import json
import os
import signal
import sys
import time
from pathlib import Path

import pytest

from tests.terminal import Screen, World, wait_until
from trainer.environment import Environment

termios = pytest.importorskip("termios", reason="Windows has other signals")
pytestmark = pytest.mark.slow

_PROMPTS = {"Your answer": "", "Points covered": "half an\r", "Enter Hard": "half an\r1 2\r"}
_PASTE_OFF, _PASTE_ON = b"\x1b[?2004l", b"\x1b[?2004h"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    world = World(tmp_path / "home")
    world.write_deck()
    world.answer_first_question()
    return world.home


def typed(home: Path) -> list[str]:
    world = World(home)
    world.run("answers", "--json")
    return [each["text"] for each in json.loads(world.out)["attempts"]]


def saved(draft: Path, text: str) -> bool:
    return draft.exists() and draft.read_text().endswith(text)


def cooked(screen: Screen) -> bool:
    flags = termios.tcgetattr(screen.child.child_fd)[3]
    return bool(flags & termios.ECHO) and bool(flags & termios.ICANON)


def sit_at(home: Path, prompt: str) -> Screen:
    """Go to a prompt of the review; at the first one, half an answer is typed."""
    screen = Screen("--home", str(home), "review", "--deck", "mine")
    screen.until("Your answer")
    screen.press(_PROMPTS[prompt] or "half an")
    screen.until(prompt)
    screen.until("half an") if prompt == "Your answer" else None
    return screen


@pytest.mark.parametrize("prompt", _PROMPTS)
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_at_any_prompt_restores_the_terminal_and_keeps_the_answer(
    home: Path, prompt: str, number: signal.Signals
) -> None:
    with sit_at(home, prompt) as screen:
        os.kill(screen.child.pid, number)
        assert screen.ended() == 128 + number
        assert screen.raw.rfind(_PASTE_OFF) > screen.raw.rfind(_PASTE_ON)
        assert "Traceback" not in screen.text

    assert typed(home) == ["half an"]


def test_the_modes_of_the_terminal_are_restored(home: Path) -> None:
    """The terminal outlives the program in a shell."""
    with shell() as screen:
        start(screen, home)
        assert not cooked(screen)
        os.kill(os.tcgetpgrp(screen.child.child_fd), signal.SIGTERM)
        screen.until("ready>")
        screen.press("stty -a | tr ';' '\\n' | grep -ow -e '-icanon' -e '-echo'; echo mo''des\r")
        screen.until("modes")
        assert "\n-icanon" not in screen.text


@pytest.mark.parametrize("prompt", _PROMPTS)
def test_kill_9_loses_at_most_the_last_moment(home: Path, prompt: str) -> None:
    with sit_at(home, prompt) as screen:
        wait_until(lambda: saved(home / "answers" / "mine--sure.unrated.draft", "half an"))
        os.kill(screen.child.pid, signal.SIGKILL)
        screen.child.wait()

    assert typed(home) == ["half an"]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGKILL])
def test_an_own_answer_being_written_is_kept(home: Path, number: signal.Signals) -> None:
    with sit_at(home, "Points covered") as screen:
        screen.press("w\r")
        screen.until("- point")
        screen.press("\x15- half a point")
        screen.until("- half a point")
        if number == signal.SIGKILL:
            wait_until(lambda: saved(home / "answers" / "mine--sure.draft", "- half a point"))
        os.kill(screen.child.pid, number)
        screen.child.wait()

    assert (home / "answers" / "mine--sure.draft").read_text().endswith("- half a point")


def test_a_closed_terminal_keeps_the_answer(home: Path) -> None:
    with sit_at(home, "Your answer") as screen:
        screen.child.close(force=False)  # returns when the program has ended

    assert typed(home) == ["half an"]


def shell() -> Screen:
    """Open a shell with job control."""
    screen = Screen(program=("bash", "--norc", "--noprofile", "-i"), variables={"PS1": "ready>"})
    screen.until("ready>")
    return screen


def start(screen: Screen, home: Path) -> None:
    screen.press(f"clear; {sys.executable} -m trainer --home {home} review --deck mine\r")
    screen.until("Your answer")
    screen.press("half an")
    screen.until("> half an")


@pytest.mark.parametrize("way", ["\x1a", "SIGTSTP", "SIGSTOP"])
def test_a_suspended_review_goes_on_where_it_was(home: Path, way: str) -> None:
    with shell() as screen:
        start(screen, home)
        if way == "\x1a":
            screen.press(way)
        else:
            os.kill(os.tcgetpgrp(screen.child.child_fd), getattr(signal, way))
        screen.until("Stopped")
        screen.press("stty -a | tr ';' '\\n' | grep -ow -e '-icanon' -e '-echo'; clear; echo mo''des\r")
        screen.until("modes")
        assert "-icanon" not in screen.text
        screen.press("fg\r")
        screen.until("How did you make sure?")
        screen.until("> half an")
        screen.press(" answer")
        assert screen.until("> half an answer").count("> half an") == 1
        screen.press("\r1 2\r")
        screen.until("Enter Hard")
        screen.press("q\r")
        screen.until("Nothing was rated.")

    assert typed(home) == ["half an answer"]


def test_a_resized_screen_shows_the_question_the_points_and_the_ratings_once(home: Path) -> None:
    with sit_at(home, "Enter Hard") as screen:
        for columns in (40, 100, 60):
            screen.screen.reset()  # a terminal wraps and moves lines in its own way
            screen.screen.resize(24, columns)
            screen.child.setwinsize(24, columns)
            screen.until("4 Easy")
            time.sleep(0.3)
            shown = screen.until("Enter Hard")
            assert [shown.count(part) for part in ("How did you make sure?", "names the check", "1 Again")] == [1, 1, 1]


def test_a_signal_waits_for_the_editor_to_end(tmp_path: Path) -> None:
    done = tmp_path / "done"
    before = signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        with pytest.raises(SystemExit):
            Environment.real().run_program(["sh", "-c", f"kill -TERM $PPID; sleep 0.2; touch {done}"])
    finally:
        signal.signal(signal.SIGTERM, before)

    assert done.exists()
