"""Eight programs working on one home at the same time, and what each says it did.

`python -m tests.crowd --rounds 40` runs a long form and prints a report.
"""

import argparse
import json
import os
import re
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from io import StringIO
from multiprocessing import get_context
from pathlib import Path
from threading import Barrier
from typing import NamedTuple

from tests import ROOT
from tests.terminal import World
from trainer.cli import main
from trainer.environment import Environment

CARDS_A_ROUND = 12
# What a program may say when two changes of one file exclude each other.
EXCLUDED = (
    "has just been changed by another program",
    "has changed since",
    "There is nothing to undo",
    "just undone this",
    "Close the programs that have it open",  # on Windows
)

_barrier: Barrier


class Done(NamedTuple):
    """A command that was run, its exit code and what it printed."""

    argv: tuple[str, ...]
    code: int
    out: str
    err: str

    @property
    def is_clean(self) -> bool:
        """Whether it did what it was asked to, or said in a sentence why it couldn't."""
        words = self.out + self.err
        if any(bad in words for bad in ("Traceback", "locked", "went wrong", "sound greenroom", "in use by")):
            return False
        return self.code == 0 or (self.code == 1 and any(reason in self.err for reason in EXCLUDED))


@dataclass
class Report:
    """What all programs said they did."""

    done: list[Done] = field(default_factory=list)
    ratings_acknowledged: int = 0
    undos_acknowledged: int = 0
    imports_acknowledged: int = 0

    def add(self, done: Sequence[Done]) -> None:
        """Add the commands of one process."""
        self.done += done
        for each in done:
            good = r"^ Good: (?:complete|\d+ of \d+ points?)\."
            self.ratings_acknowledged += len(re.findall(good, each.out, re.MULTILINE))
            self.undos_acknowledged += len(re.findall(r"^ Undone: ", each.out, re.MULTILINE))
            if each.argv[0] == "undo" and not each.code:
                self.undos_acknowledged += json.loads(each.out)["kind"] == "rating"
            if each.argv[0] == "import" and not each.code:
                self.imports_acknowledged += sum(deck["reviews"] for deck in json.loads(each.out)["decks"])


def call(home: Path, *argv: str, typed: str = "") -> Done:
    """Run a command in this process, on the real clock and files."""
    out, err = StringIO(), StringIO()
    env = Environment(
        stdin=StringIO(typed),
        stdout=out,
        stderr=err,
        interactive=False,
        columns=lambda: 80,
        variables={},
        zone=UTC,
        data_home=home,
    )
    code = main(argv, env)
    return Done(argv, code, out.getvalue(), err.getvalue())


# --- what each program does --------------------------------------------------------------------------------------


def _reviews(home: Path, rounds: int) -> list[Done]:
    """Review through pipes; every fourth rating is undone and given again."""
    argv = ("review", "--deck", "mine", "--new", "9999", "--ahead", "99")
    command = [sys.executable, "-m", "trainer", "--home", str(home), *argv]
    typed = ("\n3\n" * 4 + "u\n3\n") * CARDS_A_ROUND * rounds
    ran = subprocess.run(command, input=typed, capture_output=True, encoding="utf-8", cwd=ROOT, check=False)
    return [Done(argv, ran.returncode, ran.stdout, ran.stderr)]


def _imports_decks(home: Path, rounds: int) -> list[Done]:
    done = []
    for number in range(rounds):
        table = home.parent / f"talk-{os.getpid()}.csv"
        table.write_text("question,answer\n" + "".join(f"Why {each}?,Because.\n" for each in range(number + 1)))
        done.append(call(home, "import", "--json", "--deck", "talk", str(table)))
        toml = home.parent / f"talk-{os.getpid()}.toml"
        toml.write_text(deck("own", number + 1))
        done.append(call(home, "import", "--json", "--deck", f"own-{number}", str(toml)))
    return done


def _imports_history(home: Path, rounds: int) -> list[Done]:
    packages = sorted(home.parent.glob("then-*.apkg"))
    return [call(home, "import", "--json", str(packages[at % len(packages)])) for at in range(rounds)]


def _reads(home: Path, rounds: int) -> list[Done]:
    commands = (("due", "--json"), ("stats", "--json"), ("cards", "mine", "--json"))
    return [call(home, *argv) for _ in range(rounds) for argv in commands]


def _undoes(home: Path, rounds: int) -> list[Done]:
    return [call(home, "undo", "--json") for _ in range(rounds)]


