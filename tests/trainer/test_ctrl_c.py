"""Ctrl-C while greenroom starts: it ends without a word, whatever was under way.

It ends by the signal until the command begins, then with 130, which is what a shell makes of either.
"""

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.terminal import World

ROOT = Path(__file__).parents[2]
BY_THE_SIGNAL = 3 if os.name == "nt" else -signal.SIGINT
LEFT = (130, BY_THE_SIGNAL)
LONG = os.environ.get("HYPOTHESIS_PROFILE") == "long"
START = "from trainer.__main__ import run; print('started', flush=True); run()"
# Ctrl-C in a destructor, from which no exception gets out, while a module is looked for.
IN_AN_IMPORT = """
import signal, sys
class Interrupted:
    def __del__(self):
        signal.raise_signal(signal.{name})
class Finder:
    def find_spec(self, name, *_):
        if name == "{module}":
            Interrupted()
sys.meta_path.insert(0, Finder())
"""


def begin(home: Path, code: str, *argv: str) -> subprocess.Popen[str]:
    """Start a process and return it when it is about to run greenroom."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("COV", "PYTEST"))}
    pipe = subprocess.PIPE
    process = subprocess.Popen(
        [sys.executable, "-c", code, *argv],
        env=environment | {"GREENROOM_HOME": str(home)},
        cwd=ROOT,
        stdin=pipe,
        stdout=pipe,
        stderr=pipe,
        text=True,
    )
    assert process.stdout
    assert process.stdout.readline() == "started\n"
    return process


@pytest.mark.parametrize(
    ("module", "code"),
    [("trainer.cli", BY_THE_SIGNAL), ("argparse", 130), ("trainer.commands.decks", 130), ("sqlite3", 130)],
)
def test_ctrl_c_in_an_import_is_never_lost_nor_printed(tmp_path: Path, module: str, code: int) -> None:
    process = begin(tmp_path, IN_AN_IMPORT.format(module=module, name="SIGINT") + START, "decks")

    assert (*process.communicate(timeout=20), process.returncode) == ("", "", code)


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("SIGINT", 130),
        pytest.param("SIGTERM", 143, marks=pytest.mark.skipif(os.name == "nt", reason="SIGTERM ends no sleep there")),
    ],
)
def test_a_signal_in_a_destructor_is_never_lost_nor_printed(tmp_path: Path, name: str, code: int) -> None:
    due = "import time; from trainer.commands import due; due.run = lambda *_: Interrupted() and time.sleep(20)\n"
    process = begin(tmp_path, f"{IN_AN_IMPORT.format(module='none', name=name)}{due}{START}", "due")

    assert (*process.communicate(timeout=10), process.returncode) == ("", "", code)


def interrupted_after(home: Path, delay: float, *argv: str) -> bool:
    """Send Ctrl-C to a command after some seconds; return whether that was before it had shown anything."""
    with begin(home, START, *argv) as process:
        time.sleep(delay)
        process.send_signal(signal.SIGINT)
        shown, errors = process.communicate(timeout=20)
    assert errors == "", f"{argv} after {delay} s"
    assert process.returncode in LEFT or shown, f"{argv} after {delay} s"
    return not shown


@pytest.mark.skipif(os.name == "nt", reason="no signal can be sent to one process there")
def test_ctrl_c_at_any_moment_of_the_start_leaves_without_a_word(tmp_path: Path) -> None:
    World(tmp_path).run("due")
    assert interrupted_after(tmp_path, 0.0, "review")
    for delay in (0.03, 0.06, 0.12):
        interrupted_after(tmp_path, delay, "review")


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="no signal can be sent to one process there")
@pytest.mark.parametrize("command", ["review", "due", "stats", "interview", "interview set fri", "mock", "sheet"])
def test_ctrl_c_at_many_moments(tmp_path: Path, command: str) -> None:
    World(tmp_path).run("interview", "set", "2027-03-02")
    steps = range(0, 40, 1 if LONG else 2)
    found = [interrupted_after(tmp_path, step / 160, *command.split()) for step in steps]

    assert sum(found) > len(steps) / 8


@pytest.mark.skipif(os.name == "nt", reason="no signal can be sent to one process there")
@pytest.mark.parametrize("delays", [range(0, 40, 4), pytest.param(range(150), marks=pytest.mark.slow)], ids=len)
def test_ctrl_c_from_the_first_moment_of_python_never_shows_our_code(tmp_path: Path, delays: range) -> None:
    World(tmp_path).run("due")
    command = [sys.executable, "-m", "greenroom", "--home", str(tmp_path), "due"]
    for delay in delays:
        process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        time.sleep(delay / 1000)
        process.send_signal(signal.SIGINT)
        shown, errors = process.communicate(timeout=20)
        assert not re.search("(greenroom|trainer)[/\\\\]__", errors), f"after {delay} ms: {errors}"
        # The others are Python's own, while it starts and while it ends.
        assert process.returncode in (*LEFT, 0 if shown else 1), f"after {delay} ms: {errors}"


def test_nothing_is_imported_before_ctrl_c_is_silent() -> None:
    code = "import os, sys; before = set(sys.modules); import greenroom.__main__; print(*set(sys.modules) - before)"
    found = subprocess.run([sys.executable, "-S", "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)

    assert set(found.stdout.split()) <= {"gc", "greenroom", "greenroom.__main__", "trainer", "trainer.__main__"}


def test_a_thread_may_import_greenroom_and_ctrl_c_stays_as_it_was() -> None:
    code = """
import threading
thread = threading.Thread(target=__import__, args=["greenroom"])
thread.start()
thread.join()
import greenroom
print(signal.getsignal(signal.SIGINT) == before)
"""
    code = f"import signal; before = signal.getsignal(signal.SIGINT){code}"
    found = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)

    assert (found.stdout, found.stderr) == ("True\n", "")
