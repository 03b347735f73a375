"""Prints the part of the lock that everybody installs: what greenroom needs without any extra."""

import re
from importlib.metadata import requires
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

LOCK = Path(__file__).with_name("requirements.txt")


def needed(package: str) -> set[str]:
    """Return the names of all packages that one needs here, and that those need."""
    found = set()
    for line in requires(package) or ():
        requirement = Requirement(line)
        if requirement.marker is None or requirement.marker.evaluate({"extra": ""}):
            found |= {canonicalize_name(requirement.name)} | needed(requirement.name)
    return found


names = needed("greenroom")
for entry in re.split(r"\n(?=\S)", LOCK.read_text(encoding="utf-8")):
    if canonicalize_name(re.split(r"[=\[ ]", entry, maxsplit=1)[0]) in names:
        print(entry.strip())
