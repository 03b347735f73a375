"""Plain text from the HTML that flashcard programs write."""

import html
import re
from html.parser import HTMLParser

# Tags whose text stands on lines of its own; around the first ones a reader sees a gap.
_PARAGRAPHS = {"p", "h1", "h2", "h3", "h4", "h5", "h6", "pre", "table", "blockquote"}
_PARTS = {"header", "footer", "section", "article", "main", "figure", "figcaption", "details", "summary"}
_BLOCKS = frozenset(_PARAGRAPHS | _PARTS | {"div", "center", "li", "ul", "ol", "dl", "dt", "dd", "tr", "hr"})
_SILENT = frozenset({"script", "style", "head", "title", "template", "svg", "button", "rp"})
_WITHOUT_END = frozenset({"br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"})
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
DRAWING = "[drawing]"  # the text of an <svg>
_LIST_MARK = re.compile(r"(?m)^[ \t]*(?:-|\d{1,9}\.) ")
_RAISED = {"sup": "^", "sub": "_"}
_ORDINAL = re.compile(r".*\d(?:st|nd|rd|th)", re.DOTALL)
_ENDLESS_NUMBER = re.compile(r"&#(?:[0-9]{16,}+|[xX][0-9a-fA-F]{16,}+);?")  # of a character; Python refuses thousands
_ONE_TERM = re.compile(r"[-+\u2212]?[\w.,]*|\([^()]*\)|\[[^\[\]]*\]")
# Lists deeper than this are indented no further, and indices of indices no longer marked: it would take quadratic time.
_DEEPEST = 12


def to_text(html: str) -> str:
    """Return the text of HTML.

    Lines and code stay as they are, lists keep their numbers and depth, bars separate table cells, a raised 3 becomes
    ^3 and a lowered one _3, and an image becomes its file name.
    """
    return html if "<" not in html and "&" not in html else _read(html, apart=False)[0]


def shown_and_hidden(html: str) -> tuple[str, str]:
    """Return the text that a person sees at first, and the text that is hidden or folded away."""
    return _read(html, apart=True)


def without_list_marks(text: str) -> str:
    """Return a text of `to_text` without the hyphens and numbers of its lists."""
    return _LIST_MARK.sub("", text)


def unescape(text: str) -> str:
    """Return a text with its character references replaced."""
    return html.unescape(_with_short_numbers(text))


def _with_short_numbers(html: str) -> str:
    return _ENDLESS_NUMBER.sub("\ufffd", html)


def _read(html: str, *, apart: bool) -> tuple[str, str]:
    if "<" not in html and "&" not in html:
        return html, ""
    reader = _Reader(apart=apart)
    reader.read(html)
    reader.end_code()
    return reader.shown.text(), reader.hidden.text()


class _Lines:
    """Text under construction: finished lines, and the one being written."""

    def __init__(self) -> None:
        self.indent = ""  # what the next lines begin with
        self._finished: list[str] = []
        self._mark = ""  # what the line being written begins with
        self._pieces: list[str] = []  # of that line
        self._is_code = False  # whether it is code, which keeps its spaces
        self._gap = 0  # line ends that come before the next text

    def write(self, text: str) -> None:
        """Write text in which each run of white space is one space."""
        if self._gap or not self._pieces or self._pieces[-1].endswith(" "):
            text = text.lstrip(" ")
        if text:
            if self._gap:
                self.new_line()
            self._pieces.append(text)

    def write_code(self, code: str) -> None:
        """Write lines as they are."""
        for line in code.removeprefix("\n").removesuffix("\n").split("\n"):
            self.new_line()
            self._pieces.append(line)
            self._is_code = True
        self._gap = 1

    def end_line(self, ends: int = 1) -> None:
        """Start the next text on its own line; with 2 ends, after an empty line."""
        if self._pieces and not self._pieces[-1].endswith("| "):  # a cell has just begun
            self._gap = max(self._gap, ends)

    def break_line(self) -> None:
        """End the line; a second time, leave one empty."""
        self._gap += bool(self._pieces)

    def new_line(self) -> None:
        """Begin a line, unless nothing was written on this one."""
        if self._pieces:
            self._finished.append(self._line())
            if self._gap > 1:
                self._finished.append("")
            self._mark, self._pieces, self._is_code = self.indent, [], False
        self._gap = 0

    def begin_item(self, mark: str, indent: str) -> None:
        """Begin an item of a list. Its other lines are indented by as much as its mark is wide."""
        self.new_line()
        self._mark, self.indent = indent + mark, indent + " " * len(mark)

    def end_list(self, indent: str) -> None:
        """Begin the next lines with the indent that was in use before the list."""
        self.indent = indent
        if not self._pieces:
            self._mark = indent

    def next_cell(self) -> None:
        """Separate a table cell from the one before it."""
        self._gap = 0
        if self._pieces:
            self._pieces[-1] = self._pieces[-1].rstrip(" ")
        self._pieces.append(" | " if self._pieces else "| ")

    def place(self) -> tuple[int, int]:
        """Return where the next text will be, for `raise_from`."""
        if self._gap:
            self.new_line()
        return len(self._finished), len(self._pieces)

    def raise_from(self, place: tuple[int, int], sign: str) -> None:
        """Mark the text written since a place on the same line as raised or lowered."""
        line, start = place
        text = "".join(self._pieces[start:])
        if line != len(self._finished) or not text.strip():
            return
        before = self._pieces[start - 1] if start else ""
        if not (sign == "^" and _ORDINAL.fullmatch(before + text)):
            text = sign + (text if _ONE_TERM.fullmatch(text) else f"({text.strip()})")
        self._pieces[start:] = [text]

    def text(self) -> str:
        """Return all lines, without empty ones at both ends."""
        text = "\n".join([*self._finished, self._line() if self._pieces else ""]).strip("\n")
        return text if "\n" in text or self._is_code else text.strip()

    def _line(self) -> str:
        line = (self._mark + "".join(self._pieces)).replace("\xa0", " ")
        return line if self._is_code else line.rstrip()