def _backs_up(home: Path, rounds: int) -> list[Done]:
    return [call(home, "backup") for _ in range(rounds)]


def _examines(home: Path, rounds: int) -> list[Done]:
    return [call(home, "doctor", "--json") for _ in range(rounds)]


EIGHT: tuple[Callable[[Path, int], list[Done]], ...] = (
    _reviews,
    _reviews,
    _imports_decks,
    _imports_history,
    _reads,
    _undoes,
    _backs_up,
    _examines,
)


# --- all of them at once -----------------------------------------------------------------------------------------


def _join(barrier: Barrier) -> None:
    global _barrier  # noqa: PLW0603  # each process of the pool gets it once
    _barrier = barrier


def _together(work: Callable[..., list[Done]], arguments: Sequence[tuple[Path, int]]) -> list[Done]:
    done = []
    for each in arguments:
        _barrier.wait(60)
        done += work(*each)
    return done


def at_once(works: Sequence[Callable[..., list[Done]]], arguments: Sequence[tuple[Path, int]]) -> list[list[Done]]:
    """Run each function in a process of its own, all starting at the same moment, once per argument."""
    context = get_context("spawn" if sys.platform == "win32" else "forkserver")
    if __name__ != "__main__" and sys.platform != "win32":
        context.set_forkserver_preload(["tests.crowd"])
    barrier = context.Barrier(len(works))
    with ProcessPoolExecutor(len(works), context, _join, (barrier,)) as pool:
        running = [pool.submit(_together, work, arguments) for work in works]
        return [each.result() for each in running]


def deck(name: str, cards: int) -> str:
    """Return a deck without key points, so that an answer and a rating take two lines."""
    body = "".join(f'[[cards]]\nid = "c{n}"\nquestion = "Number {n}?"\nanswer = "x"\n' for n in range(cards))
    return f'[deck]\nid = "{name}"\n{body}'


def prepare(folder: Path, days: int, cards: int) -> Path:
    """Make a home with a deck, and packages with a growing history of its cards; return the home."""
    elsewhere = World(folder / "elsewhere", now=datetime.now(UTC) - timedelta(days=days + 1))
    elsewhere.write_deck(deck("mine", cards))
    for day in range(days):
        elsewhere.run("review", "--deck", "mine", "--new", "3", "--ahead", "99", typed="\n3\n" * 5)
        assert elsewhere.run("export", "mine", "--to", str(folder / f"then-{day}.apkg")) == 0, elsewhere.err
        elsewhere.pass_days(1)
    home = World(folder / "home")
    path = home.write_deck(deck("mine", cards))
    for each in (home.home, path.parent, path):
        each.chmod(0o600 if each == path else 0o700)
    return home.home


def crowd(folder: Path, rounds: int) -> tuple[Path, Report]:
    """Run the eight programs on a home; return the home, and what they said."""
    home = prepare(folder, days=max(2, rounds // 4), cards=CARDS_A_ROUND * rounds)
    report = Report()
    for done in at_once(EIGHT, [(home, rounds)]):
        report.add(done)
    return home, report


def report_on(rounds: int) -> int:
    """Run a crowd and print a report; return 1 if anything was lost or a program said something it shouldn't."""
    with tempfile.TemporaryDirectory() as made:
        home, report = crowd(Path(made), rounds)
        examined = call(home, "doctor")
        with closing(sqlite3.connect(home / "greenroom.db")) as database:
            found = database.execute(
                "SELECT sum(mode <> 'imported'), sum(mode = 'imported'),"
                " sum(mode <> 'imported' AND uuid IN (SELECT review FROM undos)) FROM reviews"
            ).fetchone()
    excluded = sum(bool(done.code) and done.is_clean for done in report.done)
    acknowledged = (report.ratings_acknowledged, report.imports_acknowledged, report.undos_acknowledged)
    unclean = [done for done in report.done if not done.is_clean]
    print(f"{len(report.done)} commands, {excluded} of them said to try again, or that there was nothing to undo")
    for name, number, there in zip(("ratings", "imported", "undone"), acknowledged, found, strict=True):
        print(f"{name}: {number} acknowledged, {there} found")
    print(examined.out)
    for done in unclean:
        print("not clean:", done.argv, done.code, done.out[-2000:], done.err)
    return int(bool(unclean) or acknowledged != found or examined.code != 0)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=40)
    sys.exit(report_on(parser.parse_args().rounds))
