"""How the time of each command grows from n to ten times as many cards, reviews, answers, stories and interviews.

Usage: python -m benchmarks.growth [N] [COMMAND ...] measures some commands, by the words they are listed with.
"""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from benchmarks.data import TODAY, insert, open_store
from benchmarks.measure import Line, report

_BUDGET = 20  # ten times the data at n log n is 13 times the time; growth with the square would be 100
_LEAST = 0.02  # seconds: less is lost in the noise of starting a process
_SHARED = "shared"  # a deck that all cards are in


class Timed(NamedTuple):
    """One command to time; `{out}` is a folder for its files, `{source}` one with files to import."""

    words: str
    typed: str = ""


COMMANDS = (
    *(Timed("review --plain --limit 3", "\n\n3\n" * 3), Timed("review --plain --weak --limit 1", "\n\n3\n")),
    *(Timed("review --plain --card c3", "\n\n3\n"), Timed("mock --plain --questions 3", "\n\n\n" + "\n1\n3\n" * 3)),
    *(Timed("due --json"), Timed("stats --json"), Timed("stats --all"), Timed("stats --html {out}/stats.html")),
    *(Timed("interview show --all"), Timed("interview export --ics {out}/days.ics")),
    *(Timed("interview set 2026-12-24 --at new"), Timed("interview result acme-1 no")),
    *(Timed("interview debrief --plain --at acme-1", "What is it?\nn\n\n3\n\n\n\n"), Timed("sheet")),
    *(Timed("sheet --deck shared --md -"), Timed("sheet --html -"), Timed("cards --json"), Timed("cards --find plan")),
    *(Timed("cards --weak"), Timed("cards --unanswered"), Timed("decks"), Timed("check"), Timed("check --strict")),
    *(Timed("add --deck shared --question One? --point a"), Timed("suspend c4"), Timed("unsuspend c4")),
    *(Timed("import {source}/notes.csv --deck notes"), Timed("import {source}/notes.csv --deck notes")),
    *(Timed("import {source}/notes.md --deck md"), Timed("import {source}/notes.html --deck html")),
    *(Timed("import {source}/notes.json --deck json"), Timed("import {source}/notes.txt --deck txt")),
    *(Timed("import {source}/notes.rst --deck rst"), Timed("import {source}/notes.org --deck org")),
    *(Timed(f"export shared --to {{out}}/x.{kind} --force") for kind in ("toml", "csv", "md", "json", "apkg")),
    *(Timed("import {out}/x.apkg --deck apkg --dry-run"), Timed("answers"), Timed("answers --json")),
    *(Timed("answers --find plan"), Timed("answers shared/c3"), Timed("story list"), Timed("story list --json")),
    *(Timed("completion --list cards"), Timed("optimize --dry-run"), Timed("simulate --days 30")),
    *(
        Timed("undo --list 1000"),
        Timed("undo"),
        Timed("backup"),
        Timed("backup --list"),
        Timed("restore {out}/then.zip"),
    ),
    *(Timed("doctor"), Timed("doctor --fix"), Timed("config new_per_day 5")),
)


def make_home(path: Path, n: int) -> None:
    """Make a home with one deck of n cards, and n reviews, answers, stories and interviews."""
    for name in ("decks", "answers"):
        (path / name).mkdir(parents=True)
    head = f'format = 1\n[deck]\nid = "{_SHARED}"\ntitle = "Shared"\nkind = "technique"\n'
    cards = (
        f'[[cards]]\nid = "c{i}"\nquestion = "How do you plan {_word(i)}?"\nkey_points = ["check {_word(i)}", "b"]\n'
        f"tags = ['t{i}']\n"
        for i in range(n)
    )
    (path / "decks" / f"{_SHARED}.toml").write_text(head + "".join(cards))
    answers = (
        f'[[answers]]\ncard = "c{i}"\nwhen = 2026-03-02T12:00:00Z\npoints = ["plan {i}"]\nnotes = "n"\n'
        for i in range(n)
    )
    (path / "answers" / f"{_SHARED}.toml").write_text("".join(answers))
    stories = (f'[[stories]]\nid = "s{i}"\ntitle = "Story {_word(i)}"\nresult = "done"\n' for i in range(n))
    (path / "stories.toml").write_text("".join(stories))
    days = (TODAY + timedelta(days=i * 61 % 300 - 100) for i in range(n))
    interviews = (f'[[interviews]]\ndate = {day}\nat = "acme-{i}"\n' for i, day in enumerate(days))
    (path / "interviews.toml").write_text("".join(interviews))
    (path / "config.toml").write_text("minutes_per_day = 20\n")
    store = open_store(path)
    insert(store, [_row(i) for i in range(n)])
    store.close()


