"""Org mode, AsciiDoc, reStructuredText and wiki text as Markdown, line by line, so that line numbers stay true."""

import re
from collections.abc import Callable, Iterator

from decks.formats.text.web_page import is_page

PAGE = "html"
_ASCIIDOC = re.compile(r"(={1,6}) +(\S.*)")
_ORG = re.compile(r"(\*+) +(?:(?:TODO|DONE|NEXT|WAITING) +)?(?:\[#[A-Z]\] +)?(\S.*)")
_ORG_TAGS = re.compile(r"[ \t]:[\w@:]+:\s*$")
_RULE = re.compile(r"([=\-~^\"*+#`:.'_])\1{2,}\s*")
_BULLETS = re.compile(r"(?P<stars>\*{1,6}|-)(?P<dots>\.{1,6})?\s+(?=\S)|(?P<numbers>\.{1,6})\s+(?=\S)")
_DIRECTIVE = re.compile(r"(\s*)\.\. +(?:_[^:]*:.*|(?P<name>[\w-]+)::(?P<rest>.*)|.*)")
# Directives whose text is part of the notes.
_SAID = re.compile("note|tip|hint|warning|important|caution|attention|danger|error|epigraph")
_CODE = frozenset({"code", "code-block", "sourcecode", "highlight", "parsed-literal"})


def markup_of(text: str) -> str:
    """Return which markup a text has, as the extension of such files: html, org, adoc, rst, wiki; empty if none."""
    if is_page(text):
        return PAGE
    lines = text.split("\n")
    if re.search(r"(?mi)^(?:#\+(?:title|begin_\w+|startup|author|filetags)\b|:PROPERTIES:|\*{2,6} \S)", text):
        return "org"
    if sum(1 for line in lines if _wiki_heading(line)) > 1:
        return "wiki"
    if any(map(_ASCIIDOC.fullmatch, lines)):
        return "adoc"
    titles = sum(1 for at in range(1, len(lines)) if _is_underlined(lines, at - 1))
    return "rst" if titles > 1 or re.search(r"(?m)^\.\. [\w-]+::", text) else ""


def to_markdown(text: str, markup: str) -> str:
    """Return a text as Markdown with as many lines. `markup` is as in `markup_of`, but no web page."""
    convert: dict[str, Callable[[list[str]], Iterator[str]]] = {
        **dict.fromkeys(("adoc", "asciidoc"), _from_asciidoc),
        "org": _from_org,
        "rst": _from_rst,
        "wiki": _from_wiki,
    }
    return "\n".join(convert[markup](text.split("\n")))


def _from_wiki(lines: list[str]) -> Iterator[str]:
    for line in lines:
        if heading := _wiki_heading(line):
            yield heading
        else:
            yield re.sub(r"'''(.+?)'''", r"**\1**", _bulleted(line) if line[:1] == "*" else line)


def _wiki_heading(line: str) -> str:
    bare = line.rstrip()
    level = len(bare) - len(bare.lstrip("="))
    title = bare.strip("=").strip()
    return f"{'#' * level} {title}" if 0 < level < 7 and title and bare.endswith("=" * level) else ""


def _from_org(lines: list[str]) -> Iterator[str]:
    in_drawer = False
    for line in lines:
        bare = line.strip()
        heading = _ORG.fullmatch(line)
        if in_drawer or re.fullmatch(r":[A-Z_]+:", bare):
            in_drawer = bare != ":END:"
            yield ""
        elif heading:
            yield f"{'#' * min(6, len(heading[1]) + 1)} {_org_inline(_ORG_TAGS.sub('', heading[2]))}"
        elif found := re.match(r"#\+(\w+):?\s*(.*)", bare):
            name = found[1].lower()
            yield "```" if name.endswith(("_src", "_example")) else f"# {found[2]}" if name == "title" else ""
        elif re.match(r"(?:SCHEDULED|DEADLINE|CLOSED):|# ", bare):
            yield ""
        else:
            yield _org_inline(line)


