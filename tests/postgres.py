"""A real PostgreSQL for tests: on loopback, on a port of its own, with TLS from an authority made for it."""

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
import pytest

_REQUIRED = "GREENROOM_REQUIRE_PG"  # set in CI, where these tests may not be skipped
_PATIENCE = 30.0  # seconds
_SETTINGS = """
listen_addresses = '127.0.0.1'
ssl = on
ssl_cert_file = 'server.crt'
ssl_key_file = 'server.key'
password_encryption = scram-sha-256
max_connections = 60
shared_buffers = 32MB
lc_messages = 'C'
log_min_messages = warning
"""
_RULES = "local all all trust\nhost all owner 127.0.0.1/32 trust\nhost all all 127.0.0.1/32 scram-sha-256\n"


class Cluster:
    """A PostgreSQL in a folder of its own. `owner` is its superuser, who needs no password."""

    def __init__(self, folder: Path, programs: Path) -> None:
        self.folder = folder
        self.port = _free_port()
        self._programs = programs
        self._numbers = count(1)
        self._free: list[str] = []

    @property
    def authority(self) -> Path:
        """The certificate of the authority that signed the server's."""
        return self.folder / "authority.crt"

    @property
    def pid(self) -> int:
        """The process, from its pid file."""
        return int((self.folder / "data/postmaster.pid").read_text().split()[0])

    def make(self, *, is_durable: bool) -> None:
        """Make the cluster and its certificates; it isn't started yet."""
        data = self.folder / "data"
        self._run("initdb", "--no-sync", "-U", "owner", "-A", "trust", "-E", "UTF8", "--locale=C", "-D", str(data))
        _make_certificates(self.folder, data)
        settings = f"{_SETTINGS}port = {self.port}\nunix_socket_directories = '{self.folder}'\n"
        settings += "" if is_durable else "fsync = off\nfull_page_writes = off\n"
        with (data / "postgresql.conf").open("a") as file:
            file.write(settings)
        (data / "pg_hba.conf").write_text(_RULES)
        _give_away(data / "server.key", data / "server.crt")

    def start(self) -> None:
        """Start it, and wait until it answers."""
        self._run("pg_ctl", "start", "-w", "-s", "-t", str(int(_PATIENCE)), *self._data, "-l", str(self.folder / "log"))

    def stop(self, mode: str = "fast") -> None:
        """Stop it: `fast`, or `immediate`, as when it is killed."""
        if (self.folder / "data/postmaster.pid").exists():
            pid = self.pid
            os.kill(pid, signal.SIGINT if mode == "fast" else signal.SIGQUIT)
            deadline = time.monotonic() + _PATIENCE
            while (self.folder / "data/postmaster.pid").exists():
                if time.monotonic() > deadline:
                    os.kill(pid, signal.SIGKILL)
                    break
                time.sleep(0.02)

    def reload(self) -> None:
        """Make it read its settings again."""
        with self.connect_by_socket() as connection:
            before = connection.execute("SELECT pg_conf_load_time()").fetchone()
            connection.execute("SELECT pg_reload_conf()")
            while connection.execute("SELECT pg_conf_load_time()").fetchone() == before:
                time.sleep(0.02)

    def log_everything(self) -> None:
        """Make it log every statement."""
        with self.connect_by_socket() as connection:
            connection.execute("ALTER SYSTEM SET log_statement = 'all'")
        self.reload()

    def connect_by_socket(self) -> "psycopg.Connection[tuple[Any, ...]]":
        """Connect as the owner, whatever the rules for TCP are."""
        return psycopg.connect(f"postgresql://owner@/postgres?host={self.folder}&port={self.port}", autocommit=True)

    def new_database(self) -> str:
        """Make an empty database; return the address under which its owner reaches it."""
        name = f"hub{os.getpid()}_{next(self._numbers)}"
        with self.connect("postgres") as connection:
            connection.execute(f"CREATE DATABASE {name}")
        return self.url(name)

    def used_database(self) -> str:
        """Return the address of an empty database, one that was given back if there is one: making one takes long."""
        return self._free.pop() if self._free else self.new_database()

    def give_back(self, url: str) -> None:
        """Empty a database, even if someone is still connected, and keep it for another test."""
        database = url.rpartition("/")[2]
        with self.connect("postgres") as connection:
            connection.execute(f"ALTER DATABASE {database} RESET ALL")
            connection.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", (database,))
        with self.connect(database) as connection:
            connection.execute("DROP SCHEMA IF EXISTS greenroom CASCADE")
        self._free.append(url)

    def url(self, database: str, user: str = "owner", host: str = "127.0.0.1") -> str:
        """Return the address of a database."""
        return f"postgresql://{user}@{host}:{self.port}/{database}"

    def connect(self, database: str) -> "psycopg.Connection[tuple[Any, ...]]":
        """Connect as the owner; each statement is a transaction."""
        return psycopg.connect(self.url(database), autocommit=True)

    def run(self, program: str, *arguments: str) -> "subprocess.CompletedProcess[str]":
        """Run one of PostgreSQL's programs as the server's own user."""
        return self._run(program, *arguments)

    @property
    def _data(self) -> Sequence[str]:
        return ("-D", str(self.folder / "data"))

    def _run(self, program: str, *arguments: str) -> "subprocess.CompletedProcess[str]":
        command = [*_as_nobody(), str(self._programs / program), *arguments]
        done = subprocess.run(
            command, cwd=self.folder, capture_output=program != "pg_ctl", text=True, check=False, env=_environment()
        )
        assert done.returncode == 0, f"{program}: {done.stderr}"
        return done


