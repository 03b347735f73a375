"""The parser that makes blocks of Markdown notes."""

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

from markdown_it import MarkdownIt
from markdown_it.token import Token

from decks.formats.markdown.blocks import (
    Block,
    Fold,
    Heading,
    Listing,
    Paragraph,
    Plain,
    Quote,
    Rule,
    Table,
)
from decks.formats.markdown.containers import Line
from decks.formats.markdown.definitions import DEFINED
from decks.formats.markdown.html_blocks import html_blocks
from decks.formats.markdown.inline import Inline
from decks.formats.markdown.marks import Marks
from decks.formats.markdown.nesting import keep_deep_text
from decks.formats.markdown.source import RawCode, RawFold, Source

_TICK_BOX = re.compile(r"^\[[ xX]\][ \t]+")
_LIST_MARK = re.compile(r"(?m)^[ \t]*(?:[-*+]|\d{1,9}[.)])[ \t]")
_CALLOUT = re.compile(r"\[!(?P<name>[\w-]+)(?:\|[^\]\n]*)?\](?P<fold>[-+]?)[ \t]*")
_ASKING_CALLOUTS = {"question", "faq", "help"}


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
        self._markdown = keep_deep_text(MarkdownIt("commonmark").enable("table").disable("inline"))

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
        last: Paragraph | None = None  # it may be a term, if its definition follows
        while begin < end:
            for block in self._block(begin):
                if last and isinstance(block, Paragraph) and DEFINED.match(block.source):
                    last = last._replace(source=f"{last.source}\n{block.source}")  # the same one
                    continue
                if last:
                    yield last
                last = block if isinstance(block, Paragraph) else None
                if last is None:
                    yield block
            begin = self._ends[begin] + 1
        if last:
            yield last

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
                yield _callout(line, tuple(self.read(at + 1, self._ends[at])))
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
                    summary, body = tuple(self._parser.blocks(piece.summary)), tuple(self._parser.blocks(piece.body))
                    if piece.is_callout and not summary:
                        summary, body = body[:1], body[1:]
                    yield Fold(piece.line, summary, body, piece.is_callout)
                case _ if token.type == "html_block":
                    yield from html_blocks(piece, line, self._parser.blocks)
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


def _callout(line: int, blocks: tuple[Block, ...]) -> Quote | Fold:
    """Return quoted blocks; a callout of Obsidian's that asks or can be folded, `> [!faq]- Title`, as a fold."""
    first = blocks[0] if blocks else None
    found = _CALLOUT.match(first.source) if isinstance(first, Paragraph) else None
    if not isinstance(first, Paragraph) or found is None:
        return Quote(line, blocks)
    title, _, rest = first.source[found.end() :].partition("\n")
    below = [Paragraph(line + 1, rest)] if rest.strip() else []
    inside = [*([Paragraph(line, title)] if title.strip() else []), *below, *blocks[1:]]
    if found["name"].casefold() in _ASKING_CALLOUTS or (found["fold"] and title):
        return Fold(line, tuple(inside[:1]), tuple(inside[1:]), is_callout=True)
    return Quote(line, tuple(inside))


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
