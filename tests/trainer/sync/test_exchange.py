"""The exchange with a folder: everything reaches everybody, once, whatever breaks off."""

from pathlib import Path

import pytest

from tests.trainer.sync.made_up import Machine
from trainer.sync.folder import FolderTarget
from trainer.sync.home_side import Outcome
from trainer.sync.segment import Record, Segment, device_digits, pack
from trainer.sync.target import TargetError


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "shared"
    folder.mkdir()
    return folder


@pytest.fixture
def laptop(tmp_path: Path) -> Machine:
    return Machine("laptop", tmp_path)


@pytest.fixture
def desktop(tmp_path: Path) -> Machine:
    return Machine("desktop", tmp_path)


def segments(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.glob("*.greenroom"))


def test_two_machines_come_to_the_same_rows(folder: Path, laptop: Machine, desktop: Machine) -> None:
    laptop.log.add("a", "b")
    desktop.log.add("c")
    assert laptop.sync(folder).pushed == 2
    outcome = desktop.sync(folder)
    assert (outcome.pulled, outcome.pushed, outcome.machines, outcome.told) == (2, 1, ("laptop",), ())
    assert laptop.sync(folder).pulled == 1
    assert laptop.log.rows.keys() == desktop.log.rows.keys() == {"a", "b", "c"}


def test_what_was_taken_in_is_not_sent_back(folder: Path, laptop: Machine, desktop: Machine) -> None:
    laptop.log.add("a")
    laptop.sync(folder)
    assert desktop.sync(folder).pushed == 0
    assert len(segments(folder)) == 1


def test_what_one_folder_brought_goes_to_the_other(tmp_path: Path, laptop: Machine, desktop: Machine) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    first.mkdir()
    second.mkdir()
    laptop.log.add("a")
    laptop.sync(first)
    desktop.sync(second)
    desktop.sync(first)
    assert desktop.sync(second).pushed == 1
    third = Machine("third", tmp_path)
    third.sync(second)
    assert third.log.rows.keys() == {"a"}


def test_nothing_new_reads_and_writes_nothing(folder: Path, laptop: Machine, desktop: Machine) -> None:
    laptop.log.add("a")
    for machine in (laptop, desktop, laptop):
        machine.sync(folder)
    before, laptop.log.reads = segments(folder), 0
    assert laptop.sync(folder) == Outcome()
    assert laptop.log.reads == 0
    assert segments(folder) == before


def test_a_transaction_that_fails_is_repeated(folder: Path, laptop: Machine, desktop: Machine) -> None:
    laptop.log.add("a", "b")
    laptop.sync(folder)
    desktop.log.add("c")
    desktop.log.fails = True
    with pytest.raises(RuntimeError):
        desktop.sync(folder)
    assert desktop.log.rows.keys() == {"c"}
    desktop.log.fails = False
    assert desktop.sync(folder).pulled == 2
    laptop.sync(folder)
    assert laptop.log.rows.keys() == {"a", "b", "c"}


def test_a_push_that_fails_sends_the_same_bytes_again(folder: Path, laptop: Machine) -> None:
    class Full(FolderTarget):
        seen: tuple[object, ...] = ()

        def put(self, segments: object) -> None:
            self.seen = (segments,)
            raise TargetError("full")

    laptop.log.add("a")
    full = Full(folder)
    with pytest.raises(TargetError):
        laptop.sync(full, "there")
    laptop.log.add("b")
    again = Full(folder)
    with pytest.raises(TargetError):
        laptop.sync(again, "there")
    assert full.seen[0][0] in again.seen[0]  # type: ignore[index,operator]
    assert laptop.sync(FolderTarget(folder), "there").pushed == 2


def test_state_may_be_deleted_at_any_time(folder: Path, laptop: Machine, desktop: Machine) -> None:
    laptop.log.add("a")
    desktop.log.add("b")
    laptop.sync(folder)
    desktop.sync(folder)
    laptop.path.unlink()
    assert laptop.sync(folder) == Outcome(pulled=1, machines=("laptop", "desktop"))
    desktop.path.write_bytes(b"nonsense" * 1000)
    assert desktop.sync(folder).pushed == 0
    assert laptop.log.rows.keys() == desktop.log.rows.keys()


def test_a_restored_log_gets_everything_back(folder: Path, laptop: Machine, desktop: Machine) -> None:
    laptop.log.add("a", "b")
    laptop.sync(folder)
    desktop.sync(folder)
    laptop.log.rows.clear()
    laptop.log.incarnation = "second"
    laptop.log.add("a", "c")
    outcome = laptop.sync(folder)
    assert (outcome.pulled, outcome.pushed) == (1, 1)


def test_lost_segments_are_told_and_written_again(folder: Path, laptop: Machine, desktop: Machine) -> None:
    laptop.log.add("a")
    laptop.sync(folder)
    (folder / segments(folder)[0]).unlink()
    outcome = laptop.sync(folder)
    assert outcome.pushed == 1
    assert "1 file of yours was missing" in outcome.told[0]
    assert desktop.sync(folder).pulled == 1


