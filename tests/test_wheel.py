"""The wheel that people install, in an environment shared with other packages of the same names."""

import os
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

pytest.importorskip("argparse_manpage", reason="the extra `release` builds wheels")
pytest.importorskip("hatchling", reason="the extra `release` builds wheels")
pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[1]
Greenroom = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run([sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)], cwd=ROOT, check=True)
    (path,) = folder.glob("*.whl")
    return path


@pytest.fixture(scope="module")
def environment(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment with the wheel, into which another package has brought a `scheduler` and a `cards`."""
    folder = tmp_path_factory.mktemp("environment")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(folder)], check=True)
    (site,) = folder.glob("[Ll]ib/**/site-packages")
    for name in ("cards", "scheduler"):
        (site / name).mkdir()
        (site / name / "__init__.py").write_text('"""Another program\'s."""\n\nWHOSE = "theirs"\n')
    pip = [sys.executable, "-m", "pip", "--python", str(folder), "install", "-q", "--no-deps", "--no-index", str(wheel)]
    subprocess.run(pip, check=True)
    ours = next(path for path in sys.path if path.endswith("site-packages"))
    (site / "libraries.pth").write_text(f"{ours}\n")  # what greenroom depends on
    return folder


@pytest.fixture
def greenroom(environment: Path, tmp_path: Path) -> Greenroom:
    """Return what runs the installed program in a home of its own, far from the clone."""
    variables = {name: value for name, value in os.environ.items() if not name.startswith(("COV", "PYTEST", "PYTHON"))}

    def run(*argv: str, text: str = "") -> "subprocess.CompletedProcess[str]":
        program = environment / ("Scripts" if sys.platform == "win32" else "bin") / "greenroom"
        command = [str(program), "--home", str(tmp_path / "home"), *argv]
        return subprocess.run(
            command,
            input=text,
            capture_output=True,
            text=True,
            encoding="utf-8",
            cwd=tmp_path,
            env=variables,
            check=False,
        )

    return run


def _python(environment: Path, code: str) -> str:
    program = environment / ("Scripts" if sys.platform == "win32" else "bin") / "python"
    done = subprocess.run([program, "-c", code], capture_output=True, text=True, cwd=environment, check=True)
    return done.stdout.strip()


def test_the_wheel_brings_one_name_and_nothing_of_the_workshop(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()

    assert {name.split("/")[0].partition("-")[0] for name in names} == {"greenroom"}
    assert not [name for name in names if "/tests/" in name or "/benchmarks/" in name or "/packaging/" in name]


def test_other_packages_of_the_same_names_keep_their_place(environment: Path) -> None:
    assert _python(environment, "import cards, scheduler; print(cards.WHOSE, scheduler.WHOSE)") == "theirs theirs"


def test_the_installed_program_reviews_among_packages_of_the_same_names(greenroom: Greenroom) -> None:
    reviewed = greenroom("review", "--plain", "--limit", "1", text="I checked it twice.\n\na\n3\nq\n")

    assert (reviewed.returncode, reviewed.stderr) == (0, "")
    assert "Rate" in reviewed.stdout
    assert '"reviews": 1' in greenroom("stats", "--json").stdout


def test_the_installed_program_starts_its_own_processes(greenroom: Greenroom) -> None:
    shown = greenroom("demo", "due")

    assert (shown.returncode, shown.stderr) == (0, "")
    assert "due" in shown.stdout  # another process


def test_the_manual_page_and_the_completions_come_along(environment: Path) -> None:
    share = environment / "share"

    assert "greenroom interview set'" in (share / "man" / "man1" / "greenroom.1").read_text(encoding="utf-8")
    for path in ("bash-completion/completions/greenroom", "zsh/site-functions/_greenroom"):
        assert "interview" in (share / path).read_text(encoding="utf-8")
    assert "interview" in (share / "fish" / "vendor_completions.d" / "greenroom.fish").read_text(encoding="utf-8")
