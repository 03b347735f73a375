"""The command `greenroom`: the one name that an installed copy takes in a Python environment."""

import _signal

# The first line of ours that Python runs. Until the command is ready, Ctrl-C ends it without a word; by then,
# trainer/__main__.py has put something else in its place.
_signal.signal(_signal.SIGINT, _signal.SIG_DFL)
