"""Campaigns of kills and failing disks: everything acknowledged must be there afterwards, and nothing may break.

`python -m tests.crash --kills 1000` kills; `python -m tests.crash.disks` makes calls to the disk fail.
"""
