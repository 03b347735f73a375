"""Sessions that are killed, and disks that fail: what was acknowledged must be there, and nothing may break.

`python -m tests.crash --kills 1000` kills, `python -m tests.crash.disks --all` lets every call to the disk fail.
"""
