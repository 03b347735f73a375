"""Three machines practise and sync for ten days, with everything that goes wrong; then all of them are the same.

`greenroom stats --json` says the same on each, `doctor` finds nothing, and no rating is lost or counted twice.
"""

import shutil
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest

from tests.trainer.sync.devices import Device, figures, healthy, make_device, practise, synced, write_decks
from tests.trainer.sync.hubs import FaultyHub
from tests.trainer.sync.rows import rows_of

NAMES = ("laptop", "desk", "tablet")


class Folder:
    """A folder that a syncer of doubtful quality carries."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.url = str(path)
        self._aside: dict[Path, bytes] = {}
        path.mkdir()

    def go_wrong(self, rng: Random) -> None:
        """Half a file, a file of zeros, conflicted copies, a file that is not there yet, a foreign one."""
        files = sorted(self.path.glob("*.greenroom"))
        if not files:
            return
        file = rng.choice(files)
        content = self._aside.setdefault(file, file.read_bytes())
        match rng.randrange(6):
            case 0:
                file.write_bytes(content[: rng.randrange(len(content))])
            case 1:
                file.write_bytes(bytes(len(content)))
            case 2:
                file.with_name(f"{file.stem} (conflicted copy).greenroom").write_bytes(content[:99])
            case 3:
                file.unlink()
            case 4:
                (self.path / "desktop.ini").write_bytes(b"\0")
            case 5:
                (self.path / file.name.replace("-0", "-f", 1)).mkdir(exist_ok=True)

    def come_right(self) -> None:
        """All files arrive."""
        for file, content in self._aside.items():
            file.write_bytes(content)
        self._aside.clear()
        for path in self.path.iterdir():
            if path.is_dir():
                path.rmdir()


Place = Folder | FaultyHub


@pytest.fixture(params=["folder", "hub"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    if request.param == "hub":
        return FaultyHub(request.getfixturevalue("hub"))
    return Folder(tmp_path / "shared")


def live(device: Device, rng: Random, url: str) -> None:
    """Live through a day on one machine: practise, and sometimes sync, with accidents."""
    device.now += timedelta(minutes=rng.randint(1, 500))
    practise(device, rng)
    if rng.random() < 0.15:
        (device.home / "sync.db").unlink(missing_ok=True)
    if rng.random() < 0.1 and (device.home / "sync.db").exists():
        (device.home / "sync.db").write_bytes(b"nonsense" * 99)
    if rng.random() < 0.15:
        device.now += timedelta(days=rng.choice((-1, 1)))  # a clock that is wrong
    if rng.random() < 0.7:
        device.run("sync", url)
        assert "unexpected" not in device.err
        assert "Traceback" not in device.err


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2])
def test_three_homes_are_the_same_after_ten_days_of_faults(place: Place, tmp_path: Path, seed: int) -> None:
    rng = Random(seed)
    devices = [make_device(tmp_path, name) for name in NAMES]
    write_decks(devices[0])
    for device in devices:
        synced(device, place.url)
    for day in range(10):
        for device in rng.sample(devices, len(devices)):
            device.now = devices[0].now if rng.random() < 0.5 else device.now
            live(device, rng, place.url)
            if rng.random() < 0.4:
                place.go_wrong(rng)
        if day == 4:  # a backup is restored on one machine; what it lacks comes back
            devices[1].run("backup", str(tmp_path / "then.zip"))
            practise(devices[1], rng)
            assert devices[1].run("restore", str(tmp_path / "then.zip")) == 0
        place.come_right()
        for device in devices:
            device.now += timedelta(days=1)
    for _ in range(3):
        for device in devices:
            synced(device, place.url)
    latest = max(device.now for device in devices)
    for device in devices:
        device.now = latest
    assert [synced(device)["pulled"] for device in devices] == [0, 0, 0]
    first, *others = figures(devices)
    assert others == [first] * 2
    logs = [rows_of(device.home) for device in devices]
    assert logs[1:] == logs[:1] * 2
    assert logs[0]["reviews"]
    assert [healthy(device) for device in devices] == [True] * 3


@pytest.mark.slow
def test_a_copied_home_syncs_with_its_original(place: Place, tmp_path: Path) -> None:
    rng = Random(3)
    laptop = make_device(tmp_path, "laptop")
    write_decks(laptop)
    practise(laptop, rng)
    synced(laptop, place.url)
    shutil.copytree(laptop.home, tmp_path / "copy")
    copy = make_device(tmp_path, "copy")
    for device in (laptop, copy):
        device.now += timedelta(days=1)
        practise(device, rng)
    for device in (laptop, copy, laptop, copy):
        synced(device)
    first, second = figures([laptop, copy])
    assert first == second
    assert rows_of(laptop.home) == rows_of(copy.home)
