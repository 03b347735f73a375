"""Containers of site generators, `??? question "Why?"` and `::: details Answer`, as the folded blocks of HTML."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from decks.formats.markdown.labels import read_label

# In the tag of a container, as in no other: the character is taken out of notes.
CALLOUT = "\x1a"
_FENCE = re.compile(r"[ \t>]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)*(`{3,}|~{3,})")
_INDENTED = re.compile(
    r'(?P<indent>[ \t]*)(?P<sign>!!!|\?\?\?\+?)[ \t]+(?P<kind>[\w-]+)(?:[ \t]+[\w-]+)*(?:[ \t]+"(?P<title>.*)")?[ \t]*'
)
_MARKED = re.compile(r"[ \t]*:{3,}[ \t]*(?P<kind>[\w-]+|\{[^}]*\})(?:\[(?P<bracket>[^\]]*)\])?[ \t]*(?P<title>.*)")
_END = re.compile(r"[ \t]*:{3,}[ \t]*")
_ASKING = {"question", "faq", "help"}
_FOLDING = {"details", "spoiler", "collapse", "answer", "solution", "hint"}


class Line(NamedTuple):
    """A line of text, and its number in the file, from 1."""

    text: str
    number: int


def with_folds(lines: Sequence[Line]) -> list[Line]:
    """Return the lines of notes with `<details>` for containers that ask, answer or fold, and others as text."""
    if not any(line.text.lstrip().startswith(("!!!", "???", ":::")) for line in lines):
        return list(lines)
    return list(_read(lines))


def _read(lines: Sequence[Line]) -> Iterator[Line]:
    position, fence = 0, ""
    ends: list[str] = []  # what ends each open container
    while position < len(lines):
        line = lines[position]
        position += 1
        if found := _FENCE.match(line.text):
            fence = found[1] if not fence else "" if found[1].startswith(fence) else fence
        if fence:
            yield line
        elif found := _INDENTED.fullmatch(line.text):
            end = _end(lines, position, len(found["indent"].expandtabs(4)) + 4)
            folds = found["sign"] != "!!!" or _folds(found["kind"], found["title"] or "")
            yield from _begin(found["title"] or "", found["kind"], line, folds=folds)
            yield from _read([_dedented(each) for each in lines[position:end]])
            yield from [Line("</details>", lines[end - 1].number)] if folds else []
            position = end
        elif found := _MARKED.fullmatch(line.text):
            title = found["bracket"] or found["title"]
            folds = _folds(found["kind"], title)
            yield from _begin(title, found["kind"], line, folds=folds)
            ends.append("</details>" if folds else "")
        elif ends and _END.fullmatch(line.text):
            yield line._replace(text=ends.pop())
        else:
            yield line


def _folds(kind: str, title: str) -> bool:
    return kind.casefold() in _ASKING | _FOLDING or read_label(title) is not None


def _begin(title: str, kind: str, line: Line, *, folds: bool) -> Iterator[Line]:
    if not folds:
        yield line._replace(text=title)
    elif kind.casefold() in _ASKING:
        yield line._replace(text=f"<details {CALLOUT}><summary>{title}</summary>")
    else:
        yield line._replace(text=f"<details><summary>{title or kind}</summary>")
    yield line._replace(text="")


def _end(lines: Sequence[Line], position: int, indent: int) -> int:
    """Return the position after the lines that are indented by so many columns, and the empty ones between them."""
    end = position
    for number in range(position, len(lines)):
        text = lines[number].text.expandtabs(4)
        if text.strip() and len(text) - len(text.lstrip()) < indent:
            break
        end = number + 1 if text.strip() else end
    return end


def _dedented(line: Line) -> Line:
    return line._replace(text=re.sub(r"^(?: {4}|[ ]{0,3}\t)", "", line.text, count=1))
