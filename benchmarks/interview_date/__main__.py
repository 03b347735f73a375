"""The comparison, run and printed."""

import argparse
import json
import sys

from benchmarks import interview_date
from benchmarks.interview_date.learners import LARGE, SETTINGS, SHORT, SMALL
from benchmarks.interview_date.rehearsals import measure, planning_ms
from benchmarks.interview_date.tables import as_json, cells_text, means_text, targets


def main() -> int:
    """Run the comparison and print it; return 1 if a target is missed."""
    summary = (interview_date.__doc__ or "").splitlines()[0]
    parser = argparse.ArgumentParser(prog="python -m benchmarks.interview_date", description=summary)
    parser.add_argument("--learners", type=int, default=40, help="at least 2")
    parser.add_argument("--short", action="store_true", help="two cells, and learners as assumed")
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    settings = SETTINGS[:1] if args.short else SETTINGS
    outcomes = measure(settings, SHORT if args.short else LARGE + SMALL, args.learners)
    planned, looked_ahead = planning_ms()
    if args.json:
        print(json.dumps(as_json(outcomes, args.learners, planned, looked_ahead), indent=2))
    else:
        print(f"204 cards, mean of all days and minutes, {args.learners} learners\n\n{means_text(outcomes)}")
        for setting in settings:
            print(f"\ngreenroom · reference · unseen first: {setting.name}\n\n{cells_text(outcomes, setting)}")
        print(f"\n300 cards, processor time: {planned:.1f} ms to put in order, {looked_ahead:.1f} ms to look ahead")
    missed = {target: cells for target, cells in targets(outcomes, planned).items() if cells}
    for target, cells in missed.items():
        print(f"MISSED: {target}: {'; '.join(cells)}", file=sys.stderr)
    return int(bool(missed))


if __name__ == "__main__":
    sys.exit(main())
