"""Inline Markdown (emphasis, links, cloze deletions) as plain text."""

import re
from collections.abc import Iterator

from markdown_it import MarkdownIt

_DELETION = re.compile(r"\[([^\[\]]+)\](?!\()")
_MUST = re.compile(r"[ \t]*\*\*must\*\*$")
# The row of hyphens below the header of a table. CommonMark itself has no tables.
_DELIMITER_ROW = re.compile(r"[ \t]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*")
_INLINE = MarkdownIt("commonmark")
# Finding the end of every bracket takes quadratic time, and no real paragraph has more than this.
_MOST_BRACKETS = 1000


def plain(markdown: str) -> str:
    """Return inline Markdown as the text a reader sees. Only a hard line break stays a line break."""
    if len(re.findall(r"(?<!\\)[\[<*_`]", markdown)) > _MOST_BRACKETS:
        return markdown
    (inline,) = _INLINE.parseInline(markdown)
    parts: list[str] = []
    targets: list[str] = []
    for token in inline.children or []:
        match token.type:
            case "softbreak":
                parts.append(" ")
            case "hardbreak":
                parts.append("\n")
            case "image":
                parts.append(f"[image: {token.content or token.attrGet('src')}]")
            case "link_open":
                targets.append(str(token.attrGet("href")))
            case "link_close":
                target = targets.pop()
                parts.append("" if "".join(parts).endswith(target) else f" ({target})")
            case "html_inline":
                parts.append("\n" if token.content.lower().startswith("<br") else "")
            case _:
                parts.append(token.content)
    return "".join(parts)


def prose(markdown: str) -> str:
    """Return a paragraph as the text a reader sees. A table keeps its rows."""
    lines = markdown.split("\n")
    if any("|" in line and _DELIMITER_ROW.fullmatch(line) for line in lines[1:2]):
        return "\n".join(plain(line) for line in lines)
    return plain(markdown)


def read_point(item: str) -> object:
    """Read a key point as the deck format has it. `**must**` at the end makes it a must-have."""
    text = _MUST.sub("", item)
    return plain(text) if text == item else {"text": plain(text), "must": True}


def deletions(text: str) -> Iterator[tuple[str, str]]:
    """Yield a question and an answer for each cloze deletion `[...]`; in each question one of them is hidden."""
    whole = plain(_DELETION.sub(r"\1", text))
    for hidden in _DELETION.finditer(text):
        before = _DELETION.sub(r"\1", text[: hidden.start()])
        after = _DELETION.sub(r"\1", text[hidden.end() :])
        yield plain(f"{before}\\[...\\]{after}"), whole
