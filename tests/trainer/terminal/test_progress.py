from pathlib import Path

import pytest

from cards.progress import silently
from tests.terminal import World
from trainer.terminal.progress import progress


@pytest.mark.parametrize(("columns", "label"), [(80, " Fitting to all reviews ..."), (20, " Fitting to all rev")])
def test_a_single_long_step_is_named_while_it_lasts(tmp_path: Path, columns: int, label: str) -> None:
    world = World(tmp_path, columns=columns, interactive=True)
    env = world.environment()
    for step in progress(env)(["all"], "Fitting to all reviews"):
        assert step == "all"
        assert env.stdout.getvalue() == label  # type: ignore[attr-defined]  # the world's is a StringIO

    assert env.stdout.getvalue() == f"{label}\r{' ' * len(label)}\r"  # type: ignore[attr-defined]


def test_a_step_that_fails_is_no_longer_named(tmp_path: Path) -> None:
    env = World(tmp_path, interactive=True).environment()
    steps = iter(progress(env)(["all"], "Fitting"))
    next(steps)
    del steps

    assert env.stdout.getvalue().endswith("\r")  # type: ignore[attr-defined]


def test_a_few_quick_steps_show_nothing(tmp_path: Path) -> None:
    env = World(tmp_path, interactive=True).environment()

    assert list(progress(env)(["a", "b"], "Writing cards")) == ["a", "b"]
    assert env.stdout.getvalue() == ""  # type: ignore[attr-defined]


def test_a_screen_reader_hears_of_no_steps(tmp_path: Path) -> None:
    assert progress(World(tmp_path).environment()) is silently
