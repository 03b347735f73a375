"""What a member of a hub can do with SQL of their own, which is all that a modified client could do."""

from collections.abc import Iterator

import psycopg
import pytest
from psycopg import errors

from tests.postgres import Cluster
from tests.trainer.sync.hubs import TestHub, segment

Member = psycopg.Connection[tuple[object, ...]]


@pytest.fixture(scope="module")
def hub(postgres: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestHub]:
    """One hub for all attacks, since none of them may change it."""
    made = TestHub(postgres, tmp_path_factory.mktemp("hub"))
    made.target("Ann").put([segment(1), segment(2), segment(3)])
    made.target("Mallory").put([segment(1, "c" * 32)])
    yield made
    made.close()


@pytest.fixture
def mallory(hub: TestHub) -> Iterator[Member]:
    """Mallory, connected to a hub on which Ann has three segments and she one."""
    with hub.connect("Mallory") as connection:
        yield connection
    assert hub.ask("SELECT name FROM greenroom.segments JOIN greenroom.people USING (person) WHERE label = 'Ann'") == [
        (segment(number).name,) for number in (1, 2, 3)
    ]


def ann(hub: TestHub) -> int:
    ((person,),) = hub.ask("SELECT person FROM greenroom.people WHERE label = 'Ann'")
    return int(person)


@pytest.mark.parametrize(
    ("query", "own"),
    [
        ("SELECT label FROM greenroom.people", [("Mallory",)]),
        ("SELECT count(*) FROM greenroom.segments", [(1,)]),
        ("SELECT count(*) FROM greenroom.segments WHERE person = {ann}", [(0,)]),
        ("SELECT place FROM ONLY greenroom.segments WHERE name LIKE 'a%'", []),
        ("TABLE greenroom.people LIMIT 0", []),
        ("SELECT most_common_vals FROM pg_stats WHERE schemaname = 'greenroom' AND tablename <> 'hub'", []),
        ("SELECT query FROM pg_stat_activity WHERE usename <> session_user AND query ~ 'greenroom'", []),
        ("SELECT count(*) FROM pg_authid", errors.InsufficientPrivilege),
        ("SELECT * FROM pg_statistic", errors.InsufficientPrivilege),
        ("COPY greenroom.people TO STDOUT", None),
        ("COPY greenroom.people TO PROGRAM 'cat'", errors.InsufficientPrivilege),
        ("SELECT pg_read_file('postgresql.conf')", errors.InsufficientPrivilege),
    ],
)
def test_a_member_reads_nothing_of_others(hub: TestHub, mallory: Member, query: str, own: object) -> None:
    query = query.format(ann=ann(hub))
    if own is None:
        with mallory.cursor() as cursor, cursor.copy(query) as copy:
            assert [row[2] for row in copy.rows()] == ["Mallory"]
    elif isinstance(own, list):
        assert mallory.execute(query).fetchall() == own
    else:
        with pytest.raises(own):  # type: ignore[call-overload]
            mallory.execute(query)


def test_a_function_that_tells_what_it_is_given_is_given_only_own_rows(
    mallory: Member,
) -> None:
    """A cheap function in a condition would run before the policy, if the planner didn't know better."""
    mallory.execute("SELECT set_config('x.y', '', false)")
    leak = "set_config('x.y', current_setting('x.y') || label, false) <> ''"
    mallory.execute(f"SELECT * FROM greenroom.people WHERE {leak}")

    assert mallory.execute("SELECT current_setting('x.y')").fetchall() == [("Mallory",)]
    with pytest.raises(errors.InsufficientPrivilege):
        mallory.execute("CREATE FUNCTION greenroom.leak(text) RETURNS boolean LANGUAGE sql COST 0.01 AS 'SELECT true'")
    with pytest.raises(errors.InsufficientPrivilege):
        mallory.execute("CREATE FUNCTION public.leak(text) RETURNS boolean LANGUAGE sql COST 0.01 AS 'SELECT true'")


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO greenroom.segments (person, place, name, bytes) VALUES ({ann}, 9, '{name}', 'x')",
        "INSERT INTO greenroom.segments VALUES ({ann}, 1, '{name}', 'x') ON CONFLICT DO NOTHING",
        "INSERT INTO greenroom.people (role, label, quota) VALUES (session_user, 'x', 1)",
        "UPDATE greenroom.segments SET bytes = 'x'",
        "DELETE FROM greenroom.segments",
        "DELETE FROM greenroom.people",
        "TRUNCATE greenroom.segments",
        "UPDATE greenroom.people SET quota = 1000000000000",
        "UPDATE greenroom.people SET used = 0",
        "UPDATE greenroom.people SET role = 'owner'",
        "UPDATE greenroom.hub SET min_client = 99",
        "SELECT nextval('greenroom.people_person_seq')",
        "ALTER TABLE greenroom.people DISABLE ROW LEVEL SECURITY",
        "ALTER TABLE greenroom.segments DISABLE TRIGGER ALL",
        "DROP POLICY own_segments ON greenroom.segments",
        "CREATE OR REPLACE FUNCTION greenroom.forget_me() RETURNS bigint LANGUAGE sql AS 'SELECT 1'",
        "DROP SCHEMA greenroom CASCADE",
        "CREATE TABLE greenroom.more (x text)",
        "CREATE TABLE public.more (x text)",
        "CREATE TEMPORARY TABLE more (x text)",
        "CREATE SCHEMA more",
        "CREATE DATABASE more",
        "CREATE ROLE more",
        "SELECT lo_create(0)",
        "SELECT lo_from_bytea(0, 'x')",
        "COPY greenroom.segments FROM PROGRAM 'true'",
        "SET session_replication_role = replica",
        "SELECT pg_reload_conf()",
    ],
)
def test_a_member_writes_and_erases_nothing_of_others(hub: TestHub, mallory: Member, statement: str) -> None:
    before = hub.ask("SELECT person, role, quota, used, head FROM greenroom.people ORDER BY person")
    with pytest.raises((errors.InsufficientPrivilege, errors.UniqueViolation)):
        mallory.execute(statement.format(ann=ann(hub), name=segment(7).name))

    assert hub.ask("SELECT person, role, quota, used, head FROM greenroom.people ORDER BY person") == before


