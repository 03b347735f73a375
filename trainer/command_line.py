"""Command lines that the user sets, split into words without a shell."""

import shlex


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
