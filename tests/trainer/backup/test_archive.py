"""What a backup holds: all that is a user's, under any name, and nothing that cannot be put back."""

import json
import os
import sqlite3
import tempfile
import zipfile
from contextlib import closing
from hashlib import sha256
from pathlib import Path
from stat import S_ISDIR
from threading import Thread
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import settings as profile
from hypothesis import strategies as st

from decks.toml.atomic import sync_folder
from tests.terminal import NOON, World
from trainer.backup.archive import ArchiveError, empty_manifest, read_manifest
from trainer.backup.daily import DailyBackup
from trainer.backup.folder import list_backups
from trainer.backup.read import unpack
from trainer.backup.write import write_archive
from trainer.files.home_files import belongs, saved_files, unsavable_files
from trainer.opening import open_home

FOLDERS = ("", "decks/", "decks/deep/er/", "answers/")
LETTERS = st.text(st.characters(exclude_characters="/\0"), min_size=1, max_size=40)
NAMES = st.sets(st.tuples(st.sampled_from(FOLDERS), LETTERS, st.sampled_from([".toml", ".draft", ".txt"])), max_size=8)
BOMB = 300 * 1024 * 1024


@pytest.fixture
def world(tmp_path: Path) -> World:
    world = World(tmp_path / "home")
    world.write_deck()
    return world


def backups(world: World) -> list[str]:
    return sorted(path.name for path in (world.home / "backups").glob("*.zip"))


def rate_one(world: World) -> None:
    assert world.run("review", "--deck", "mine", "--limit", "1", typed="\na\n3\nq\n") == 0


def reviews(world: World) -> int:
    with closing(sqlite3.connect(world.home / "greenroom.db")) as database:
        ((found,),) = database.execute("SELECT count(*) FROM reviews")
        return int(found)


# --- names and sizes -----------------------------------------------------------------------------------


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


def test_on_windows_a_name_that_means_something_else_there_has_no_place() -> None:
    for name in ("decks\\..\\evil.toml", "c:evil.toml", "decks/Why me?.toml"):
        assert belongs(name, windows=False)
        assert not belongs(name, windows=True)
    assert belongs("decks/why.toml", windows=True)


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
    told = "No backup can hold decks/caf\\udce9.toml, as the name is no text. Rename it.\n"
    assert world.err.endswith(told)
    assert reviews(world) == 2
    assert backups(world) == ["auto-20260302T120000Z.zip", "auto-20260303T120000Z.zip"]
    assert unsavable_files(world.home) == ["decks/caf\\udce9.toml"]
    assert world.run("backup", str(world.home.parent / "it.zip")) == 0
    assert world.err == told
    assert world.run("restore", str(world.home.parent / "it.zip")) == 0
    assert world.err == told

    assert odd.exists()  # what no backup holds is not removed either


