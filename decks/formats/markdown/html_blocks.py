"""The blocks that HTML in Markdown notes shows."""

import re
from collections.abc import Callable, Iterator, Sequence

from decks.formats.html import to_text
from decks.formats.markdown.blocks import Block, Comment, Heading, Plain
from decks.formats.markdown.containers import Line

_HEADING = re.compile(r"<h([1-6])\b[^<>]*>(.{0,500}?)</h\1\s*>", re.IGNORECASE | re.DOTALL)
_MARKUP = re.compile(r"<(?:li|b|strong)\b", re.IGNORECASE)
_BOLD = re.compile(r"<(?:b|strong)\b[^<>]*>\s*([^<>]{1,500}?)\s*</(?:b|strong)\s*>", re.IGNORECASE)
_ITEM = re.compile(r"<li\b", re.IGNORECASE)
_ITEM_MARK = re.compile(r"[ \t]*(?:-|\d+\.) ")
_COMMENT = re.compile(r"<!--(.*?)-->", re.DOTALL)
_STARS = "\ue002"  # two asterisks that are not to be escaped

Parse = Callable[[Sequence[Line]], Iterator[Block]]


def html_blocks(content: str, line: int, parse: Parse) -> Iterator[Block]:
    """Yield the comment that begins a block of HTML, its headings and its text.

    Args:
        content: The HTML.
        line: Where it begins.
        parse: Reads lines of Markdown as blocks.
    """
    done = 0
    if comment := _COMMENT.match(content.lstrip()):
        yield Comment(line, comment[1])
        done = len(content) - len(content.lstrip()) + comment.end()
    for heading in _HEADING.finditer(content, done) if "</h" in content.lower() else ():
        yield from _text(content[done : heading.start()], line + content.count("\n", 0, done), parse)
        at = line + content.count("\n", 0, heading.start())
        yield Heading(at, int(heading[1]), _escaped(to_text(heading[2])))
        done = heading.end()
    yield from _text(content[done:], line + content.count("\n", 0, done), parse)


def _text(html: str, line: int, parse: Parse) -> Iterator[Block]:
    """Yield what HTML shows. Where it has lists or bold text, that is read as if it were Markdown."""
    text = to_text(_BOLD.sub(rf"{_STARS}\1{_STARS}", html)).strip()
    if not _MARKUP.search(html):
        yield from [Plain(line, text, is_code=False)] if text else []
        return
    begins = (number for number, each in enumerate(html.split("\n"), start=line) for _ in _ITEM.findall(each))
    lines: list[Line] = []
    for each in text.split("\n"):
        found = _ITEM_MARK.match(each)
        mark = found[0] if found else ""
        line = next(begins, line) if found else line
        lines.append(Line(mark + _escaped(each[len(mark) :]).replace(_STARS, "**"), line))
    yield from parse(lines)


def _escaped(text: str) -> str:
    return re.sub(r"([\\`*_\[\]<>&$])", r"\\\1", " ".join(text.split()))