def _org_inline(text: str) -> str:
    text = re.sub(r"\[\[([^\[\]]+)\]\[([^\[\]]+)\]\]", r"[\2](\1)", text)
    text = re.sub(r"(?<![\w*])\*(\S(?:[^*\n]*\S)?)\*(?![\w*])", r"**\1**", text)
    return re.sub(r"(?<!\w)([=~])(\S(?:[^=~\n]*\S)?)\1(?!\w)", r"`\2`", text)


def _from_asciidoc(lines: list[str]) -> Iterator[str]:
    in_code = False
    for line in lines:
        if re.fullmatch(r"-{4,}|\.{4,}", line):
            in_code = not in_code
            yield "```"
        elif in_code:
            yield line
        elif heading := _ASCIIDOC.fullmatch(line):
            yield f"{'#' * len(heading[1])} {heading[2]}"
        elif re.fullmatch(r":[\w-]+:.*|\[[^\]]*\]|\|===|={4,}|\*{4,}|_{4,}|\+|//.*", line):
            yield ""
        elif asked := re.fullmatch(r"(\S.*[?\uff1f])::\s*", line):
            yield f"**{asked[1]}**"
        else:
            yield f"**{line[1:]}**" if re.match(r"\.[A-Za-z]", line) else _bulleted(line)


def _bulleted(line: str) -> str:
    """Return a line with the mark of its list item, which is longer the deeper it is, as Markdown's."""
    if (found := _BULLETS.match(line.lstrip())) is None:
        return line
    depth = len(found["numbers"] or found["stars"]) - 1
    return "    " * depth + ("1. " if found["numbers"] else "- ") + line.lstrip()[found.end() :]


def _from_rst(lines: list[str]) -> Iterator[str]:
    levels: list[str] = []  # the rules below titles, in the order of their first use
    fenced: int | None = None  # the indent that ends a block of code
    cut = 0  # the indent of its lines
    deeper_below = _indents_below(lines)
    for at, line in enumerate(lines):
        indent, deeper = len(line) - len(line.lstrip()), deeper_below[at]
        if fenced is not None:
            if not line.strip() and deeper <= fenced:
                fenced = None
                yield "```"
            else:
                yield line[min(cut, indent) :] if line.strip() else line
        elif _is_underlined(lines, at):
            rule = lines[at + 1].strip()[0]
            if rule not in levels:
                levels.append(rule)
            yield f"{'#' * min(6, levels.index(rule) + 1)} {line.strip()}"
        elif _RULE.fullmatch(line) and (_is_underlined(lines, at - 1) or _is_underlined(lines, at + 1)):
            yield ""
        elif found := _DIRECTIVE.fullmatch(line):
            if found["name"] in _CODE and deeper > indent:
                fenced, cut = indent, deeper
            rest = (found["rest"] or "").strip()
            shown = rest if _SAID.fullmatch(found["name"] or "") else f"**{rest}**" if found["name"] == "rubric" else ""
            yield "```" if fenced is not None else shown
        elif line.rstrip().endswith("::") and deeper > indent and at + 1 < len(lines) and not lines[at + 1].strip():
            lines[at + 1] = ".. code::"
            yield line.rstrip()[:-1].rstrip(":") + ":"
        else:
            yield line


def _indents_below(lines: list[str]) -> list[int]:
    """Return for each line the indent of the next one with text."""
    indents: list[int] = []
    below = 0
    for line in reversed(lines):
        indents.append(below)
        below = len(line) - len(line.lstrip()) if line.strip() else below
    return indents[::-1]


def _is_underlined(lines: list[str], at: int) -> bool:
    """Return whether a line is a title: the line below it is a rule about as long."""
    if not 0 <= at < len(lines) - 1 or not _RULE.fullmatch(lines[at + 1]) or _RULE.fullmatch(lines[at]):
        return False
    title = lines[at].strip()
    return bool(title) and "|" not in title and len(lines[at + 1].strip()) >= max(3, len(title) - 2)
