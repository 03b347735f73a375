"""This side of a sync: what an exchange needs of a home, and what it says in the end."""

from collections.abc import Iterable
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, NamedTuple, Protocol

from trainer.sync.bases import Bases
from trainer.sync.segment import Record

if TYPE_CHECKING:
    from scheduler.log.exchange import Outgoing
    from scheduler.log.intake import Taken
    from trainer.sync.files import Collected, Merged


class Log(Protocol):
    """The log of a home: `scheduler.log.store.Store`."""

    @property
    def device(self) -> str: ...  # noqa: D102
    @property
    def incarnation(self) -> str: ...  # noqa: D102
    def at_once(self) -> AbstractContextManager[None]: ...  # noqa: D102
    def position(self) -> str: ...  # noqa: D102
    def read_new(self, since: str, limit: int) -> "Outgoing": ...  # noqa: D102
    def take(self, records: Iterable[Record]) -> "Taken": ...  # noqa: D102


class Files(Protocol):
    """The files of a home that travel: `trainer.sync.files`, of one home."""

    def fingerprint(self) -> str: ...  # noqa: D102
    def collect(self, bases: Bases, *, whole: bool) -> "Collected": ...  # noqa: D102
    def merge(self, bases: Bases, records: Iterable[Record]) -> "Merged": ...  # noqa: D102


class HomeSide(NamedTuple):
    """A home that syncs.

    Attributes:
        log: Its log.
        files: Its files.
        schema: The format of its database.
        machine: The name people know the machine by.
        now_ms: What its clock says, in milliseconds since 1970-01-01 UTC.
        batch_bytes: How many bytes of segments to take in as one transaction.
    """

    log: Log
    files: Files
    schema: int
    machine: str
    now_ms: int
    batch_bytes: int = 32 * 1024 * 1024

    @property
    def life(self) -> str:
        """What identifies this life of the log."""
        return f"{self.log.device} {self.log.incarnation}"


class Outcome(NamedTuple):
    """What came of a sync.

    Attributes:
        pulled: How many reviews were new here.
        others: How many other rows were, such as cards suspended, and mock interviews.
        files: How many files were changed here.
        pushed: How many reviews were sent.
        sent: How many other changes were, if there was no review among them.
        machines: The names of the machines that something came from, as they call themselves.
        told: Sentences for the user.
        waiting: How many segments could not be read yet, and records of files not be merged.
        is_first: Whether it is the first sync with the target.
    """

    pulled: int = 0
    others: int = 0
    files: int = 0
    pushed: int = 0
    sent: int = 0
    machines: tuple[str, ...] = ()
    told: tuple[str, ...] = ()
    waiting: int = 0
    is_first: bool = False
