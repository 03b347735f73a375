"""What greenroom prints into a pipe and reads from one is UTF-8, also where the system has a code page."""

import subprocess
import sys
from pathlib import Path

from tests.terminal import DECK, World

ROOT = Path(__file__).parents[2]


def test_letters_of_all_kinds_go_through_pipes_and_come_back(tmp_path: Path) -> None:
    world = World(tmp_path / "Zoë Müller ☕")
    world.write_deck(DECK.replace("Why us?", "Wieso wir: 你好?"))
    world.answer_first_question()
    command = [sys.executable, "-m", "trainer", "--home", str(world.home)]

    def run(*argv: str, typed: str = "") -> str:
        done = subprocess.run([*command, *argv], input=typed.encode(), capture_output=True, cwd=ROOT, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout.decode("utf-8", "strict")

    shown = run("review", "--card", "mine/why", typed="Grüße, 你好 ☕\n\n3\n")
    assert "Wieso wir: 你好?" in shown
    assert "·" in shown
    assert "Grüße, 你好 ☕" in run("answers", "--json")
    assert str(world.home) in run("config")
