"""argparse as greenroom uses it: its parser, and the kinds of values that options take."""

import argparse
import sys
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, NoReturn

from trainer.environment import Environment

VERSION = "0.1.0"

# Adds the options of a command to its parser.
Options = Callable[[argparse.ArgumentParser], None]


def build_parser(env: Environment, commands: Mapping[str, tuple[str, str, Options]]) -> argparse.ArgumentParser:
    """Return the parser of the command line, with the module, summary and options of each command by its name.

    The streams of the environment take help and errors, and its width wraps the help.
    """

    class Parser(_Parser):
        pass

    Parser.env = env  # argparse makes the commands' own parsers from the class alone
    parser = Parser(prog="greenroom", description="Practise interview answers until they stick.")
    parser.add_argument("--version", action="version", version=f"greenroom {VERSION}")
    parser.add_argument(
        "--home", metavar="DIR", help="the data home (default: GREENROOM_HOME, else your user data folder)"
    )
    parser.set_defaults(module="review", deck=None, minutes=None, limit=None, new=None, ahead=0, plain=False)
    subparsers = parser.add_subparsers(prog=parser.prog, metavar="COMMAND", title="commands (none means review)")
    for name, (module, summary, options) in commands.items():
        command = add_command(subparsers.add_parser, name, summary)
        command.set_defaults(module=module, command=name)
        options(command)
    return parser


def add_command(add_parser: Callable[..., argparse.ArgumentParser], name: str, summary: str) -> argparse.ArgumentParser:
    """Add a command, or an action of one, and return its parser. All of them take `--home`."""
    description = f"{summary[0].upper()}{summary[1:]}."
    parser = add_parser(name, help=summary, description=description, allow_abbrev=False)
    parser.add_argument("--home", metavar="DIR", default=argparse.SUPPRESS, help="the data home")
    return parser


def whole_number(low: int, high: int) -> Callable[[str], int]:
    """Return the type of an option that is a number from `low` to `high`."""

    def read(text: str) -> int:
        try:
            value = int(text)
        except ValueError:
            value = low - 1
        if not low <= value <= high:
            raise argparse.ArgumentTypeError(f'"{text}" is not a whole number from {low} to {high}')
        return value

    return read


def pairs(text: str) -> dict[str, str]:
    """Return the pairs in `question=Front,answer=Back`, with spaces in the first names as underscores."""
    parts = [part.partition("=") for part in text.split(",")]
    if not all(name and value for name, _, value in parts):
        raise argparse.ArgumentTypeError(f'"{text}" is not of the form question=Front,answer=Back')
    return {name.strip().replace(" ", "_"): value.strip() for name, _, value in parts}


def file_name(text: str) -> str:
    """Return the name of a file; an empty one, as an unset variable of a shell leaves it, is refused."""
    if not text:
        raise argparse.ArgumentTypeError("the name of the file is empty")
    return text


class StoreOnce(argparse.Action):
    """Store the one value of an option, and refuse a second, which would silently replace it."""

    def __call__(
        self, _parser: argparse.ArgumentParser, namespace: argparse.Namespace, values: object, _: object = None
    ) -> None:
        """Store the value, or raise the error that argparse reports."""
        if getattr(namespace, self.dest) is not None:
            raise argparse.ArgumentError(self, "can be given only once")
        setattr(namespace, self.dest, values)


class _Parser(argparse.ArgumentParser):
    """A parser that prints to the streams of an environment, no wider than its terminal."""

    env: Environment

    def __init__(self, **options: Any) -> None:
        # argparse makes a formatter for every argument; without a width that measures the terminal, which loads shutil
        super().__init__(formatter_class=partial(argparse.HelpFormatter, width=80), **options)

    def format_help(self) -> str:
        columns = self.env.columns()
        self.formatter_class = partial(argparse.HelpFormatter, width=columns - 2)
        usage, gap, rest = super().format_help().partition("\n\n")
        if _is_wider(usage, columns):  # argparse does not break an option from its value, so it may leave long lines
            usage = " ".join(usage.split())
        return _wrapped(usage + gap + rest, columns)

    def _print_message(self, message: str, file: object = None) -> None:
        stream = self.env.stderr if file is None or file is sys.stderr else self.env.stdout
        stream.write(message)

    def error(self, message: str) -> NoReturn:
        print(f"greenroom: {message}. `{self.prog} --help` shows how it is used.", file=self.env.stderr)
        raise SystemExit(2)


def _is_wider(text: str, columns: int) -> bool:
    return any(len(line) > columns for line in text.split("\n"))


def _wrapped(text: str, columns: int) -> str:
    """Wrap lines that are wider than the terminal, except at words that are wider themselves."""
    if not _is_wider(text, columns):
        return text
    from textwrap import TextWrapper

    wrapper = TextWrapper(columns, subsequent_indent="  ", break_long_words=False, break_on_hyphens=False)
    return "\n".join(piece for line in text.split("\n") for piece in wrapper.wrap(line) or [""])
