"""Inline Markdown (emphasis, links, formulas, HTML) as plain text."""

import re
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from decks.formats.markdown.latex import BRACKETS, DOLLARS, without_escapes

# Finding the end of every bracket takes quadratic time, and no real paragraph has more than this.
_MOST_MARKS = 1000
_MARKS = re.compile(r"(?<!\\)[\[<*_`$]|\\[(\[]")
HIGHLIGHT = re.compile(r"==(?=[^\s=])(?P<highlighted>[^=\n]+?)(?<=[^\s=])==(?!=)")
_WIKI = re.compile(r"!?\[\[([^\[\]|\n]+)(?:\|([^\[\]\n]+))?\]\]")
_FOOTNOTE = re.compile(r"\[\^([^\]\s]+)\]")
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9-]*)")
_SOURCE = re.compile(r"""\b(?:alt|src)\s*=\s*["']?([^"'\s>]+(?:[^"'>]*(?=["']))?)""")
# The tags of HTML. What else looks like one, as in List<String>, is text.
_TAGS = re.compile(
    r"a|abbr|acronym|address|article|aside|audio|b|bd[io]|big|blockquote|body|br|button|caption|center|cite|code|col|data"
    r"|dd|del|details|dfn|dialog|div|dl|dt|em|embed|figcaption|figure|font|footer|form|h[1-6r]|head|header|html|i|iframe"
    r"|img|input|ins|kbd|label|legend|li|link|main|mark|meta|nav|object|ol|option|p|picture|pre|q|r[pt]|ruby|s|samp|script"
    r"|section|select|small|source|span|strike|strong|style|su[bp]|summary|svg|t[dhrt]|table|tbody|template|textarea|tfoot"
    r"|thead|time|title|ul?|var|video|wbr"
)
_RAISED = {"sup": "^", "sub": "_"}
_SCHEME = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]+:")


class Link(NamedTuple):
    """A link: the text a reader sees, and where it leads."""

    text: str
    target: str

    @property
    def is_inside(self) -> bool:
        """Whether it leads to another place in these notes rather than to a page somewhere else."""
        return _SCHEME.match(self.target) is None


class Shape(NamedTuple):
    """The links of some inline Markdown, and the text beside them, without images."""

    links: tuple[Link, ...]
    rest: str

    @property
    def is_links(self) -> bool:
        """Whether there is nothing but links, punctuation and numbers."""
        return bool(self.links) and not any(map(str.isalpha, self.rest))