class LenientParser(HTMLParser):
    """Python's parser, but for any text, in a time that grows with its length."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)

    def read(self, html: str) -> None:
        """Parse a whole text."""
        # No tag can end after the last >, no comment after the last -->. If the parser searched for an end at each
        # beginning, its time would be quadratic.
        html = _with_short_numbers(html)
        for begin, end in (("<!--", "-->"), ("<", ">")):
            before, mark, after = html.rpartition(end)
            html = before + mark + after.replace(begin, f"&lt;{begin[1:]}")
        self.feed(html)
        self.close()

    def parse_marked_section(self, i: int, report: int = 1) -> int:
        """Skip `<![...]>` up to its first `>`, as browsers do. Python's own parser only knows some words in it."""
        del report
        return self.parse_bogus_comment(i)


class _Reader(LenientParser):
    """Collects the text. Unknown tags are dropped, the text inside them is kept."""

    def __init__(self, *, apart: bool) -> None:
        super().__init__()
        self.shown, self.hidden = _Lines(), _Lines()
        self._out = self.shown
        self._apart = apart  # whether hidden text is collected apart from what is shown
        self._hiding = ("", 0)  # the tag that began hidden text, and how many of the same are open
        self._silent = 0
        self._code: list[str] | None = None  # what a <pre> has so far
        self._lists: list[tuple[int, str]] = []  # the next number, or 0 for hyphens; and the indent outside of it
        self._raised: list[tuple[int, int]] = []
        self._first_cell = False
        self._formula = ""  # the mark that ends the formula being written

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._hide(tag, attrs)
        if tag == "svg" and not self._silent and dict(attrs).get("aria-hidden") != "true":  # which an icon is
            self._out.end_line()
            self._write(DRAWING)
            self._out.end_line()
        if tag in _SILENT:
            self._silent += 1
        elif self._code is not None:
            self._code.append("\n" if tag == "br" else _RAISED.get(tag, ""))
        elif tag == "br":
            self._out.break_line()
        elif tag == "anki-mathjax":
            self._formula = r"\]" if dict(attrs).get("block") == "true" else r"\)"
            self._write(self._formula.replace("]", "[").replace(")", "("))
        elif tag in _RAISED:
            self._raised.append(self._out.place())
        else:
            self._begin_block(tag, dict(attrs))
        if tag == "img" and not self._silent:
            self._write(_image(dict(attrs)))
        elif tag == "rt":
            self._write(" (")

    def _begin_block(self, tag: str, attrs: dict[str, str | None]) -> None:
        if tag in _BLOCKS:
            self._out.end_line(2 if tag in _PARAGRAPHS and not self._lists else 1)
        match tag:
            case "pre":
                self._code = []
            case "ul" | "ol":
                start = attrs.get("start") or ""
                number = int(start) if re.fullmatch(r"[1-9][0-9]{0,8}", start) else 1
                self._lists.append((number if tag == "ol" else 0, self._out.indent))
            case "li":
                number, indent = self._lists.pop() if self._lists else (0, "")
                self._lists.append((number + bool(number), indent))
                self._out.begin_item(f"{number}. " if number else "- ", indent if len(self._lists) <= _DEEPEST else "")
            case "tr":
                self._out.new_line()
                self._first_cell = True
            case "td" | "th":
                if not self._first_cell:
                    self._out.next_cell()
                self._first_cell = False

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT:
            self._silent = max(0, self._silent - 1)
        elif tag == "anki-mathjax":
            self._write(self._formula)
        elif tag == "pre" or self._code is None:
            self.end_code()
            if tag in _RAISED and self._raised:
                place = self._raised.pop()
                if len(self._raised) < _DEEPEST:
                    self._out.raise_from(place, _RAISED[tag])
            if tag in _BLOCKS:
                self._out.end_line(2 if tag in _PARAGRAPHS and not self._lists else 1)
            if tag in ("ul", "ol") and self._lists:
                self._out.end_list(self._lists.pop()[1])
        if tag == "rt":
            self._write(")")
        self._unhide(tag)

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self._write(data)

    def end_code(self) -> None:
        """Write the lines of a <pre>."""
        if self._code is not None:
            code, self._code = "".join(self._code), None
            if code.strip():
                self._out.write_code(code)

    def _write(self, text: str) -> None:
        if self._code is None:
            self._out.write(re.sub(r"[ \t\r\n\f]+", " ", text))
        else:
            self._code.append(text)

    def _hide(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Switch to the hidden text if the tag begins some."""
        hiding, depth = self._hiding
        if depth:
            self._hiding = (hiding, depth + (tag == hiding))
        elif self._apart and tag not in _WITHOUT_END and self._code is None:
            styles = dict(attrs)
            if tag == "details" or "hidden" in styles or _HIDDEN.search(styles.get("style") or ""):
                self._hiding, self._out = (tag, 1), self.hidden
                self._out.end_line()

    def _unhide(self, tag: str) -> None:
        hiding, depth = self._hiding
        if depth and tag == hiding:
            self._hiding = (hiding, depth - 1)
            if depth == 1:
                self._out = self.shown


def _image(attrs: dict[str, str | None]) -> str:
    source = attrs.get("src") or "?"
    return "[image]" if source.startswith("data:") else f"[image: {source}]"
