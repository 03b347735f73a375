"""Command lines that the user sets, split into words without a shell."""

import re
import shlex
import sys
from collections.abc import Sequence

_WINDOWS = sys.platform == "win32"
_PLAIN = re.compile(r"[\w.:\\/+=-]+")  # what neither cmd nor PowerShell reads as anything else


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
    """Return a command line of words that can be pasted into a shell, on Windows into cmd or PowerShell.

    Between double quotes cmd still replaces the `%NAME%` of a variable that is set, and PowerShell reads `$` and a
    backtick: no way to write these means the same to both.
    """
    return " ".join(map(_quoted, words)) if windows else shlex.join(words)


def _quoted(word: str) -> str:
    r"""Return a word as Windows programs read it (Microsoft, "Parsing C command-line arguments").

    A quote is doubled rather than written as `\"`, which cmd takes as the end of the quotes.
    """
    if _PLAIN.fullmatch(word):
        return word
    doubled = re.sub(r'(\\*)"', r'\1\1""', word)
    return '"' + re.sub(r"(\\+)$", r"\1\1", doubled) + '"'
