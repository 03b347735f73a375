"""Files that travel between machines: decks, own answers, stories, interviews and settings."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

from scheduler.log.store import Store
from trainer.home import Home
from trainer.sync.bases import Bases
from trainer.sync.segment import Record

LOG = "file/"  # the names of these records' logs begin with it


class Collected(NamedTuple):
    """What changed in this home's files.

    Attributes:
        records: A record for each file that changed since it last travelled.
        bases: What to `put` in the bases, in the same transaction in which the records are kept for sending.
        told: Sentences about files that can't travel, for the user.
    """

    records: tuple[Record, ...]
    bases: Mapping[str, str | None]
    told: tuple[str, ...] = ()


class Merged(NamedTuple):
    """What came of records from other machines.

    Attributes:
        changed: The files written or removed here, relative to the home.
        kept: The files in `conflicts/` with what was changed on two machines at once, and doesn't stand.
        told: Sentences for the user: what was kept, came back, was refused, or has to wait.
    """

    changed: tuple[str, ...] = ()
    kept: tuple[Path, ...] = ()
    told: tuple[str, ...] = ()


def collect(home: Home, store: Store, bases: Bases, *, whole: bool = False) -> Collected:
    """Return what changed here since the last time; with `whole`, all files, for a target that has none of them."""
    raise NotImplementedError


def merge(home: Home, store: Store, bases: Bases, records: Iterable[Record]) -> Merged:
    """Merge records from other machines into the files here. Records may come in any order, and more than once.

    Call it without records too: those that could not be merged earlier are tried again. When it returns, each record
    is in its file, refused, or kept in the bases until it can be merged; killed before that, it can be called again.
    Records that came through one target have to go to the others as they are.
    """
    raise NotImplementedError