def test_moving_all_heads_moves_only_the_own(hub: TestHub, mallory: Member) -> None:
    assert mallory.execute("UPDATE greenroom.people SET head = 1000").rowcount == 1
    assert mallory.execute(f"UPDATE greenroom.people SET head = 1000 WHERE person = {ann(hub)}").rowcount == 0
    assert mallory.execute(f"SELECT * FROM greenroom.people WHERE person = {ann(hub)} FOR UPDATE").fetchall() == []
    assert hub.ask("SELECT head FROM greenroom.people WHERE label = 'Ann'") == [(3,)]


@pytest.mark.parametrize(
    "statement",
    [
        "SET ROLE owner",
        "SET ROLE {ann}",
        "SET SESSION AUTHORIZATION owner",
        "SET SESSION AUTHORIZATION {ann}",
        "GRANT {ann} TO {mallory}",
        "ALTER ROLE {ann} PASSWORD 'x'",
        "ALTER ROLE {mallory} SUPERUSER",
        "ALTER ROLE {mallory} CONNECTION LIMIT -1",
        "DROP ROLE {ann}",
    ],
)
def test_a_member_becomes_nobody_else(hub: TestHub, mallory: Member, statement: str) -> None:
    with pytest.raises((errors.InsufficientPrivilege, errors.ObjectInUse)):
        mallory.execute(statement.format(**{label.casefold(): role for label, role in hub.logins.items()}))


def test_without_row_security_there_is_nothing_to_read(mallory: Member) -> None:
    mallory.execute("SET row_security = off")
    with pytest.raises(errors.InsufficientPrivilege):
        mallory.execute("SELECT * FROM greenroom.people")


def test_a_search_path_of_their_own_fools_no_function(hub: TestHub) -> None:
    hub.invite("Leaver")
    with hub.connect("Leaver") as connection:
        connection.execute("SET search_path = pg_temp, public")

        assert connection.execute("SELECT greenroom.forget_me()").fetchall() == [(1,)]
        assert connection.execute("SELECT greenroom.forget_me()").fetchall() == [(0,)]


@pytest.mark.parametrize("name", ["", "x", "../x.greenroom", f"{'A' * 32}-00000001-{'0' * 16}.greenroom", "a\n" * 40])
def test_a_name_that_is_no_segments_is_refused(mallory: Member, name: str) -> None:
    own = "INSERT INTO greenroom.segments SELECT person, 99, %s, 'x' FROM greenroom.people"
    with pytest.raises(errors.CheckViolation):
        mallory.execute(own, (name,))


def test_no_number_of_small_rows_passes_the_quota(hub: TestHub) -> None:
    hub.invite("Filler", quota=10_000)
    with hub.connect("Filler") as connection, pytest.raises(psycopg.Error) as refused:
        connection.execute(
            "INSERT INTO greenroom.segments SELECT person, place, repeat('a', 32) || '-' || lpad(to_hex(place), 8, '0')"
            " || '-' || repeat('0', 16) || '.greenroom', '' FROM greenroom.people, generate_series(1, 100) AS place"
        )

    assert refused.value.sqlstate == "GRQTA"
    assert hub.ask("SELECT used FROM greenroom.people WHERE label = 'Filler'") == [(0,)]


def test_a_login_opens_only_so_many_connections(hub: TestHub) -> None:
    hub.invite("Crowd")
    opened = [hub.connect("Crowd") for _ in range(8)]
    with pytest.raises(psycopg.OperationalError, match="too many connections"):
        hub.connect("Crowd")
    for connection in opened:
        connection.close()


def test_what_was_granted_is_what_is_meant(hub: TestHub) -> None:
    granted = hub.ask(
        "SELECT table_name, privilege_type FROM information_schema.role_table_grants"
        " WHERE table_schema = 'greenroom' AND grantee = 'PUBLIC' ORDER BY 1, 2"
    )
    columns = hub.ask(
        "SELECT table_name, column_name FROM information_schema.column_privileges"
        " WHERE table_schema = 'greenroom' AND grantee = 'PUBLIC' AND privilege_type = 'UPDATE'"
    )

    assert granted == [("hub", "SELECT"), ("people", "SELECT"), ("segments", "INSERT"), ("segments", "SELECT")]
    assert columns == [("people", "head")]
    tables = "SELECT relname FROM pg_class WHERE relnamespace = 'greenroom'::regnamespace AND relkind = 'r'"
    assert hub.ask(f"{tables} AND NOT relrowsecurity") == [("hub",)]
