"""One run of greenroom: the command line in, an exit code out."""

import errno
import importlib
import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from cards.errors import GreenroomError, os_fix, os_reason
from scheduler.study_day import possible_instant
from trainer.environment import Environment
from trainer.options.simple import read_simple

if TYPE_CHECKING:
    from argparse import Namespace


def main(argv: Sequence[str], env: Environment) -> int:
    """Run one command. This is the only place where errors become exit codes.

    Returns:
        0 done, 1 failed (one sentence on stderr), 2 wrong usage, 130 interrupted.
    """
    try:
        argv = _with_review(argv)
        args = read_simple(argv) or _parse(argv, env)
        command = importlib.import_module(f"trainer.commands.{args.module}")
        code: int = command.run(args, env._replace(clock=lambda: possible_instant(env.clock())))
        env.stdout.flush()
    except SystemExit as end:  # argparse has printed the help, or a signal ends the run
        return int(end.code or 0)
    except GreenroomError as error:
        return _report(env, str(error), error.exit_code)
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        _discard_output(env)  # nobody reads it any more
        return 1
    except Exception as error:
        if _is_full_output(error):
            _discard_output(env)
        message = _worded(error)
        if message is None:
            if env.variables.get("GREENROOM_DEBUG"):
                raise
            message = f"Something unexpected went wrong ({type(error).__name__}: {error}). Your ratings are saved."
            message += " Set GREENROOM_DEBUG=1 to see more for a bug report."
        return _report(env, message, 1)
    return code


def _worded(error: Exception) -> str | None:
    """Return a sentence for what can go wrong anywhere, such as with a path that a person gave; None for the rest."""
    if _is_full_output(error):
        return f"The output cannot be written ({os.strerror(errno.ENOSPC)}). Make room, or send it elsewhere."
    if isinstance(error, OSError) and error.errno == errno.ENAMETOOLONG:
        return f'The name "{str(error.filename)[:40]}..." is too long for a file. Give a shorter one.'
    if isinstance(error, PermissionError) and error.filename:
        return f"{error.filename} can't be used ({os_reason(error)}). {os_fix(error)}"
    if isinstance(error, UnicodeEncodeError) and error.encoding == "utf-8":
        return f'"{_word_of(error)}" is not UTF-8 text. Name it differently.'
    return None


def _is_full_output(error: Exception) -> bool:
    """Return whether standard output ran out of disk space. Errors about files that we open name the file."""
    return isinstance(error, OSError) and error.errno == errno.ENOSPC and error.filename is None


def _word_of(error: UnicodeEncodeError) -> str:
    """Return the word that is not text: a name with bytes of another encoding, as Python keeps them."""
    from cards.text import escaped

    word = next(word for word in error.object.split() if error.object[error.start] in word)
    return escaped(word.strip('"'))[:80]


def _discard_output(env: Environment) -> None:
    """Keep Python from flushing standard output again when it exits, which would fail again."""
    if env.stdout is sys.stdout:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _report(env: Environment, sentence: str, code: int) -> int:
    from trainer.terminal.output import print_sentence

    print_sentence(env, f"greenroom: {sentence}", env.stderr)
    return code


def _after_home(argv: Sequence[str]) -> int:
    """Return the position after any `--home DIR` that comes before the command."""
    position = 0
    while position < len(argv) and (argv[position] == "--home" or argv[position].startswith("--home=")):
        position += 2 if argv[position] == "--home" else 1
    return position


def _with_review(argv: Sequence[str]) -> Sequence[str]:
    """Insert `review` where no command is given, or only its options."""
    position = _after_home(argv)
    first = argv[position] if position < len(argv) else "-"
    if first.startswith("-") and not first.startswith(("-h", "--help", "--version")):
        return [*argv[:position], "review", *argv[position:]] if position <= len(argv) else argv
    return argv


def _parse(argv: Sequence[str], env: Environment) -> "Namespace":
    """Return the values of a command line, or end with its help or its errors.

    The parser knows just the command typed, if that is clear, because building all is slow. The help, and the error
    about an unknown command, need all of them.
    """
    from trainer.options.commands import COMMANDS, HEADINGS
    from trainer.parser import build_parser

    command = argv[_after_home(argv) :][:1]
    needed = command if set(command) <= COMMANDS.keys() else COMMANDS
    commands = {name: COMMANDS[name] for name in needed}
    return build_parser(env, commands, headings=HEADINGS, names=COMMANDS).parse_args(argv)
