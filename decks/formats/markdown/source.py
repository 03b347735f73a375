"""The lines of Markdown notes, with what Markdown would garble taken out: code, LaTeX, folded blocks and footnotes."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from decks.formats.markdown.containers import CALLOUT, Line, with_folds
from decks.formats.markdown.latex import DISPLAYED, is_formula, without_escapes
from decks.formats.markdown.marks import Marks
from decks.formats.questions import ANY_QUESTION_MARK

_TOKEN = re.compile(r"<!--\x1a(\d+)-->")
_CONTAINER = r"[ \t>]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)*"
_FENCE = re.compile(rf"({_CONTAINER})(`{{3,}}(?=[^`]*$)|~{{3,}})(.*)")
_TAG = re.compile(r"<(/?)(details|summary)\b[^<>]*>", re.IGNORECASE)
_SECTION = re.compile(r"[ \t]*(?:\d{1,9}[.)][ \t]+)?#{2,6}[ \t]|[ \t]*</?details\b", re.IGNORECASE)
# What is a heading even where code seems to go on: then somebody forgot to close it.
_ASKING = re.compile(rf"[ \t]*(?:\d{{1,9}}[.)][ \t]+#{{2,6}}[ \t]|#{{2,6}}[ \t].*{ANY_QUESTION_MARK}[ \t]*$)")
_LONGEST_MATH = 200  # lines
_FOOTNOTE = re.compile(r"[ ]{0,3}\[\^([^\]\s]+)\]:[ \t]*(.*)")
_DEEPEST = 20  # folded blocks in folded blocks
_TAB = 4


class RawFold(NamedTuple):
    """A `<details>` block: the lines of its summary, and those that it hides."""

    line: int
    summary: Sequence[Line]
    body: Sequence[Line]
    is_callout: bool = False  # a container that may have its question in its text


class RawCode(NamedTuple):
    """Code or displayed LaTeX, to the byte."""

    line: int
    text: str


@dataclass(frozen=True, slots=True)
class Source:
    """Notes in lines. A line with a token stands for each part that was taken out."""

    lines: Sequence[Line]
    parts: Sequence[RawFold | RawCode]
    footnotes: dict[str, str]

    def pieces(self, text: str) -> list["str | RawFold | RawCode"]:
        """Return text without its tokens, and between it the parts they stand for."""
        split = _TOKEN.split(text)
        return [self.parts[int(piece)] if place % 2 else piece for place, piece in enumerate(split)]


def read_source(text: str, first: int, marks: Marks, *, latex: bool = True) -> Source:
    """Take code, LaTeX, folded blocks and footnotes out of a text.

    Args:
        text: The text; its lines end with newlines.
        first: The number of its first line in the file.
        marks: What marks questions and answers, which may stand before code on the same line.
        latex: Whether displayed formulas are taken out.
    """
    lines = [Line(line, number) for number, line in enumerate(text.replace("\x1a", "").split("\n"), start=first)]
    return _Scanner(with_folds(lines), marks, latex=latex).read()


@dataclass(slots=True)
class _Frame:
    """A folded block that is still open; the first frame is the text itself."""

    line: int
    prefix: str = ""  # what stands before it on its first line
    body: list[Line] = field(default_factory=list)
    summary: list[Line] = field(default_factory=list)
    in_summary: bool = False
    is_callout: bool = False
    nested: int | None = None  # the length of the body where the first block inside it begins

    @property
    def out(self) -> list[Line]:
        return self.summary if self.in_summary else self.body


class _Scanner:
    """Reads lines from the first to the last, each once."""

    def __init__(self, lines: list[Line], marks: Marks, *, latex: bool) -> None:
        self._lines = lines
        self._marks = marks
        self._latex = latex
        self._parts: list[RawFold | RawCode] = []
        self._footnotes: dict[str, str] = {}
        self._frames = [_Frame(1)]
        self._last_comment_end = max((n for n, line in enumerate(lines) if "-->" in line.text), default=-1)

    def read(self) -> Source:
        position = 0
        while position < len(self._lines):
            position = self._step(position)
        while len(self._frames) > 1:
            self._close_unclosed()
        return Source(self._frames[0].body, self._parts, self._footnotes)

    def _step(self, position: int) -> int:
        """Read what begins on the line at `position`; return the position of the next."""
        line = self._lines[position]
        before, rest = self._before_mark(line.text)
        if found := _FENCE.fullmatch(rest):
            self._begin_code(before, line)
            return self._code(position, found)
        if self._latex and (end := self._find_math(position, rest)):
            self._begin_code(before, line)
            return self._math(position, end, rest)
        if found := _FOOTNOTE.fullmatch(line.text):
            return self._footnote(position, found)
        opened = line.text.rfind("<!--")
        if opened >= 0 and "-->" not in line.text[opened:] and position < self._last_comment_end:
            while "-->" not in self._lines[position].text[opened:]:
                self._emit(self._lines[position])
                position, opened = position + 1, 0
            self._emit(self._lines[position])
            return position + 1
        if "<" in line.text and not line.text.lstrip().startswith("|"):
            self._tags(line)
        else:
            self._emit(line)
        return position + 1

    def _before_mark(self, text: str) -> tuple[str, str]:
        """Split a line behind the mark that begins it, if code follows on the same line."""
        mark = self._marks.end_of_mark(text)
        rest = text[mark:].lstrip(" \t*_")
        return (text[:mark], rest) if mark and rest.startswith(("```", "~~~", "$$")) else ("", text)

    def _begin_code(self, before: str, line: Line) -> None:
        if before:
            self._emit(Line(before, line.number))

    def _emit(self, line: Line) -> None:
        """Add a line, without the indentation that the folded block around it has."""
        indent = len(self._frames[-1].prefix)
        self._frames[-1].out.append(Line(_dedented(line.text, indent), line.number) if indent else line)

    def _take_out(self, part: RawFold | RawCode, prefix: str) -> None:
        self._parts.append(part)
        self._emit(Line(f"{prefix}<!--\x1a{len(self._parts) - 1}-->", part.line))

    # --- code, formulas, footnotes -------------------------------------------------------------------

    def _code(self, position: int, opening: re.Match[str]) -> int:
        """Take out the code that begins at `position`. Code that is never closed ends before the next section."""
        ticks, shows_markdown = opening[2], opening[3].strip().lower().startswith(("md", "markdown"))
        closing = re.compile(rf"[ \t>]*{re.escape(ticks[0])}{{{len(ticks)},}}[ \t]*")
        end = position + 1
        while end < len(self._lines) and not closing.fullmatch(self._lines[end].text):
            follows = _FENCE.fullmatch(self._lines[end].text)
            if follows and follows[2].startswith(ticks) and follows[3].strip():
                break
            if not shows_markdown and _ASKING.match(self._lines[end].text):
                break
            end += 1
        closed = end < len(self._lines) and closing.fullmatch(self._lines[end].text) is not None
        if not closed:
            sections = (n for n in range(position + 1, end) if _SECTION.match(self._lines[n].text))
            end = next(sections, end)
        quoted = ">" in opening[1]
        code = [line.text.lstrip("> ") if quoted else line.text for line in self._lines[position + 1 : end]]
        indent = len(opening[1].expandtabs(_TAB))
        text = "\n".join(_dedented(line, indent) for line in code)
        self._take_out(RawCode(self._lines[position].number, text), opening[1])
        return end + 1 if closed else end

    def _find_math(self, position: int, rest: str) -> int:
        """Return the position after the displayed formula that begins on this line; 0 if none does."""
        text = rest.lstrip()
        close = next((end for begin, end in DISPLAYED if text.startswith(begin)), None)
        if close is None:
            return 0
        last = min(len(self._lines), position + _LONGEST_MATH)
        for end in range(position, last):
            line = text[2:] if end == position else self._lines[end].text
            if end > position and (_SECTION.match(line) or not (line.strip() or text.strip() in ("$$", "\\["))):
                return 0
            if close in line and (close != "\\]" or line.rstrip().endswith(close)):
                whole = "\n".join([text, *(each.text for each in self._lines[position + 1 : end + 1])])
                return end + 1 if close != "\\]" or is_formula(whole) else 0
        return 0

    def _math(self, position: int, end: int, rest: str) -> int:
        number = self._lines[position].number
        indent = len(rest) - len(rest.lstrip())
        lines = [rest, *(line.text for line in self._lines[position + 1 : end])]
        text = "\n".join(_dedented(line, indent) for line in lines).rstrip()
        close = next(close for begin, close in DISPLAYED if text.startswith(begin))
        formula, mark, tail = text.rpartition(close)
        if close == "\\end{":
            name, brace, tail = tail.partition("}")
            mark += name + brace
        self._take_out(RawCode(number, without_escapes(formula + mark)), rest[:indent])
        if tail.strip():
            self._emit(Line(rest[:indent] + tail.strip(), self._lines[end - 1].number))
        return end

    def _footnote(self, position: int, found: re.Match[str]) -> int:
        texts = [found[2]]
        position += 1
        while position < len(self._lines) and self._lines[position].text.startswith(("    ", "\t")):
            texts.append(self._lines[position].text.strip())
            position += 1
        self._footnotes.setdefault(found[1].casefold(), " ".join(texts).strip())
        return position

    # --- folded blocks ---------------------------------------------------------------------------------

    def _tags(self, line: Line) -> None:
        """Read a line in which folded blocks may begin and end."""
        text, done = line.text, 0
        indent = text[: len(text) - len(text.lstrip())]
        code = _code_spans(text)
        for tag in _TAG.finditer(text):
            if any(begin <= tag.start() < end for begin, end in code):
                continue
            before = text[done : tag.start()]
            opens = (tag[1], tag[2].lower()) == ("", "details")
            prefix = before if not done and opens and re.fullmatch(_CONTAINER, before) else indent
            if before.strip() and prefix is not before:
                self._emit(Line(before if not done else indent + before.strip(), line.number))
            self._tag(tag[1], tag[2].lower(), line.number, prefix)
            self._frames[-1].is_callout |= CALLOUT in tag[0]
            done = tag.end()
        if not done:
            self._emit(line)
        elif text[done:].strip():
            self._emit(Line(indent + text[done:].strip(), line.number))

    def _tag(self, slash: str, name: str, number: int, prefix: str) -> None:
        frame, is_open = self._frames[-1], len(self._frames) > 1
        if name == "summary":
            frame.in_summary = is_open and not slash and not frame.summary
        elif slash and is_open:
            self._frames.pop()
            self._fold(frame, frame.body)
        elif not slash and len(self._frames) <= _DEEPEST:
            if frame.nested is None:
                frame.nested = len(frame.body)
            frame.in_summary = False
            self._frames.append(_Frame(number, prefix))

    def _fold(self, frame: _Frame, body: list[Line]) -> None:
        """Take out a folded block. What follows the summary without an empty line may be indented, as HTML is."""
        summary = frame.summary
        if frame.in_summary:  # it was never closed: its first line is the summary
            summary, body = summary[:1], [*summary[1:], *body]
        filled = [n for n, line in enumerate(body) if line.text.strip()]
        begin = filled[0] if filled else 0
        end = next((n for n in range(begin, len(body)) if not body[n].text.strip()), len(body))
        shown = [*_aligned(body[begin:end]), *body[end:]]
        fold = RawFold(frame.line, _aligned(summary), shown, frame.is_callout)
        self._take_out(fold, frame.prefix)

    def _close_unclosed(self) -> None:
        """Close a folded block at the end of the text. The blocks that seem to be inside it follow it, rather."""
        frame = self._frames.pop()
        inside = len(frame.body) if frame.nested is None else frame.nested
        self._fold(frame, frame.body[:inside])
        self._frames[-1].body += frame.body[inside:]


def _code_spans(text: str) -> list[tuple[int, int]]:
    """Return where code in backticks begins and ends in a line."""
    spans: list[tuple[int, int]] = []
    opened: re.Match[str] | None = None
    for ticks in re.finditer("`+", text):
        if opened is None:
            opened = ticks
        elif ticks[0] == opened[0]:
            spans.append((opened.start(), ticks.end()))
            opened = None
    return spans


def _aligned(lines: Sequence[Line]) -> list[Line]:
    """Return lines without the indentation that all of them have."""
    indents = [len(line.text) - len(line.text.lstrip()) for line in lines if line.text.strip()]
    return [Line(_dedented(line.text, min(indents, default=0)), line.number) for line in lines]


def _dedented(text: str, columns: int) -> str:
    """Return a line with up to `columns` of its indentation removed. A tab that is cut becomes spaces."""
    column = position = 0
    while column < columns and position < len(text) and text[position] in " \t":
        column += 1 if text[position] == " " else _TAB - column % _TAB
        position += 1
    return " " * (column - columns) + text[position:]
