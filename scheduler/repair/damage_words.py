"""What SQLite says of a damaged database, in words for a person."""

import re

from cards.text import clean_line

# What SQLite says, as its `sqlite3BtreeIntegrityCheck` and `PRAGMA integrity_check` word it, and what that means here.
_SAID = {
    r".* (?:missing from|entries in|entry in) index (\w+)": "the index {} does not fit its table",
    r"(?:\S+ value|CHECK constraint failed) in (\w+)": "the table {} holds a value that it may not",
    r"row not in PRIMARY KEY order for (\w+)": "the rows of {} are out of order",
    r"malformed database schema": "the list of its tables cannot be read",
    r"(file is not a database)$": "{}",
}


def said_of_damage(text: str) -> list[str]:
    """Return what SQLite says of a damaged database, which may be several lines, in words for a person."""
    lines = [clean_line(line) for line in text.splitlines() if line and not line.startswith("*** in database")]
    return [_said_of_line(line) for line in lines]


def _said_of_line(line: str) -> str:
    for pattern, words in _SAID.items():
        found = re.match(pattern, line)
        if found:
            return words.format(*found.groups())
    return f"pages are broken ({line[:1].lower()}{line[1:]})"
