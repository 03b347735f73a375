"""Find the line on which each key of a deck file stands, which `tomllib` does not tell."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from decks.model.positions import Places, Span, TablePosition

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


def find_places(text: str, items: str = "cards") -> Places:
    """Scan `text`, which must be valid TOML with line ends as newlines; `items` is its list of tables."""
    top = TablePosition(1, 0)
    places = Places(top, TablePosition(1, 0), [])
    table = top
    for statement in _statements(text):
        path = [part.strip().strip("\"'") for part in statement.name.split(".")]
        kind, line = statement.kind, statement.line
        if kind == "[" and path == ["deck"]:
            table = places.deck = TablePosition(line, statement.head_end)
        elif kind == "[[" and path == [items]:
            table = TablePosition(line, statement.head_end, whole=statement.span)
            places.cards.append(table)
        elif kind != "=" and path[0] == items and places.cards:
            places.cards[-1].keys.setdefault(path[1], line)
            table = TablePosition(line, statement.head_end)
        elif kind != "=":
            top.keys.setdefault(path[0], line)
            table = TablePosition(line, statement.head_end)
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
