"""What is written into a backup: every file of the user, under any name, or nothing at all."""

import json
import os
import signal
import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path
from stat import S_ISDIR
from typing import IO

import pytest
from hypothesis import given
from hypothesis import settings as profile
from hypothesis import strategies as st

from decks.toml.atomic import sync_folder
from tests.interrupts import interrupted
from tests.terminal import NOON, World
from tests.trainer.backup.homes import (
    backups,
    rate_one,
    reviews,
)
from trainer.backup.archive import ArchiveError, empty_manifest, read_manifest
from trainer.backup.daily import DailyBackup
from trainer.backup.read import unpack
from trainer.backup.write import write_archive
from trainer.files.home_files import belongs, saved_files, unsavable_files
from trainer.opening import open_home

FOLDERS = ("", "decks/", "decks/deep/er/", "answers/", "conflicts/")
LETTERS = st.text(st.characters(exclude_characters="/\0"), min_size=1, max_size=40)
NAMES = st.sets(st.tuples(st.sampled_from(FOLDERS), LETTERS, st.sampled_from([".toml", ".draft", ".txt"])), max_size=8)


@pytest.mark.skipif(os.name == "nt", reason="Windows allows fewer names")
@profile(max_examples=40)
@given(NAMES)
def test_whatever_files_are_called_what_is_saved_is_what_comes_back(called: set[tuple[str, str, str]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        for place, stem, ending in called:
            (home / place).mkdir(parents=True, exist_ok=True)
            try:
                (home / place / (stem + ending)).write_text(stem, errors="replace")
            except (OSError, UnicodeEncodeError):  # a name this system cannot write either
                continue
        home.mkdir(exist_ok=True)
        names = saved_files(home)
        path, manifest = write_archive(home, [Path(folder) / "it.zip"], empty_manifest(NOON, "asked"))
        (Path(folder) / "out").mkdir()

        assert all(map(belongs, names))
        assert sorted(manifest.files) == names
        assert unpack(path, Path(folder) / "out") == manifest
        assert saved_files(Path(folder) / "out") == names


@pytest.mark.skipif(os.name == "nt", reason="Windows allows fewer names")
def test_a_backup_with_odd_names_and_a_large_file_is_restored_whole(world: World) -> None:
    for name in ("Why me?.toml", "a:b*c|d<e>.toml", 'back\\slash "quoted".toml', "schön.toml"):
        world.write_deck("# mine\n", name)
    large = world.write_deck("#" * (16 * 1024 * 1024 + 1), "large.toml")
    rate_one(world)
    before = {name: (world.home / name).read_bytes() for name in saved_files(world.home)}
    assert world.run("backup", str(world.home.parent / "it.zip")) == 0
    for name in before:
        (world.home / name).unlink()
    assert world.run("restore", str(world.home.parent / "it.zip")) == 0

    assert large.exists()
    assert {name: (world.home / name).read_bytes() for name in saved_files(world.home)} == before


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such names")
def test_a_file_whose_name_is_no_text_is_named_and_stops_neither_a_rating_nor_a_backup(world: World) -> None:
    odd = world.home / "decks" / os.fsdecode(b"caf\xe9.toml")
    try:
        odd.write_text("# theirs\n")
    except OSError:
        pytest.skip("this file system has no such names")
    rate_one(world)
    assert world.run("check", "--json") == 1
    (problem,) = json.loads(world.out)["problems"]
    assert problem["path"].endswith("decks/caf\\udce9.toml")
    assert problem["message"] == "has a name that is not UTF-8 text"
    for command in ("due", "decks", "stats", "doctor"):
        world.run(command)
        assert "unexpected" not in world.err
    assert "Rename it." in " ".join(world.out.split())
    world.pass_days(1)
    rate_one(world)
    warning = "Not backed up, because the name isn't valid text: decks/caf\\udce9.toml. Rename it.\n"
    assert world.err.endswith(warning)
    assert reviews(world) == 2
    assert backups(world) == ["auto-20260302T120000Z.zip", "auto-20260303T120000Z.zip"]
    assert unsavable_files(world.home) == ["decks/caf\\udce9.toml"]
    assert world.run("backup", str(world.home.parent / "it.zip")) == 0
    assert world.err == warning
    assert world.run("restore", str(world.home.parent / "it.zip")) == 0
    assert world.err == warning

    assert odd.exists()  # what no backup holds is not removed either


def test_a_backup_that_could_not_be_restored_is_not_made(world: World, tmp_path: Path) -> None:
    with pytest.raises(ArchiveError, match=r"cannot be made \(it has too many files\)"):
        write_archive(world.home, [tmp_path / "it.zip"], empty_manifest(NOON, "asked"), max_files=1)
    assert not (tmp_path / "it.zip").exists()


def test_a_name_somebody_else_has_just_taken_is_left_to_them(tmp_path: Path) -> None:
    (tmp_path / "mine.zip").write_text("theirs")
    with pytest.raises(ArchiveError, match="it already exists"):
        write_archive(tmp_path, [tmp_path / "mine.zip"], empty_manifest(NOON, "asked"))

    assert (tmp_path / "mine.zip").read_text() == "theirs"


def test_what_was_renamed_is_on_disk_before_what_follows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    synced: list[bool] = []
    monkeypatch.setattr("os.fsync", lambda handle: synced.append(S_ISDIR(os.fstat(handle).st_mode)))
    write_archive(tmp_path, [tmp_path / "mine.zip"], empty_manifest(NOON, "asked"))
    assert synced == [False, True][: 1 if os.name == "nt" else 2]  # no folder can be synced on Windows
    before = [*synced]
    monkeypatch.delattr("os.O_DIRECTORY", raising=False)
    sync_folder(tmp_path)
    assert synced == before
    monkeypatch.undo()
    sync_folder(tmp_path / "gone")


def test_ctrl_c_ends_the_packing_of_a_backup_at_once(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    rate_one(world)
    packed: list[str] = []

    def pack_half(file: IO[bytes], *_: object) -> None:
        file.write(b"half")
        signal.raise_signal(signal.SIGINT)
        packed.append("the rest")

    monkeypatch.setattr("trainer.backup.write._pack", pack_half)
    folder = world.home.parent / "to"
    with pytest.raises(KeyboardInterrupt):
        write_archive(world.home, [folder / "then.zip"], empty_manifest(NOON, "asked"))

    assert (packed, [*folder.iterdir()]) == ([], [])


@pytest.mark.parametrize("every", [29, pytest.param(1, marks=pytest.mark.slow)])
def test_ctrl_c_at_any_call_of_the_daily_backup_leaves_a_whole_one_or_none(world: World, every: int) -> None:
    rate_one(world)
    world.pass_days(1)
    home = open_home(world.environment(), None)
    folder = home.backups
    whole = []
    before = {*folder.iterdir()}
    for _ in interrupted(lambda: DailyBackup(home).before_append(), every=every):
        made = {*folder.iterdir()} - before
        for path in made:
            assert read_manifest(path).reviews == 1
            path.unlink()
        whole.append(len(made))

    assert set(whole) == {0, 1}
    assert world.err == ""
    assert len({*folder.iterdir()} - before) == 1


@pytest.mark.parametrize("statement", ["PRAGMA user_version", "PRAGMA journal_mode = WAL"])
def test_a_log_that_has_no_tables_yet_is_no_part_of_a_backup(world: World, statement: str) -> None:
    with closing(sqlite3.connect(world.home / "greenroom.db")) as database:
        database.execute(statement)  # an empty file, or one as it is when greenroom is killed while creating it
    then = str(world.home.parent / "then.zip")
    assert world.run("backup", then) == 0
    assert world.run("doctor", "--fix") == 0
    assert "There is no review log yet." in world.out
    assert world.run("restore", then) == 0
