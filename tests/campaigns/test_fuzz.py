"""Half a minute of random commands on damaged homes; GREENROOM_FUZZ_MINUTES=60 makes it an hour."""

import os
import subprocess
import sys

import pytest

from tests import ROOT

MINUTES = os.environ.get("GREENROOM_FUZZ_MINUTES", "0.5")
SEED = os.environ.get("GREENROOM_FUZZ_SEED", "1")

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(120 + 120 * float(MINUTES)),
    pytest.mark.skipif(not hasattr(os, "pidfd_open"), reason="it forks and limits its children as Linux can"),
]


def test_no_command_crashes_hangs_or_loses_a_rating() -> None:
    command = [sys.executable, "-m", "tests.fuzz", "--minutes", MINUTES, "--seed", SEED]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stdout + done.stderr
