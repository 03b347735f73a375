"""Targets: the places that homes meet at. Each can list segments, read them, and keep new ones."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple, Protocol

from cards.errors import GreenroomError
from trainer.sync.segment import PackedSegment, SegmentError, is_whole

_DATABASES = ("postgresql://", "postgres://")


class Listing(NamedTuple):
    """What a target has.

    Attributes:
        names: The names of segments, in lower case.
        cursor: Where the next listing can begin; empty for a target that always lists everything.
        told: Sentences about what was met on the way, for the user.
        is_whole: Whether `names` is all there is, whatever the cursor was. If segments that this home has put there
            are not among them, the place has lost them (an older backup of it was restored), and they are put again.
        sizes: The bytes of each segment as far as a listing knows them. One that this home has put there and that has
            another size was cut off after all, as on a stick that was pulled out.
    """

    names: tuple[str, ...]
    cursor: str
    told: tuple[str, ...] = ()
    is_whole: bool = True
    sizes: Mapping[str, int] = MappingProxyType({})


class Target(Protocol):
    """A place that homes meet at. Any method may raise a `TargetError`.

    Attributes:
        compact_at: How many small segments of one home there may be before they are packed into fewer; 0 for any.
    """

    compact_at: int

    def identity(self, known: str = "") -> str:
        """Return the stable id of the place, made on first use.

        A folder synced by others may have got several ids at once: then `known` stays, if it is one of them.
        """
        ...

    def list_after(self, cursor: str) -> Listing:
        """Return the segments that were not there yet when a listing returned `cursor`; all of them for ""."""
        ...

    def get(self, names: Sequence[str]) -> Iterator[PackedSegment | SegmentError]:
        """Yield each segment as it is stored, or why it can't be read, in any order."""
        ...

    def put(self, segments: Sequence[PackedSegment]) -> None:
        """Keep segments. Those that are there already stay; when it returns, all of them are durable."""
        ...

    def remove(self, names: Sequence[str]) -> None:
        """Remove segments whose records are in others. Called only if `compact_at` isn't 0."""
        ...

    def close(self) -> None:
        """Let go of the place."""
        ...


def cut_off(target: Target, names: Iterable[str]) -> list[str]:
    """Return which of some segments are not whole in a target; those that can't be read now are left out."""
    return [each.name for each in target.get([*names]) if isinstance(each, PackedSegment) and not is_whole(each)]


class TargetError(GreenroomError):
    """A target that can't be used now. Nothing here has changed, and nothing there is lost.

    Attributes:
        is_absent: Whether it is merely out of reach: offline, or a drive that isn't there.
    """

    def __init__(self, what: str, fix: str = "", *, is_absent: bool = False) -> None:
        super().__init__(what, fix)
        self.is_absent = is_absent


def is_database(url: str) -> bool:
    """Return whether a target is a PostgreSQL database, not a folder."""
    return url.startswith(_DATABASES)


def open_target(url: str) -> Target:
    """Open a target: the absolute path of a folder, or `postgresql://...`.

    Raises:
        TargetError: It can't be used now.
        MissingPackage: It is a database, and the package for that isn't installed.
    """
    if is_database(url):
        from trainer.sync.postgresql import PostgresqlTarget  # type: ignore[import-not-found,import-untyped,unused-ignore]

        database: Target = PostgresqlTarget(url)
        return database
    from trainer.sync.folder import FolderTarget

    return FolderTarget(Path(url))
