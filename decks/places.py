"""Find the line on which each key of a deck file stands, which `tomllib` does not tell."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

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


class Span(NamedTuple):
    """From where to where a statement stands in the text, its line end included."""

    start: int
    end: int


@dataclass(slots=True)
class Table:
    """One table of the file.

    Attributes:
        line: The line of its header.
        header_end: The offset after its header.
        keys: The line of each key in it, those of tables inside it included.
        spans: Where each statement of its own stands; keys that have tables of their own are not among them.
        whole: From its header to the end of its last statement, tables inside it included.
    """

    line: int
    header_end: int
    keys: dict[str, int] = field(default_factory=dict)
    spans: dict[str, Span] = field(default_factory=dict)
    whole: Span = field(default_factory=lambda: Span(0, 0))


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


def find_places(text: str, items: str = "cards") -> Places:
    """Scan `text`, which must be valid TOML with line ends as newlines; `items` is its list of tables."""
    top = Table(1, 0)
    places = Places(top, Table(1, 0), [])
    table = top
    for statement in _statements(text):
        path = [part.strip().strip("\"'") for part in statement.name.split(".")]
        kind, line = statement.kind, statement.line
        if kind == "[" and path == ["deck"]:
            table = places.deck = Table(line, statement.head_end)
        elif kind == "[[" and path == [items]:
            table = Table(line, statement.head_end, whole=statement.span)
            places.cards.append(table)
        elif kind != "=" and path[0] == items and places.cards:
            places.cards[-1].keys.setdefault(path[1], line)
            table = Table(line, statement.head_end)
        elif kind != "=":
            top.keys.setdefault(path[0], line)
            table = Table(line, statement.head_end)
        else:
            table.keys.setdefault(path[0], line)
            if len(path) == 1:
                table.spans[path[0]] = statement.span
        if places.cards and (kind == "=" or path[0] == items):
            places.cards[-1].whole = Span(places.cards[-1].whole.start, statement.span.end)
    return places


class _Statement(NamedTuple):
    line: int
    head_end: int  # the offset after the header or the key
    span: Span
    kind: str  # `[`, `[[` or `=`
    name: str


def _statements(text: str) -> Iterator[_Statement]:
    offset, line = 0, 1
    while offset < len(text):
        header, key = _HEADER.match(text, offset), _KEY.match(text, offset)
        found = header or key
        end = _statement_end(text, found.end() if found else offset)
        if found:
            kind, name = (header[1], header[2]) if header else ("=", found[1])
            yield _Statement(line, found.end(), Span(offset, end), kind, name)
        line += text.count("\n", offset, end)
        offset = end


def trailing_comment(statement: str) -> str:
    """Return the comment at the end of a statement's last line; empty if there is none."""
    depth, comment = 0, ""
    for token in _VALUE_TOKEN.finditer(statement):
        depth += {"[": 1, "{": 1, "]": -1, "}": -1}.get(token[0], 0)
        if depth == 0 and token[0].startswith("#"):
            comment = token[0]
    return comment


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
