"""Files that are merged survive kills."""

import subprocess
import sys

import pytest

from tests.crash import faults


@pytest.mark.slow
@pytest.mark.skipif(bool(faults.why_not()), reason=faults.why_not())
def test_a_merge_of_files_that_is_killed_anywhere_is_done_by_the_next() -> None:
    command = [sys.executable, "-m", "tests.trainer.sync.kills", "7"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
