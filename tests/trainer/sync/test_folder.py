"""What may be in a folder that a syncer carries: only whole segments are read, and nothing is ever deleted."""

import errno
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.trainer.sync.made_up import Machine
from trainer.sync import folder as folders
from trainer.sync.folder import FolderTarget
from trainer.sync.segment import Fault, PackedSegment, Segment, SegmentError, device_digits, pack
from trainer.sync.target import TargetError


def packed(name: str) -> PackedSegment:
    return pack(Segment(device_digits("other"), "first", 1, 9, ({"log": "reviews", "uuid": name},), "other"))


@pytest.fixture
def shared(tmp_path: Path) -> Path:
    """A folder with a whole segment, whose row is `good`."""
    (tmp_path / "shared").mkdir()
    FolderTarget(tmp_path / "shared").put([packed("good")])
    return tmp_path / "shared"


@pytest.fixture
def laptop(tmp_path: Path) -> Machine:
    return Machine("laptop", tmp_path)


def everything(folder: Path) -> dict[str, bytes | None]:
    return {path.name: path.read_bytes() if path.is_file() else None for path in folder.iterdir()}


BAD = packed("bad")


def conflict(wording: str) -> Callable[[Path], object]:
    return lambda folder: (folder / f"{BAD.name.removesuffix('.greenroom')}{wording}").write_bytes(BAD.data)


@pytest.mark.parametrize(
    "put",
    [
        conflict(" (Anna's conflicted copy 2026-11-30).greenroom"),
        conflict(" (Case Conflict).greenroom"),
        conflict(" (Unicode Encoding Conflict).greenroom"),
        conflict(".sync-conflict-20261130-101500-ABCDEFG.greenroom"),
        conflict(" 2.greenroom"),
        conflict(".greenroom.tmp"),
        lambda folder: (folder / f"[Conflict]{BAD.name}").write_bytes(BAD.data),
        lambda folder: (folder / f"~{BAD.name}.tmp").write_bytes(BAD.data[:10]),
        lambda folder: (folder / f".syncthing.{BAD.name}.tmp").write_bytes(BAD.data[:10]),
        lambda folder: (folder / "desktop.ini").write_bytes(b"[.ShellClassInfo]"),
        lambda folder: (folder / ".DS_Store").write_bytes(b"\0\0\0\1Bud1"),
        lambda folder: (folder / ".stfolder").mkdir(),
        lambda folder: (folder / ".git").mkdir(),
        lambda folder: (folder / "holiday.jpg").write_bytes(b"\xff\xd8"),
        lambda folder: (folder / "bl\udcffd").write_bytes(b"") if os.name == "posix" else None,
    ],
)
def test_what_is_not_ours_is_ignored(shared: Path, laptop: Machine, put: Callable[[Path], object]) -> None:
    put(shared)
    before = everything(shared)
    outcome = laptop.sync(shared)
    assert (outcome.pulled, outcome.told) == (1, ())
    assert everything(shared).items() >= before.items()


def cut(folder: Path) -> None:
    (folder / BAD.name).write_bytes(BAD.data[:40])


def zeros(folder: Path) -> None:
    (folder / BAD.name).write_bytes(bytes(len(BAD.data)))


def empty(folder: Path) -> None:
    (folder / BAD.name).touch()


def link(folder: Path) -> None:
    if os.name == "nt":
        pytest.skip("Windows lets few users make links")
    (folder.parent / "elsewhere").write_bytes(BAD.data)
    (folder / BAD.name).symlink_to(folder.parent / "elsewhere")


def broken_link(folder: Path) -> None:
    if os.name == "nt":
        pytest.skip("Windows lets few users make links")
    (folder / BAD.name).symlink_to(folder / "nowhere")


def directory(folder: Path) -> None:
    (folder / BAD.name).mkdir()


def pipe(folder: Path) -> None:
    if not hasattr(os, "mkfifo"):
        pytest.skip("Windows has no such files")
    os.mkfifo(folder / BAD.name)


def huge(folder: Path) -> None:
    with (folder / BAD.name).open("wb") as file:
        file.truncate(300 * 1024 * 1024)


def icloud(folder: Path) -> None:
    (folder / f".{BAD.name}.icloud").write_bytes(b"bplist00")


def newer(folder: Path) -> None:
    import hashlib

    data = b"greenroom segment 2\nwhatever"
    (folder / f"{BAD.name[:42]}{hashlib.sha256(data).hexdigest()[:16]}.greenroom").write_bytes(data)


def nonsense(folder: Path) -> None:
    import hashlib

    data = b"greenroom segment 1\nwhatever"
    (folder / f"{BAD.name[:42]}{hashlib.sha256(data).hexdigest()[:16]}.greenroom").write_bytes(data)


@pytest.mark.parametrize(
    ("put", "sentence"),
    [
        (cut, "1 file isn't whole yet and is read next time."),
        (zeros, "1 file isn't whole yet and is read next time."),
        (empty, "1 file isn't whole yet and is read next time."),
        (link, "1 file is named like greenroom's but isn't; greenroom leaves it alone."),
        (broken_link, "1 file is named like greenroom's but isn't; greenroom leaves it alone."),
        (directory, "1 file is named like greenroom's but isn't; greenroom leaves it alone."),
        (pipe, "1 file is named like greenroom's but isn't; greenroom leaves it alone."),
        (huge, "1 file is named like greenroom's but isn't; greenroom leaves it alone."),
        (nonsense, "1 file is named like greenroom's but isn't; greenroom leaves it alone."),
        (icloud, "1 file is still in the cloud and is read next time."),
        (newer, "1 file is from a newer greenroom. Update greenroom on this machine."),
    ],
)
def test_what_cannot_be_read_is_told_every_time_and_stops_nothing(
    shared: Path, laptop: Machine, put: Callable[[Path], object], sentence: str
) -> None:
    put(shared)
    names = sorted(path.name for path in shared.iterdir())
    outcome = laptop.sync(shared)
    assert (outcome.pulled, outcome.told) == (1, (sentence,))
    assert laptop.sync(shared).told == (sentence,)
    assert set(names) <= {path.name for path in shared.iterdir()}