@contextmanager
def cluster(*, is_durable: bool = False) -> Iterator[Cluster]:
    """Run a PostgreSQL, and stop it by its pid; skip the test where there is none.

    Unless it is durable, it survives a kill but no loss of power, and is quicker.
    """
    programs = _find_programs()
    folder = Path(tempfile.mkdtemp(prefix="greenroom-pg-"))
    try:
        folder.chmod(0o755)
        _give_away(folder)
        made = Cluster(folder, programs)
        made.make(is_durable=is_durable)
        made.start()
        try:
            yield made
        finally:
            made.stop("immediate")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _find_programs() -> Path:
    """Return the folder with `initdb`; Debian keeps it out of the PATH."""
    if os.name == "nt":
        pytest.skip("the server that these tests start needs Unix")
    found = shutil.which("initdb")
    folders = (
        [Path(found).resolve().parent] if found else sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    )
    if not folders:
        if os.environ.get(_REQUIRED):
            pytest.fail("PostgreSQL is not installed")
        pytest.skip("PostgreSQL is not installed")
    return folders[0]


def _as_nobody() -> Sequence[str]:
    """Return what makes a program run as the user `postgres`, since PostgreSQL refuses to run as root."""
    return ("setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups") if os.geteuid() == 0 else ()


def _give_away(*paths: Path) -> None:
    """Make files belong to the user the server runs as."""
    for path in paths:
        if os.geteuid() == 0:
            shutil.chown(path, "postgres", "postgres")
        if path.suffix == ".key":
            path.chmod(0o600)


def _make_certificates(folder: Path, data: Path) -> None:
    """Make an authority, and a certificate for `localhost` that it signs; 127.0.0.1 is not in it."""
    ca, key, request = folder / "authority.key", data / "server.key", folder / "server.csr"
    new = ["req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]
    _openssl(
        *new,
        "-x509",
        "-days",
        "2",
        "-subj",
        "/CN=test authority",
        "-keyout",
        str(ca),
        "-out",
        f"{folder}/authority.crt",
    )
    _openssl(*new, "-subj", "/CN=localhost", "-keyout", str(key), "-out", str(request))
    names = folder / "names"
    names.write_text("subjectAltName=DNS:localhost\n")
    signed = ["-CA", f"{folder}/authority.crt", "-CAkey", str(ca), "-CAcreateserial", "-extfile", str(names)]
    _openssl("x509", "-req", "-days", "2", "-in", str(request), *signed, "-out", f"{data}/server.crt")
    (folder / "authority.crt").chmod(0o644)


def _openssl(*arguments: str) -> None:
    subprocess.run([shutil.which("openssl") or "openssl", *arguments], check=True, capture_output=True)


def _environment() -> dict[str, str]:
    return {"PATH": os.environ["PATH"], "LC_ALL": "C"}


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
        return port
