"""The marks of list items in plain text."""

import re

_BULLET = re.compile(r"\s*(?:[-*+\u2022\u25aa\u25cf\u25e6\u2023]\s+|\(?\d{1,4}(?:[.)]\s+|[\u3001\uff0e]\s*))")
_NUMBER = re.compile(r"\s*\(?\d{1,4}(?:[.)]\s+|[\u3001\uff0e]\s*)")


def without_bullet(line: str) -> str:
    """Return a line without spaces around it, and without its bullet or number."""
    return line[bullet.end() :].strip() if (bullet := _BULLET.match(line)) else line.strip()


def is_item(line: str) -> bool:
    """Return whether a line begins with a bullet or a number."""
    return _BULLET.match(line) is not None


def is_numbered(line: str) -> bool:
    """Return whether a line begins with a number."""
    return _NUMBER.match(line) is not None