def _word(number: int) -> str:
    """Return a word of letters alone, another for each number."""
    return "".join(chr(ord("a") + int(digit)) for digit in f"{number * 7919:07}")


def _row(number: int) -> tuple[object, ...]:
    day = TODAY - timedelta(days=1 + number % 200)
    at = round(datetime(day.year, day.month, day.day, 18, tzinfo=UTC).timestamp() * 1000) + number
    words = f"I plan {_word(number)}"
    return (
        *(f"{number:032x}", "bench", _SHARED, f"c{number}", number % 4 + 1, number % 4 + 1, at, 0, day.isoformat()),
        *(30_000, "10", 0, "typed", words),
    )


def make_sources(path: Path, n: int) -> None:
    """Write n questions in each format that can be imported."""
    path.mkdir()
    asked = [(f"How would you plan {_word(i)}?", f"First check {_word(i)}") for i in range(n)]
    for name, lines in {
        "notes.csv": ["question,answer", *(f"{question},{answer}" for question, answer in asked)],
        "notes.md": [f"## {question}\n\n- {answer}\n- b\n" for question, answer in asked],
        "notes.html": [f"<h2>{question}</h2><ul><li>{answer}</li><li>b</li></ul>" for question, answer in asked],
        "notes.json": ["[", ",\n".join(f'{{"question": "{q}", "answer": "{a}"}}' for q, a in asked), "]"],
        "notes.txt": [f"Q: {question}\nA: {answer}\n" for question, answer in asked],
        "notes.rst": [f"{question}\n{'=' * len(question)}\n\n- {answer}\n- b\n" for question, answer in asked],
        "notes.org": [f"* {question}\n- {answer}\n- b\n" for question, answer in asked],
    }.items():
        (path / name).write_text("\n".join(lines))


def seconds(folder: Path, command: Timed, *, limit: float = 600) -> float:
    """Return the processor time of one command on the home in a folder, in seconds; infinite if it takes too long."""
    words = command.words.replace("{out}", str(folder)).replace("{source}", str(folder / "source")).split()
    (folder / "home" / "due.cache").unlink(missing_ok=True)  # or `due` prints its last answer
    before = os.times()
    try:
        done = subprocess.run(
            [sys.executable, "-m", "trainer", "--home", str(folder / "home"), *words],
            input=command.typed.encode(),
            capture_output=True,
            check=False,
            timeout=limit,
            env={**os.environ, "GREENROOM_PLAIN": "1"},
        )
    except subprocess.TimeoutExpired:
        return float("inf")
    if done.returncode not in (0, 1) or b"unexpected" in done.stderr:
        raise RuntimeError(command.words, done.stderr.decode()[-300:])
    after = os.times()
    return after.children_user + after.children_system - before.children_user - before.children_system


def measure(folder: Path, n: int, commands: Sequence[Timed] = COMMANDS) -> Iterator[Line]:
    """Yield a line a command: its time with ten times n, against n, each less its time with nearly nothing."""
    sizes = {"few": 5, "some": n, "many": 10 * n}
    for name, size in sizes.items():
        (folder / name).mkdir(parents=True)
        make_home(folder / name / "home", size)
        make_sources(folder / name / "source", size)
        seconds(folder / name, Timed("due"))  # which fills the deck cache
        seconds(folder / name, Timed(f"backup {folder / name}/then.zip"))
    for command in commands:
        yield _line(folder, command, n)


def _line(folder: Path, command: Timed, n: int) -> Line:
    few, some, many = (seconds(folder / name, command) for name in ("few", "some", "many"))
    growth = (many - few) / max(some - few, _LEAST)
    detail = f"{few:.2f} s, {some:.2f} s, {many:.2f} s of processor time"
    return Line(command.words, growth, _BUDGET, f"x that of {n}", detail)


def main() -> int:
    """Measure the commands named, or all, and print a line for each."""
    n = int(sys.argv[1]) if sys.argv[1:] else 500
    commands = [
        each for each in COMMANDS if not sys.argv[2:] or any(each.words.startswith(words) for words in sys.argv[2:])
    ]
    with tempfile.TemporaryDirectory() as name:
        return report(measure(Path(name), n, commands), as_json=False)


if __name__ == "__main__":
    sys.exit(main())
