"""Common spelling mistakes in deck files, found by codespell where it is installed (the extra `spelling`)."""

import re
import subprocess
import sys
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

from decks.model.problems import Level, Problem

_MISTAKE = re.compile(r"(?P<path>.+):(?P<line>\d+): (?P<wrong>.+) ==> (?P<right>.+)")


def can_spell() -> bool:
    """Tell whether spelling can be checked here."""
    return find_spec("codespell_lib") is not None


def find_mistakes(paths: Sequence[str]) -> list[Problem]:
    """Return the words of English files that codespell knows as mistakes; it must be installed."""
    if not paths:
        return []
    shown = {str(Path(path).absolute()): path for path in paths}
    # Run from this folder, so that no settings of the user's own projects change what is found.
    command = [sys.executable, "-m", "codespell_lib", "--check-hidden", "--", *shown]
    done = subprocess.run(  # noqa: S603  # our own interpreter, and no shell
        command, cwd=Path(__file__).parent, capture_output=True, encoding="utf-8", check=False
    )
    found = (_MISTAKE.fullmatch(line) for line in done.stdout.splitlines())
    return [
        Problem(
            path=shown[mistake["path"]],
            line=int(mistake["line"]),
            card=None,
            level=Level.WARNING,
            message=f'"{mistake["wrong"]}" looks misspelt',
            fix=f"Did you mean {mistake['right']}?",
        )
        for mistake in found
        if mistake and mistake["path"] in shown
    ]
