"""A hub on a real server, with people who can sync."""

from pathlib import Path
from random import Random
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


class FaultyHub:
    """A person's share of a hub with everything that goes wrong with servers."""

    def __init__(self, hub: TestHub) -> None:
        self.url = hub.address("Ann")
        self._hub = hub
        self._is_down = False

    def go_wrong(self, rng: Random) -> None:
        """The server is killed, stays away for a day, has other bytes, or is restored from an older backup."""
        if self._is_down:
            return
        match rng.randrange(4):
            case 0:
                self._hub.cluster.stop("immediate")
                self._hub.cluster.start()
            case 1:
                self._hub.cluster.stop("immediate")
                self._is_down = True
            case 2:
                self.come_right()
                self._hub.ask("UPDATE greenroom.segments SET bytes = bytes || 'x' WHERE place %% 3 = 0 RETURNING 1")
            case 3:
                ((head,),) = self._hub.ask("SELECT head FROM greenroom.people")
                older = max(0, head - rng.randrange(1, 6))
                self._hub.ask("DELETE FROM greenroom.segments WHERE place > %s RETURNING 1", older)
                self._hub.ask("UPDATE greenroom.people SET head = %s RETURNING 1", older)

    def come_right(self) -> None:
        """The server is there, with the bytes it was given."""
        if self._is_down:
            self._hub.cluster.start()
            self._is_down = False
        right = "substr(bytes, 1, octet_length(bytes) - 1)"
        self._hub.ask(
            f"UPDATE greenroom.segments SET bytes = {right}"
            " WHERE left(encode(sha256(bytes), 'hex'), 16) <> split_part(split_part(name, '.', 1), '-', 3) RETURNING 1"
        )
