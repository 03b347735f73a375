"""The command-line parser, built on argparse."""

import argparse
import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, NoReturn

from cards.errors import UsageError
from trainer.environment import Environment

if TYPE_CHECKING:
    from textwrap import TextWrapper

VERSION = "0.1.0"

# Adds the options of a command to its parser.
Options = Callable[[argparse.ArgumentParser], None]
# The module, summary and options of each command, by its name.
Commands = Mapping[str, tuple[str, str, Options]]

# argparse has no translations. Looking for them anyway loads `locale` and searches the disk for every word of it.
# Until Python 3.12 it also translates a missing description, which has to stay None.
vars(argparse)["_"] = lambda message: message

_MUCH_LIKER = 0.15  # by which another word for a command must be more like what was typed than any command
_OPTION_AND_VALUE = r"(--[^\s\]]+) (\[?[A-Z])"
_REQUIRED = "the following arguments are required: "
# What argparse says, and what we say instead.
_PLAINLY = (
    (r"^argument ", ""),
    (r": expected (?:one argument|at least one argument)$", " needs a value"),
    (r"^(\S+): not allowed with argument (.+)$", r"\1 and \2 cannot go together"),
    (r"^(\S+): ignored explicit argument .*$", r"\1 takes no value"),
    (r"^one of the arguments (.+) is required$", r"One of \1 is missing"),
    (rf"^{_REQUIRED}([^,]+)$", r"\1 is missing"),
    (rf"^{_REQUIRED}(.+), ([^,]+)$", r"\1 and \2 are missing"),
)


def build_parser(
    env: Environment, commands: Commands, *, headings: Mapping[str, str] | None = None, names: Collection[str] = ()
) -> argparse.ArgumentParser:
    """Return the parser of the command line.

    Help goes to the standard output of the environment, wrapped to its width. Wrong usage raises a `UsageError`.

    Args:
        env: The environment.
        commands: The commands it knows.
        headings: What to print in the help above some of the commands, by their names.
        names: The names of all commands, which may be more than it knows: an option that is one of them is a slip.
    """

    class Parser(_Parser):
        pass

    Parser.env = env  # argparse makes the commands' own parsers from the class alone
    Parser.headings = headings or {}
    Parser.names = names or commands
    parser = Parser(prog="greenroom", description="Practise interview answers until they stick.")
    parser.add_argument("--version", action="version", version=f"greenroom {VERSION}", help="show the version")
    parser.add_argument(
        "--home", metavar="DIR", help="the folder with your data (default: GREENROOM_HOME, else your user data folder)"
    )
    parser.set_defaults(module="review")
    subparsers = parser.add_subparsers(prog=parser.prog, metavar="COMMAND", title="commands")
    for name, (module, summary, options) in commands.items():
        command = add_command(subparsers.add_parser, name, summary)
        command.set_defaults(module=module, command=name)
        options(command)
    return parser


def add_command(add_parser: Callable[..., argparse.ArgumentParser], name: str, summary: str) -> argparse.ArgumentParser:
    """Add a command, or an action of one, and return its parser. All of them take `--home`."""
    description = f"{summary[0].upper()}{summary[1:]}."
    parser = add_parser(name, help=summary, description=description, allow_abbrev=False)
    parser.add_argument("--home", metavar="DIR", default=argparse.SUPPRESS, help="the folder with your data")
    return parser


class StoreOnce(argparse.Action):
    """Store the one value of an option, and refuse a second, which would silently replace it."""

    def __call__(
        self, _parser: argparse.ArgumentParser, namespace: argparse.Namespace, values: object, _: object = None
    ) -> None:
        """Store the value, or raise the error that argparse reports."""
        if getattr(namespace, self.dest) is not None:
            raise argparse.ArgumentError(self, "can be given only once")
        setattr(namespace, self.dest, values)


class _Help(argparse.HelpFormatter):
    """Help that lists commands under headings instead of the word COMMAND."""

    def __init__(self, prog: str, *, width: int, headings: Mapping[str, str]) -> None:
        super().__init__(prog, width=width)
        self._headings = headings

    def _format_action(self, action: argparse.Action) -> str:
        if not isinstance(action, argparse._SubParsersAction):  # noqa: SLF001  # argparse has no public name for it
            return super()._format_action(action)
        lines = ""
        for command in action._get_subactions():  # noqa: SLF001
            heading = self._headings.get(command.dest)
            lines += (f"\n {heading}:\n" if heading else "") + super()._format_action(command)
        return lines

    def _split_lines(self, text: str, width: int) -> list[str]:
        return _wrapper(width).wrap(text)

    def _fill_text(self, text: str, width: int, _: str) -> str:
        return _wrapper(width).fill(text)


