"""A PostgreSQL database as a target: a hub, on which each person has segments of their own.

A place is given under the lock of the person's row, so that places have no gaps and appear in order, and the last
place seen is a cursor that misses nothing.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from trainer.sync.segment import MAX_PACKED, Fault, PackedSegment, SegmentError, parse_name, too_large
from trainer.sync.server import Server
from trainer.sync.server_errors import nonsense
from trainer.sync.target import Listing, TargetError

if TYPE_CHECKING:
    from trainer.sync.server import Connection

CLIENT = 1  # what this greenroom speaks; a hub may ask for more
_MOST_NAMES = 100_000  # in a listing; the next one goes on from there
_BATCH_COUNT = 200
_BATCH_BYTES = 2_000_000  # a larger segment is a batch by itself

_WHO = """
SELECT hub.id, hub.min_client, me.person
FROM greenroom.hub LEFT JOIN greenroom.people AS me ON me.role = session_user
"""
_LIST = "SELECT place, name FROM greenroom.segments WHERE person = %s AND place >= %s ORDER BY place LIMIT %s"
_SIZES = "SELECT name, octet_length(bytes) FROM greenroom.segments WHERE person = %s AND name = ANY(%s)"
_GET = "SELECT name, bytes FROM greenroom.segments WHERE person = %s AND name = ANY(%s)"
_LOCK = "SELECT head FROM greenroom.people WHERE person = %s FOR UPDATE"
_HAD = "SELECT name FROM greenroom.segments WHERE person = %s AND name = ANY(%s)"
_PUT = "INSERT INTO greenroom.segments (person, place, name, bytes) VALUES "
_MOVE = "UPDATE greenroom.people SET head = %s WHERE person = %s"


class _Me(NamedTuple):
    """The hub, and who we are on it."""

    hub: str
    person: int


class PostgresqlTarget:
    """A person's share of a hub."""

    compact_at = 0  # nothing is ever removed from a hub but a whole person

    def __init__(self, url: str, *, variables: Mapping[str, str] | None = None, server: Server | None = None) -> None:
        """Check an address; nothing is connected yet.

        Args:
            url: `postgresql://...`, without a password.
            variables: The environment variables; None for those of this process.
            server: The server, for other limits than usual.

        Raises:
            TargetError: It can't be used.
            MissingPackage: psycopg is not installed.
        """
        self._server = server or Server(url, variables=variables)
        self._me: _Me | None = None

    def identity(self, known: str = "") -> str:  # noqa: ARG002  # a hub has one id
        """Return the id of the hub and the person."""
        me = self._who()
        return f"{me.hub}-{me.person}"

    def list_after(self, cursor: str) -> Listing:
        """Return the names of the segments that came after a cursor, oldest first.

        A cursor is a place and the name that was there. If another is there now, or none, the database is an older
        copy of itself, and everything is listed.
        """
        me = self._who()
        place, name = _read_cursor(cursor)
        rows = self._places(me, place)
        told: tuple[str, ...] = ()
        if place and rows[:1] != [(place, name)]:
            place, rows = 0, self._places(me, 0)
            told = (f"{self._server.address.where} went back to an older state; what it lost is sent once more.",)
        elif place:
            rows = rows[1:]
        if rows:
            cursor = f"{rows[-1][0]}:{rows[-1][1]}"
        elif not place:
            cursor = ""
        names = tuple(name for _, name in rows if parse_name(name))
        if strange := len(rows) - len(names):
            what = "1 entry that isn't a segment" if strange == 1 else f"{strange} entries that aren't segments"
            told += (f"{self._server.address.where} has {what}; greenroom leaves that alone.",)
        return Listing(names, cursor, told, is_whole=not place and len(rows) < _MOST_NAMES)

    def get(self, names: Sequence[str]) -> Iterator[PackedSegment | SegmentError]:
        """Yield each segment, or why it can't be read."""
        me = self._who()
        for start in range(0, len(names), _BATCH_COUNT):
            part = names[start : start + _BATCH_COUNT]
            sizes = dict(self._ask(_SIZES, me.person, list(part), kinds=(str, int)))
            for name in part:
                if sizes.get(name, 0) > MAX_PACKED:
                    yield too_large(name)
            fitting = [(name, sizes[name]) for name in part if name in sizes and sizes[name] <= MAX_PACKED]
            missing = set(part) - sizes.keys()
            for batch in _by_size(fitting):
                octets = sum(size for _, size in batch)
                asked = [name for name, _ in batch]
                came = dict(self._ask(_GET, me.person, asked, kinds=(str, bytes), octets=octets))
                for name in asked:
                    if name in came:
                        yield PackedSegment(name, came[name])
                    else:
                        missing.add(name)
            for name in missing:
                yield SegmentError(name, Fault.PARTIAL, "the hub has lost it", "Sync once more.")

    def put(self, segments: Sequence[PackedSegment]) -> None:
        """Add segments, a batch in one transaction each. Doing it again adds nothing."""
        me = self._who()
        unique = dict(segments)
        for batch in _by_size([(name, len(data)) for name, data in unique.items()]):
            chosen = [(name, unique[name]) for name, _ in batch]
            octets = sum(size for _, size in batch)
            self._server.run(partial(self._push, me.person, chosen), octets=octets)

    def remove(self, names: Sequence[str]) -> None:
        """Remove nothing: a hub keeps what it has."""

    def close(self) -> None:
        """Leave the server."""
        self._server.close()

    def _who(self) -> _Me:
        """Return the hub and the person, asked once.

        Raises:
            TargetError: The hub needs a newer greenroom, or doesn't know the user.
        """
        if self._me is None:
            where = self._server.address.where
            found = self._ask(_WHO, kinds=(str, int, (int, type(None))))
            if len(found) != 1:
                raise nonsense(self._server.address)
            ((hub, min_client, person),) = found
            if min_client > CLIENT:
                raise TargetError(f"The hub in {where} needs a newer greenroom", "Update greenroom on this machine.")
            if person is None:
                raise self._unknown()
            if not hub.isalnum() or len(hub) > 64:
                raise nonsense(self._server.address)
            self._me = _Me(hub, person)
        return self._me

    def _places(self, me: _Me, place: int) -> list[tuple[Any, ...]]:
        return self._ask(_LIST, me.person, place, _MOST_NAMES + 1, kinds=(int, str))

    def _ask(self, query: str, *values: object, kinds: tuple[Any, ...], octets: int = 0) -> list[tuple[Any, ...]]:
        """Return the rows of a query, whose values have been checked to be of some kinds."""

        def ask(connection: "Connection") -> list[tuple[Any, ...]]:
            with connection.cursor(binary=True) as cursor:
                return cursor.execute(query, values).fetchall()

        rows = self._server.run(ask, octets=octets)
        for row in rows:
            if len(row) != len(kinds) or not all(map(isinstance, row, kinds)):
                raise nonsense(self._server.address)
        return rows

    def _push(self, person: int, segments: Sequence[tuple[str, bytes]], connection: "Connection") -> None:
        """Add those of some segments that are not there yet, under the lock of the person's row."""
        with connection.transaction():
            heads = connection.execute(_LOCK, (person,)).fetchall()
            if not heads:
                raise self._unknown()
            ((head,),) = heads
            if not isinstance(head, int):
                raise nonsense(self._server.address)
            names = [name for name, _ in segments]
            had = {name for (name,) in connection.execute(_HAD, (person, names)).fetchall()}
            fresh = [segment for segment in segments if segment[0] not in had]
            if fresh:
                rows = [(person, head + number, *segment) for number, segment in enumerate(fresh, 1)]
                places = ", ".join(["(%s, %s, %s, %b)"] * len(rows))
                connection.execute(_PUT + places, [value for row in rows for value in row])
                connection.execute(_MOVE, (head + len(rows), person))

    def _unknown(self) -> TargetError:
        user = self._server.address.parameters.get("user", "you")
        what = f"The hub in {self._server.address.where} doesn't know {user}"
        return TargetError(what, "Ask its owner for an invitation: `greenroom hub invite`.")


def _by_size(sized: Sequence[tuple[str, int]]) -> Iterator[list[tuple[str, int]]]:
    """Group names by `_BATCH_COUNT` and `_BATCH_BYTES`."""
    group: list[tuple[str, int]] = []
    for name, size in sized:
        if group and (len(group) == _BATCH_COUNT or sum(each for _, each in group) + size > _BATCH_BYTES):
            yield group
            group = []
        group.append((name, size))
    if group:
        yield group


def _read_cursor(cursor: str) -> tuple[int, str]:
    """Return the place and the name in a cursor; 0 and "" where it has none."""
    place, _, name = cursor.partition(":")
    return (int(place), name) if place.isdecimal() and len(place) < 19 else (0, "")
