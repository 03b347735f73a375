"""Org mode, AsciiDoc, reStructuredText and wiki text as Markdown, line by line, so that line numbers stay true."""

import re
from collections.abc import Callable, Iterator

from decks.formats.questions import ANY_QUESTION_MARK, answer_mark, mark_alone, question_mark
from decks.formats.text.web_page import is_page

PAGE = "html"
_ASCIIDOC = re.compile(r"(={1,6}) +(\S.*)")
_ORG = re.compile(r"(\*+) +(?:(?:TODO|DONE|NEXT|WAITING) +)?(?:\[#[A-Z]\] +)?(\S.*)")
_ORG_TAGS = re.compile(r"[ \t]:[\w@:]+:\s*$")
_SIDES = {"Front": "Q:", "Back": "A:"}
_RULE = re.compile(r"([=\-~^\"*+#`:.'_])\1{2,}\s*")
_BULLETS = re.compile(r"(?P<stars>\*{1,6}|-)(?P<dots>\.{1,6})?\s+(?=\S)|(?P<numbers>\.{1,6})\s+(?=\S)")
_DIRECTIVE = re.compile(r"(\s*)\.\. +(?:_[^:]*:.*|(?P<name>[\w-]+)::(?P<rest>.*)|.*)")
# Directives whose text is part of the notes.
_SAID = re.compile("note|tip|hint|warning|important|caution|attention|danger|error|epigraph")
_TERM = re.compile(rf"[^\s\-*.|#\d:].*{ANY_QUESTION_MARK}\s*")
_FIELD = re.compile(r":(\w{1,20}): +")
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
            text = _ORG_TAGS.sub("", heading[2]).strip()
            side = _SIDES.get(text) or mark_alone(text).strip()  # as Anki's notes in Org mode call them
            yield side or f"{'#' * min(6, len(heading[1]) + 1)} {_org_inline(text)}"
        elif re.fullmatch(r"\|[-+]+\|", bare):
            yield bare.replace("+", "|")
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
    for line in _with_tables(lines):
        if re.fullmatch(r"-{4,}|\.{4,}", line):
            in_code = not in_code
            yield "```"
        elif in_code:
            yield line
        elif heading := _ASCIIDOC.fullmatch(line):
            yield f"{'#' * len(heading[1])} {heading[2]}"
        elif re.fullmatch(r":[\w-]+:.*|\[[^\]]*\]|\|===|={4,}|\*{4,}|_{4,}|\+|//.*", line):
            yield ""
        elif asked := re.fullmatch(rf"(\S.*{ANY_QUESTION_MARK})::\s*", line):
            yield f"###### {asked[1]}"
        else:
            yield f"**{line[1:]}**" if re.match(r"\.[A-Za-z]", line) else _bulleted(line)


def _with_tables(lines: list[str]) -> Iterator[str]:
    """Yield lines with each table in Markdown: a row a line, whatever lines its cells stand on."""
    marks = [at for at, line in enumerate(lines) if line.strip() == "|==="]
    ends = dict(zip(marks[::2], marks[1::2], strict=False))
    at = 0
    while at < len(lines):
        if (end := ends.get(at)) is None:
            yield lines[at]
            at += 1
            continue
        first, *_ = re.split(r"\n\s*\n", "\n".join(lines[at + 1 : end]).strip("\n"))
        cells = [" ".join(cell.split()) for cell in "\n".join(lines[at + 1 : end]).split("|")[1:]]
        width = max(1, first.count("|"))
        written = [f"| {' | '.join(cells[n : n + width])} |" for n in range(0, len(cells), width)]
        written[1:1] = ["|" + "---|" * width]
        size = end + 1 - at
        yield from [*written, *[""] * size][:size]
        at = end + 1


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
    lines = _with_definitions(lines)
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


def _with_definitions(lines: list[str]) -> list[str]:
    """Return lines with each question that has its answer indented below it as a heading, and `:Q:` as `Q:`."""
    found: list[str] = []
    cut = 0  # the indent of an answer
    for line, following in zip(lines, [*lines[1:], ""], strict=True):
        indent = len(line) - len(line.lstrip())
        cut = cut if indent or not line.strip() else 0
        field = _FIELD.match(line)
        if _TERM.fullmatch(line) and following.strip() and following[0] in " \t":
            cut = len(following) - len(following.lstrip())
            found.append(f"###### {line.rstrip()}")
        elif field and (question_mark(f"{field[1]}: ") or answer_mark(f"{field[1]}: ")):
            found.append(f"{field[1]}: {line[field.end() :]}")
        else:
            found.append(line[min(cut, indent) :])
    return found


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
