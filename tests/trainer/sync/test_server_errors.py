"""What can go wrong with a server: each in one sentence with what, where, and what to do, and no secret in it."""

import os
import re
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cards.errors import GreenroomError, MissingPackage
from tests import ROOT
from tests.postgres import Cluster
from tests.trainer.sync.hubs import TestHub, segment
from tests.trainer.sync.listener import listening, message
from trainer.sync.postgresql import PostgresqlTarget
from trainer.sync.server import REQUIREMENT, Server, check_address
from trainer.sync.server_errors import without_secrets
from trainer.sync.target import TargetError


def complaint(url: str, *, seconds: float = 20) -> str:
    """Return what is said when a hub can't be used."""
    target = PostgresqlTarget(url, server=Server(url, variables={}, seconds=seconds, pause=lambda _: None))
    with pytest.raises(GreenroomError) as raised:
        target.identity()
    target.close()
    message = str(raised.value)
    assert "\n" not in message
    assert message.count(". ") <= 2
    assert len(message) < 500
    return message


# --- connecting ------------------------------------------------------------------------------------------


def test_a_wrong_password(hub: TestHub) -> None:
    url = hub.address("Ann")
    hub.passwords.write_text(f"*:*:*:*:wrong-{os.getpid()}\n")
    said = complaint(url)

    assert "does not accept the password for greenroom_" in said
    assert str(hub.passwords) in said
    assert f"wrong-{os.getpid()}" not in said


def test_no_password(hub: TestHub) -> None:
    hub.invite("Ann")
    said = complaint(f"{hub.cluster.url(hub.database, hub.logins['Ann'])}?passfile=/dev/null")

    assert "There is no password for greenroom_" in said
    assert "chmod 600" in said


def test_a_login_that_is_not_there(hub: TestHub) -> None:
    hub.passwords.write_text("*:*:*:*:x\n")

    assert "does not accept the password" in complaint(
        f"{hub.cluster.url(hub.database, 'nobody')}?passfile={hub.passwords}"
    )


def test_an_unknown_host() -> None:
    assert "There is no machine called nowhere.invalid, or you are offline." in complaint(
        "postgresql://me@nowhere.invalid/hub"
    )


def test_a_port_on_which_nothing_listens() -> None:
    assert complaint("postgresql://me@127.0.0.1:1/hub").startswith("No PostgreSQL answers at 127.0.0.1:1/hub.")


def test_no_such_database(hub: TestHub) -> None:
    assert complaint(hub.cluster.url("nothing")).startswith("There is no such database at 127.0.0.1:")


def test_a_database_without_a_hub(postgres: Cluster) -> None:
    url = postgres.new_database()

    assert re.match(r"There is no greenroom hub in 127\.0\.0\.1:\d+/hub\w+\. .*hub init", complaint(url))


def test_someone_who_was_removed(hub: TestHub) -> None:
    target = hub.target("Ann")
    target.identity()
    hub.ask("DELETE FROM greenroom.people RETURNING 1")

    assert "doesn't know greenroom_" in complaint(hub.address("Ann"))
    with pytest.raises(TargetError, match="doesn't know greenroom_"):
        target.put([segment(1)])


def test_the_owner_is_no_member(hub: TestHub) -> None:
    assert "doesn't know owner. Ask its owner for an invitation" in complaint(hub.url)


def test_a_server_that_lets_nobody_in_from_here(postgres: Cluster) -> None:
    rules = postgres.folder / "data/pg_hba.conf"
    before = rules.read_text()
    try:
        rules.write_text("local all all trust\n")
        postgres.reload()
        assert "does not let owner in from here" in complaint(postgres.url("postgres"))
    finally:
        rules.write_text(before)
        postgres.reload()


def test_a_server_that_wants_the_password_itself(postgres: Cluster, hub: TestHub) -> None:
    rules = postgres.folder / "data/pg_hba.conf"
    before = rules.read_text()
    url = hub.address("Ann")
    try:
        rules.write_text("local all all trust\nhost all all all password\n")
        postgres.reload()
        assert "asks for the password itself" in complaint(url)
    finally:
        rules.write_text(before)
        postgres.reload()


def test_a_server_that_never_answers() -> None:
    with listening() as port:
        assert "did not answer in time" in complaint(f"postgresql://me@127.0.0.1:{port}/hub?connect_timeout=2")


