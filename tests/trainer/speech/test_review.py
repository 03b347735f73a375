"""Reviews whose answers are spoken, into a virtual microphone."""

import os
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from scheduler.log.reader import LogReader
from tests import speech
from tests.pulse import Pulse, sound_server
from tests.terminal import Screen, World
from trainer.opening import open_home, open_store
from trainer.speech.recordings import State, recordings


@pytest.fixture
def world(tmp_path: Path) -> World:
    world = World(tmp_path / "home")
    world.write_deck()
    world.answer_first_question()
    return world


@contextmanager
def review(world: World, *options: str, columns: int = 80, variables: dict[str, str] | None = None) -> Iterator[Screen]:
    argv = ("--home", str(world.home), "review", "--deck", "mine", "--record", *options)
    with Screen(
        *argv, columns=columns, variables={"PULSE_SERVER": os.environ["PULSE_SERVER"], **(variables or {})}
    ) as screen:
        yield screen


def states(world: World) -> list[State]:
    return [each.state for each in recordings(open_home(world.environment(), None))]


def spoken_rows(world: World) -> list[tuple[object, ...]]:
    with open_store(open_home(world.environment(), None)) as store:
        return store.rows("SELECT * FROM spoken")


@pytest.mark.slow
def test_an_answer_is_recorded_while_the_meter_moves_and_its_figures_are_shown_and_logged(
    pulse: Pulse, world: World, tmp_path: Path
) -> None:
    said = speech.say(
        "I compared the totals with the ledger. <break time='2500ms'/> Then I called the supplier.", tmp_path
    )
    with review(world) as screen:
        screen.until("recording ·")
        screen.until("rec ──")
        speaking = pulse.start_speaking(said)
        screen.until("rec ━━")
        assert (world.home / "recordings").stat().st_mode & 0o777 == 0o700
        speaking.wait()
        screen.press("\r")
        shown = " ".join(screen.until("p plays it").split())
        assert "Estimates: your first word" in shown
        assert "1 pause over 2 s" in shown
        screen.until("Points covered")
        screen.press("1 3\r")
        screen.until("Rate")
        screen.press("3\r")
        screen.until("Why us?")
        screen.press("q\r")
        assert screen.ended() == 0
    assert states(world) == []
    (row,) = spoken_rows(world)
    assert row[1:3] == ("energy-1", "")
    assert 3_000 < row[4] < 6_000
    assert row[6:] == (1, None, None)
