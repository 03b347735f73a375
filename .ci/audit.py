"""Looks all locked packages up among known vulnerabilities: `python .ci/audit.py PIP_AUDIT [HOST:PORT]`.

Only a known vulnerability fails. What could not be looked up is no finding, in either direction: the last line says so.
"""

import json
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

REQUIREMENTS = Path(__file__).with_name("requirements.txt")
SECONDS = 600


def main(pip_audit: str, service: str = "pypi.org:443") -> int:
    """Print what was found; 1 if a package has a known vulnerability."""
    host, _, port = service.partition(":")
    try:
        socket.create_connection((host, int(port)), 5).close()
    except OSError:
        print(f"pip-audit: skipped, {host} cannot be reached")
        return 0
    with tempfile.TemporaryDirectory() as folder:
        found = Path(folder) / "audit.json"
        options = ["--require-hashes", "--disable-pip", "--requirement", str(REQUIREMENTS), "--progress-spinner", "off"]
        command = [pip_audit, *options, "--format", "json", "--output", str(found)]
        try:
            done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=SECONDS)
        except (OSError, subprocess.TimeoutExpired) as error:
            print(f"pip-audit: skipped, {error}")
            return 0
        if not found.exists():  # its service failed
            print("pip-audit: skipped,", *done.stderr.splitlines()[-1:])
            return 0
        packages = json.loads(found.read_text())["dependencies"]
    known = [f"{each['name']} {each['version']}: {one['id']}" for each in packages for one in each.get("vulns", [])]
    if known:
        print("pip-audit: known vulnerabilities", *known, sep="\n")
        return 1
    skipped = sum("skip_reason" in each for each in packages)
    if skipped == len(packages):
        print(f"pip-audit: skipped, this index cannot look up {skipped} packages")
    else:
        more = f"; {skipped} could not be looked up" if skipped else ""
        print(f"pip-audit: nothing known against {len(packages) - skipped} packages{more}")
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
