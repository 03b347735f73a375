"""A campaign of whole commands: random arguments, input, files and damaged homes, within limits of memory and time.

`python -m tests.fuzz --minutes 60` is its long form; every test run has half a minute of it.
"""
