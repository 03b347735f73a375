"""A hub's own affairs: its schema made and migrated, people invited and removed.

Members may ask for `status`, and `forget` themselves; the rest needs the hub's owner.
"""

import re
import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote

from cards.errors import GreenroomError
from trainer.sync.server import Address, Server
from trainer.sync.target import TargetError

if TYPE_CHECKING:
    from psycopg.sql import Composed

    from trainer.sync.server import Connection

_SCHEMA = Path(__file__).parent / "schema"
# From nothing to version 1, from there to 2, and so on. They only ever add, so that older clients keep working.
MIGRATIONS = (_SCHEMA / "1.sql",)
MEGABYTE = 1_000_000
_ALPHABET = "abcdefghijkmnpqrstuvwxyz23456789"
_CONNECTIONS = 8  # that a login may have open at once
# What ends a client that vanished in the middle, so that its lock doesn't keep the person's other machines waiting.
_LIMITS = {"idle_in_transaction_session_timeout": "30s", "lock_timeout": "20s", "statement_timeout": "10min"}

_VERSION = "SELECT version FROM greenroom.hub FOR UPDATE"
_MAY = """
SELECT rolsuper OR (rolcreaterole AND has_database_privilege(current_database(), 'CREATE'))
FROM pg_catalog.pg_roles WHERE rolname = current_user
"""
_OPEN_RIGHTS = """
SELECT has_database_privilege('public', current_database(), 'TEMPORARY'),
  has_function_privilege('public', 'pg_catalog.lo_create(oid)', 'EXECUTE')
"""
_PEOPLE = "SELECT label, role::text, head, used, quota, pushed_at FROM greenroom.people ORDER BY label"
# Logins made for a hub bear its id in a comment, so that those of people who have left can be found.
_LEFT = """
SELECT role.rolname::text FROM pg_catalog.pg_roles AS role
JOIN pg_catalog.pg_shdescription AS said ON said.objoid = role.oid AND said.classoid = 'pg_catalog.pg_authid'::regclass
JOIN greenroom.hub ON said.description = 'greenroom hub ' || hub.id
WHERE NOT EXISTS (SELECT FROM greenroom.people WHERE people.role = role.rolname)
ORDER BY role.rolname
"""


class Prepared(NamedTuple):
    """What `prepare` did.

    Attributes:
        before: The version of the schema before; 0 if there was none.
        version: The version now.
        open_rights: Sentences about what members can still do, because only another role can forbid it.
        removed: How many logins of people who had left were removed.
    """

    before: int
    version: int
    open_rights: tuple[str, ...]
    removed: int


class Invitation(NamedTuple):
    """What a person needs.

    Attributes:
        url: The address for `greenroom sync`.
        line: The line of libpq's password file; it has the secret.
        is_local: Whether the address has a name of this machine that others can't use.
    """

    url: str
    line: str
    is_local: bool


class Person(NamedTuple):
    """A person on a hub; sizes in bytes."""

    label: str
    role: str
    segments: int
    used: int
    quota: int
    pushed_at: datetime | None


class Status(NamedTuple):
    """A hub as the user sees it: its owner sees everyone, a member just themselves.

    Attributes:
        version: The version of its schema.
        min_client: What a client has to speak.
        server: The version of PostgreSQL.
        people: The people, by label.
        left: How many logins there are of people who have left.
        is_owner: Whether the user owns it.
    """

    version: int
    min_client: int
    server: str
    people: tuple[Person, ...]
    left: int
    is_owner: bool


