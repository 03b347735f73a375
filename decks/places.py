"""Find the line on which each key of a deck file stands, which `tomllib` does not tell."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

_VALUE_TOKEN = re.compile(
    r'"""(?:\\.|[^\\])*?"""(?:"{1,2}(?!"))?'
    r"|'''.*?'''(?:'{1,2}(?!'))?"
    r'|"(?:\\.|[^"\\\n])*"'
    r"|'[^'\n]*'"
    r"|\#[^\n]*"
    r"|[\[\]{}\n]"
    r"|[^\[\]{}\n\"'#]+",
    re.DOTALL,
)
_HEADER = re.compile(r"[ \t]*(\[\[?)\s*([^\]\n]*?)\s*\]\]?")
_KEY = re.compile(r"[ \t]*((?:[A-Za-z0-9_-]+|\"[^\"\n]*\"|'[^'\n]*')(?:\s*\.\s*[\w\"'-]+)*)\s*=")


@dataclass(slots=True)
class Table:
    """One table of the file: the line and offset of its header, and the line of each key in it."""

    line: int
    header_end: int
    keys: dict[str, int] = field(default_factory=dict)


@dataclass(slots=True)
class Places:
    """Where things stand in a deck file. Lines count from 1."""

    top: Table
    deck: Table
    cards: list[Table]

    def line(self, position: int, key: str = "") -> int:
        """Return the line of a key of the card at `position`; that of the card, or of `cards`, if unknown."""
        if position < len(self.cards):
            table = self.cards[position]
            return table.keys.get(key, table.line)
        return self.top.keys.get("cards", 1)


def find_places(text: str) -> Places:
    """Scan `text`, which must be valid TOML with line ends as newlines."""
    top = Table(1, 0)
    places = Places(top, Table(1, 0), [])
    table = top
    for line, offset, kind, name in _statements(text):
        path = [part.strip().strip("\"'") for part in name.split(".")]
        if kind == "[" and path == ["deck"]:
            table = places.deck = Table(line, offset)
        elif kind == "[[" and path == ["cards"]:
            table = Table(line, offset)
            places.cards.append(table)
        elif kind != "=" and path[0] == "cards" and places.cards:
            places.cards[-1].keys.setdefault(path[1], line)
            table = Table(line, offset)
        elif kind != "=":
            top.keys.setdefault(path[0], line)
            table = Table(line, offset)
        else:
            table.keys.setdefault(path[0], line)
    return places


def _statements(text: str) -> Iterator[tuple[int, int, str, str]]:
    """Yield (line, end offset of the header or key, `[`, `[[` or `=`, name) for each statement."""
    offset, line = 0, 1
    while offset < len(text):
        if header := _HEADER.match(text, offset):
            yield line, header.end(), header[1], header[2]
            end = header.end()
        elif key := _KEY.match(text, offset):
            yield line, key.end(), "=", key[1]
            end = key.end()
        else:
            end = offset
        end = _statement_end(text, end)
        line += text.count("\n", offset, end)
        offset = end


def _statement_end(text: str, offset: int) -> int:
    """Return the offset after the line end that closes the statement, brackets and strings balanced."""
    depth = 0
    while token := _VALUE_TOKEN.match(text, offset):
        offset = token.end()
        match token[0]:
            case "[" | "{":
                depth += 1
            case "]" | "}":
                depth -= 1
            case "\n" if depth <= 0:
                return offset
    return len(text)
