"""The plain loop with any input: it ends when the input ends, and keeps every rating it acknowledged."""

import io
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing
from functools import cache
from itertools import cycle
from pathlib import Path

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from cards.text import is_clean
from scheduler.repair.consistency import differences
from scheduler.settings import Settings
from tests import ROOT
from tests.histories import open_store
from tests.strategies import NASTY_TEXT
from tests.terminal import World
from trainer.cli import main

pytestmark = pytest.mark.slow

EVIL = "\\u001b]0;owned\\u0007\\u001b[2J\\u009b31m\\u202e"
DECK = f"""
[deck]
id = "mine"
title = "Mine {EVIL}"
kind = "technique"
"""
DECK += "".join(
    f"""
[[cards]]
id = "c{number}"
question = "How {EVIL} {number}?"
phrasings = ["And {EVIL}?"]
key_points = [{{text = "a check {EVIL}", must = true}}, "b"]
follow_ups = ["And {EVIL}?"]
pitfalls = ["no {EVIL}"]
kind = "{"story" if number % 2 else "technique"}"
"""
    for number in range(4)
)
KEYS = [
    "",
    "",
    "",
    "1",
    "2",
    "3",
    "4",
    "3",
    "3",
    "a",
    "1 2",
    "u",
    "e",
    "b",
    "s",
    "f",
    "n",
    "w",
    "W",
    "p",
    "t",
    "o",
    "d",
    "?",
]
WORDS = [
    "q",
    "y",
    "yes",
    "no",
    "n",
    "!",
    "! must",
    "2026-03-20",
    "2026-02-30",
    "+7",
    "tomorrow",
    "Acme",
    "mine/c1",
    "a story",
]
COMMANDS: tuple[tuple[str, ...], ...] = (
    ("review", "--plain", "--deck", "mine"),
    ("review", "--plain", "--deck", "mine"),
    ("mock", "--plain", "--deck", "mine", "--questions", "3"),
    ("interview", "debrief", "--plain"),
    ("add", "--plain"),
    ("story", "add", "--plain"),
    ("story", "edit", "launch"),
    ("answers", "mine/c1", "--edit"),
)

LINES = st.one_of(
    st.sampled_from(KEYS).map(str.encode),
    st.sampled_from(KEYS + WORDS).map(str.encode),
    NASTY_TEXT.map(lambda text: text.encode("utf-8", "surrogatepass")),
    st.binary(max_size=40),
    st.sampled_from(
        [b"x" * 70_000, b"\x00", b"\x1b[A", b"\xff\xfe", b"\x04", b"\x03", b"\x1a", "\u4e2d\u0301".encode() * 50]
    ),
)
INPUT = st.builds(
    lambda lines, end, keep: end.join(lines)[: None if keep is None else keep],
    st.lists(LINES, max_size=40),
    st.sampled_from([b"\n", b"\n", b"\r\n", b"\n\n"]),
    st.none() | st.integers(0, 200),
)
# Each example runs a whole command, so a failing one is reported as found, without shrinking.
SOME = settings(max_examples=max(1, settings().max_examples // 4), phases=(Phase.explicit, Phase.generate))


@cache
def template() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="greenroom-fuzz-"))
    world = World(folder / "home")
    world.write_deck(DECK)
    assert world.run("interview", "set", "2026-03-03", "--at", "Acme", "--deck", "mine") == 0
    (world.home / "stories.toml").write_text('[[stories]]\nid = "launch"\ntitle = "The launch"\nactions = ["a", "b"]\n')
    assert world.run("review", "--deck", "mine", "--limit", "1", typed="\n\n3\n") == 0
    return world.home


@pytest.fixture(scope="module", autouse=True)
def _no_template_is_left() -> Iterator[None]:
    yield
    shutil.rmtree(template().parent)


def acknowledged(out: str) -> int:
    return len(
        re.findall(
            r"^ (?:Again|Hard|Good|Easy): [^\n]* (?:Back on|Not before|Once more today)",
            out,
            re.MULTILINE,
        )
    )


@SOME
@given(st.sampled_from(COMMANDS), INPUT, st.lists(st.binary(max_size=60) | st.just(b""), min_size=1, max_size=3))
def test_any_bytes_end_with_their_end_and_lose_no_rating(
    argv: tuple[str, ...], typed: bytes, saved: list[bytes]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        shutil.copytree(template(), home)
        saves = cycle(saved)

        def editor(command: Sequence[str]) -> int:
            if content := next(saves):  # what an editor may leave in a file
                Path(command[-1]).write_bytes(content)
            return len(content) % 2

        world = World(home, columns=200, variables={"EDITOR": "ed"}, run_program=editor)
        world.pass_days(2)
        out, err = io.StringIO(), io.StringIO()
        stdin = io.TextIOWrapper(io.BytesIO(typed), encoding="utf-8", errors="replace")
        code = main(argv, world.environment()._replace(stdin=stdin, stdout=out, stderr=err))
        told = out.getvalue() + err.getvalue()
        with closing(open_store(home)) as store:
            ((written,),) = store.rows("SELECT count(*) FROM reviews WHERE mode <> 'imported'")
        assert code in (0, 1), told
        assert "went wrong" not in told
        assert "Traceback" not in told
        assert is_clean(told), [line for line in told.splitlines() if not is_clean(line)]
        assert "owned" not in told
        assert written - 1 == acknowledged(out.getvalue())
        assert differences(home / "greenroom.db", Settings()) == {}


@pytest.mark.parametrize(
    "argv", [("review", "--deck", "mine"), ("mock", "--deck", "mine"), ("story", "add")], ids=" ".join
)
def test_a_whole_process_given_rubbish_ends(tmp_path: Path, argv: tuple[str, ...]) -> None:
    shutil.copytree(template(), tmp_path / "home")
    rubbish = bytes(range(256)) * 40 + b"\n3\n" * 20 + b"\xff" * 100_000 + b"\n\n\x00\n3\nu\n1\n" * 10 + b"\xc3"
    command = [sys.executable, "-m", "trainer", "--home", str(tmp_path / "home"), *argv, "--plain"]
    done = subprocess.run(command, input=rubbish, capture_output=True, cwd=ROOT, check=False, timeout=60)

    assert done.returncode in (0, 1)
    assert b"Traceback" not in done.stdout + done.stderr
    assert b"went wrong" not in done.stderr
    assert is_clean((done.stdout + done.stderr).decode())
