"""Terms with definitions below them, as in `Term` and on the next line `: what it means`."""

import re
from itertools import pairwise
from typing import NamedTuple

DEFINED = re.compile(r":[ \t]+(?=\S)")  # before a definition


class Definition(NamedTuple):
    """A term and what defines it, as inline Markdown; `offset` counts the lines above it in its paragraph."""

    term: str
    text: str
    offset: int


def definitions(source: str) -> list[Definition]:
    """Return the definitions in a paragraph: terms, and below each what begins with a colon; none in other text."""
    lines = source.split("\n")
    terms = [n for n in range(len(lines) - 1) if not DEFINED.match(lines[n]) and DEFINED.match(lines[n + 1])]
    if not terms or terms[0] != 0:
        return []
    found: list[Definition] = []
    for begin, end in pairwise([*terms, len(lines)]):
        texts = re.split(r"(?m)^:[ \t]+", "\n".join(lines[begin + 1 : end]))[1:]
        found.append(Definition(lines[begin].strip(), "\\\n".join(" ".join(text.split()) for text in texts), begin))
    return found