class _Parser(argparse.ArgumentParser):
    """A parser that prints to the streams of an environment, no wider than its terminal."""

    env: Environment
    headings: Mapping[str, str]
    names: Collection[str]

    def __init__(self, **options: Any) -> None:
        # argparse makes a formatter for every argument; without a width, it measures the terminal, which loads shutil
        super().__init__(formatter_class=self._help(80), add_help=False, **options)
        self.add_argument("-h", "--help", action="help", help="show this help")
        self._positionals.title = "arguments"
        self._words: Sequence[str] = ()

    def format_help(self) -> str:
        columns = self.env.columns()
        self.formatter_class = self._help(columns - 2)
        usage, gap, rest = super().format_help().partition("\n\n")
        if _is_wider(usage, columns):  # argparse does not break an option from its value, so it may leave long lines
            usage = re.sub(_OPTION_AND_VALUE, "\\1\u00a0\\2", " ".join(usage.split()))
        return _wrapped(usage + gap + rest, columns).replace("\u00a0", " ")

    def _help(self, width: int) -> Any:
        return partial(_Help, width=width, headings=self.headings)

    def parse_known_args(self, args: Any = None, namespace: Any = None) -> Any:
        """Parse the words of the command line, and refuse the first one that no argument or option takes.

        argparse would pass it up to the parser of the whole command line, which doesn't know the command.
        """
        self._words = args
        namespace, rest = super().parse_known_args(args, namespace)
        if rest:
            self._refuse(next((word for word in rest if word.startswith("-")), rest[0]))
        return namespace, rest

    def _parse_optional(self, arg_string: str) -> Any:
        """Take `-,question` for a value, that of `--columns`: no option begins so."""
        return None if arg_string.startswith("-,") else super()._parse_optional(arg_string)

    def error(self, message: str) -> NoReturn:
        missing = self._option_string_actions.get(message.removeprefix(_REQUIRED))
        if missing is not None:
            said = f"{missing.option_strings[0]} {missing.metavar} is missing: {missing.help}"
            raise UsageError(said, f"See `{self.prog} --help`.")
        for pattern, plain in _PLAINLY:
            message = re.sub(pattern, plain, message)
        raise UsageError(message, f"See `{self.prog} --help`.")

    def _check_value(self, action: argparse.Action, value: Any) -> None:
        """Refuse a value that is not among the choices, and name the nearest."""
        if action.choices is None or value in action.choices:
            return
        if not isinstance(action, argparse._SubParsersAction):  # noqa: SLF001
            name = "/".join(action.option_strings) or action.metavar
            fix = f"Choose from {', '.join(action.choices)}."
            raise UsageError(f'{name}: there is no "{value}"', f"{_meant(value, action.choices)}{fix}")
        for word in self._words[: self._words.index(value)]:
            if word.startswith("-") and word.partition("=")[0] not in self._option_string_actions:
                self._refuse(word)  # which made argparse take its value for a command
        noun, known = ("command", "greenroom help") if self._is_whole else ("action", f"{self.prog} --help")
        near = _meant_command(self.prog, value, action.choices)
        raise UsageError(f'There is no {noun} "{value}"', f"{near}`{known}` lists them.")

    @property
    def _is_whole(self) -> bool:
        """Whether it parses the whole command line, not just one command."""
        return " " not in self.prog

    def _refuse(self, word: str) -> NoReturn:
        """Raise the error for a word that no argument or option takes."""
        option, _, _ = word.partition("=")
        if option.startswith("-"):
            near, command = _meant(option, self._option_string_actions), option.removeprefix("--")
            if command in self.names and f'"{option[:-1]}"' not in near:  # `--decks` rather means `--deck`
                near = f"Try `greenroom {command}`. "
            raise UsageError(f'There is no option "{option}"', f"{near}`{self.prog} --help` lists them.")
        raise UsageError(f'"{word}" is one word too many', f"See `{self.prog} --help`.")

    def _print_message(self, message: str, _: object = None) -> None:
        self.env.stdout.write(message)


def _meant(word: str, known: Iterable[str]) -> str:
    """Return "Did you mean ...?" with the known word nearest to an unknown one; empty if none is near."""
    from decks.model.problems import meant

    near = meant(word, known)
    return f'Did you mean "{near}"? ' if near else ""


def _meant_command(prog: str, word: str, known: Iterable[str]) -> str:
    """Return what `_meant` does, or the command line that the word is another word for."""
    from difflib import SequenceMatcher

    from decks.model.problems import meant
    from trainer.synonyms import synonyms

    others, word = synonyms(prog), word.casefold()
    near, other = meant(word, known), meant(word, others)
    if near and other:
        likeness = [SequenceMatcher(None, word, each).ratio() for each in (near, other)]
        near = near if other != word and likeness[1] - likeness[0] < _MUCH_LIKER else None
    if near:
        return f'Did you mean "{near}"? '
    lines = others[other].split(" | ") if other and others[other] != "help" else ()  # which the error names anyway
    return f"Try {' or '.join(f'`{prog} {line}`' for line in lines)}. " if lines else ""


def _is_wider(text: str, columns: int) -> bool:
    return any(len(line) > columns for line in text.split("\n"))


def _wrapped(text: str, columns: int) -> str:
    """Wrap lines that are wider than the terminal, except at words that are wider themselves."""
    if not _is_wider(text, columns):
        return text
    wrapper = _wrapper(columns, subsequent_indent="  ")
    return "\n".join(piece for line in text.split("\n") for piece in wrapper.wrap(line) or [""])


def _wrapper(columns: int, **options: Any) -> "TextWrapper":
    """Return a wrapper that keeps words whole, options and ids with hyphens included."""
    from textwrap import TextWrapper

    return TextWrapper(columns, break_long_words=False, break_on_hyphens=False, **options)
