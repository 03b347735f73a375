"""Random command lines, drawn from the program's own parser."""

import argparse
from collections.abc import Iterator
from datetime import UTC, datetime
from io import StringIO
from random import Random

from cards.errors import GreenroomError
from trainer.environment import Environment
from trainer.options.commands import COMMANDS
from trainer.parser import build_parser

_WEIRD = (
    *(
        "",
        " ",
        "-",
        "--",
        "---",
        "-x",
        "0",
        "-1",
        "1_0",
        "1e3",
        "0x10",
        "1.5",
        "nan",
        "١٢",
        "\uff19",
        "9" * 5000,
        "9" * 20,
    ),
    *(
        "a" * 300,
        "é" * 200,
        "x" * 70_000,
        "\x1b]0;owned\x07",
        "\x1b[2J",
        "\u202etxt.lmoth",
        "a\nb",
        "\r",
        "\t",
        "\x7f\x9b",
    ),
    *(
        "\udcff\udcfe",
        "\u0301",
        "\U0001f469\u200d\U0001f469",
        "%s%n",
        "{0}",
        "{due?{new?x}}",
        "$(id)",
        "`id`",
        "a;b",
        "'",
        '"',
    ),
    *(
        ".",
        "..",
        "../x",
        "~",
        "~nobody/x",
        "con",
        "nul.toml",
        "a/b/c",
        "mine/",
        "/",
        "mine//sure",
        "MINE/SURE",
        "[",
        "*",
    ),
)
_WORDS: dict[str, tuple[str, ...]] = {
    "card": ("mine/sure", "sure", "why", "mine/why", "mine/nothing", "nothing", "my-stories/launch"),
    "deck": ("mine", "other", "my-stories", "my-questions", "all", "none"),
    "day": (
        "fri",
        "10 Dec",
        "2026-12-10",
        "2026-02-30",
        "in 9 days",
        "+9",
        "+9999999999",
        "today",
        "none",
        "9999-12-31",
    ),
    "date": ("next tuesday", "0001-01-01", "a week on friday", "10.12.", "31 Feb", "-3", "tomorrow", "10", "Dec"),
    "name": ("Acme", "acme", "Other & Co", "nobody", "Acme "),
    "text": ("sure", "Why?", "numbers check", "! must", "{todo} {minutes} {interview}", "{next", "}", "a,b", "launch"),
    "number": ("0", "1", "2", "5", "20", "365", "1440", "100000", "1000000"),
    "file": (
        "files/a.csv",
        "files/a.md",
        "files/a.json",
        "files/a.html",
        "files/a.txt",
        "files/a.tsv",
        "files/a.apkg",
        "files/a.toml",
        "files/a.rst",
        "files/a.org",
        "files/a.adoc",
        "files/a.jsonl",
        "files/then.zip",
        "files/decks.zip",
        "files/folder",
        "files",
        "files/none.csv",
        "home/decks/mine.toml",
        "home/backups",
        "home/greenroom.db",
        "home",
        "out/x.toml",
        "out/x.csv",
        "out/x.md",
        "out/x.json",
        "out/x.apkg",
        "out/x.tsv",
        "out/x.html",
        "out/x.zip",
        "out/x.exe",
        "out/no/such/x.csv",
        "/dev/full",
        "/dev/null",
        "/dev/stdin",
        "/dev/zero",
        "out",
        "-",
    ),
    "names": (
        "question,answer",
        "question=Front,answer=Back",
        "question,-,answer",
        "=",
        ",",
        "question=question",
        "a=b,a=c",
    ),
    "setting": (
        "new_per_day",
        "desired_retention",
        "minutes_per_day",
        "maximum_interval",
        "suggest_points",
        "single_key",
        "nope",
    ),
    "value": ("true", "off", "0.9", "0.99999", "3000000", "05:00", "default"),
}
_WORDS["words"] = tuple(COMMANDS)


def parser() -> argparse.ArgumentParser:
    """Return the parser of all commands."""
    streams = StringIO(), StringIO(), StringIO()
    env = Environment(*streams, interactive=False, columns=lambda: 80, variables={}, clock=lambda: datetime.now(UTC))
    return build_parser(env, COMMANDS)


def random_argv(rng: Random, whole: argparse.ArgumentParser) -> tuple[str, ...]:
    """Return a random command line: mostly a right one, then often with something odd in it."""
    argv = [*_home(rng), *_words_of(rng, whole)]
    for _ in range(rng.choices((0, 1, 2), (88, 9, 3))[0]):
        at = rng.randint(0, len(argv))
        match rng.randrange(4):
            case 0:
                argv.insert(at, rng.choice(_WEIRD))
            case 1:
                argv[at : at + 1] = []
            case 2:
                argv[at : at + 1] = argv[at : at + 1] * 2
            case _:
                argv[at : at + 1] = [rng.choice(_WORDS[rng.choice(list(_WORDS))])]
    return tuple(word.replace("\0", "") for word in argv)


def asks(argv: tuple[str, ...], whole: argparse.ArgumentParser) -> argparse.Namespace | None:
    """Return what a command line asks for; None if the program refuses it or prints help."""
    try:
        return whole.parse_args(argv)
    except (SystemExit, GreenroomError, ValueError):
        return None


def _home(rng: Random) -> list[str]:
    other = rng.choices(("home", "files", "files/a.csv", "out/new", "none\n", ""), (90, 2, 2, 3, 2, 1))[0]
    return ["--home", other]


def _words_of(rng: Random, parser: argparse.ArgumentParser) -> Iterator[str]:
    positionals: list[argparse.Action] = []
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            if parser.prog == "greenroom" or rng.random() < 0.9:
                name = rng.choice(list(action.choices))
                yield name
                yield from _words_of(rng, action.choices[name])
            return
        if not action.option_strings:
            positionals.append(action)
        elif action.dest not in ("home", "version", "help") and rng.random() < (0.9 if action.required else 0.25):
            yield action.option_strings[-1]
            yield from _values(rng, action)
    for action in positionals:
        yield from _values(rng, action)


def _values(rng: Random, action: argparse.Action) -> Iterator[str]:
    least, most = {None: (1, 1), "?": (0, 1), "*": (0, 3), "+": (1, 3), "...": (0, 3)}.get(
        action.nargs if not isinstance(action.nargs, int) else "", (0, 0)
    )
    for _ in range(rng.randint(least, most)):
        yield _value(rng, action)


def _value(rng: Random, action: argparse.Action) -> str:
    if rng.random() < 0.05:
        return rng.choice(_WEIRD)
    if action.choices and rng.random() < 0.95:
        return str(rng.choice(list(action.choices)))
    kinds = {"id": "deck", "n": "number", "days": "number", "key": "setting", "command": "words", "story": "text"}
    kind = str(action.metavar or action.dest).lower()
    return rng.choice(_WORDS.get(kinds.get(kind, kind), _WORDS["text"]))


def reads_only(args: argparse.Namespace) -> bool:
    """Return whether a command changes none of the user's own files."""
    changing = {"add", "edit", "import_", "restore", "undo", "interview_set", "interview_clear", "interview_debrief"}
    changing |= {
        "interview_result",
        "story",
        "answers",
        "config",
        "doctor",
        "check",
        "review",
        "mock",
        "interview_show",
        "prepare",
        "sync",
    }
    if getattr(args, "dry_run", False):
        return True
    return args.module not in changing and not getattr(args, "to", "").startswith("home")
