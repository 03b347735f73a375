"""The console script `greenroom`, also run as `python -m greenroom`.

In a wheel, the packages of this repository lie in `greenroom/rooms`, so that they and another program's `cards` or
`scheduler` in the same environment can't replace each other. In a clone they lie beside this package.
"""

import _signal
import os
import sys

# The first line of ours that does anything. Until the command is ready, Ctrl-C ends it without a word; by then,
# trainer/__main__.py has put something else in its place.
_signal.signal(_signal.SIGINT, _signal.SIG_DFL)

_ROOMS = os.path.join(os.path.dirname(__file__), "rooms")  # noqa: PTH118, PTH120  # pathlib is slow to load
if os.path.isdir(_ROOMS):  # noqa: PTH112
    sys.path.insert(0, _ROOMS)

from trainer.__main__ import run  # noqa: E402  # only now can it be found

if __name__ == "__main__":
    run()
