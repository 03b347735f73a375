"""Command lines that the user sets, split into words without a shell."""

import shlex
import sys
from collections.abc import Sequence

_WINDOWS = sys.platform == "win32"


def split_command(command: str, *, windows: bool) -> list[str]:
    """Return the words of a command line. No shell reads it: `|`, `>`, `$` and `*` mean nothing.

    On Windows, a backslash is a backslash.

    Raises:
        ValueError: A quote is not closed, or there is no word.
    """
    lexer = shlex.shlex(command, posix=True, punctuation_chars=False)
    lexer.whitespace_split = True
    lexer.commenters = ""
    if windows:
        lexer.escape = ""
    words = list(lexer)
    if not words:
        raise ValueError("no command")
    return words


def join_command(words: Sequence[str], *, windows: bool = _WINDOWS) -> str:
    """Return a command line of words that can be pasted into a shell; on Windows, single quotes mean nothing to cmd."""
    if not windows:
        return shlex.join(words)
    from subprocess import list2cmdline

    return list2cmdline(words)
