"""Sessions and commands that are killed at random moments."""

import json
import os
import subprocess
import sys

import pytest

from tests import ROOT

KILLS = int(os.environ.get("GREENROOM_KILLS", "50"))


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs processes to kill")
@pytest.mark.timeout(120 + 4 * KILLS)
def test_nothing_acknowledged_is_lost_and_nothing_breaks_whenever_greenroom_is_killed() -> None:
    command = [sys.executable, "-m", "tests.crash", "--kills", str(KILLS), "--seed", "8", "--json"]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)
    assert done.stdout, done.stderr
    kinds = json.loads(done.stdout)

    assert [wrong for kind in kinds for wrong in kind["broken"]] == []
    assert sum(kind["times"] for kind in kinds) >= KILLS
    assert [kind["found"] for kind in kinds] == [kind["acknowledged"] for kind in kinds]
    assert sum(kind["acknowledged"] for kind in kinds) > KILLS / 4  # the sessions did something
