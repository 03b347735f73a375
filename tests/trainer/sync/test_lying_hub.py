"""A hub whose owner means harm, or whose schema is of another time: what it says is checked, and nothing breaks."""

from pathlib import Path
from random import Random

import pytest

from tests.trainer.sync.hubs import TestHub, segment
from tests.trainer.sync.listener import listening, message
from trainer.sync.hub import MIGRATIONS, Hub
from trainer.sync.postgresql import PostgresqlTarget
from trainer.sync.segment import Fault, PackedSegment, SegmentError, unpack
from trainer.sync.server import Server
from trainer.sync.target import TargetError

NAME = segment(1).name


@pytest.fixture
def target(hub: TestHub) -> PostgresqlTarget:
    """Ann's share of a hub with a segment of hers."""
    target = hub.target("Ann")
    target.put([segment(1)])
    return target


def lie(hub: TestHub, columns: str) -> None:
    """Put a view that says something else in the place of the segments."""
    with hub.cluster.connect(hub.database) as owner:
        owner.execute("ALTER TABLE greenroom.segments RENAME TO real")
        owner.execute(f"CREATE VIEW greenroom.segments AS SELECT {columns} FROM greenroom.real")
        owner.execute("GRANT SELECT ON greenroom.segments TO PUBLIC")


def test_other_bytes_are_not_taken(hub: TestHub, target: PostgresqlTarget) -> None:
    lie(hub, "person, place, name, bytes || 'x' AS bytes")
    (found,) = target.get([NAME])

    assert isinstance(found, PackedSegment)
    with pytest.raises(SegmentError) as raised:
        unpack(found)
    assert raised.value.fault is Fault.PARTIAL


@pytest.mark.slow
def test_a_huge_segment_is_not_even_fetched(hub: TestHub, target: PostgresqlTarget) -> None:
    lie(hub, "person, place, name, convert_to(repeat('x', 70000000), 'UTF8') AS bytes")
    (found,) = target.get([NAME])

    assert isinstance(found, SegmentError)
    assert "larger than any segment" in str(found)


@pytest.mark.parametrize(
    "columns",
    [
        "person, place, name, 'x'::text AS bytes",
        "person, place, name, NULL::bytea AS bytes",
        "person, place, 7 AS name, bytes",
        "person, place, ARRAY[name] AS name, bytes",
    ],
)
def test_values_of_other_kinds_are_nonsense(hub: TestHub, target: PostgresqlTarget, columns: str) -> None:
    lie(hub, columns)
    with pytest.raises(TargetError):
        list(target.get(target.list_after("").names))


@pytest.mark.parametrize("name", ["../../etc/passwd", "\x1b[2J", "x" * 100_000, NAME.upper(), ""])
def test_names_that_are_none_are_left_alone_and_told(hub: TestHub, target: PostgresqlTarget, name: str) -> None:
    lie(hub, f"person, place, convert_from('\\x{name.encode().hex()}', 'UTF8') AS name, bytes")
    listing = target.list_after("")

    assert listing.names == ()
    assert "1 entry that isn't a segment" in listing.told[0]
    assert name not in listing.told[0] or not name


def test_segments_that_nobody_asked_for_are_not_taken(hub: TestHub, target: PostgresqlTarget) -> None:
    target.put([segment(2)])
    lie(hub, f"person, place, CASE name WHEN '{NAME}' THEN '{segment(3).name}' ELSE name END AS name, bytes")
    lost, found = target.get([NAME, segment(2).name])

    assert found == segment(2)
    assert isinstance(lost, SegmentError)


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE greenroom.hub SET id = ''",
        "UPDATE greenroom.hub SET id = repeat('x', 100)",
        "UPDATE greenroom.hub SET id = E'\\x1b'",
        "DELETE FROM greenroom.hub",
        "INSERT INTO greenroom.hub (version) VALUES (1)",
    ],
)
def test_a_hub_that_does_not_know_who_it_is(hub: TestHub, target: PostgresqlTarget, change: str) -> None:
    target.close()
    with hub.cluster.connect(hub.database) as owner:
        owner.execute(change)
    with pytest.raises(TargetError, match="answers nonsense"):
        hub.target("Ann").identity()


@pytest.mark.parametrize("head", [2**63 - 1, 0])
def test_a_head_that_leaves_no_place(hub: TestHub, target: PostgresqlTarget, head: int) -> None:
    hub.ask("UPDATE greenroom.people SET head = %s RETURNING 1", head)
    with pytest.raises(TargetError):
        target.put([segment(2)])


def test_text_that_is_none(hub: TestHub) -> None:
    database = f"{hub.database}_ascii"
    with hub.cluster.connect("postgres") as owner:
        owner.execute(f"CREATE DATABASE {database} ENCODING 'SQL_ASCII' TEMPLATE template0")
    made = Hub(hub.cluster.url(database), variables={})
    made.prepare()
    with hub.cluster.connect(database) as owner:
        owner.execute("INSERT INTO greenroom.people (role, label, quota) VALUES ('owner', 'me', 1)")
        owner.execute("UPDATE greenroom.hub SET id = E'\\xff\\xfe'")
    made.close()
    target = PostgresqlTarget(hub.cluster.url(database), variables={})
    with pytest.raises(TargetError, match=r"nonsense|invalid byte sequence"):
        target.identity()
    target.close()


@pytest.mark.parametrize("seed", range(12))
def test_a_server_that_answers_with_noise(seed: int) -> None:
    chance = Random(seed)
    ready = message(b"R", bytes(4)) + message(b"S", b"server_version\x0015.1\0") + message(b"Z", b"I")
    kinds = [bytes([kind]) for kind in b"TDCEZNS12GA"]
    answers = [message(chance.choice(kinds), chance.randbytes(chance.randrange(60))) for _ in range(20)]
    with listening(ready, b"".join(answers), chance.randbytes(300)) as port:
        url = f"postgresql://me@127.0.0.1:{port}/hub?sslmode=disable&connect_timeout=2"
        target = PostgresqlTarget(url, server=Server(url, variables={}, seconds=0.3, pause=lambda _: None))
        with pytest.raises(TargetError) as raised:
            target.identity()
        target.close()
    assert str(raised.value).isprintable()


# --- other versions ----------------------------------------------------------------------------------------


def test_a_hub_of_a_newer_greenroom_serves_an_older_one(hub: TestHub, target: PostgresqlTarget, tmp_path: Path) -> None:
    newer = tmp_path / "2.sql"
    newer.write_text("ALTER TABLE greenroom.segments ADD kind text; CREATE TABLE greenroom.more (x text);")
    assert hub.hub.prepare((*MIGRATIONS, newer))[:2] == (1, 2)
    target.put([segment(2)])

    assert target.list_after("").names == (NAME, segment(2).name)
    assert hub.hub.prepare((*MIGRATIONS, newer))[:2] == (2, 2)
    with pytest.raises(TargetError, match=r"A newer greenroom made the hub in .*\. Update greenroom"):
        hub.hub.prepare()


def test_a_migration_that_fails_changes_nothing(hub: TestHub, target: PostgresqlTarget, tmp_path: Path) -> None:
    newer = tmp_path / "2.sql"
    newer.write_text("CREATE TABLE greenroom.more (x text); SELECT 1/0;")
    with pytest.raises(TargetError, match="division by zero"):
        hub.hub.prepare((*MIGRATIONS, newer))

    assert hub.ask("SELECT version FROM greenroom.hub") == [(1,)]
    assert hub.ask("SELECT to_regclass('greenroom.more')") == [(None,)]
    assert target.list_after("").names == (NAME,)
