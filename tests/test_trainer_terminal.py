"""greenroom on a real terminal, and killed on it."""

import json
import os
import random
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.histories import open_store
from tests.terminal import Screen, World

ROOT = Path(__file__).parent.parent


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home with one deck of two cards."""
    World(tmp_path / "home").write_deck()
    return tmp_path / "home"


def sit_down(home: Path, *options: str, columns: int = 80, variables: dict[str, str] | None = None) -> Screen:
    return Screen("--home", str(home), "review", "--deck", "mine", *options, columns=columns, variables=variables)


@pytest.mark.parametrize("columns", [80, 40, 20])
def test_a_whole_card_can_be_typed_and_nothing_is_wider_than_the_screen(home: Path, columns: int) -> None:
    with sit_down(home, "--limit", "1", columns=columns) as screen:
        screen.until("Your answer")
        screen.press("I checked the ledger\r")
        screen.until("Points covered")
        assert "You took" in screen.text or columns == 20
        screen.press("1 3\r")
        screen.until("Rate")
        screen.until("4 Easy 8 d")
        screen.press("3\r")
        screen.until("Done")
        screen.press("\r")
        assert screen.ended() == 0
        # A line wider than the terminal would have wrapped in the middle of a word.
        lines = [line.rstrip() for line in screen.screen.display]
        assert any(line.endswith(("due.", "du")) or "Tomorrow" in line for line in lines)
    store = open_store(home)
    (review,) = store.reviews()
    store.close()

    assert (review.answer_text, review.points_covered, review.rating) == ("I checked the ledger", "101", 3)


def test_the_toolbar_shows_the_running_time_and_is_gone_afterwards(home: Path) -> None:
    with sit_down(home) as screen:
        screen.until("0:01 of 1:30")
        assert "Alt-Enter new line" in screen.text
        screen.press("\r")
        screen.until("Points covered")
        assert "Alt-Enter" not in screen.text
        screen.press("1\r")
        screen.until("Rate")
        assert "1 of 3" in screen.text


def test_alt_enter_starts_a_new_line(home: Path) -> None:
    with sit_down(home) as screen:
        screen.until("Your answer")
        screen.press("one\x1b\rtwo\r")
        screen.until("Points covered")
        assert re.search(r"> one\n +two\n", screen.text)


@pytest.mark.parametrize("key", ["\x03", "\x04"])
def test_ctrl_c_and_ctrl_d_leave_cleanly(home: Path, key: str) -> None:
    with sit_down(home) as screen:
        screen.until("Your answer")
        screen.press(key)
        assert screen.ended() == 0
        assert "Nothing was rated." in screen.text
        assert "Traceback" not in screen.text


def test_no_color_is_honoured(home: Path) -> None:
    colours = re.compile(rb"\x1b\[[0-9;]*3[0-7]m|\x1b\[[0-9;]*38;")
    for variables, coloured in (({}, True), ({"NO_COLOR": "1"}, False)):
        with sit_down(home, variables=variables) as screen:
            screen.until("Your answer")
            screen.press("\r")
            screen.until("Points covered")
            screen.press("\x03")
            screen.ended()
            assert bool(colours.search(screen.raw)) is coloured


@pytest.mark.parametrize("variables", [{"TERM": "dumb"}, {"GREENROOM_PLAIN": "1"}])
def test_plain_terminals_get_lines_without_any_escape(home: Path, variables: dict[str, str]) -> None:
    with sit_down(home, variables=variables) as screen:
        screen.until("Your answer")
        screen.press("said\r\r")
        screen.until("Points covered")
        screen.press("a\r")
        screen.until("Rate")
        screen.press("q\r")
        assert screen.ended() == 0
        assert b"\x1b" not in screen.raw


def test_a_deck_cannot_steer_the_terminal(home: Path) -> None:
    card = 'question = "Is \\u001b[2J\\u001b]0;owned\\u0007this safe?"\nanswer = "\\u009b31m!"\n'
    World(home).write_deck(f'[deck]\nid = "mine"\n[[cards]]\n{card}')
    with sit_down(home) as screen:
        screen.until("Is this safe?")
        screen.press("\r")
        screen.until("Rate")
        assert b"owned" not in screen.raw
        assert b"\x9b" not in screen.raw


@pytest.mark.parametrize("seed", range(3))
def test_a_kill_at_any_moment_loses_nothing_acknowledged(tmp_path: Path, seed: int) -> None:
    home = tmp_path / "home"
    cards = "".join(f'[[cards]]\nid = "c{n}"\nquestion = "Number {n}?"\nanswer = "x"\n' for n in range(12))
    World(home).write_deck(f'[deck]\nid = "mine"\n{cards}')
    rng = random.Random(seed)
    acknowledged: list[str] = []
    while len(acknowledged) < 8:
        with sit_down(home, "--new", "12") as screen:
            screen.until("1 of ")
            for number in range(2, 2 + rng.randint(0, 3)):
                screen.press("\r")
                screen.until("Enter Good")
                asked = re.findall(r"Number (\d+)\?", screen.text)[-1]
                screen.press("3\r")
                screen.until(f" {number} of ")
                acknowledged.append(f"c{asked}")
            if rng.random() < 0.7:  # in the middle of an answer or a rating
                screen.press(rng.choice(["half an ans", "\r", "\r3"]))
            os.kill(screen.child.pid, signal.SIGKILL)
    store = open_store(home)
    written = [review.key.card for review in store.reviews()][::-1]
    before = store.memories("mine")
    store.rebuild()
    after = store.memories("mine")
    store.close()

    assert written == acknowledged
    assert len(set(written)) == len(written)
    assert before == after


def test_a_kill_while_ratings_pour_in_leaves_a_sound_log(tmp_path: Path) -> None:
    home = tmp_path / "home"
    cards = "".join(f'[[cards]]\nid = "c{n}"\nquestion = "Number {n}?"\nanswer = "x"\n' for n in range(3000))
    World(home).write_deck(f'[deck]\nid = "mine"\n{cards}')
    command = [sys.executable, "-m", "trainer", "--home", str(home)]
    rng = random.Random(7)
    for _ in range(5):
        child = subprocess.Popen(
            [*command, "review", "--deck", "mine", "--new", "9999"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=ROOT,
        )
        assert child.stdin is not None
        assert child.stdout is not None
        child.stdin.write(b"\n3\n" * 500)
        child.stdin.flush()
        shown = b""
        for _ in range(rng.randint(20, 120)):
            shown += child.stdout.readline()
        child.kill()
        shown += child.stdout.read()
        child.stdin.close()
        child.stdout.close()
        child.wait()
        counted = subprocess.run([*command, "stats", "--json"], capture_output=True, cwd=ROOT, check=True)
        total = json.loads(counted.stdout)["reviews"]
        store = open_store(home)
        assert store.rows("PRAGMA integrity_check") == [("ok",)]
        assert store.rows("SELECT count(*), sum(reviews) FROM memories") == [(total, total)]
        store.close()
        acknowledged = shown.count(b"Good: complete.")
        assert acknowledged <= total
        total_before = total - acknowledged
        assert total_before >= 0
