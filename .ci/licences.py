"""Prints the licences of everything that greenroom can use, as the table in docs/dependencies.md."""

import re
from importlib.metadata import metadata
from pathlib import Path

# Packages for systems this isn't run on can't be asked.
_ELSEWHERE = re.compile("sys_platform == '(?:win32|emscripten)'")
RUNTIME = Path(__file__).with_name("runtime.txt")


def table() -> str:
    """Return the table in Markdown, one row for each package in the list of what users can have."""
    lines = [line for line in RUNTIME.read_text(encoding="utf-8").splitlines() if not _ELSEWHERE.search(line)]
    names = re.findall(r"^([\w.-]+)(?:\[.*?\])?==", "\n".join(lines), re.MULTILINE)
    rows = [f"| {name} | {licence(name)} |" for name in dict.fromkeys(names)]
    return "\n".join(["| package | licence |", "|---|---|", *rows, ""])


def licence(name: str) -> str:
    """Return what a package says of its licence, in one line."""
    about = metadata(name)
    classifiers = [
        line.rpartition(" :: ")[2] for line in about.get_all("Classifier", []) if line.startswith("License ::")
    ]
    said = about["License-Expression"] or about["License"] or ", ".join(classifiers) or "not stated"
    return said.splitlines()[0].strip()


if __name__ == "__main__":
    print(table(), end="")
