"""Homes that exchange their files: machines of one person, with a clock each."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from pathlib import Path

from scheduler.log.store import Store
from tests.histories import open_store
from tests.terminal import NOON, World
from trainer.home import Home
from trainer.sync.bases import Bases
from trainer.sync.files import Collected, Merged, collect, merge
from trainer.sync.segment import Record


class MemoryBases:
    """Bases in memory: a home on the disk takes most of the time of a law already."""

    def __init__(self) -> None:
        self._texts: dict[str, str] = {}

    def get(self, name: str) -> str | None:
        return self._texts.get(name)

    def put(self, changes: Mapping[str, str | None]) -> None:
        for name, text in changes.items():
            if text is None:
                self._texts.pop(name, None)
            else:
                self._texts[name] = text

    def names(self) -> Iterator[str]:
        yield from list(self._texts)


class Machine:
    """A home with its log and bases, and the records it has sent."""

    def __init__(self, folder: Path, name: str) -> None:
        folder.mkdir()
        self.world = World(folder, now=NOON)
        self.home = Home(folder, self.world.environment())
        self.store: Store = open_store(folder, prefix=name)
        self.bases: Bases = MemoryBases()
        self.sent: list[Record] = []
        self.told: list[str] = []

    def path(self, name: str) -> Path:
        return self.home.path / name

    def write(self, name: str, text: str) -> None:
        """Save a file as a person does, a minute later."""
        self.world.now += timedelta(minutes=1)
        path = self.path(name)
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(text.encode())

    def edit(self, name: str, old: str, new: str) -> None:
        text = self.read(name)
        assert old in text
        self.write(name, text.replace(old, new, 1))

    def read(self, name: str) -> str:
        return self.path(name).read_bytes().decode()

    def files(self) -> dict[str, bytes]:
        """Return all files that travel."""
        found = [*self.home.path.glob("decks/*"), *self.home.path.glob("answers/*"), *self.home.path.glob("*.toml")]
        return {path.relative_to(self.home.path).as_posix(): path.read_bytes() for path in found}

    def conflicts(self) -> str:
        return "\n".join(path.read_text() for path in sorted(self.home.path.glob("conflicts/*")))

    def collect(self, *, whole: bool = False) -> Collected:
        found = collect(self.home, self.store, self.bases, whole=whole)
        self.bases.put(found.bases)
        self.sent += found.records
        self.told += found.told
        return found

    def merge(self, records: Sequence[Record]) -> Merged:
        merged = merge(self.home, self.store, self.bases, records)
        self.told += merged.told
        return merged

    def sync(self, *others: "Machine") -> Merged:
        """Take what the others have sent, then send what is new here."""
        merged = self.merge([record for other in others for record in other.sent])
        self.collect()
        return merged


@contextmanager
def machines(folder: Path, number: int = 2) -> Iterator[list[Machine]]:
    with ExitStack() as stack:
        found = [Machine(folder / name, name) for name in "abcd"[:number]]
        for machine in found:
            stack.callback(machine.store.close)
        yield found


def settle(*all_machines: Machine) -> None:
    """Let everything reach everybody."""
    for _ in range(3):
        for machine in all_machines:
            machine.sync(*(other for other in all_machines if other is not machine))
