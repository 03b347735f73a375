"""The look-up of known vulnerabilities: it fails for a known one alone, and says what it could not look up."""

import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import ROOT

pytestmark = pytest.mark.skipif(os.name == "nt", reason="CI packages on Linux")


@pytest.fixture
def service() -> Iterator[str]:
    """A port that can be reached."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield f"127.0.0.1:{server.getsockname()[1]}"


def audit(pip_audit: Path, service: str) -> tuple[int, str]:
    command = [sys.executable, str(ROOT / ".ci" / "audit.py"), str(pip_audit), service]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.stderr == ""
    return done.returncode, done.stdout.removeprefix("pip-audit: ").strip()


def stand_in(folder: Path, packages: list[dict[str, object]] | None) -> Path:
    """Write a program in pip-audit's place that finds this; with None, its service fails."""
    path = folder / "pip-audit"
    text = "None" if packages is None else repr(json.dumps({"dependencies": packages}))
    path.write_text(
        f"#!{sys.executable}\nimport sys\nfound = {text}\nif found is None:\n    sys.exit('down for repairs')\n"
        "open(sys.argv[-1], 'w').write(found)\nsys.exit('vulns' in found)\n"
    )
    path.chmod(0o755)
    return path


SOUND: dict[str, object] = {"name": "a", "version": "1", "vulns": []}
SKIPPED: dict[str, object] = {"name": "b", "skip_reason": "not found"}
KNOWN: dict[str, object] = {"name": "c", "version": "2", "vulns": [{"id": "CVE-1"}]}


@pytest.mark.parametrize(
    ("packages", "code", "said"),
    [
        ([SOUND, SOUND], 0, "nothing known against 2 packages"),
        ([SOUND, SKIPPED], 0, "nothing known against 1 packages; 1 could not be looked up"),
        ([SKIPPED, SKIPPED], 0, "skipped, this index cannot look up 2 packages"),
        ([SOUND, KNOWN, SKIPPED], 1, "known vulnerabilities\nc 2: CVE-1"),
        (None, 0, "skipped, down for repairs"),
    ],
)
def test_only_a_known_vulnerability_fails(
    packages: list[dict[str, object]] | None, code: int, said: str, service: str, tmp_path: Path
) -> None:
    assert audit(stand_in(tmp_path, packages), service) == (code, said)


def test_without_a_network_the_look_up_is_skipped(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]

    assert audit(stand_in(tmp_path, [KNOWN]), f"127.0.0.1:{port}") == (0, "skipped, 127.0.0.1 cannot be reached")


def test_without_pip_audit_the_look_up_is_skipped(service: str, tmp_path: Path) -> None:
    code, said = audit(tmp_path / "none", service)

    assert code == 0
    assert said.startswith("skipped, ")
