"""Spelling mistakes in deck files, found by codespell if it is installed (the extra `spelling`)."""

import re
import subprocess
import sys
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

from decks.model.problems import Problem, warning

_MISTAKE = re.compile(r"(?P<path>.+):(?P<line>\d+): (?P<wrong>.+) ==> (?P<right>.+)")


def can_spell() -> bool:
    """Return whether codespell is installed."""
    return find_spec("codespell_lib") is not None


def find_mistakes(paths: Sequence[str]) -> list[Problem]:
    """Return a warning for each common misspelling in these files, which must be in English.

    codespell must be installed.
    """
    if not paths:
        return []
    shown = {str(Path(path).absolute()): path for path in paths}
    # Run in this folder, so that the user's own codespell settings have no effect.
    command = [sys.executable, "-m", "codespell_lib", "--check-hidden", "--", *shown]
    done = subprocess.run(  # noqa: S603  # our own interpreter, and no shell
        command, cwd=Path(__file__).parent, capture_output=True, encoding="utf-8", check=False
    )
    problems: list[Problem] = []
    for line in done.stdout.splitlines():
        found = _MISTAKE.fullmatch(line)
        if found and found["path"] in shown:
            message, fix = f'"{found["wrong"]}" looks misspelt', f"Did you mean {found['right']}?"
            problems.append(warning(shown[found["path"]], int(found["line"]), message, fix))
    return problems