class Hub:
    """A hub, through the connection of its owner, or of a member."""

    def __init__(self, url: str, *, variables: Mapping[str, str], server: Server | None = None) -> None:
        """Check an address, as `Server` does."""
        self._server = server or Server(url, variables=variables)

    @property
    def address(self) -> Address:
        """Where it is."""
        return self._server.address

    def close(self) -> None:
        """Leave it."""
        self._server.close()

    def prepare(self, migrations: Sequence[Path] = MIGRATIONS) -> Prepared:
        """Make the schema, or bring it up to date; repeat what takes rights away; remove logins without a person."""
        return self._server.run(partial(self._prepare, migrations))

    def invite(self, label: str, quota: int) -> Invitation:
        """Make a login for a person.

        Args:
            label: How the owner calls them.
            quota: The bytes they may use.

        Raises:
            GreenroomError: There is someone of that label.
        """
        role = "greenroom_" + "".join(secrets.choice(_ALPHABET) for _ in range(12))
        return self._server.run(partial(self._invite, label, quota, role))

    def invite_again(self, label: str) -> Invitation:
        """Give a person another password; the one before no longer works."""
        return self._server.run(partial(self._invite_again, label))

    def status(self) -> Status:
        """Return how it is."""
        return self._server.run(self._status)

    def person(self, label: str) -> Person:
        """Return a person; raise an error if there is none of that label."""
        found = next((person for person in self.status().people if person.label == label), None)
        if found is None:
            raise GreenroomError(f'There is no "{label}" on this hub', "`greenroom hub status` lists everyone.")
        return found

    def remove(self, person: Person) -> None:
        """Remove a person, all their segments, and their login."""
        self._server.run(partial(self._remove, person))

    def forget(self) -> bool:
        """Erase the user's own share; return whether there was one."""
        return self._server.run(self._forget)

    def _prepare(self, migrations: Sequence[Path], connection: "Connection") -> Prepared:
        with connection.transaction():
            self._require_owner(connection)
            exists = connection.execute("SELECT to_regclass('greenroom.hub') IS NOT NULL").fetchone() == (True,)
            before = connection.execute(_VERSION).fetchall()[0][0] if exists else 0
            if before > len(migrations):
                what = f"A newer greenroom made the hub in {self.address.where}"
                raise TargetError(what, "Update greenroom on this machine.")
            for migration in migrations[before:]:
                connection.execute(migration.read_bytes())
            connection.execute("UPDATE greenroom.hub SET version = %s", (len(migrations),))
            connection.execute((_SCHEMA / "rights.sql").read_bytes())
            temporary, large = connection.execute(_OPEN_RIGHTS).fetchall()[0]
            left = [role for (role,) in connection.execute(_LEFT).fetchall()]
            for role in left:
                connection.execute(_statement("DROP ROLE {role}", role=role))
        rights = ("make temporary tables",) * temporary + ("store large objects",) * large
        return Prepared(before, len(migrations), rights, len(left))

    def _invite(self, label: str, quota: int, role: str, connection: "Connection") -> Invitation:
        secret = secrets.token_urlsafe(24)
        with connection.transaction():
            self._require_owner(connection)
            known = connection.execute("SELECT role::text FROM greenroom.people WHERE label = %s", (label,)).fetchall()
            if known and known != [(role,)]:
                what = f'"{label}" is on this hub already'
                raise GreenroomError(what, "Use another name, or --again for a new password.")
            if not known:
                limits = f"LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE CONNECTION LIMIT {_CONNECTIONS}"
                connection.execute(_statement(f"CREATE ROLE {{role}} {limits}", role=role))
                for name, limit in _LIMITS.items():
                    setting = f"ALTER ROLE {{role}} SET {name} = {{value}}"
                    connection.execute(_statement(setting, role=role, value=limit))
                ((hub,),) = connection.execute("SELECT id FROM greenroom.hub").fetchall()
                said = _statement("COMMENT ON ROLE {role} IS {value}", role=role, value=f"greenroom hub {hub}")
                connection.execute(said)
                new = "INSERT INTO greenroom.people (role, label, quota) VALUES (%s, %s, %s)"
                connection.execute(new, (role, label, quota))
            return self._with_secret(role, secret, connection)

    def _invite_again(self, label: str, connection: "Connection") -> Invitation:
        with connection.transaction():
            self._require_owner(connection)
            known = connection.execute("SELECT role::text FROM greenroom.people WHERE label = %s", (label,)).fetchall()
            if not known:
                raise GreenroomError(f'There is no "{label}" on this hub', "Leave out --again to invite them.")
            return self._with_secret(known[0][0], secrets.token_urlsafe(24), connection)

    def _with_secret(self, role: str, secret: str, connection: "Connection") -> Invitation:
        """Set the password of a login; only its SCRAM verifier goes to the server, and into its log."""
        verifier = connection.pgconn.encrypt_password(secret.encode(), role.encode(), b"scram-sha-256")
        connection.execute(_statement("ALTER ROLE {role} PASSWORD {value}", role=role, value=verifier.decode()))
        info = connection.info
        host, port, name = self.address.parameters.get("host") or info.host, info.port, info.dbname
        is_local = "sslmode" not in self.address.parameters
        shown = f"[{host}]" if ":" in host else quote(host, safe="")
        url = f"postgresql://{role}@{shown}{'' if port == 5432 else f':{port}'}/{quote(name, safe='')}"
        fields = (host, str(port), name, role, secret)
        return Invitation(url, ":".join(re.sub(r"([:\\])", r"\\\1", field) for field in fields), is_local)

    def _status(self, connection: "Connection") -> Status:
        found = connection.execute("SELECT version, min_client FROM greenroom.hub").fetchall()
        people = tuple(Person(*row) for row in connection.execute(_PEOPLE).fetchall())
        is_owner = connection.execute("SELECT has_table_privilege('greenroom.people', 'DELETE')").fetchone() == (True,)
        left = connection.execute(_LEFT).fetchall() if is_owner else []
        server = connection.info.parameter_status("server_version") or ""
        ((version, min_client),) = found
        return Status(version, min_client, server, people, len(left), is_owner)

    def _remove(self, person: Person, connection: "Connection") -> None:
        with connection.transaction():
            self._require_owner(connection)
            connection.execute("DELETE FROM greenroom.people WHERE role = %s", (person.role,))
            connection.execute(_statement("DROP ROLE IF EXISTS {role}", role=person.role))

    def _forget(self, connection: "Connection") -> bool:
        return connection.execute("SELECT greenroom.forget_me()").fetchone() == (1,)

    def _require_owner(self, connection: "Connection") -> None:
        if connection.execute(_MAY).fetchone() != (True,):
            what = f"{connection.info.user} may not run a hub in {self.address.where}"
            fix = "Connect as the database's owner, who also needs the right CREATEROLE; docs/hub.md says how."
            raise TargetError(what, fix)


def _statement(text: str, *, role: str, value: str = "") -> "Composed":
    """Return a statement that takes no bound values, with a login and a text quoted in it."""
    from psycopg import sql

    return sql.SQL(text).format(role=sql.Identifier(role), value=sql.Literal(value))
