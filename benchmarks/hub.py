"""How many syncs a second a hub bears, with pooled connections, and how long they take.

Usage: python -m benchmarks.hub [--people N] [--reviews N] [--clients N] [--seconds N]

It starts a PostgreSQL of its own. Each sync is one of a random person, as greenroom does it: asks who it is, lists what
is new, fetches two segments and pushes one. Its connection is kept and handed from person to person with SET SESSION
AUTHORIZATION, as a pooler would, so that the policies see each person's own login. Clients run beside the server.
"""

import argparse
import secrets
import statistics
import sys
import time
from collections.abc import Iterator
from multiprocessing import get_context
from random import Random
from typing import Any

import psycopg

from tests.postgres import cluster
from tests.trainer.sync.hubs import segment
from trainer.sync.hub import Hub
from trainer.sync.postgresql import PostgresqlTarget
from trainer.sync.segment import PackedSegment, Record, Segment, pack
from trainer.sync.server import Server

_ROWS = 20  # reviews in a segment: one day's
_BATCH = 500  # people loaded at once


class _Pooled(Server):
    """A server whose connection is another person's with each sync."""

    def become(self, role: str) -> None:
        """Be another person from now on."""
        self.run(lambda connection: connection.execute(_authorization(role)))

    def run(self, work: Any, *, octets: int = 0) -> Any:  # noqa: ARG002  # no watchdog, no limit
        """Do something, without a watchdog: threads would cost the clients more than the server."""
        return work(self._connected())


def main() -> int:
    """Load a hub, run the clients, print what came of it; 0."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.hub", description=__doc__.splitlines()[0])
    parser.add_argument("--people", type=int, default=10_000)
    parser.add_argument("--reviews", type=int, default=1_000, help="of each person, 20 in a segment")
    parser.add_argument("--clients", type=int, default=16)
    parser.add_argument("--seconds", type=int, default=20)
    args = parser.parse_args()
    with cluster(is_durable=True) as server:
        url = server.new_database()
        hub = Hub(url, variables={})
        hub.prepare()
        hub.close()
        begun = time.monotonic()
        _load(url, args.people, args.reviews // _ROWS)
        print(f"loaded {args.people} people with {args.reviews} reviews each in {time.monotonic() - begun:.0f} s")
        with get_context("spawn").Pool(args.clients) as pool:
            jobs = [(url, args.people, args.seconds, number) for number in range(args.clients)]
            times = sorted(one for client in pool.starmap(_client, jobs) for one in client)
        with psycopg.connect(url) as connection:
            ((size,),) = connection.execute("SELECT pg_database_size(current_database())").fetchall()
    percentiles = statistics.quantiles(times, n=100)
    print(
        f"{args.clients} pooled clients, {args.seconds} s: {len(times) / args.seconds:.0f} syncs/s,"
        f" median {percentiles[49] * 1000:.0f} ms, p99 {percentiles[98] * 1000:.0f} ms, database {size / 1e6:.0f} MB"
    )
    return 0


def _load(url: str, people: int, segments: int) -> None:
    """Make people, each with a login and some segments."""
    chance = Random(1)
    data = _packed(chance)
    with psycopg.connect(url, autocommit=True) as connection:
        for start in range(0, people, _BATCH):
            numbers = range(start, min(people, start + _BATCH))
            with connection.transaction():
                for number in numbers:
                    connection.execute(f"CREATE ROLE greenroom_load_{number} LOGIN")
                with connection.cursor().copy("COPY greenroom.people (role, label, head, quota) FROM STDIN") as copy:
                    for number in numbers:
                        copy.write_row((f"greenroom_load_{number}", str(number), segments, 10**9))
                with connection.cursor().copy("COPY greenroom.segments FROM STDIN (FORMAT BINARY)") as copy:
                    copy.set_types(["int8", "int8", "text", "bytea"])
                    for row in _rows(numbers, segments, data):
                        copy.write_row(row)
        connection.execute("VACUUM ANALYZE greenroom.segments")
        connection.execute("VACUUM ANALYZE greenroom.people")


def _rows(numbers: range, segments: int, data: bytes) -> Iterator[tuple[int, int, str, bytes]]:
    for number in numbers:
        device = f"{number:032x}"
        for place in range(1, segments + 1):
            yield number + 1, place, f"{device}-{place:08x}-{'0' * 16}.greenroom", data


def _packed(chance: Random) -> bytes:
    """Return the bytes of a segment with a day's reviews."""
    records: list[Record] = [
        {
            "log": "reviews",
            "uuid": f"{chance.getrandbits(128):032x}",
            "deck": "technique",
            "card": f"c{chance.randrange(300)}",
            "rating": chance.randrange(1, 5),
            "stamp": 1_796_000_000_000 + chance.randrange(10**9),
            "answer_ms": chance.randrange(90_000),
        }
        for _ in range(_ROWS)
    ]
    return pack(Segment("0" * 32, "life", 1, 10, tuple(records))).data


def _client(url: str, people: int, seconds: int, number: int) -> list[float]:
    """Sync as random people for some seconds; return how long each took, in seconds."""
    chance = Random(number)
    server = _Pooled(url, variables={})
    times = []
    end = time.monotonic() + seconds
    while (begun := time.monotonic()) < end:
        person = chance.randrange(people)
        server.become(f"greenroom_load_{person}")
        target = PostgresqlTarget(url, server=server)
        last = 48
        listing = target.list_after(f"{last}:{person:032x}-{last:08x}-{'0' * 16}.greenroom")
        fetched = list(target.get(listing.names[-2:]))
        target.put([_unique(chance)])
        times.append(time.monotonic() - begun)
        if len(fetched) != 2:
            raise ValueError(fetched)
    server.close()
    return times


def _unique(chance: Random) -> PackedSegment:
    return segment(chance.randrange(2**31), secrets.token_hex(16), "x" * 1_200)


def _authorization(role: str) -> Any:
    from psycopg import sql

    return sql.SQL("SET SESSION AUTHORIZATION {}").format(sql.Identifier(role))


if __name__ == "__main__":
    sys.exit(main())
