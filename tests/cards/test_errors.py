import subprocess
import sys
from copy import copy
from pathlib import Path

import pytest

from cards.errors import GreenroomError, install_command

ROOT = Path(__file__).parents[2]


def test_an_error_is_one_sentence_and_a_way_out() -> None:
    assert str(GreenroomError("It broke", "Fix it.")) == "It broke. Fix it."
    assert str(GreenroomError("It broke")) == "It broke."


def test_an_error_says_the_same_in_another_process() -> None:
    error = GreenroomError("It broke", "Fix it.")

    assert error.args == ("It broke", "Fix it.")
    assert str(copy(error)) == str(error)


@pytest.mark.parametrize(
    ("folder", "command", "again"),
    [("venvs", "pipx inject tool", "--force"), ("tools", "uv pip install --python {python}", "--reinstall")],
)
def test_a_package_goes_into_an_environment_without_pip_from_outside(
    folder: str, command: str, again: str, tmp_path: Path
) -> None:
    venv = pytest.importorskip("venv")  # the Python that .ci/windows runs has none
    tool = tmp_path / folder / "tool"
    venv.create(tool, with_pip=False, symlinks=sys.platform != "win32")
    python = tool / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    code = "from cards.errors import install_command as c; print(c('a>=1', 'b')); print(c('a', again=True))"

    told = subprocess.run([python, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True).stdout

    command = command.format(python=python)
    assert told == f'{command} "a>=1" "b"\n{command} "a" {again}\n'


def test_a_package_goes_into_an_environment_with_pip_by_its_own() -> None:
    pytest.importorskip("pip")  # the same
    assert install_command("a>=1", again=True).endswith('-m pip install "a>=1" --force-reinstall')
