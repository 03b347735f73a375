"""A PostgreSQL server: its address checked, its identity verified, and connected again when the line breaks.

Of greenroom's modules, only this one, `server_errors`, `postgresql` and `hub` use psycopg.
"""

import os
import socket
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from ipaddress import ip_address
from pathlib import Path
from threading import Timer
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from cards.errors import MissingPackage
from trainer.sync.target import TargetError

if TYPE_CHECKING:
    import psycopg

    Connection = psycopg.Connection[tuple[Any, ...]]

T = TypeVar("T")

# Equal to the extra `sync` in pyproject.toml; a test checks it.
REQUIREMENT = "psycopg[binary]>=3.2,<4"
OLDEST = 13  # the oldest PostgreSQL that a hub works with
TRIES = 3
_SECONDS = 60.0  # that the server may take for a step, beyond the time for its bytes
_BYTES_A_SECOND = 50_000  # of the slowest line we wait for
_SECRETS = ("password", "sslpassword", "oauth_client_secret", "scram_client_key", "scram_server_key")
_BUNDLES = ("/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/cert.pem")


class Address(NamedTuple):
    """Where a server is.

    Attributes:
        url: The address as the user gave it; there is no secret in it.
        parameters: What libpq is given.
        password_file: Where libpq looks for the password.
    """

    url: str
    parameters: Mapping[str, str]
    password_file: str

    @property
    def where(self) -> str:
        """How messages call the server."""
        host = self.parameters.get("host") or self.parameters.get("hostaddr") or ""
        port = self.parameters.get("port", "")
        name = self.parameters.get("dbname", "")
        place = (f"[{host}]" if ":" in host else host) + (f":{port}" if port else "")
        return "/".join(part for part in (place, name) if part) or self.url


