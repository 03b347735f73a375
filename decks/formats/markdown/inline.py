"""Lines of Markdown -> the text a reader sees."""

import re
from collections.abc import Iterator

from markdown_it import MarkdownIt

_DELETION = re.compile(r"\[([^\[\]]+)\](?!\()")
_MUST = re.compile(r"[ \t]*\*\*must\*\*$")
# A row of hyphens between bars, below the titles of a table; CommonMark itself knows no tables.
_BELOW_TITLES = re.compile(r"[ \t]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*")
_INLINE = MarkdownIt("commonmark")
# Looking for the end of every bracket takes time in the square of their number: no text has so many.
_MOST_BRACKETS = 1000


def plain(markdown: str) -> str:
    """Return inline Markdown as the text a reader sees; only a forced line break is one."""
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
    """Return a paragraph as the text a reader sees; a table keeps its lines."""
    lines = markdown.split("\n")
    if any("|" in line and _BELOW_TITLES.fullmatch(line) for line in lines[1:2]):
        return "\n".join(plain(line) for line in lines)
    return plain(markdown)


def point(item: str) -> object:
    """Return a key point of the deck format; `**must**` at its end makes it one."""
    text = _MUST.sub("", item)
    return plain(text) if text == item else {"text": plain(text), "must": True}


def deletions(text: str) -> Iterator[tuple[str, str]]:
    """Yield a question and an answer for each word in brackets; in each question one of them is missing."""
    whole = plain(_DELETION.sub(r"\1", text))
    for hidden in _DELETION.finditer(text):
        before = _DELETION.sub(r"\1", text[: hidden.start()])
        after = _DELETION.sub(r"\1", text[hidden.end() :])
        yield plain(f"{before}\\[...\\]{after}"), whole
