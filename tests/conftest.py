"""Hypothesis profiles, and an empty log.

`ci` is short and deterministic, `long` searches further, `mutation` does not shrink.
"""

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings

from scheduler.log.store import Store
from tests.histories import open_store

# No test plays or records on the machine of whoever runs it; those that need sound start a server (tests/pulse.py).
os.environ |= {"PULSE_SERVER": "unix:/dev/null", "PULSE_RUNTIME_PATH": "/dev/null", "PULSE_COOKIE": "/dev/null"}
os.environ["XDG_STATE_HOME"] = os.devnull  # nor is anything noted there of the homes they make

# Many tests start processes. Without bytecode on disk, each would compile the whole program first.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False


def _memory() -> str | None:
    """Return a folder in memory with room for the homes of tests, if this machine has one."""
    folder = "/dev/shm"  # noqa: S108  # tempfile gives everything in it a name of its own
    if sys.platform != "linux" or not os.access(folder, os.W_OK) or shutil.disk_usage(folder).free < 4 << 30:
        return None
    return None if os.statvfs(folder).f_flag & os.ST_NOEXEC else folder


# Every rating is flushed to the disk, and most tests make homes. In memory none of them waits for one.
if "TMPDIR" not in os.environ and (_folder := _memory()):
    os.environ["TMPDIR"] = tempfile.tempdir = _folder

_PATIENT = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("ci", _PATIENT, max_examples=50, derandomize=True)
settings.register_profile("long", _PATIENT, max_examples=2000)
settings.register_profile(
    "mutation", _PATIENT, max_examples=20, derandomize=True, database=None, phases=(Phase.explicit, Phase.generate)
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))
if os.environ.get("HYPOTHESIS_PROFILE") == "long":
    os.environ.setdefault("PYTEST_TIMEOUT", "0")  # it searches for hours


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = open_store(tmp_path)
    yield store
    store.close()
