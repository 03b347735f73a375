"""The blocks of Markdown notes as a tree, and as the text of a card."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, NamedTuple, Union

from markdown_it import MarkdownIt
from markdown_it.token import Token

from decks.formats.html import to_text
from decks.formats.markdown.inline import Inline
from decks.formats.markdown.marks import Marks
from decks.formats.markdown.source import Line, RawCode, RawFold, Source

_HTML_HEADING = re.compile(r"<h([1-6])\b[^<>]*>(.{0,500}?)</h\1\s*>", re.IGNORECASE | re.DOTALL)
_COMMENT = re.compile(r"<!--(.*?)-->", re.DOTALL)
_TICK_BOX = re.compile(r"^\[[ xX]\][ \t]+")
_LIST_MARK = re.compile(r"(?m)^[ \t]*(?:[-*+]|\d{1,9}[.)])[ \t]")
_CALLOUT = re.compile(r"\[!\w+\][-+]?[ \t]*\n?")


class Heading(NamedTuple):
    """A heading: its level, from 1, and its inline Markdown.

    `place` is `item` if it begins an item of a list, `inside` if it stands somewhere else in a list.
    """

    line: int
    level: int
    source: str
    place: str = ""


class Paragraph(NamedTuple):
    """Inline Markdown."""

    line: int
    source: str


class Plain(NamedTuple):
    """Text that is shown as it is: code, a displayed formula, or what HTML shows."""

    line: int
    text: str
    is_code: bool = True


class Listing(NamedTuple):
    """A list: the number of its first item, None for bullets, and the blocks of each item."""

    line: int
    start: int | None
    items: tuple[tuple["Block", ...], ...]


class Table(NamedTuple):
    """A table: its cells as inline Markdown, the header first, and its lines as they are written."""

    line: int
    rows: tuple[tuple[str, ...], ...]
    lines: tuple[str, ...]


class Fold(NamedTuple):
    """A folded block, `<details>`: its summary, and what it hides."""

    line: int
    summary: tuple["Block", ...]
    body: tuple["Block", ...]


class Quote(NamedTuple):
    """Quoted blocks."""

    line: int
    blocks: tuple["Block", ...]


class Comment(NamedTuple):
    """A comment, which no reader sees."""

    line: int
    text: str


class Rule(NamedTuple):
    """A line across the page."""

    line: int


Block = Union[Heading, Paragraph, Plain, Listing, Table, Fold, Quote, Comment, Rule]  # noqa: UP007  # refers to itself


class Notes(NamedTuple):
    """Notes as a tree of blocks.

    Attributes:
        blocks: The blocks.
        inline: Reads their inline Markdown.
        reread: Reads text that begins on a line as blocks.
    """

    blocks: tuple[Block, ...]
    inline: Inline
    reread: Callable[[str, int], tuple[Block, ...]]


def read_blocks(source: Source, marks: Marks, *, foreign: bool) -> Notes:
    """Read the blocks of notes; `foreign` says whether they were written by others than greenroom."""
    env: dict[str, Any] = {}
    parser = _Parser(source, marks, env)
    blocks = tuple(parser.blocks(source.lines))

    def reread(text: str, line: int) -> tuple[Block, ...]:
        if not _LIST_MARK.search(text):
            return (Paragraph(line, text),)
        return tuple(parser.blocks([Line(each, number) for number, each in enumerate(text.split("\n"), start=line)]))

    return Notes(blocks, Inline(env, source.footnotes, foreign=foreign), reread)


class _Parser:
    """Parses lines of Markdown, and the folded blocks between them."""

    def __init__(self, source: Source, marks: Marks, env: dict[str, Any]) -> None:
        self._source = source
        self._marks = marks
        self._env = env
        self._markdown = MarkdownIt("commonmark").enable("table").disable("inline")

    def blocks(self, lines: Sequence[Line]) -> Iterator[Block]:
        tokens = self._markdown.parse("\n".join(line.text for line in lines), self._env)
        return _Tree(tokens, lines, self._source, self._marks, self).read(0, len(tokens))


class _Tree:
    """Turns the tokens of one text into blocks."""

    def __init__(
        self, tokens: Sequence[Token], lines: Sequence[Line], source: Source, marks: Marks, parser: _Parser
    ) -> None:
        self._tokens = tokens
        self._lines = lines
        self._source = source
        self._marks = marks
        self._parser = parser
        self._ends = _ends(tokens)

    def read(self, begin: int, end: int) -> Iterator[Block]:
        """Yield the blocks of the tokens from `begin` to `end`."""
        while begin < end:
            yield from self._block(begin)
            begin = self._ends[begin] + 1

    def _line(self, at: int) -> int:
        found = self._tokens[at].map
        return self._lines[min(found[0], len(self._lines) - 1)].number if found and self._lines else 1

    def _block(self, at: int) -> Iterator[Block]:
        token, line = self._tokens[at], self._line(at)
        match token.type:
            case "heading_open":
                yield from self._heading(token, self._tokens[at + 1].content, line)
            case "paragraph_open":
                yield Paragraph(line, self._tokens[at + 1].content)
            case "fence" | "code_block" | "html_block":
                yield from self._raw(token, line)
            case "bullet_list_open" | "ordered_list_open":
                yield self._list(at)
            case "blockquote_open":
                yield Quote(line, tuple(self.read(at + 1, self._ends[at])))
            case "table_open":
                yield self._table(at)
            case "hr":
                yield Rule(line)

    def _heading(self, token: Token, content: str, line: int) -> Iterator[Block]:
        """Yield a heading. Hyphens below a marked line or below several lines were meant as a rule."""
        if token.markup == "-" and ("\n" in content or self._marks.find(content)):
            yield Paragraph(line, content)
            yield Rule(line)
        else:
            yield Heading(line, int(token.tag[1]), content)

    def _raw(self, token: Token, line: int) -> Iterator[Block]:
        """Yield code or HTML, and the parts that were taken out of it."""
        for piece in self._source.pieces(token.content):
            match piece:
                case RawCode():
                    yield Plain(piece.line, piece.text)
                case RawFold():
                    yield Fold(
                        piece.line, tuple(self._parser.blocks(piece.summary)), tuple(self._parser.blocks(piece.body))
                    )
                case _ if token.type == "html_block":
                    yield from _html(piece, line)
                    line += piece.count("\n")
                case _ if piece.strip():
                    yield Plain(line, piece.strip("\n"))

    def _list(self, at: int) -> Listing:
        ordered = self._tokens[at].type == "ordered_list_open"
        start = int(self._tokens[at].attrGet("start") or 1) if ordered else None
        items: list[tuple[Block, ...]] = []
        begin = at + 1
        while begin < self._ends[at]:
            items.append(_without_box(tuple(self.read(begin + 1, self._ends[begin]))))
            begin = self._ends[begin] + 1
        return Listing(self._line(at), start, tuple(items))

    def _table(self, at: int) -> Table:
        rows: list[list[str]] = []
        for token in self._tokens[at : self._ends[at]]:
            if token.type == "tr_open":
                rows.append([])
            elif token.type == "inline":
                rows[-1].append(token.content)
        begin, end = self._tokens[at].map or [0, 0]
        lines = tuple(line.text.strip("> \t") for line in self._lines[begin:end])
        return Table(self._line(at), tuple(map(tuple, rows)), lines)


def _ends(tokens: Sequence[Token]) -> list[int]:
    """Return for each token the position of the one that closes it; its own if it is complete."""
    ends = list(range(len(tokens)))
    opened: list[int] = []
    for position, token in enumerate(tokens):
        if token.nesting > 0:
            opened.append(position)
        elif token.nesting < 0:
            ends[opened.pop()] = position
    return ends


def _without_box(item: tuple[Block, ...]) -> tuple[Block, ...]:
    if item and isinstance(item[0], Paragraph):
        return (item[0]._replace(source=_TICK_BOX.sub("", item[0].source)), *item[1:])
    return item


def _html(content: str, line: int) -> Iterator[Block]:
    """Yield the comments and headings in a block of HTML, and its text."""
    comment = _COMMENT.match(content.lstrip())
    if comment:
        yield Comment(line, comment[1])
        content = content.lstrip()[comment.end() :]
    done = 0
    for heading in _HTML_HEADING.finditer(content) if "</h" in content.lower() else ():
        yield from _html_text(content[done : heading.start()], line)
        yield Heading(line, int(heading[1]), _escaped(to_text(heading[2])))
        done = heading.end()
    yield from _html_text(content[done:], line)


def _html_text(html: str, line: int) -> Iterator[Block]:
    if text := to_text(html).strip():
        yield Plain(line, text, is_code=False)


def _escaped(text: str) -> str:
    return re.sub(r"([\\`*_\[\]<>&$])", r"\\\1", " ".join(text.split()))


# --- as text -----------------------------------------------------------------------------------------


def as_text(blocks: Iterable[Block], inline: Inline) -> str:
    """Return blocks as the text of a card, in the order in which they are read."""
    return "\n\n".join(filter(None, (_text(block, inline) for block in blocks)))


def _text(block: Block, inline: Inline) -> str:
    match block:
        case Heading() | Paragraph():
            return "\n".join(line.rstrip() for line in inline.plain(block.source).strip().split("\n"))
        case Plain():
            return block.text.strip("\n").rstrip()
        case Listing():
            return _list_text(block, inline)
        case Table():
            return "\n".join(map(inline.plain, block.lines))
        case Fold() | Quote():
            return as_text(_inside(block), inline)
    return ""


def _inside(block: Fold | Quote) -> tuple[Block, ...]:
    """Return the blocks in another one; of a quotation without the word that gives it a colour: `[!NOTE]`."""
    blocks = (*block.summary, *block.body) if isinstance(block, Fold) else block.blocks
    if isinstance(block, Quote) and blocks and isinstance(blocks[0], Paragraph):
        return (blocks[0]._replace(source=_CALLOUT.sub("", blocks[0].source, count=1)), *blocks[1:])
    return blocks


def _list_text(block: Listing, inline: Inline) -> str:
    """Return a list with its marks. Code in it begins at the margin, so that it stays as it is."""
    items: list[str] = []
    for number, item in enumerate(block.items, start=block.start or 0):
        mark = "- " if block.start is None else f"{number}. "
        parts: list[str] = []
        for inner in item:
            text = _text(inner, inline)
            if text and not _has_code(inner):
                text = text.replace("\n", f"\n{' ' * len(mark)}")
                text = text if not parts else f"{' ' * len(mark)}{text}"
            gap = "\n" if isinstance(inner, Listing) and "\n\n" not in text and not _has_code(inner) else "\n\n"
            parts += ([gap] if parts and text else []) + ([text] if text else [])
        first = "\n\n" if item and _has_code(item[0]) else ""
        items.append(f"{mark if not first else mark.rstrip()}{first}{''.join(parts)}".rstrip())
    return ("\n\n" if any("\n\n" in item for item in items) else "\n").join(items)


def _has_code(block: Block) -> bool:
    match block:
        case Plain():
            return block.is_code
        case Listing():
            return any(_has_code(inner) for item in block.items for inner in item)
        case Fold() | Quote():
            return any(map(_has_code, _inside(block)))
    return False