class Server:
    """A server, connected when it is first asked."""

    def __init__(
        self,
        url: str,
        *,
        variables: Mapping[str, str] | None = None,
        seconds: float = _SECONDS,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        """Check an address; nothing is connected yet.

        Args:
            url: `postgresql://...`.
            variables: The environment variables, which libpq reads as well; None for those of this process.
            seconds: How long the server may take to answer, at most.
            pause: Waits so many seconds before another try.

        Raises:
            TargetError: The address makes no sense, has a password in it, or asks for less than verified TLS.
            MissingPackage: psycopg is not installed.
        """
        self.address = check_address(url, os.environ if variables is None else variables)
        self._seconds = seconds
        self._pause = pause
        self._connection: Connection | None = None

    def run(self, work: "Callable[[Connection], T]", *, octets: int = 0) -> T:
        """Do something, and up to `TRIES` times in all if the line breaks or another transaction is quicker.

        So `work` has to be harmless if what it did before is there already.

        Args:
            work: Is given the connection, in which each statement is a transaction unless `work` opens a longer one.
            octets: About how many bytes go over the line.

        Raises:
            TargetError: It can't be done.
        """
        import psycopg

        from trainer.sync.server_errors import explained, may_pass, nonsense

        for attempt in range(TRIES):
            if attempt:
                self._pause(0.2 * 4**attempt)
            cut: list[bool] = []
            try:
                connection = self._connected()
                with self._time_limit(connection, octets, cut):
                    done = work(connection)
            except psycopg.Error as error:
                is_first = self._connection is None and not attempt
                if self._connection is not None and self._connection.closed:
                    self._connection = None
                if cut or is_first or attempt == TRIES - 1 or not may_pass(error):
                    raise explained(error, self.address, timed_out=bool(cut)) from None
            except UnicodeError:
                raise nonsense(self.address) from None
            else:
                return done
        raise AssertionError  # the last try returns or raises

    def close(self) -> None:
        """Leave the server."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _connected(self) -> "Connection":
        import psycopg
        from psycopg.conninfo import make_conninfo

        if self._connection is None:
            # A pooler would lose prepared statements.
            conninfo = make_conninfo(**self.address.parameters)
            connection = psycopg.connect(conninfo, autocommit=True, prepare_threshold=None)
            if connection.info.server_version < OLDEST * 10_000:
                version = connection.info.parameter_status("server_version")
                connection.close()
                what = f"The server at {self.address.where} runs PostgreSQL {version}, which is too old"
                raise TargetError(what, f"A hub needs PostgreSQL {OLDEST} or newer.")
            self._connection = connection
        return self._connection

    @contextmanager
    def _time_limit(self, connection: "Connection", octets: int, cut: list[bool]) -> Iterator[None]:
        """Hang up if the server has not answered in time; libpq itself would wait for ever."""

        def hang_up() -> None:
            with suppress(OSError), socket.fromfd(descriptor, socket.AF_INET, socket.SOCK_STREAM) as line:
                cut.append(True)
                line.shutdown(socket.SHUT_RDWR)

        descriptor = connection.pgconn.socket
        timer = Timer(self._seconds + octets / _BYTES_A_SECOND, hang_up)
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()


def check_address(url: str, variables: Mapping[str, str]) -> Address:
    """Return an address that is safe to use: without a password, and with verified TLS unless it is this machine.

    Secrets and certificates come by libpq's own means: a password file, a service, a client certificate.

    Raises:
        TargetError: It is not.
        MissingPackage: psycopg is not installed.
    """
    try:
        from psycopg import ProgrammingError, pq
        from psycopg.conninfo import conninfo_to_dict
    except ImportError:
        raise MissingPackage("Syncing with PostgreSQL", REQUIREMENT) from None
    try:
        given = {name: str(value) for name, value in conninfo_to_dict(url).items() if value is not None}
        is_possible = all(0 < int(port) < 65536 for port in given.get("port", "").split(",") if port)
    except (ProgrammingError, UnicodeError, ValueError):
        is_possible = False
    if not is_possible:  # it may have a password in it, so it isn't repeated
        fix = "It looks like postgresql://NAME@HOST/DATABASE."
        raise TargetError("That isn't the address of a PostgreSQL database", fix)
    if any(given.get(name) for name in _SECRETS):
        what = "The address has a password in it, which would stay in your shell's history"
        raise TargetError(what, f"Leave it out, and put it into {password_file(variables)}; docs/hub.md says how.")
    if not (is_local := _is_local(given, variables)):
        _require_tls(given)
    safe: dict[str, str] = {
        "application_name": "greenroom",
        "connect_timeout": "10",
        "gssencmode": "disable",  # which would come before TLS
        "keepalives_idle": "15",
        "keepalives_interval": "5",
        "keepalives_count": "3",
    }
    if pq.version() >= 160000:
        safe["require_auth"] = "!password,!md5"  # a server is never told the password itself
    if not is_local:
        safe["sslmode"] = "verify-full"
        if not (variables.get("PGSSLROOTCERT") or (Path.home() / ".postgresql/root.crt").is_file()):
            safe["sslrootcert"] = _authorities()
    return Address(url, safe | given | {"client_encoding": "UTF8"}, given.get("passfile") or password_file(variables))


def password_file(variables: Mapping[str, str]) -> str:
    """Return the path of libpq's password file."""
    if given := variables.get("PGPASSFILE"):
        return given
    return "%APPDATA%\\postgresql\\pgpass.conf" if os.name == "nt" else "~/.pgpass"


def _is_local(given: Mapping[str, str], variables: Mapping[str, str]) -> bool:
    """Return whether every host is this machine itself. Where a service names the hosts, that is not known."""
    named = [
        part
        for name, variable in (("host", "PGHOST"), ("hostaddr", "PGHOSTADDR"))
        for part in (given.get(name) or variables.get(variable) or "").split(",")
        if part
    ]
    if given.get("service") or variables.get("PGSERVICE"):
        return False
    return all(map(_is_loopback, named))  # with none, libpq takes a socket


def _is_loopback(host: str) -> bool:
    if host.startswith(("/", "@")) or host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _require_tls(given: Mapping[str, str]) -> None:
    for name, least in (("sslmode", "verify-full"), ("gssencmode", "disable")):
        if given.get(name, least) != least:
            what = f"{name}={given[name]} would not make sure who answers"
            raise TargetError(what, f"Leave it out of the address: greenroom uses {name}={least}.")


def _authorities() -> str:
    """Return the file with the certificates of the authorities this system trusts.

    psycopg brings an OpenSSL of its own, which doesn't know where they are.
    """
    import ssl

    found = ssl.get_default_verify_paths().cafile
    return next((path for path in (found, *_BUNDLES) if path and Path(path).is_file()), "system")