@pytest.mark.parametrize("left", [0, 20])
def test_segments_that_a_stick_has_cut_off_are_told_and_written_again(
    folder: Path, laptop: Machine, desktop: Machine, left: int
) -> None:
    laptop.log.add("a")
    laptop.sync(folder)
    (broken,) = (folder / name for name in segments(folder))
    broken.write_bytes(broken.read_bytes()[:left])
    assert desktop.sync(folder).waiting == 1
    outcome = laptop.sync(folder)
    assert outcome.pushed == 1
    assert "1 file of yours was missing or broken" in outcome.told[0]
    assert laptop.sync(folder) == Outcome()
    assert desktop.sync(folder) == Outcome(pulled=1, machines=("laptop",))


def test_an_emptied_or_unmounted_folder_is_told_and_left_alone(folder: Path, laptop: Machine) -> None:
    laptop.log.add("a")
    laptop.sync(folder)
    for path in folder.iterdir():
        path.unlink()
    with pytest.raises(TargetError, match="Nothing of greenroom's is in"):
        laptop.sync(folder)
    assert not [*folder.iterdir()]


def test_another_folder_at_the_same_path_gets_everything(folder: Path, laptop: Machine, desktop: Machine) -> None:
    laptop.log.add("a")
    laptop.sync(folder)
    for path in folder.iterdir():
        path.unlink()
    desktop.log.add("b")
    desktop.sync(folder)
    outcome = laptop.sync(folder)
    assert (outcome.pulled, outcome.pushed) == (1, 1)
    assert "isn't what it was last time" in outcome.told[0]


def test_two_ids_made_at_once_are_one_place(folder: Path, laptop: Machine) -> None:
    laptop.log.add("a")
    laptop.sync(folder)
    for digit in "0f":
        (folder / f"greenroom-{digit * 32}.id").touch()
    assert not laptop.sync(folder).told


def test_files_travel_with_the_rows(folder: Path, laptop: Machine, desktop: Machine) -> None:
    laptop.files.text = "mine"
    laptop.log.add("a")
    laptop.sync(folder)
    assert desktop.sync(folder).told == ("Merged 1.",)
    assert desktop.files.text == "mine"
    assert not desktop.sync(folder).told
    assert not laptop.sync(folder).told


def test_files_that_one_folder_brought_go_to_the_other(tmp_path: Path, laptop: Machine, desktop: Machine) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    first.mkdir()
    second.mkdir()
    third = Machine("third", tmp_path)
    for target in (first, second):
        desktop.sync(target)
    third.sync(second)
    for text in ("mine", "newer"):
        laptop.files.text = text
        laptop.sync(first)
        desktop.sync(first)
        desktop.sync(second)
        third.sync(second)
        assert third.files.text == text
    desktop.files.text = "newest"
    desktop.sync(first)
    desktop.sync(second)
    laptop.sync(first)
    third.sync(second)
    assert laptop.files.text == third.files.text == "newest"


def test_a_merge_that_is_cut_off_is_done_next_time(folder: Path, laptop: Machine, desktop: Machine) -> None:
    laptop.files.text = "mine"
    laptop.sync(folder)
    merge, desktop.files.merge = desktop.files.merge, None  # type: ignore[method-assign,assignment]
    with pytest.raises(TypeError):
        desktop.sync(folder)
    desktop.files.merge = merge  # type: ignore[method-assign]
    assert desktop.sync(folder).told == ("Merged 1.",)


def test_many_small_segments_become_one(folder: Path, laptop: Machine, desktop: Machine) -> None:
    for number in range(19):
        laptop.log.add(f"row-{number}")
        laptop.sync(FolderTarget(folder, compact_at=20), str(folder))
    desktop.sync(folder)
    assert len(segments(folder)) == 19
    laptop.log.add("last")
    laptop.sync(FolderTarget(folder, compact_at=20), str(folder))
    assert len(segments(folder)) == 1
    outcome = desktop.sync(folder)
    assert outcome == Outcome(pulled=1, machines=("laptop",))
    assert laptop.sync(folder) == Outcome()
    third = Machine("third", folder.parent)
    assert third.sync(folder).pulled == 20


def test_rows_that_make_no_sense_are_counted(folder: Path, laptop: Machine) -> None:
    rows: tuple[Record, ...] = ({"log": "reviews", "uuid": "x"}, {"log": "reviews"}, {"log": "reviews", "uuid": 7})
    packed = pack(Segment(device_digits("other"), "first", 1, 9, rows, "other"))
    (folder / packed.name).write_bytes(packed.data)
    outcome = laptop.sync(folder)
    assert outcome.pulled == 1
    assert outcome.told == ("2 rows from elsewhere can't be right and were left out.",)


def test_a_newer_database_elsewhere_is_told(folder: Path, laptop: Machine) -> None:
    packed = pack(Segment(device_digits("other"), "first", 1, 10, ({"log": "reviews", "uuid": "x"},), "other"))
    (folder / packed.name).write_bytes(packed.data)
    assert "update to see it" in laptop.sync(folder).told[0]


def test_a_long_history_is_taken_in_batches(folder: Path, laptop: Machine, desktop: Machine) -> None:
    laptop.log.add(*(f"row-{number}" for number in range(12_000)))
    laptop.sync(folder)
    desktop.batch_bytes = 1
    assert desktop.sync(folder).pulled == 12_000
    assert desktop.sync(folder) == Outcome()
