"""`python -m tests.crash [--kills N] [--seed S] [--json]`: kill greenroom, and report what was lost."""

import argparse
import sys
import tempfile
import time
from pathlib import Path

from tests.crash import campaign, faults, report


def main() -> int:
    """Run a campaign; return 1 if it broke anything."""
    parser = argparse.ArgumentParser(prog="python -m tests.crash", description=__doc__)
    parser.add_argument("--kills", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    faults.begin_again_with_faults()
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="greenroom-crash-") as folder:
        tallies = campaign.run(Path(folder), kills=args.kills, seed=args.seed)
    if args.json:
        print(report.as_json(tallies))
    else:
        print(report.as_text(tallies, f"{args.kills} kills, seed {args.seed}", "kills", time.monotonic() - began))
    return int(any(one.broken for one in tallies))


if __name__ == "__main__":
    sys.exit(main())
