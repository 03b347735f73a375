"""A program of the user's as a coach: asked by a key, bounded in every way, and never the one who grades."""

import os
import shlex
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.histories import open_store
from tests.terminal import Screen, World, sit
from trainer.coach import program
from trainer.coach.program import CoachError, CoachProgram
from trainer.command_line import join_command, split_command

Use = Callable[[str], None]
ASKED = "I counted them.\n\nv\n\n1\n3\nq\n"  # answered, asked, agreed to, ticked, rated


def run_to_end(script: str, prompt: str = "", patience: float = 20) -> str:
    coach = CoachProgram([sys.executable, "-c", f"import os, sys, time\n{script}"], prompt, patience=patience)
    while not coach.is_over:
        time.sleep(0.01)
    try:
        return coach.opinion()
    finally:
        coach.stop()


def test_what_it_says_stands_beside_the_self_grade_as_its_opinion(world: World, coach: Use, tmp_path: Path) -> None:
    coach(
        f"open({str(tmp_path / 'got')!r}, 'w').write(sys.stdin.read()); print('You made point 1.\\n\\n- Add a number.')"
    )
    shown = sit(world, ASKED)

    assert "This program gets the question, its points and your answer, and may send them elsewhere:" in " ".join(
        shown.split()
    )
    assert "What the model thinks. You grade yourself.\n   You made point 1.\n\n   - Add a number.\n" in shown
    got = (tmp_path / "got").read_text("utf-8")
    assert "How did you make sure?" in got
    assert "- names the check (a must)" in got
    assert "I counted them." in got
    store = open_store(world.home)
    (review,) = store.reviews()
    store.close()
    assert (review.rating, review.points_covered) == (3, "100")


def test_it_is_asked_only_by_the_key_and_agreed_to_once_a_review(world: World, coach: Use, tmp_path: Path) -> None:
    log = tmp_path / "runs"
    coach(f"open({str(log)!r}, 'a').write('x'); print('Fine.')")
    sit(world, "I counted them.\n\n1\n3\nq\n")
    assert not log.exists()
    world.pass_days(9)
    shown = sit(world, "I counted them.\n\nv\nn\nv\n\nv\n1\nv\n3\nq\n")

    assert log.read_text() == "xxx"
    assert shown.count("Run it") == 2


def test_no_coach_and_no_text_are_told_in_a_sentence(world: World, coach: Use) -> None:
    assert "No coach is set." in sit(world, "I counted.\n\nv\nq\n")
    coach("print('Fine.')")
    shown = sit(world, "x\n\nq\n\nv\nv\nq\n")
    assert "That comes after your answer." in sit(world, "v\nq\n")
    assert "What the model thinks" not in shown


def test_keys_name_it_only_where_a_coach_is_set(world: World, coach: Use) -> None:
    assert (
        "coach" not in sit(world, "I counted.\n\n?\nq\n").partition("Points covered")[2].partition("Points covered")[0]
    )
    coach("print('Fine.')")
    assert "ask your coach program" in sit(world, "I counted.\n\n?\nq\n")


@pytest.mark.parametrize(
    ("script", "said"),
    [
        ("sys.exit(3)", "ended with exit status 3. It gave no reason."),
        ("sys.exit('no\\x1b[2J key')", 'ended with exit status 1. It said: "no key".'),
        ("pass", "printed nothing."),
        ("os.kill(os.getpid(), 9)", f"ended with exit status {9 if os.name == 'nt' else -9}."),
    ],
)
def test_a_coach_that_fails_is_told_in_a_sentence_and_the_review_goes_on(
    world: World, coach: Use, script: str, said: str
) -> None:
    coach(script)
    shown = " ".join(sit(world, ASKED).split())

    assert said in shown
    assert "Your answer is safe." in shown
    assert "Good: 1 of 3 points" in shown


def test_a_program_that_is_gone_is_told(world: World) -> None:
    assert world.run("config", "coach.command", "no-such-coach --fast") == 0
    shown = " ".join(sit(world, ASKED).split())

    assert 'No opinion: There is no program "no-such-coach".' in shown
    assert "Good: 1 of 3 points" in shown