def test_what_becomes_whole_is_read(shared: Path, laptop: Machine) -> None:
    cut(shared)
    laptop.sync(shared)
    (shared / BAD.name).write_bytes(BAD.data)
    outcome = laptop.sync(shared)
    assert (outcome.pulled, outcome.told) == (1, ())


def test_a_file_system_that_shouts_is_read(shared: Path, laptop: Machine) -> None:
    for path in list(shared.glob("*.greenroom")):
        path.rename(path.with_name(path.name.upper()))
    laptop.log.add("mine")
    assert laptop.sync(shared).pulled == 1
    (identity,) = shared.glob("*.id")
    identity.rename(identity.with_name(identity.name.upper()))
    assert not laptop.sync(shared).told


def test_the_same_segment_in_two_cases_is_read_once(shared: Path, laptop: Machine) -> None:
    (path,) = shared.glob("*.greenroom")
    if path.with_name(path.name.upper()).exists():
        pytest.skip("both names are one file here")
    path.with_name(path.name.upper()).write_bytes(b"half")
    outcome = laptop.sync(shared)
    assert (outcome.pulled, outcome.told) == (1, ())


def test_a_folder_that_is_not_there_is_told_and_not_made(tmp_path: Path) -> None:
    with pytest.raises(TargetError, match=r"There is no folder .*missing\.") as caught:
        FolderTarget(tmp_path / "missing")
    assert caught.value.is_absent
    assert not (tmp_path / "missing").exists()
    (tmp_path / "file").touch()
    with pytest.raises(TargetError, match="is not a folder"):
        FolderTarget(tmp_path / "file")


class Failing:
    """A listing that ends half-way with an error."""

    def __init__(self, path: str | Path, error: int) -> None:
        self._entries = os.scandir(path)
        self._error = error

    def __enter__(self) -> Iterator[os.DirEntry[str]]:
        def entries() -> Iterator[os.DirEntry[str]]:
            yield from list(self._entries)[:1]
            raise OSError(self._error, os.strerror(self._error))

        return entries()

    def __exit__(self, *_: object) -> None:
        self._entries.close()


@pytest.mark.parametrize("error", [errno.EIO, errno.EACCES, errno.EINVAL, errno.ESTALE, errno.ENOTCONN])
def test_a_listing_that_fails_is_never_an_empty_folder(
    shared: Path, laptop: Machine, monkeypatch: pytest.MonkeyPatch, error: int
) -> None:
    laptop.log.add("mine")
    laptop.sync(shared)
    before = everything(shared)
    with monkeypatch.context() as patch:
        patch.setattr(folders, "scandir", lambda path: Failing(path, error))
        with pytest.raises(TargetError, match="cannot be read now"):
            laptop.sync(shared)
    assert everything(shared) == before
    outcome = laptop.sync(shared)
    assert (outcome.pushed, outcome.told) == (0, ())


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="needs a user whom modes bind")
def test_a_folder_without_permissions_is_told(shared: Path) -> None:
    shared.chmod(0)
    try:
        with pytest.raises(TargetError, match="cannot be read now"):
            FolderTarget(shared)
    finally:
        shared.chmod(0o700)


def test_what_is_put_is_whole_and_private(tmp_path: Path) -> None:
    target = FolderTarget(tmp_path)
    target.put([BAD])
    target.put([BAD])
    assert everything(tmp_path) == {BAD.name: BAD.data}
    assert os.name == "nt" or (tmp_path / BAD.name).stat().st_mode & 0o777 == 0o600
    assert list(target.get([BAD.name])) == [BAD]


def test_what_a_syncer_has_damaged_is_put_again(tmp_path: Path) -> None:
    cut(tmp_path)
    FolderTarget(tmp_path).put([BAD])
    assert everything(tmp_path) == {BAD.name: BAD.data}


def test_an_unfinished_file_of_a_killed_program_is_in_nobodys_way(tmp_path: Path) -> None:
    (tmp_path / f"~{BAD.name}.tmp").write_bytes(b"half")
    FolderTarget(tmp_path).put([BAD])
    assert everything(tmp_path) == {BAD.name: BAD.data}


def test_a_segment_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    directory(tmp_path)
    with pytest.raises(TargetError, match="cannot be written") as caught:
        FolderTarget(tmp_path).put([BAD])
    assert str(tmp_path) in str(caught.value)
    assert [path.name for path in tmp_path.iterdir()] == [BAD.name]


def test_a_segment_that_has_just_gone_is_left_to_the_next_listing(tmp_path: Path) -> None:
    assert not list(FolderTarget(tmp_path).get([BAD.name]))


def test_a_file_whose_content_never_comes_is_left_in_the_cloud(shared: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from time import sleep

    (path,) = shared.glob("*.greenroom")
    monkeypatch.setattr(folders, "is_elsewhere", lambda _: True)
    (found,) = FolderTarget(shared).get([path.name])
    assert isinstance(found, PackedSegment)
    monkeypatch.setattr(folders, "_content", lambda _: sleep(0.5))
    (found,) = FolderTarget(shared, fetch_seconds=0.01).get([path.name])
    assert isinstance(found, SegmentError)
    assert found.fault is Fault.CLOUD
