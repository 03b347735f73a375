"""`greenroom hub`, against a real server."""

import json
import re
from pathlib import Path

import pytest

from tests.postgres import Cluster
from tests.terminal import World
from tests.trainer.sync.hubs import TestHub, read, segment
from trainer.sync.postgresql import PostgresqlTarget


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path / "home")


def invited(world: World, hub: str, *arguments: str) -> PostgresqlTarget:
    """Invite someone and do what the invitation says; return their target."""
    assert world.run("hub", "invite", hub, *arguments) == 0
    address, line = re.findall(r"^   (?:greenroom sync )?(\S+)$", world.out, re.MULTILINE)
    passwords = world.home.parent / "pgpass"
    passwords.write_text(f"{line}\n")
    passwords.chmod(0o600)
    return PostgresqlTarget(f"{address}?passfile={passwords}", variables={})


def test_a_hub_is_made_and_someone_invited_who_then_syncs(world: World, postgres: Cluster) -> None:
    hub = postgres.new_database()

    assert world.run("hub", "init", hub) == 0
    assert "There is a hub in 127.0.0.1" in world.out
    assert f"`greenroom hub invite {hub} PERSON`" in world.out
    assert "Members can" not in world.out
    target = invited(world, hub, "Ann")
    assert "chmod 600" in " ".join(world.out.split())
    assert "replace 127.0.0.1 with the name that others reach it by" in " ".join(world.out.split())
    target.put([segment(1)])
    assert read(target) == [segment(1)]
    target.close()


def test_making_a_hub_again_changes_nothing(world: World, hub: TestHub) -> None:
    hub.target("Ann").put([segment(1)])

    assert world.run("hub", "init", hub.url) == 0
    assert "is up to date" in world.out
    assert read(hub.target("Ann")) == [segment(1)]


def test_another_invitation_replaces_the_password(world: World, hub: TestHub) -> None:
    first = invited(world, hub.url, "Ann")
    first.put([segment(1)])
    first.close()
    old = (world.home.parent / "pgpass").read_text()
    again = invited(world, hub.url, "Ann", "--again")

    assert (world.home.parent / "pgpass").read_text() != old
    assert read(again) == [segment(1)]
    again.close()
    assert world.run("hub", "invite", hub.url, "Ann") == 1
    assert '"Ann" is on this hub already' in world.err
    assert world.run("hub", "invite", hub.url, "Ben", "--again") == 1
    assert 'There is no "Ben" on this hub' in world.err


def test_the_owner_sees_everyone_and_a_member_themselves(world: World, hub: TestHub) -> None:
    hub.target("Ann").put([segment(1)])
    hub.invite("Ben", quota=5_000_000)

    assert world.run("hub", "status", hub.url, "--json") == 0
    status = json.loads(world.out)
    assert [(each["label"], each["segments"], each["quota"]) for each in status["people"]] == [
        ("Ann", 1, 10_000_000),
        ("Ben", 0, 5_000_000),
    ]
    assert (status["version"], status["left"], status["is_owner"]) == (1, 0, True)
    world.run("hub", "status", hub.url)
    assert "2 people" in world.out
    assert "nothing sent yet" in world.out
    assert "1 segment, last sent something " in world.out
    assert world.run("hub", "status", hub.address("Ben")) == 0
    assert "Ben" in world.out
    assert "Ann" not in world.out


@pytest.mark.parametrize("columns", [20, 40, 80, 200])
def test_status_is_no_wider_than_the_terminal(world: World, hub: TestHub, columns: int) -> None:
    hub.invite("Ann of the long name and the \x1b[31mred colour")
    world.columns = columns
    world.run("hub", "status", hub.url)

    assert max(map(len, world.out.split("\n"))) <= columns
    assert "\x1b" not in world.out


def test_removing_someone_asks_first(world: World, hub: TestHub) -> None:
    ann = hub.target("Ann")
    ann.put([segment(1)])

    assert world.run("hub", "remove", hub.url, "Ann") == 2
    assert "Add --yes" in world.err
    world.interactive, world.variables = True, {"GREENROOM_PLAIN": "1"}
    assert world.run("hub", "remove", hub.url, "Ann", typed="\n") == 1
    assert "Nothing was changed" in world.err
    assert read(ann) == [segment(1)]
    assert world.run("hub", "remove", hub.url, "Ann", typed="y\n") == 0
    assert hub.ask("SELECT * FROM greenroom.segments") == []
    assert hub.ask("SELECT FROM pg_roles WHERE rolname LIKE 'greenroom%%' AND rolname = %s", hub.logins["Ann"]) == []
    assert world.run("hub", "remove", hub.url, "Ann") == 1
    assert 'There is no "Ann" on this hub' in world.err


def test_who_forgets_themselves_leaves_nothing_but_a_login_that_init_removes(world: World, hub: TestHub) -> None:
    hub.target("Ann").put([segment(1)])
    hub.target("Ben").put([segment(2)])

    assert world.run("hub", "forget", hub.address("Ann")) == 2
    assert world.run("hub", "forget", hub.address("Ann"), "--yes") == 0
    assert hub.ask("SELECT label FROM greenroom.people") == [("Ben",)]
    assert hub.ask("SELECT name FROM greenroom.segments") == [(segment(2).name,)]
    assert world.run("hub", "forget", hub.address("Ann"), "--yes") == 1
    world.run("hub", "status", hub.url)
    assert "1 login of people who have left" in world.out
    world.run("hub", "init", hub.url)
    assert "Removed 1 login" in world.out


def test_a_member_may_not_do_what_the_owner_may(world: World, hub: TestHub) -> None:
    hub.invite("Ben")
    for action in (["init"], ["invite"], ["remove"]):
        who = ["Ben"] if action != ["init"] else []
        assert world.run("hub", *action, hub.address("Ben"), *who, *(["--yes"] if action == ["remove"] else [])) == 1
        assert "may not run a hub" in world.err


@pytest.mark.parametrize("name", ["", " ", "x" * 61])
def test_a_name_that_is_none_is_refused(world: World, hub: TestHub, name: str) -> None:
    assert world.run("hub", "invite", hub.url, name) == 2


def test_without_a_target_it_says_so(world: World) -> None:
    assert world.run("hub") == 2
    assert "ADDRESS is missing" in world.err


def test_an_owner_who_is_no_superuser_will_do_and_is_told_what_stays_possible(world: World, postgres: Cluster) -> None:
    hub = postgres.new_database()
    database = hub.rpartition("/")[2]
    with postgres.connect("postgres") as connection:
        connection.execute(f"CREATE ROLE plain_{database} LOGIN CREATEROLE")
        connection.execute(f"ALTER DATABASE {database} OWNER TO plain_{database}")
    with postgres.connect(database) as connection:
        connection.execute("GRANT ALL ON SCHEMA public TO PUBLIC")
    address = f"postgresql://plain_{database}@/{database}?host={postgres.folder}&port={postgres.port}"

    assert world.run("hub", "init", address) == 0
    assert "Members can store large objects" in world.out
    assert "run `greenroom hub init` once as the server's superuser" in world.out
    assert "temporary" not in world.out
    target = invited(world, address, "Ann")
    target.close()
    assert world.run("hub", "remove", address, "Ann", "--yes") == 0
    assert world.run("hub", "init", hub) == 0  # once more, as the superuser
    assert "Members can" not in world.out