def test_what_goes_wrong_with_the_backup_of_the_day_stops_no_rating(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise UnicodeError("who would have thought")

    monkeypatch.setattr("trainer.backup.write.saved_files", broken)
    rate_one(world)
    assert "Today's backup was not made: The backup " in world.err
    assert "(who would have thought)" in world.err
    assert reviews(world) == 1
    monkeypatch.setattr("trainer.backup.write.write_archive", lambda *_, **__: 1 // 0)
    keeper = DailyBackup(open_home(world.environment(), None))
    keeper._make()  # as the timer does, in a thread of its own

    assert keeper._warning.startswith("Today's backup was not made (ZeroDivisionError: ")


def test_a_backup_that_could_not_be_restored_is_not_made(world: World, tmp_path: Path) -> None:
    with pytest.raises(ArchiveError, match=r"cannot be made \(it has too many files\)"):
        write_archive(world.home, [tmp_path / "it.zip"], empty_manifest(NOON, "asked"), max_files=1)
    assert not (tmp_path / "it.zip").exists()


# --- a stranger's --------------------------------------------------------------------------------------


def zipped(path: Path, content: bytes, how: int = zipfile.ZIP_DEFLATED) -> Path:
    manifest = {"format": 1, "made": "2026-03-02", "why": "asked", "reviews": 0, "database": None}
    with zipfile.ZipFile(path, "w", how) as archive:
        archive.writestr("manifest.json", json.dumps(manifest | {"files": {"a.toml": sha256(content).hexdigest()}}))
        archive.writestr("a.toml", content)
    return path


def test_a_small_file_that_unpacks_to_a_huge_one_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    bomb = zipped(tmp_path / "x.zip", b"#" * BOMB)
    (tmp_path / "out").mkdir()
    with pytest.raises(ArchiveError, match="what is in it is too large"):
        unpack(bomb, tmp_path / "out")

    assert list((tmp_path / "out").iterdir()) == []
    with pytest.raises(ArchiveError, match="what is in it is too large"):
        read_manifest(bomb)


def test_a_backup_that_needs_more_than_is_free_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.disk_usage", lambda _: SimpleNamespace(free=999))
    (tmp_path / "out").mkdir()
    with pytest.raises(ArchiveError, match=r"x\.zip needs 1 kB, and 999 bytes are free"):
        unpack(zipped(tmp_path / "x.zip", b"#" * 1000), tmp_path / "out")
    assert list((tmp_path / "out").iterdir()) == []
    unpack(zipped(tmp_path / "y.zip", b"#" * 999), tmp_path / "out")


def test_where_free_space_cannot_be_asked_a_backup_is_unpacked_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unknown(_: Path) -> None:
        raise OSError

    monkeypatch.setattr("shutil.disk_usage", unknown)
    (tmp_path / "out").mkdir()
    unpack(zipped(tmp_path / "x.zip", b"#"), tmp_path / "out")

    assert (tmp_path / "out" / "a.toml").read_bytes() == b"#"


@pytest.mark.parametrize("how", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_ways_of_packing_that_take_any_memory_are_refused(tmp_path: Path, how: int) -> None:
    with pytest.raises(ArchiveError, match="it is packed in another way"):
        unpack(zipped(tmp_path / "x.zip", b"#", how), tmp_path)


# --- names of backups ----------------------------------------------------------------------------------


@pytest.mark.parametrize("links", [True, False])
def test_backups_made_at_the_same_moment_never_take_each_other_s_place(
    world: World, monkeypatch: pytest.MonkeyPatch, *, links: bool
) -> None:
    if not links:

        def no_links(*_: object) -> None:
            raise PermissionError

        monkeypatch.setattr(Path, "hardlink_to", no_links)
    home = open_home(world.environment(), None)
    made: list[Path] = []

    def make() -> None:
        from trainer.backup.folder import make_backup

        found = make_backup(home, "backup", "asked")
        assert found is not None
        made.append(found.path)

    threads = [Thread(target=make) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(set(made)) == 6
    assert sorted(made) == sorted((world.home / "backups").iterdir())
    assert all(read_manifest(path).why == "asked" for path in made)


def test_a_name_somebody_else_has_just_taken_is_left_to_them(tmp_path: Path) -> None:
    (tmp_path / "mine.zip").write_text("theirs")
    with pytest.raises(ArchiveError, match="it is there already"):
        write_archive(tmp_path, [tmp_path / "mine.zip"], empty_manifest(NOON, "asked"))

    assert (tmp_path / "mine.zip").read_text() == "theirs"


def test_backups_of_one_second_are_listed_the_newest_first_too(world: World) -> None:
    folder = world.home / "backups"
    folder.mkdir()
    newest_first = [
        "auto-20260303T120000Z.zip",
        "backup-20260302T120000Z-10.zip",
        "backup-20260302T120000Z-2.zip",
        "backup-20260302T120000Z.zip",
        "before-restore-20260301T120000Z.zip",
        "mine.zip",
        "auto-20250301T120000Z.zip",
    ]
    for number, name in enumerate(newest_first):
        (folder / name).touch()
        os.utime(folder / name, (NOON.timestamp() + number,) * 2)  # copied, the oldest last
    at = NOON.timestamp() - 200 * 86400
    os.utime(folder / "mine.zip", (at, at))
    (folder / "gone-20260302T120000Z.zip").symlink_to("nowhere")  # as one that has just been thinned out

    assert [path.name for path in list_backups(open_home(world.environment(), None))] == newest_first


def test_what_was_renamed_is_on_disk_before_what_follows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    synced: list[bool] = []
    monkeypatch.setattr("os.fsync", lambda handle: synced.append(S_ISDIR(os.fstat(handle).st_mode)))
    write_archive(tmp_path, [tmp_path / "mine.zip"], empty_manifest(NOON, "asked"))
    assert synced == [False, True]
    monkeypatch.delattr("os.O_DIRECTORY")  # as on Windows
    sync_folder(tmp_path)
    assert synced == [False, True]
    monkeypatch.undo()
    sync_folder(tmp_path / "gone")
