"""Changes to files of records: several programs and kills at any moment lose nothing."""

import subprocess
import sys
import time
import tomllib
from datetime import UTC, datetime
from pathlib import Path

import pytest

from decks.model.errors import DeckFileError
from decks.own.answers import FORM, add_own_answer, read_own_answers
from decks.toml.records import append_record, change_text
from tests.decks.own.by_hand import BY_HAND, MINE

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)


def test_an_edit_made_meanwhile_is_taken_in(tmp_path: Path) -> None:
    path = tmp_path / "deck.toml"
    path.write_text(BY_HAND)
    looks: list[str] = []

    def make(text: str) -> dict[str, object]:
        looks.append(text)
        if len(looks) == 1:  # a person saves just now
            path.write_text(BY_HAND + '\n[[answers]]\ncard = "why"\nnotes = "saved by hand"\n')
        return {"card": "sure", "notes": "appended"}

    append_record(path, FORM, make)

    assert len(looks) == 2
    versions, _ = read_own_answers(path)
    assert [versions[card][-1].notes for card in ("why", "sure")] == ["saved by hand", "appended"]


def test_a_file_that_never_holds_still_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "deck.toml"

    def change(text: str) -> str:
        path.write_text(f"{text}# again\n")
        return "format = 1\n"

    with pytest.raises(DeckFileError, match="is being changed by another program, so the answer was not saved"):
        change_text(path, FORM, change)
    assert path.read_text() == "# again\n" * 5
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b'[[answers]]\ncard = "sure\n', "is not valid TOML"),
        (b"x = " + b"[" * 100_000, "nested too deeply"),
        (b"\xff", "is not UTF-8 text"),
        (b'answers = [{card = "why"}]\n', "lists its answers in a way greenroom can't add to"),
    ],
)
def test_what_cannot_be_added_to_is_refused_and_left_as_it_is(tmp_path: Path, content: bytes, message: str) -> None:
    path = tmp_path / "deck.toml"
    path.write_bytes(content)

    with pytest.raises(DeckFileError, match=message):
        add_own_answer(path, "sure", MINE, NOW)
    assert path.read_bytes() == content


_APPEND = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from cards.own_answer import OwnAnswer
from decks.own.answers import add_own_answer
path, name = Path(sys.argv[1]), sys.argv[2]
print("ready", flush=True)
for number in range(int(sys.argv[3])):
    add_own_answer(path, f"{name}-{number}", OwnAnswer(notes="x" * 2000), datetime(2026, 3, 2, tzinfo=UTC))
    print(number, flush=True)
"""


def appending(path: Path, name: str, times: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", _APPEND, str(path), name, str(times)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


@pytest.mark.slow
def test_what_was_saved_survives_a_kill_at_any_moment(tmp_path: Path) -> None:
    path = tmp_path / "deck.toml"
    path.write_text(BY_HAND)
    for kill in range(6):
        child = appending(path, f"k{kill}", 1000)
        assert child.stdout is not None
        child.stdout.readline()
        time.sleep(0.02 + 0.013 * kill)
        child.kill()
        saved, _ = child.communicate()
        tomllib.loads(path.read_text())
        versions, problems = read_own_answers(path)
        assert problems == []
        assert {f"k{kill}-{number}" for number in saved.split()} <= versions.keys()
    assert path.read_text().startswith(BY_HAND)


def test_two_programs_at_once_lose_nothing(tmp_path: Path) -> None:
    path = tmp_path / "deck.toml"
    children = [appending(path, name, 15) for name in ("left", "right")]
    assert [child.wait() for child in children] == [0, 0]
    for child in children:
        child.communicate()

    assert len(read_own_answers(path)[0]) == 30
