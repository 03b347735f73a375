"""A home with a deck, and a coach that is a script."""

import shlex
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.terminal import World


@pytest.fixture
def coach(tmp_path: Path, world: World) -> Callable[[str], None]:
    """Make a script in Python the coach."""

    def use(script: str) -> None:
        path = tmp_path / "my coach.py"
        path.write_text(f"import os, sys, time\n{script}\n", encoding="utf-8")
        assert world.run("config", "coach.command", shlex.join([sys.executable, str(path)])) == 0

    return use
