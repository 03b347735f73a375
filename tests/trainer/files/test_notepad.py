"""Files that Notepad saved: they keep their byte order mark and their line ends, whatever is changed in them."""

from pathlib import Path

import pytest

from tests.terminal import World

BOM = b"\xef\xbb\xbf"
DECK = (
    '[deck]\nid = "mine"\n\n[[cards]]\nquestion = "Why us?"\nanswer = "So."\n\n[[cards]]\nid = "b"\nquestion = "B?"\n'
)
HEADLESS = '[[cards]]\nquestion = "Why us?"\nanswer = "So."\n'
INTERVIEWS = '[[interviews]]\ndate = 2026-03-20\nat = "Acme"\n'
STORIES = '[[stories]]\nid = "one"\ntitle = "One"\nresult = "done"\n'


def saved(path: Path, text: str) -> Path:
    """Write a text as Notepad does."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(BOM + text.replace("\n", "\r\n").encode())
    return path


def check_kept(path: Path, before: str) -> None:
    """Check that a file has changed, and has one mark, at its beginning, and no other line ends."""
    content = path.read_bytes()
    assert content.startswith(BOM)
    assert content.count(BOM) == 1
    assert content.count(b"\n") == content.count(b"\r\n")
    assert content != BOM + before.replace("\n", "\r\n").encode()


@pytest.mark.parametrize(
    "command",
    [
        "check --fix {deck}",
        "import {table} --deck mine",
        "add --deck mine --question How? --point this",
    ],
)
@pytest.mark.parametrize("text", [DECK, HEADLESS])
def test_a_deck_saved_by_notepad_keeps_its_form(tmp_path: Path, command: str, text: str) -> None:
    world = World(tmp_path / "home")
    world.run("due")
    deck = saved(world.home / "decks" / "mine.toml", text)
    table = saved(tmp_path / "table.csv", "question,answer\nWhy us?,Because of the work.\nHow long?,A year.\n")

    assert world.run(*command.format(deck=deck, table=table).split()) == 0, world.err
    check_kept(deck, text)
    assert world.run("check", str(deck)) == 0, world.err


@pytest.mark.parametrize("text", [DECK, HEADLESS])
def test_a_deck_from_notepad_is_imported_as_it_is_but_for_its_ids(tmp_path: Path, text: str) -> None:
    world = World(tmp_path / "home")

    assert world.run("import", str(saved(tmp_path / "other.toml", text)), "--deck", "mine") == 0, world.err
    check_kept(world.home / "decks" / "mine.toml", text)
    assert world.run("cards", "mine") == 0
    assert "Why us?" in world.out


@pytest.mark.parametrize(
    ("name", "text", "command"),
    [
        ("config.toml", "new_per_day = 5\n", "config new_per_day 7"),
        ("config.toml", "new_per_day = 5\n", "config minutes_per_day 7"),
        ("interviews.toml", INTERVIEWS, "interview set 2026-04-01 --at Other"),
        ("interviews.toml", INTERVIEWS, "interview set 2026-03-21 --at Acme"),
        ("stories.toml", STORIES, "story add"),
    ],
)
def test_other_files_saved_by_notepad_keep_their_form(tmp_path: Path, name: str, text: str, command: str) -> None:
    world = World(tmp_path / "home")
    world.run("due")
    path = saved(world.home / name, text)
    assert world.run(*command.split(), typed="The ledger\n\n\n\n\n\n\n\n\n\n") == 0, world.err

    check_kept(path, text)
