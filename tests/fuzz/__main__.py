"""`python -m tests.fuzz [--minutes N] [--seed S] [--case N | --replay FILE]`."""

import os
import sys
import tempfile


def main() -> int:
    """Run the campaign in a fresh Python, where the same seed leads to the same cases."""
    import subprocess

    with tempfile.TemporaryDirectory(prefix="greenroom-fuzz-") as folder:
        code = "import sys; from tests.fuzz.campaign import main; sys.exit(main())"
        command = [sys.executable, "-c", code, *sys.argv[1:], "--folder", folder]
        return subprocess.call(command, env=os.environ | {"PYTHONHASHSEED": "0"})


if __name__ == "__main__":
    sys.exit(main())
