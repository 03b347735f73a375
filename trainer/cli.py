"""The command line: what can be asked for, and the one place where errors become exit codes."""

import argparse
import errno
import importlib
import os
import sys
from collections.abc import Collection, Sequence
from functools import partial
from typing import Any, NoReturn

from cards.errors import GreenroomError
from trainer.environment import Environment
from trainer.options import COMMANDS

VERSION = "0.1.0"


def main(argv: Sequence[str], env: Environment) -> int:
    """Run one command.

    Returns:
        0 done, 1 could not (one sentence on stderr), 2 wrong usage, 130 interrupted.
    """
    try:
        argv = _with_review(argv)
        args = build_parser(env, _only(argv)).parse_args(argv)
        command = importlib.import_module(f"trainer.commands.{args.module}")
        code: int = command.run(args, env)
        env.stdout.flush()
    except SystemExit as error:  # argparse has said what is wrong, or shown its help
        return error.code if isinstance(error.code, int) else 2
    except GreenroomError as error:
        return _tell(env, str(error), error.exit_code)
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        _let_go_of_output(env)  # whoever read it has gone
        return 1
    except Exception as error:
        if _no_room_for_output(error):
            _let_go_of_output(env)
            told = f"The output could not be written ({os.strerror(errno.ENOSPC)}). Make room, or send it elsewhere."
        elif env.variables.get("GREENROOM_DEBUG"):
            raise
        else:
            told = f"Something unexpected went wrong ({type(error).__name__}: {error}). All ratings given are saved;"
            told += " GREENROOM_DEBUG=1 shows more, for a bug report."
        return _tell(env, told, 1)
    return code


def _no_room_for_output(error: Exception) -> bool:
    """Tell whether a stream found its disk full: files that we open ourselves are named in their errors."""
    return isinstance(error, OSError) and error.errno == errno.ENOSPC and error.filename is None


def _let_go_of_output(env: Environment) -> None:
    """Keep Python from flushing to standard output again while leaving."""
    if env.stdout is sys.stdout:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _tell(env: Environment, sentence: str, code: int) -> int:
    from cards.text import clean_line

    print(f"greenroom: {clean_line(sentence)}", file=env.stderr)
    return code


class _Parser(argparse.ArgumentParser):
    """Help and errors go to the streams of the environment."""

    env: Environment

    def __init__(self, **options: Any) -> None:
        # Every argument that is added makes a formatter, which would measure the terminal, and load `shutil` for that.
        super().__init__(formatter_class=partial(argparse.HelpFormatter, width=80), **options)

    def format_help(self) -> str:
        columns = self.env.columns()
        self.formatter_class = partial(argparse.HelpFormatter, width=columns - 2)
        usage, gap, rest = super().format_help().partition("\n\n")
        if _is_wider(usage, columns):  # argparse keeps what belongs together on one line, however long
            usage = " ".join(usage.split())
        return _within(usage + gap + rest, columns)

    def _print_message(self, message: str, file: object = None) -> None:
        stream = self.env.stderr if file is None or file is sys.stderr else self.env.stdout
        stream.write(message)

    def error(self, message: str) -> NoReturn:
        print(f"greenroom: {message}. `{self.prog} --help` shows how it is used.", file=self.env.stderr)
        raise SystemExit(2)


def _is_wider(text: str, columns: int) -> bool:
    return any(len(line) > columns for line in text.split("\n"))


def _within(text: str, columns: int) -> str:
    """Return a text whose lines are no wider than the terminal, but for words that are."""
    if not _is_wider(text, columns):
        return text
    from textwrap import TextWrapper

    wrapper = TextWrapper(columns, subsequent_indent="  ", break_long_words=False, break_on_hyphens=False)
    return "\n".join(piece for line in text.split("\n") for piece in wrapper.wrap(line) or [""])


def _after_home(argv: Sequence[str]) -> int:
    """Return the place of what comes after `--home DIR`, which may stand before any command."""
    place = 0
    while place < len(argv) and (argv[place] == "--home" or argv[place].startswith("--home=")):
        place += 2 if argv[place] == "--home" else 1
    return place


def _with_review(argv: Sequence[str]) -> Sequence[str]:
    """Put in `review` where only its options are given."""
    place = _after_home(argv)
    first = argv[place] if place < len(argv) else ""
    if first.startswith("-") and not first.startswith(("-h", "--help", "--version")):
        return [*argv[:place], "review", *argv[place:]]
    return argv


def _only(argv: Sequence[str]) -> Collection[str]:
    """Return the command that is meant, if it is plain which: telling argparse of all costs more than most do."""
    named = argv[_after_home(argv) :]
    if not named:
        return ["review"]
    return named[:1] if named[0] in COMMANDS else COMMANDS


def build_parser(env: Environment, names: Collection[str] | None = None) -> argparse.ArgumentParser:
    """Return the command line as argparse knows it, with all commands or only some."""

    class Parser(_Parser):
        pass

    Parser.env = env
    parser = Parser(prog="greenroom", description="Rehearse interview answers until they hold.")
    parser.add_argument("--version", action="version", version=f"greenroom {VERSION}")
    parser.add_argument(
        "--home", metavar="DIR", help="the data home (default: GREENROOM_HOME, else your user data folder)"
    )
    parser.set_defaults(module="review", deck=None, minutes=None, limit=None, new=None, ahead=0, plain=False)
    commands = parser.add_subparsers(prog=parser.prog, metavar="COMMAND", title="commands (none means review)")
    for name in names or COMMANDS:
        module, told, options = COMMANDS[name]
        command = commands.add_parser(name, help=told, description=f"{told[0].upper()}{told[1:]}.", allow_abbrev=False)
        command.add_argument("--home", metavar="DIR", default=argparse.SUPPRESS, help="the data home")
        command.set_defaults(module=module, command=name)
        options(command)
    return parser
