"""What ends in a question mark in the text of a file, whatever its style."""

import json
import re
from collections.abc import Collection, Iterator
from typing import NamedTuple

from decks.formats.questions import ANY_QUESTION_MARK
from decks.formats.registry import LISTS, NOTES
from decks.importing.guard.words import ENOUGH, MARK, ends_in_question_mark, letters, without_markup

_LONGEST_LINE = 2000  # characters of Markdown: no question is longer
_FENCE = re.compile(r"[\s>]*(?:(?:[-*+]|\d{1,9}[.)])\s+)*(`{3,}|~{3,})")
_LEAD = re.compile(r"[\s>]*(?P<item>(?:(?:[-*+]|\d{1,9}[.)])\s+(?:\[[ xX]\]\s+)?)*)(?P<heading>(?:#{1,6}|={1,6})\s+)?")
_BOLD = re.compile(rf"(?:\*\*|__)(.+?{ANY_QUESTION_MARK})\W*?(?:\*\*|__)")
_TABLE_ROW = re.compile(r"\s*\|.*\|\s*")
_UNDERLINE = re.compile(r"\s{0,3}([=\-~^])\1+\s*")
_TAGGED = re.compile(r"(?is)<(summary|h[1-6]|dt|button)\b[^<>]{0,200}>(.{0,2000}?)</\1\s*>")
_ANCHOR = re.compile(r"\]\(#([^)\s]*)\)")
_TARGET = re.compile(r"\]\([^)\n]*\)")
_LINK_OUT = re.compile(r"[\s>*+\d.)-]*\[[^\]]*\]\((?!#)[^)]*\)[\s\W]*")
_CELL_ENDS = re.compile(r"[,;\t|\"]")
_JSON_TEXT = re.compile(r'"((?:[^"\\\n]|\\.)*)"')


class Asked(NamedTuple):
    """Something in a file that ends in a question mark, and its line."""

    line: int
    text: str
    strong: bool  # a heading or the like: not only a part of an answer
    heading: str = ""  # the heading that it links to, whose words may be others than its own


def find_asked(text: str, kind: str, known: Collection[str] = ()) -> Iterator[Asked]:
    """Yield what asks in a file; `kind` is its extension. What is `known` may be left out."""
    if kind in LISTS:
        return _in_json(text)
    return _in_notes(text) if kind in NOTES else _in_table(text, known)


def _in_notes(text: str) -> Iterator[Asked]:
    """Yield the headings, bold lines, list items, lines, table cells and summaries that end in a question mark."""
    for number, line, following in _outside_code(text):
        if MARK.search(line):
            yield from _in_line(number, line[:_LONGEST_LINE], underlined=_UNDERLINE.fullmatch(following) is not None)
    for found in _TAGGED.finditer(text):
        shown = without_markup(found[2])
        if ends_in_question_mark(shown):
            yield Asked(text.count("\n", 0, found.start()) + 1, shown, strong=True)


def _outside_code(text: str) -> Iterator[tuple[int, str, str]]:
    """Yield the number of each line outside code blocks, the line, and the one after it."""
    fence = ""
    lines = text.split("\n")
    for number, (line, following) in enumerate(zip(lines, [*lines[1:], ""], strict=True), start=1):
        mark = _FENCE.match(line)
        if mark is None:
            if not fence:
                yield number, line, following
        elif not fence:
            fence = mark[1]
        elif mark[1].startswith(fence) and line.strip() == mark[1]:
            fence = ""


def _in_line(number: int, line: str, *, underlined: bool) -> Iterator[Asked]:
    bare = without_markup(_TARGET.sub("]", line))
    anchor = _ANCHOR.search(line)
    heading_of = anchor[1] if anchor else ""
    lead = _LEAD.match(bare)
    item, heading, rest = (lead["item"], lead["heading"], bare[lead.end() :]) if lead else ("", "", bare)
    if bold := None if heading else _BOLD.match(rest.strip()):
        yield Asked(number, bold[1], strong=not item)
    elif _TABLE_ROW.fullmatch(bare):
        yield from (
            Asked(number, cell, strong=False, heading=heading_of)
            for cell in bare.split("|")
            if ends_in_question_mark(cell)
        )
    elif ends_in_question_mark(rest) and (heading or underlined or _may_ask(rest, line, item=bool(item))):
        yield Asked(number, rest, strong=bool(heading or underlined), heading=heading_of)


def _may_ask(text: str, line: str, *, item: bool) -> bool:
    """Return whether a list item, or a plain line that asks one thing, is more than a link to elsewhere."""
    asks_one = len(letters(text)) >= ENOUGH and len(MARK.findall(text)) == 1
    return (item or asks_one) and not _LINK_OUT.fullmatch(line)


def _in_table(text: str, known: Collection[str]) -> Iterator[Asked]:
    for number, line in enumerate(text.split("\n"), start=1):
        for cell in _CELL_ENDS.split(line) if MARK.search(line) else ():
            if cell.strip() in known or not (MARK.search(cell) and ends_in_question_mark(cell)):
                continue
            bare = without_markup(cell)
            if len(letters(bare)) >= ENOUGH:  # less may be the last line of a cell with several
                yield Asked(number, bare, strong=False)


def _in_json(text: str) -> Iterator[Asked]:
    for number, line in enumerate(text.split("\n"), start=1):
        for found in _JSON_TEXT.finditer(line) if MARK.search(line) or "\\u" in line else ():
            if ends_in_question_mark(found[1]):
                try:
                    yield Asked(number, without_markup(str(json.loads(found[0]))), strong=False)
                except ValueError:
                    continue
