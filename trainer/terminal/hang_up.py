"""A terminal that is closed while a prompt waits."""

import os

from prompt_toolkit.input import Input

HUNG_UP = 129  # the exit code of a program that SIGHUP ends


def is_terminal(source: Input) -> bool:
    """Return whether somebody can still type into an input."""
    try:
        return os.isatty(source.fileno())
    except (NotImplementedError, OSError, ValueError):  # an input without a file
        return False
