"""Homes with a log in memory, to test an exchange without a database."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from scheduler.log.exchange import Outgoing
from scheduler.log.intake import Taken
from trainer.sync.bases import Bases
from trainer.sync.exchange import Exchange
from trainer.sync.files import Collected, Merged
from trainer.sync.folder import FolderTarget
from trainer.sync.home_side import HomeSide, Outcome
from trainer.sync.segment import Record
from trainer.sync.state import SyncState
from trainer.sync.target import Target


class MemoryLog:
    """Named rows in the order they were added."""

    def __init__(self, device: str) -> None:
        self.device = device
        self.incarnation = "first"
        self.rows: dict[str, Record] = {}
        self.reads = 0
        self.fails = False

    def add(self, *names: str) -> None:
        for name in names:
            self.rows[name] = {"log": "reviews", "uuid": name, "device": self.device}

    @contextmanager
    def at_once(self) -> Iterator[None]:
        before = dict(self.rows)
        yield
        if self.fails:
            self.rows = before
            raise RuntimeError

    def position(self) -> str:
        return f"{self.incarnation} {len(self.rows)}"

    def read_new(self, since: str, limit: int) -> Outgoing:
        incarnation, _, number = since.partition(" ")
        start = int(number) if incarnation == self.incarnation else 0
        found = [*self.rows.values()][start : start + limit]
        self.reads += len(found)
        return Outgoing(found, f"{self.incarnation} {start + len(found)}")

    def take(self, records: Iterable[Record]) -> Taken:
        added: dict[str, int] = {}
        refused = 0
        for record in records:
            name = record.get("uuid")
            if not isinstance(name, str):
                refused += 1
            elif name not in self.rows:
                self.rows[name] = record
                added[str(record["log"])] = added.get(str(record["log"]), 0) + 1
        return Taken(added, frozenset(), refused)


class MemoryFiles:
    """One text that travels; what comes last stands."""

    def __init__(self) -> None:
        self.text: str | None = None

    def fingerprint(self) -> str:
        return str(self.text)

    def collect(self, bases: Bases, *, whole: bool) -> Collected:
        if self.text is None or (self.text == bases.get("text") and not whole):
            return Collected((), {})
        return Collected(({"log": "file/text", "text": self.text},), {"text": self.text})

    def merge(self, bases: Bases, records: Iterable[Record]) -> Merged:
        came = list(records)
        if not came or came[-1]["text"] == self.text:
            return Merged()
        self.text = str(came[-1]["text"])
        bases.put({"text": self.text})
        return Merged(changed=("text",), told=(f"Merged {len(came)}.",))


class Machine:
    """A home that syncs."""

    def __init__(self, name: str, folder: Path) -> None:
        self.log = MemoryLog(name)
        self.files = MemoryFiles()
        self.path = folder / f"{name}.db"
        self.name = name
        self.batch_bytes = 10**6

    def sync(self, target: Target | Path, url: str = "") -> Outcome:
        state = SyncState(self.path)
        try:
            url = url or str(target)
            opened = FolderTarget(target) if isinstance(target, Path) else target
            state.choose(url)
            side = HomeSide(self.log, self.files, 9, self.name, 1_772_452_800_000, self.batch_bytes)
            return Exchange(side, state, opened, url).run()
        finally:
            state.close()
