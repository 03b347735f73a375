"""Putting files back while something else writes them."""

from hashlib import sha256
from pathlib import Path
from threading import Thread

import pytest

from decks.toml.atomic import replace_own
from decks.toml.locks import path_lock
from scheduler.log.undo import FileNote
from tests.terminal import World
from trainer.files import file_changes
from trainer.files.file_changes import ChangedSince, put_back
from trainer.home import Home


@pytest.fixture
def home(tmp_path: Path) -> Home:
    (tmp_path / "home" / "decks").mkdir(parents=True)
    return Home(tmp_path / "home", World(tmp_path / "home").environment())


@pytest.fixture
def added(home: Home) -> FileNote:
    """A deck that a change has added, so that putting it back removes it."""
    path = home.decks / "new.toml"
    path.write_bytes(b"# ours\n")
    return FileNote("decks/new.toml", None, sha256(b"# ours\n").hexdigest())


def test_a_file_written_between_the_check_and_its_removal_stays(
    home: Home, added: FileNote, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, keep = home.path / added.path, file_changes.keep

    def keep_and_be_overtaken(home: Home, path: Path) -> str | None:
        checksum = keep(home, path)
        path.write_text("# theirs\n")
        return checksum

    monkeypatch.setattr(file_changes, "keep", keep_and_be_overtaken)
    with pytest.raises(ChangedSince):
        put_back(home, [added])

    assert path.read_text() == "# theirs\n"


def test_a_removal_waits_for_another_greenroom_that_is_writing_in_the_folder(home: Home, added: FileNote) -> None:
    path, outcome = home.path / added.path, list[str]()

    def work() -> None:
        try:
            put_back(home, [added])
            outcome.append("removed")
        except ChangedSince:
            outcome.append("changed since")

    thread = Thread(target=work)
    with path_lock(path.parent):
        thread.start()
        thread.join(0.3)
        replace_own(path, b"# theirs\n", locked=True)
    thread.join()

    assert outcome == ["changed since"]
    assert path.read_text() == "# theirs\n"
