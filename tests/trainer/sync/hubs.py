"""A hub on a real server, with people who can sync."""

from pathlib import Path
from typing import Any

import psycopg

from tests.postgres import Cluster
from trainer.sync.hub import Hub
from trainer.sync.postgresql import PostgresqlTarget
from trainer.sync.segment import PackedSegment, Segment, SegmentError, pack
from trainer.sync.server import Server


class TestHub:
    """A hub in a database of its own."""

    __test__ = False

    def __init__(self, cluster: Cluster, folder: Path) -> None:
        self.cluster = cluster
        self.url = cluster.used_database()
        self.database = self.url.rpartition("/")[2]
        self.passwords = folder / "pgpass"
        self.passwords.touch(mode=0o600)
        self.hub = Hub(self.url, variables={})
        self.hub.prepare()
        self.targets: list[PostgresqlTarget] = []
        self.logins: dict[str, str] = {}

    def invite(self, label: str, quota: int = 10_000_000) -> str:
        """Invite a person; return their login. The password is put where libpq finds it."""
        invitation = self.hub.invite(label, quota)
        with self.passwords.open("a") as file:
            file.write(f"{invitation.line}\n".replace(f":{self.cluster.port}:", ":*:"))
        self.logins[label] = invitation.url.partition("//")[2].partition("@")[0]
        return self.logins[label]

    def address(self, label: str, *, port: int | None = None) -> str:
        """Return the address of a person, with their password file; of another port if a proxy stands before it."""
        if label not in self.logins:
            self.invite(label)
        address = f"{self.cluster.url(self.database, self.logins[label])}?passfile={self.passwords}"
        if port is None:
            return address
        return f"{address.replace(f':{self.cluster.port}/', f':{port}/')}&sslmode=disable"  # so that it can read along

    def target(self, label: str, *, port: int | None = None, seconds: float = 20) -> PostgresqlTarget:
        """Return a new connection of a person, who is invited if need be."""
        server = Server(self.address(label, port=port), variables={}, seconds=seconds, pause=lambda _: None)
        target = PostgresqlTarget(self.address(label), server=server)
        self.targets.append(target)
        return target

    def connect(self, label: str) -> "psycopg.Connection[tuple[Any, ...]]":
        """Connect as a person who writes their own SQL; each statement is a transaction."""
        return psycopg.connect(self.address(label), autocommit=True)

    def ask(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        """Return what the owner of the server sees."""
        with self.cluster.connect(self.database) as connection:
            return connection.execute(query, values).fetchall()

    def close(self) -> None:
        for target in self.targets:
            target.close()
        self.hub.close()
        self.cluster.give_back(self.url)


def segment(number: int, device: str = "a" * 32, text: str = "") -> PackedSegment:
    """Return a segment with one record."""
    return pack(Segment(device, "life", number, 10, ({"log": "reviews", "uuid": f"{device}-{number}", "text": text},)))


def read(target: PostgresqlTarget, cursor: str = "") -> list[PackedSegment]:
    """Return all segments after a cursor; none may be missing."""
    found = list(target.get(target.list_after(cursor).names))
    assert not [each for each in found if isinstance(each, SegmentError)]
    return [each for each in found if isinstance(each, PackedSegment)]
