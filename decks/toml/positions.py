"""The positions of keys, values and headers in the text of a TOML file, which `tomllib` does not report."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from decks.model.line_numbers import FileLines, TableLines
from decks.toml.limits import BOM, load_toml

# From the top of the file to a value: `("cards", 0, "replies", "decline")`. Items of an array of tables are numbers.
KeyPath = tuple[str | int, ...]

_KEY_PART = r"""(?:[A-Za-z0-9_-]++|"(?:\\.|[^"\\\n]++)*+"|'[^'\n]*+')"""
_KEY = rf"{_KEY_PART}(?:[ \t]*\.[ \t]*{_KEY_PART})*"
_KEY_PARTS = re.compile(_KEY_PART)
_HEADER_START = re.compile(rf"[ \t]*(\[\[?)[ \t]*({_KEY})[ \t]*\]\]?")
_VALUE_START = re.compile(rf"[ \t]*({_KEY})[ \t]*=[ \t]*")
_TOKEN = re.compile(
    r'"""(?:[^"\\]++|\\.|"(?!""))*+"""(?:"{1,2}(?!"))?'
    r"|'''.*?'''(?:'{1,2}(?!'))?"
    r'|"(?:\\.|[^"\\\n]++)*+"'
    r"|'[^'\n]*+'"
    r"|\#[^\n]*+"
    r"|[\[\]{}\n]"
    r"|[^\[\]{}\n\"'#]++",
    re.DOTALL,
)
_NESTING = {"[": 1, "{": 1, "]": -1, "}": -1}


class Statement(NamedTuple):
    """A header, or a key with its value. Offsets count characters of the text.

    Attributes:
        path: The whole key.
        table: The path of the header it is under; a header's own path.
        line: The line it begins on, from 1.
        start: The offset at which that line begins.
        value: The offset at which the value begins; for a header, the one after its brackets.
        end: The offset after the end of its last line.
    """

    path: KeyPath
    table: KeyPath
    line: int
    start: int
    value: int
    end: int

    @property
    def is_header(self) -> bool:
        """Whether it is a header, and not a key with its value."""
        return self.path == self.table


def find_statements(text: str) -> Iterator[Statement]:
    """Yield every statement of a TOML text, in order. For text that is not TOML, yield what can be recognised."""
    sizes: dict[KeyPath, int] = {}  # the items so far of each array of tables
    table: KeyPath = ()
    offset, line = int(text.startswith(BOM)), 1
    while offset < len(text):
        header = _HEADER_START.match(text, offset)
        start = header or _VALUE_START.match(text, offset)
        end = _statement_end(text, start.end() if start else offset)
        if header:
            table = path = _header_path(_keys(header[2]), sizes, array=header[1] == "[[")
            yield Statement(path, table, line, offset, header.end(), end)
        elif start:
            yield Statement((*table, *_keys(start[1])), table, line, offset, start.end(), end)
        line += text.count("\n", offset, end)
        offset = end


def _keys(text: str) -> list[str]:
    """Return the parts of a dotted key, without their quotes."""
    if '"' not in text and "'" not in text:
        return [part.strip(" \t") for part in text.split(".")]
    return [_unquoted(part) for part in _KEY_PARTS.findall(text)]


def _unquoted(key: str) -> str:
    if "\\" in key and key.startswith('"'):
        try:
            return str(load_toml(f"key = {key}")["key"])
        except ValueError:  # an escape that TOML does not have
            return key
    return key[1:-1] if key[0] in "\"'" else key


def _header_path(keys: list[str], sizes: dict[KeyPath, int], *, array: bool) -> KeyPath:
    """Return the path of a header: it is inside the newest item of every array of tables on its way."""
    path: KeyPath = ()
    for key in keys[:-1]:
        path = (*path, key)
        if path in sizes:
            path = (*path, sizes[path] - 1)
    path = (*path, keys[-1])
    if array:
        sizes[path] = sizes.get(path, 0) + 1
    return (*path, sizes[path] - 1) if path in sizes else path


def _statement_end(text: str, offset: int) -> int:
    """Return the offset after the line on which the brackets and strings that begin at `offset` are closed."""
    depth = 0
    while token := _TOKEN.match(text, offset):
        offset = token.end()
        depth += _NESTING.get(token[0], 0)
        if token[0] == "\n" and depth <= 0:
            return offset
    return text.find("\n", offset) + 1 or len(text)  # a string that is never closed: not TOML


def value_end(text: str, statement: Statement) -> int:
    """Return the offset after a statement's value, before the spaces and the comment that may follow it."""
    end, depth = statement.value, 0
    for token in _TOKEN.finditer(text, statement.value, statement.end):
        depth += _NESTING.get(token[0], 0)
        if depth == 0 and token[0][0] in "#\n":
            break
        if not token[0].isspace():
            end = token.start() + len(token[0].rstrip())
    return end


def comments(text: str, start: int, end: int) -> list[str]:
    """Return the comments in a stretch of text that begins outside a string."""
    return [token[0].rstrip() for token in _TOKEN.finditer(text, start, end) if token[0].startswith("#")]


def _inline_lines(text: str, statement: Statement) -> Iterator[int]:
    """Yield the line of each table in an inline list."""
    depth, line = 0, statement.line
    for token in _TOKEN.finditer(text, statement.value, statement.end):
        if token[0] == "{" and depth == 1:
            yield line
        depth += _NESTING.get(token[0], 0)
        line += token[0].count("\n")


def find_lines(text: str, items: str = "cards") -> FileLines:
    """Return the lines of a valid TOML text; `items` is the key of its list of tables."""
    lines = FileLines(items)
    for statement in find_statements(text):
        path, line = statement.path, statement.line
        if path[0] == "deck":
            if len(path) == 1 or "deck" not in lines.top.keys:
                lines.deck.line = line
            if len(path) > 1:
                lines.deck.keys.setdefault(str(path[1]), line)
        elif path[0] == items and len(path) > 1 and isinstance(path[1], int):
            if len(path) == 2:
                lines.items.append(TableLines(line))
            else:
                for depth in range(3, len(path) + 1):  # of tables in it too: wordings.en-US.question
                    lines.items[-1].keys.setdefault(".".join(map(str, path[2:depth])), line)
        elif path == (items,):
            lines.items = [TableLines(each) for each in _inline_lines(text, statement)]
        lines.top.keys.setdefault(str(path[0]), line)
    return lines
