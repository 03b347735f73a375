"""The base classes of every error that a user can see."""

import re
import sys
from importlib.util import find_spec


class GreenroomError(Exception):
    """A failed task. `str()` says what went wrong and what to do about it.

    Make a subclass only if several places raise it, so that it is worded once, or if something catches it.

    Attributes:
        what: What is wrong, and where, without a full stop.
        fix: What to do about it, as a whole sentence.
        exit_code: The exit code of the process: 1 for a failure, 2 for wrong usage.
    """

    exit_code = 1

    def __init__(self, what: str, fix: str = "") -> None:
        super().__init__(what, fix)
        self.what = what
        self.fix = fix

    def __str__(self) -> str:
        return f"{self.what}. {self.fix}".rstrip()


class UsageError(GreenroomError):
    """A command line that asks for something that makes no sense."""

    exit_code = 2


class MissingPackage(GreenroomError):
    """An optional package is not installed."""

    def __init__(self, user: str, requirement: str) -> None:
        name = requirement.partition(">=")[0]
        super().__init__(
            f"{user} needs the package {name}, which is not installed",
            f"This installs it: {install_command(requirement)}",
        )


def install_command(*requirements: str, again: bool = False) -> str:
    """Return the command that installs packages into the running Python. Don't end it with a full stop.

    pipx and uv make environments without pip: `pipx inject` and `uv pip install` reach them from outside.
    It has double quotes because cmd on Windows does not know single ones and would read `>=` as a redirection.

    Args:
        requirements: Names with version ranges, as pip reads them.
        again: Install packages that are there already, too.
    """
    python = sys.executable or "python"
    if " " in python:
        python = f'"{python}"'
    *_, folder, name = ["", *re.split(r"[/\\]", sys.prefix)]
    if find_spec("pip"):
        command, force = f"{python} -m pip install", "--force-reinstall"
    elif folder == "venvs":  # where pipx has them all
        command, force = f"pipx inject {name}", "--force"
    else:
        command, force = f"uv pip install --python {python}", "--reinstall"
    return " ".join([command, *(f'"{requirement}"' for requirement in requirements), *([force] if again else [])])


def os_fix(error: OSError, usual: str = "Check its permissions.") -> str:
    """Return what to do about a file that the operating system refuses; Windows refuses files that are in use, too."""
    is_in_use = sys.platform == "win32" and isinstance(error, PermissionError)
    return "Close the programs that have it open, and check its permissions." if is_in_use else usual


def os_reason(error: OSError) -> str:
    """Return the operating system's message for an error, like `Permission denied`."""
    return error.strerror or type(error).__name__