class Inline:
    """Reads inline Markdown. The same text is parsed once."""

    def __init__(self, env: dict[str, Any], footnotes: Mapping[str, str], *, foreign: bool) -> None:
        """Take the references of the notes.

        Args:
            env: What markdown-it found in the blocks, such as the targets of links.
            footnotes: The text of each footnote by its label.
            foreign: Whether others wrote the notes; in our own a bracket is always a bracket.
        """
        self._env = env
        self._footnotes = footnotes
        self._parsed: dict[str, list[Token]] = {}
        self._markdown = MarkdownIt("commonmark")
        rules = [("math", "$", DOLLARS)]
        if foreign:
            rules += [("math", "\\", BRACKETS), ("wiki", "![", _WIKI), ("footnote", "[", _FOOTNOTE)]
        for number, (kind, begin, pattern) in enumerate(rules):
            self._markdown.inline.ruler.before("escape", f"{kind}{number}", _rule(kind, begin, pattern))
        if foreign:
            self._markdown.inline.ruler.before("escape", "highlight", _highlight)

    def plain(self, source: str) -> str:
        """Return the text a reader sees; links with their targets. Only a hard line break stays a line break."""
        return self._text(source, targets=True)

    def label(self, source: str) -> str:
        """Return the text of a heading or a question: without targets and images, unless it is nothing else."""
        return " ".join(self._text(source, targets=False).split()) or self.plain(source).strip()

    def shape(self, source: str) -> Shape:
        """Return what of the text is in links, and what is beside them."""
        links: list[Link] = []
        parts: list[str] = []
        opened: list[tuple[str, int]] = []
        for token in self._tokens(source) or [Token("text", "", 0, content=source)]:
            match token.type:
                case "link_open":
                    opened.append((str(token.attrGet("href")), len(parts)))
                case "link_close":
                    target, begin = opened.pop()
                    links.append(Link("".join(parts[begin:]), target))
                    del parts[begin:]
                case "image" | "html_inline":
                    parts.append(" ")
                case "softbreak" | "hardbreak":
                    parts.append("\n")
                case _:
                    parts.append(token.content)
        return Shape(tuple(links), "".join(parts))

    def _tokens(self, source: str) -> list[Token]:
        """Return the parsed tokens; none if parsing would take too long."""
        if len(_MARKS.findall(source)) > _MOST_MARKS:
            return []
        if source not in self._parsed:
            (inline,) = self._markdown.parseInline(source, self._env)
            self._parsed[source] = inline.children or []
        return self._parsed[source]

    def _text(self, source: str, *, targets: bool) -> str:
        tokens = self._tokens(source)
        if not tokens:
            return source
        parts: list[str] = []
        opened: list[str] = []
        raised: list[tuple[str, int]] = []
        for token in tokens:
            match token.type:
                case "softbreak":
                    parts.append("" if "".join(parts[-1:]).endswith("\n") else " ")
                case "hardbreak":
                    parts.append("\n")
                case "link_open":
                    opened.append(str(token.attrGet("href")))
                case "link_close":
                    target = opened.pop()
                    shown = targets and not target.startswith("#") and not "".join(parts[-1:]).endswith(target)
                    parts.append(f" ({target})" if shown else "")
                case "html_inline":
                    self._html(token.content, parts, raised, targets=targets)
                case _:
                    parts.append(self._leaf(token, targets=targets))
        return "".join(parts)

    def _leaf(self, token: Token, *, targets: bool) -> str:
        """Return the text of a token that neither opens nor closes anything."""
        match token.type:
            case "image":
                return f"[image: {token.content or token.attrGet('src')}]" if targets else ""
            case "footnote":
                return self._footnote(token.content)
            case "wiki" if token.markup == "!" and not targets:
                return ""
        return token.content

    def _footnote(self, label: str) -> str:
        """Return the text of a footnote; the footnotes in it are left out."""
        text = _FOOTNOTE.sub("", self._footnotes.get(label.casefold(), ""))
        return f" ({self.plain(text)})" if text else ""

    def _html(self, tag: str, parts: list[str], raised: list[tuple[str, int]], *, targets: bool) -> None:
        found = _TAG.match(tag)
        name = found[2].lower() if found else ""
        if found is None:
            return  # a comment or the like
        if name == "br":
            parts.append("\n")
        elif name == "img":
            source = _SOURCE.search(tag)
            parts.append(f"[image: {source[1] if source else '?'}]" if targets else "")
        elif name in _RAISED and not found[1]:
            raised.append((_RAISED[name], len(parts)))
        elif name in _RAISED and raised:
            sign, begin = raised.pop()
            text = "".join(parts[begin:])
            short = re.fullmatch(r"[-+\u2212]?\w*", text)
            parts[begin:] = [(sign + text if short else f"{sign}({text})") if text else ""]
        elif not _TAGS.fullmatch(name):
            parts.append(tag)


def _rule(kind: str, begin: str, pattern: re.Pattern[str]) -> Callable[[StateInline, bool], bool]:
    """Return a rule of markdown-it for text that stays as it is, or that its own syntax would not know."""

    def rule(state: StateInline, silent: bool) -> bool:  # noqa: FBT001  # markdown-it calls it by position
        if state.src[state.pos] not in begin:
            return False
        found = pattern.match(state.src, state.pos)
        if found is None:
            return False
        if not silent:
            token = state.push(kind, "", 0)
            token.content = found[0]
            if kind == "math":
                token.content = without_escapes(found[0])
            elif kind == "wiki":
                token.content, token.markup = _wiki(found), found[0][0].replace("[", "")
            elif kind == "footnote":
                token.content = found[1]
        state.pos = found.end()
        return True

    return rule


def _highlight(state: StateInline, silent: bool) -> bool:  # noqa: FBT001, ARG001  # markdown-it calls it by position
    """Skip the signs around highlighted text, `==so==`."""
    text, here = state.src, state.pos
    if not text.startswith("==", here):
        return False
    begin = text.rfind("==", 0, here)
    ends = begin >= 0 and HIGHLIGHT.fullmatch(text, begin, here + 2) is not None
    if not (ends or HIGHLIGHT.match(text, here)):
        return False
    state.pos += 2
    return True


def _wiki(found: re.Match[str]) -> str:
    """Return what is shown of a wiki link: `[[Page|text]]`, `[[Page#Part]]`, `![[picture.png]]`."""
    if found[0].startswith("!"):
        return f"[image: {found[1]}]"
    return (found[2] or found[1].replace("#", " > ").removeprefix(" > ")).strip()