def test_a_server_that_hangs_in_the_middle(hub: TestHub) -> None:
    target = hub.target("Ann", seconds=1)
    target.identity()
    with hub.cluster.connect(hub.database) as blocking:
        blocking.autocommit = False
        blocking.execute("LOCK TABLE greenroom.segments")
        with pytest.raises(TargetError, match="did not answer in time") as raised:
            target.list_after("")
    assert raised.value.is_absent
    assert target.list_after("").names == ()


@pytest.mark.parametrize(
    "answer", [b"", b"HTTP/1.1 400 Bad Request\r\n\r\n", b"\0" * 500, b"E\0\0\0\x08\xff\xff\xff\xff"]
)
def test_what_is_no_postgresql(answer: bytes) -> None:
    with listening(answer) as port:
        said = complaint(f"postgresql://me@127.0.0.1:{port}/hub?sslmode=disable&connect_timeout=2")
    assert f"127.0.0.1:{port}/hub" in said


def test_a_server_that_is_too_old() -> None:
    greeting = message(b"R", bytes(4)) + message(b"S", b"server_version\x009.6.24\0") + message(b"Z", b"I")
    with listening(greeting) as port:
        said = complaint(f"postgresql://me@127.0.0.1:{port}/hub?sslmode=disable&connect_timeout=5")
    assert "runs PostgreSQL 9.6.24, which is too old. A hub needs PostgreSQL 13 or newer." in said


# --- TLS -------------------------------------------------------------------------------------------------


def tls(hub: TestHub, host: str, authority: str) -> str:
    """Return the address of Ann over verified TLS; connections to 127.0.0.1 are made by another name."""
    login = hub.logins.get("Ann") or hub.invite("Ann")
    hub.passwords.write_text(hub.passwords.read_text().replace("127.0.0.1:", "*:"))
    address = hub.cluster.url(hub.database, login, host)
    return f"{address}?hostaddr=127.0.0.1&sslmode=verify-full&sslrootcert={authority}&passfile={hub.passwords}"


def test_a_certificate_that_can_be_verified(hub: TestHub) -> None:
    target = PostgresqlTarget(tls(hub, "localhost", str(hub.cluster.authority)), variables={})
    target.put([segment(1)])

    assert hub.ask(
        "SELECT count(*) FROM pg_stat_ssl JOIN pg_stat_activity USING (pid) WHERE ssl AND usename <> 'owner'"
    ) == [(1,)]
    target.close()


def test_a_certificate_of_an_unknown_authority(hub: TestHub) -> None:
    said = complaint(tls(hub, "localhost", "/etc/ssl/certs/ca-certificates.crt"))

    assert "can't be verified (certificate verify failed)" in said
    assert "?sslrootcert=FILE" in said


def test_a_certificate_for_another_name(hub: TestHub) -> None:
    said = complaint(tls(hub, "hub.example.org", str(hub.cluster.authority)))

    assert "The TLS certificate of hub.example.org" in said
    assert "does not match host name" in said


def test_a_missing_file_of_the_authority(hub: TestHub, tmp_path: Path) -> None:
    assert "can't be verified" in complaint(tls(hub, "localhost", str(tmp_path / "nothing")))


def test_a_server_without_tls() -> None:
    with listening(b"N") as port:
        said = complaint(f"postgresql://me@hub.example.org:{port}/hub?hostaddr=127.0.0.1")
    assert "does not offer TLS" in said


@pytest.mark.parametrize(
    ("url", "variables"),
    [
        ("postgresql://me@hub.example.org/hub", {}),
        ("postgresql://me@localhost,hub.example.org/hub", {}),
        ("postgresql://me@localhost/hub?hostaddr=192.0.2.1", {}),
        ("postgresql://me@localhost/hub", {"PGHOSTADDR": "192.0.2.1"}),
        ("postgresql:///hub", {"PGHOST": "hub.example.org"}),
        ("postgresql:///hub?service=work", {}),
        ("postgresql://me@localhost/hub", {"PGSERVICE": "work"}),
        ("postgresql://me@[2001:db8::1]/hub", {}),
    ],
)
def test_whatever_is_not_this_machine_has_to_prove_who_it_is(url: str, variables: dict[str, str]) -> None:
    parameters = check_address(url, {"PGSSLMODE": "disable", **variables}).parameters

    assert (parameters["sslmode"], parameters["gssencmode"]) == ("verify-full", "disable")
    assert Path(parameters["sslrootcert"]).is_file() or parameters["sslrootcert"] == "system"


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "[::1]", "%2Ftmp", ""])
def test_this_machine_needs_no_certificate(host: str) -> None:
    assert "sslmode" not in check_address(f"postgresql://me@{host}/hub", {}).parameters


