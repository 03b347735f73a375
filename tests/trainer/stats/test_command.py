"""`greenroom stats`: what it loads, and what it refuses."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests import ROOT
from tests.terminal import World


@pytest.mark.parametrize("form", ["--json", "--all"])
def test_stats_load_nothing_that_only_a_review_needs(year: World, form: str) -> None:
    script = (
        "import sys; from trainer.cli import main; from trainer.environment import Environment;"
        f"main(['--home', {str(year.home)!r}, 'stats', {form!r}], Environment.real());"
        "print(*sorted({'prompt_toolkit', 'webbrowser', 'trainer.stats.report'} & set(sys.modules)), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, cwd=ROOT, check=True)

    assert done.stderr.strip() == ""
    assert done.stdout


def test_json_and_a_report_do_not_go_together(year: World) -> None:
    assert year.run("stats", "--json", "--html", "x.html") == 2
    assert "--html and --json cannot go together" in year.err


@pytest.mark.parametrize(
    ("argv", "sentence"),
    [
        (("--deck", "a", "--deck", "b"), "--deck: can be given only once"),
        (("--json", "--open"), "--open and --json"),
        (("--all", "--open"), "--open and --all"),
        (("--html", "-", "--open"), "--open and --html -"),
        (("--html", ""), "--html: the file name is empty"),
    ],
)
def test_what_would_drop_an_option_is_wrong_usage(year: World, argv: tuple[str, ...], sentence: str) -> None:
    assert year.run("stats", *argv) == 2
    assert sentence in year.err
    assert year.out == ""


def test_a_broken_deck_file_is_named(tmp_path: Path) -> None:
    world = World(tmp_path / "home")
    path = world.write_deck("[deck\n", "broken.toml")
    assert world.run("stats") == 0
    assert world.err.startswith(f"{path}:1: ")
    assert world.run("stats", "--deck", "broken") == 1

    first, second = world.err.splitlines()
    assert first.startswith(f"{path}:1: ")
    assert second.startswith('greenroom: There is no deck "broken".')


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has a device that is always full")
def test_output_that_finds_no_room_is_told_in_a_sentence(year: World) -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "trainer", "--home", str(year.home), "stats"],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            cwd=ROOT,
            check=False,
        )

    assert done.returncode == 1
    assert done.stderr == (
        "greenroom: The output cannot be written (No space left on device). Make room, or send it elsewhere.\n"
    )