def test_its_time_its_output_and_its_characters_are_bounded() -> None:
    begun = time.monotonic()
    with pytest.raises(CoachError, match="took longer than 1 seconds"):
        run_to_end("time.sleep(60)", patience=1)
    assert time.monotonic() - begun < 10
    assert len(run_to_end("print('x' * 9_000_000)")) < 10_000
    assert run_to_end("print('\\n'.join(map(str, range(500))))").count("\n") < 100
    assert run_to_end("sys.stdout.buffer.write('\\x1b]0;t\\x07a\\x1b[31mb\\u202ec'.encode())") == "abc"
    assert run_to_end("sys.stdout.buffer.write(b'caf\\xe9')") == "caf\ufffd"


def test_a_coach_that_reads_nothing_or_leaves_children_behind_does_not_hang() -> None:
    begun = time.monotonic()
    assert run_to_end("print('deaf')", prompt="x" * 5_000_000) == "deaf"
    child = "import subprocess\nsubprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'])\nprint('left')"
    assert run_to_end(child) == "left"
    assert time.monotonic() - begun < 30


@pytest.mark.parametrize(
    ("command", "windows", "words"),
    [
        ('llm -m "my model"', False, ["llm", "-m", "my model"]),
        ("llm | rm -rf $HOME > x # y", False, ["llm", "|", "rm", "-rf", "$HOME", ">", "x", "#", "y"]),
        (r"C:\tools\llm.exe -s 'be brief'", True, [r"C:\tools\llm.exe", "-s", "be brief"]),
        (r'"C:\Program Files\llm.exe"', True, [r"C:\Program Files\llm.exe"]),
        (r"my\ coach", False, ["my coach"]),
    ],
)
def test_no_shell_reads_the_command(command: str, *, windows: bool, words: list[str]) -> None:
    assert split_command(command, windows=windows) == words
    assert split_command(join_command(words, windows=windows), windows=windows) == words


@pytest.mark.parametrize("name", ["R&D", "a|b", "50%", "x^y", "a>b", "(c)", "a;b", "it's", "two  spaces", "#1", ""])
def test_a_command_to_paste_on_windows_has_its_special_characters_in_quotes(name: str) -> None:
    assert join_command(["greenroom", "restore", name], windows=True) == f'greenroom restore "{name}"'


def test_a_command_to_paste_on_windows_keeps_quotes_and_plain_words() -> None:
    command = join_command(["greenroom", "--home", "C:\\my home\\", "restore", "daily-2.zip", 'a "b"'], windows=True)

    assert command == r'greenroom --home "C:\my home\\" restore daily-2.zip "a ""b"""'


@pytest.mark.parametrize("command", ['llm "x', "llm\nrm", " llm", "llm \x1b[2J"])
def test_a_command_that_cannot_be_one_is_refused(world: World, command: str) -> None:
    assert world.run("config", "coach.command", command) == 1
    assert "is not a command on one line" in world.err


def test_a_command_written_wrong_by_hand_runs_nothing(world: World) -> None:
    world.run("decks")
    (world.home / "config.toml").write_text("[coach]\ncommand = 7\n", encoding="utf-8")
    shown = sit(world, "I counted.\n\nv\nq\n")

    assert "No coach is set." in shown
    assert "coach.command is not a command on one line" in world.err


def test_ctrl_c_stops_the_coach_alone(world: World, coach: Use, tmp_path: Path) -> None:
    world.answer_first_question()
    pid = tmp_path / "pid"
    coach(f"open({str(pid)!r}, 'w').write(str(os.getpid())); time.sleep(60)")
    with Screen("--home", str(world.home), "review", "--deck", "mine", "--plain") as screen:
        for expected, typed in (("Your answer", "I counted.\r\r"), ("Points covered", "v\r"), ("Run it", "\r")):
            screen.until(expected)
            screen.press(typed)
        screen.until("asking your coach")
        while not (pid.exists() and pid.read_text()):
            time.sleep(0.01)
        screen.child.sendintr()
        screen.until("Stopped.")
        screen.press("1\r3\r")
        screen.until("Why us?")
    deadline = time.monotonic() + 10
    while Path(f"/proc/{pid.read_text()}").exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not Path(f"/proc/{pid.read_text()}").exists() or sys.platform != "linux"


def test_the_patience_is_two_minutes() -> None:
    assert program.PATIENCE == 120
    assert shlex.join(split_command("a 'b c'", windows=False)) == "a 'b c'"
