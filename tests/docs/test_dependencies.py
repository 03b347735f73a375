"""The page about dependencies: all of them, with their licences."""

import subprocess
import sys
from importlib.metadata import PackageNotFoundError
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.skipif(sys.version_info[:2] != (3, 11), reason="the page is written with Python 3.11, as the lock is")
def test_the_page_has_the_licence_of_everything_people_can_install() -> None:
    command = [sys.executable, str(ROOT / ".ci" / "licences.py")]
    table = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    if PackageNotFoundError.__name__ in table.stderr:
        pytest.skip("not everything that the page lists is installed")

    assert table.stdout
    assert table.stdout in (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8"), "run .ci/licences.py"
