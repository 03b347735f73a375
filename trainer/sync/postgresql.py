"""A PostgreSQL database as a target: a hub, on which each person has segments of their own.

A place is given under the lock of the person's row, so that places have no gaps and appear in order, and the last
place seen is a cursor that misses nothing.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
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
# The size of each segment, and of the first ones, as many as fit together, the bytes.
_GET = """
SELECT name, size, CASE WHEN total <= %s THEN bytes END
FROM (
  SELECT name, bytes, octet_length(bytes) AS size, sum(octet_length(bytes)) OVER (ORDER BY place) AS total
  FROM greenroom.segments WHERE person = %s AND name = ANY(%s)
) AS asked
"""
_MOVE = "UPDATE greenroom.people SET head = head + %s WHERE person = %s RETURNING head"
_HAD = "SELECT name FROM greenroom.segments WHERE person = %s AND name = ANY(%s)"
_PUT = "INSERT INTO greenroom.segments (person, place, name, bytes)"


class _Gap(Exception):
    """A push that would leave places empty."""


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
        for start in range(0, len(names), _BATCH_COUNT):
            waiting = list(names[start : start + _BATCH_COUNT])
            while waiting:
                found = self._fetch(waiting, _BATCH_BYTES)
                alone = ""
                if not any(data for _, data in found.values()):  # the first is large
                    alone = next((name for name, (size, _) in found.items() if size <= MAX_PACKED), "")
                    found |= self._fetch([alone], found[alone][0]) if alone else {}
                left = []
                for name in waiting:
                    size, data = found.get(name, (0, None))
                    if data is not None:
                        yield PackedSegment(name, data)
                    elif size > MAX_PACKED:
                        yield too_large(name)
                    elif name in found and name != alone:
                        left.append(name)
                    else:
                        yield SegmentError(name, Fault.PARTIAL, "the hub has lost it", "Sync once more.")
                waiting = left

    def _fetch(self, names: Sequence[str], most: int) -> dict[str, tuple[int, bytes | None]]:
        """Return the size of each segment that is there, and the bytes of the first ones, at most so many together."""
        me = self._who()
        kinds = (str, int, (bytes, type(None)))
        rows = self._ask(_GET, most, me.person, list(names), kinds=kinds, octets=most)
        return {name: (size, data) for name, size, data in rows if name in names}

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
        with suppress(_Gap), connection.transaction():
            head = self._move(connection, person, len(segments))
            if self._insert(connection, person, head - len(segments), segments) < len(segments):
                raise _Gap  # some are there, so their places would stay empty
            return
        with connection.transaction():
            head = self._move(connection, person, 0)
            had = {name for (name,) in connection.execute(_HAD, (person, [name for name, _ in segments])).fetchall()}
            if fresh := [segment for segment in segments if segment[0] not in had]:
                self._insert(connection, person, head, fresh)
                self._move(connection, person, len(fresh))

    def _move(self, connection: "Connection", person: int, step: int) -> int:
        """Move the place of the person's newest segment and return it; their row is locked until the end."""
        heads = connection.execute(_MOVE, (step, person)).fetchall()
        if not heads:
            raise self._unknown()
        ((head,),) = heads
        if not isinstance(head, int):
            raise nonsense(self._server.address)
        return head

    @staticmethod
    def _insert(connection: "Connection", person: int, head: int, segments: Sequence[tuple[str, bytes]]) -> int:
        """Add segments at the places after `head`; return how many were not there yet."""
        rows = [(person, head + number, *segment) for number, segment in enumerate(segments, 1)]
        places = ", ".join(["(%s, %s, %s, %b)"] * len(rows))
        values = [value for row in rows for value in row]
        return connection.execute(f"{_PUT} VALUES {places} ON CONFLICT (person, name) DO NOTHING", values).rowcount

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
