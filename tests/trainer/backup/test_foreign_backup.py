"""The restore of another home's backup, which a stranger may have made."""

import sqlite3
from contextlib import closing
from hashlib import sha256
from pathlib import Path

import pytest

from tests.terminal import DECK, World
from tests.trainer.backup.homes import rate_one
from trainer.files.home_files import saved_files
from trainer.opening import open_home, open_store


def restore_foreign(world: World, folder: Path, *statements: str) -> None:
    """Restore a backup from another home whose log somebody has tampered with."""
    other = World(folder / "other")
    other.names = (f"theirs-{number}" for number in range(1000))
    other.write_deck()
    rate_one(other)
    with closing(sqlite3.connect(other.home / "greenroom.db", isolation_level=None)) as database:
        for statement in statements:
            database.execute(statement)
    assert other.run("backup", str(folder / "theirs.zip")) == 0
    assert world.run("restore", str(folder / "theirs.zip")) == 0, world.err


def changed(path: str, before: str | None, after: str, device: str = "theirs-0") -> tuple[str, str]:
    held = "NULL" if before is None else f"'{before}'"
    return (
        f"INSERT INTO changes VALUES (NULL, 'c', '{device}', 'edit', 'it', {2**42}, {2**42})",
        f"INSERT INTO change_files VALUES ('c', '{path}', {held}, '{after}')",
    )


@pytest.mark.parametrize("path", ["{}", "../mine.txt", "decks/../../mine.txt", "backups/mine.txt", "greenroom.db"])
@pytest.mark.parametrize("wanted", [True, False], ids=["removed", "written"])
def test_undo_of_what_a_backup_brought_touches_files_of_the_home_alone(
    world: World, tmp_path: Path, path: str, *, wanted: bool
) -> None:
    (world.home / "backups").mkdir(exist_ok=True)
    files = (tmp_path / "mine.txt", world.home / "backups" / "mine.txt")
    for file in files:
        file.write_text("mine\n")
    text = sha256(b"mine\n").hexdigest()
    (kept := world.home / "backups" / "before").mkdir()
    (kept / text).write_text("mine\n")
    restore_foreign(
        world, tmp_path, *changed(path.format(files[0]), None if wanted else text, text if wanted else "no")
    )
    assert world.run("undo", "1") == 1

    assert (
        "isn't one of your greenroom files, and was changed from another data folder. Nothing was undone" in world.err
    )
    assert [file.read_text() for file in files] == ["mine\n"] * 2


def test_undo_of_what_a_backup_brought_still_puts_files_of_a_home_back(world: World, tmp_path: Path) -> None:
    restore_foreign(world, tmp_path, *changed("decks/mine.toml", None, sha256(DECK.encode()).hexdigest()))
    assert world.run("undo", "1") == 0

    assert not (world.home / "decks" / "mine.toml").exists()


def test_a_file_outside_the_home_that_was_changed_here_is_put_back_also_after_a_restore(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "deep").mkdir()
    monkeypatch.chdir(tmp_path / "deep")
    text = '[[cards]]\nquestion = "Who?"\nanswer = "Me."\n'
    (tmp_path / "idless.toml").write_text(text)
    world.pass_days(1)
    assert world.run("check", "--fix", "../idless.toml") == 0
    assert (tmp_path / "idless.toml").read_text() != text
    assert world.run("backup", str(tmp_path / "fixed.zip")) == 0
    assert world.run("restore", str(tmp_path / "fixed.zip")) == 0
    assert world.run("undo", "1") == 0, world.err
    assert world.out.startswith("Undone: Tue 3 Mar 12:00 added ids to idless.toml.")

    assert (tmp_path / "idless.toml").read_text() == text


def test_a_change_whose_checksum_is_none_is_not_listed(world: World, tmp_path: Path) -> None:
    mine = sha256(DECK.encode()).hexdigest()
    restore_foreign(world, tmp_path, *changed("decks/mine.toml", "a' || char(0) || 'b", mine))

    assert world.run("undo", "--list") == 0
    assert "edited it" not in world.out


def test_nothing_but_the_logs_of_a_backup_is_believed(world: World, tmp_path: Path) -> None:
    restore_foreign(
        world,
        tmp_path,
        "UPDATE memories SET last_review = 'once', due = 'never', stability = 77",
        "INSERT INTO marks VALUES ('mine', 'why', 1, 0, NULL)",
        "UPDATE days SET good = 4711",
    )
    for command in (["cards", "mine"], ["due"], ["stats"]):
        assert world.run(*command) == 0, world.err
    world.run("doctor")

    assert "The stored rows match the log." in world.out


def test_a_review_of_a_day_no_calendar_has_is_refused_with_its_backup(world: World, tmp_path: Path) -> None:
    before = saved_files(world.home)
    with pytest.raises(AssertionError, match="its database is damaged: review 1 cannot be read"):
        restore_foreign(world, tmp_path, "UPDATE reviews SET study_day = '9999-12-31'")

    assert saved_files(world.home) == before


def test_a_home_keeps_its_name_whatever_is_restored(world: World, tmp_path: Path) -> None:
    def device() -> str:
        with open_store(open_home(world.environment(), None)) as store:
            return store.device

    before = device()
    restore_foreign(world, tmp_path)
    assert device() == before
    (world.home / "greenroom.db").write_bytes(b"damaged " * 1000)
    assert world.run("restore", str(tmp_path / "theirs.zip")) == 0

    assert device() not in (before, "theirs-0")