@pytest.mark.parametrize("weaker", ["sslmode=disable", "sslmode=require", "sslmode=verify-ca", "gssencmode=prefer"])
def test_less_than_verified_tls_is_refused(weaker: str) -> None:
    with pytest.raises(TargetError, match=f"{weaker} would not make sure who answers"):
        check_address(f"postgresql://me@hub.example.org/hub?{weaker}", {})


# --- secrets ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://me:sesame@localhost/hub",
        "postgresql://localhost/hub?password=sesame",
        "postgresql://localhost/hub?sslpassword=sesame",
        "postgres://me:%73esame@hub.example.org/hub",
        "postgresql://me:sesame@[/hub",
        "postgresql://me:sesame@localhost/hub?nonsense=1",
    ],
)
def test_a_password_in_an_address_is_refused_and_not_repeated(url: str) -> None:
    with pytest.raises(TargetError) as raised:
        check_address(url, {})
    assert "sesame" not in str(raised.value)


@given(st.text("0123456789!#$%&*+-.:;<=>?^_", min_size=6))
def test_no_message_has_a_password_in_it(secret: str) -> None:
    for said in ("no option password={} here", "PASSWORD = {}", "sslpassword:{}", "not postgresql://me:{}@host/x"):
        shown = without_secrets(said.format(secret))
        assert "***" in shown
        assert secret not in shown


def test_the_secret_of_an_invitation_never_reaches_the_server(hub: TestHub) -> None:
    hub.cluster.log_everything()
    hub.invite("Ann")
    hub.target("Ann").put([segment(1)])
    secret = hub.passwords.read_text().rstrip().rpartition(":")[2]

    log = (hub.cluster.folder / "log").read_text()
    assert f'CREATE ROLE "{hub.logins["Ann"]}"' in log
    assert secret not in log


# --- what a server answers later ---------------------------------------------------------------------------


def test_a_read_only_replica_is_told_and_can_still_be_read(hub: TestHub) -> None:
    target = hub.target("Ann")
    target.put([segment(1)])
    target.close()
    with hub.cluster.connect("postgres") as owner:
        owner.execute(f"ALTER DATABASE {hub.database} SET default_transaction_read_only = on")
    assert target.list_after("").names == (segment(1).name,)
    with pytest.raises(TargetError, match="takes nothing now: it is read-only, a replica perhaps"):
        target.put([segment(2)])


def test_no_room_for_another_connection(hub: TestHub) -> None:
    hub.invite("Ann")
    with hub.cluster.connect("postgres") as owner:
        owner.execute(f"ALTER ROLE {hub.logins['Ann']} CONNECTION LIMIT 0")

    assert "has no room for another connection" in complaint(hub.address("Ann"))


def test_a_hub_that_needs_a_newer_greenroom(hub: TestHub) -> None:
    hub.ask("UPDATE greenroom.hub SET min_client = 2 RETURNING 1")

    assert "needs a newer greenroom. Update greenroom on this machine." in complaint(hub.address("Ann"))


# --- without psycopg -----------------------------------------------------------------------------------------


def test_without_psycopg_it_says_what_to_install(tmp_path: Path) -> None:
    script = "import sys; sys.modules['psycopg'] = None\nfrom trainer.__main__ import run\nrun()"
    command = [sys.executable, "-c", script, "--home", str(tmp_path / "home"), "hub", "init", "postgresql://x@y/z"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)

    assert done.returncode == 1
    assert "Syncing with PostgreSQL needs the package psycopg[binary], which is not installed" in done.stderr
    assert f'-m pip install "{REQUIREMENT}"' in done.stderr


def test_the_extra_asks_for_what_the_code_needs() -> None:
    import tomllib

    extras = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["optional-dependencies"]

    assert extras["sync"] == [REQUIREMENT]
    assert issubclass(MissingPackage, GreenroomError)
    assert psycopg.__version__


@pytest.mark.parametrize("port", ["x", "0", "70000"])
def test_a_port_that_is_none_is_no_address(port: str) -> None:
    with pytest.raises(TargetError, match=r"^That isn't the address of a PostgreSQL database\. It looks like"):
        check_address(f"postgresql://me@127.0.0.1:{port}/hub", {})
