"""The list of past interviews."""

from pathlib import Path
from typing import Any

import pytest

from tests.terminal import World
from trainer.interview import past
from trainer.interview.dates import read_interviews


def test_the_file_is_read_as_often_however_many_interviews_are_past(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reads: list[Path] = []

    def counted(path: Path) -> Any:
        reads.append(path)
        return read_interviews(path)

    monkeypatch.setattr(past, "read_interviews", counted)
    counts = []
    for number in (2, 12):
        world = World(tmp_path / f"{number}")
        world.home.mkdir()
        text = "".join(f'[[interviews]]\ndate = 2026-02-{day + 1:02}\nat = "a{day}"\n' for day in range(number))
        (world.home / "interviews.toml").write_text(text)
        assert world.run("interview", "show") == 0
        assert world.out.count("not debriefed yet") == number
        counts.append(len(reads))
        reads.clear()

    assert counts[0] == counts[1]
