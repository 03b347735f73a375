"""Web pages, as a browser saves them or a program exports them, as Markdown."""

import re

from decks.formats.html import LenientParser
from decks.formats.questions import QUESTION_MARKS

_PAGE = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--(?:(?!-->).)*-->\s*)*<(?:!doctype\s+html|html|head|body|h[1-6]|main|article|section|div|p)\b",
    re.IGNORECASE | re.DOTALL,
)
# What surrounds the text of a page.
_AROUND = re.compile("head|script|style|template|noscript|svg|nav|header|footer|aside|form|iframe|select|dialog")
_BLOCK = re.compile(
    "address|article|blockquote|body|button|center|dd|details|div|dl|dt|figcaption|figure|h[1-6]|hr|li|main|ol|p|pre"
    "|section|summary|table|tbody|thead|tr|ul"
)
_CLOSE = re.compile("li|tr|tbody|thead|ul|ol")  # blocks without an empty line around them
_BOLD = re.compile("b|strong|dt|button")
_KEPT = re.compile("su[bp]|details|summary")  # which Markdown has as HTML
_CARRIER = re.compile(r"#|\*\*|\||\s*-|\s*\d|<")  # what may carry the questions of a page
_SPECIAL = re.compile(r"[\\`*_\[\]<>#|]")
_DEEPEST = 6


def is_page(text: str) -> bool:
    """Return whether a text is a page in HTML."""
    return _PAGE.match(text) is not None and re.search(r"</\w+>", text) is not None


def page_to_markdown(html: str) -> tuple[str, list[int]]:
    """Return the text of a page as Markdown, and for each of its lines the line of the page where it begins.

    What surrounds the text is left out: navigation, headers and footers, forms; of a page with a <main>, all else.
    """
    lower = html.lower()
    start, end = lower.find("<main"), lower.rfind("</main")
    inside = html[start:end] if 0 <= start < end else html
    page = _Page(html.count("\n", 0, start) if inside is not html else 0)
    page.read(inside)
    page.end_block()
    lines = page.lines
    if not any(line.rstrip("* ").endswith(QUESTION_MARKS) and _CARRIER.match(line) for line in lines):
        lines = [
            f"**{line}**" if line.endswith(QUESTION_MARKS) and not (above or below) else line
            for above, line, below in zip(["", *lines], lines, [*lines[1:], ""], strict=False)
        ]
    return "\n".join(lines), page.numbers


class _Page(LenientParser):
    """Writes Markdown, a block at a time."""

    def __init__(self, above: int) -> None:
        super().__init__()
        self.lines: list[str] = []
        self.numbers: list[int] = []
        self._above = above  # lines of the page above what is read
        self._text: list[str] = []  # pieces of the block or the cell being written
        self._mark = ""  # what its first line begins with
        self._lists: list[int] = []  # the next number of each list that is open, 0 for bullets
        self._around: list[str] = []  # open tags whose text is left out
        self._bold = 0  # open tags of bold text
        self._verbatim = ""  # the open tag of code: `pre` or `code`
        self._row: list[str] | None = None  # the cells of the row being written

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if _AROUND.fullmatch(tag):
            self._around.append(tag)
        if self._around:
            return
        if self._verbatim:
            self._text.append("\n" if tag == "br" else "")
            return
        if _BLOCK.fullmatch(tag):
            self.end_block(apart=not _CLOSE.fullmatch(tag))
            self._begin_block(tag)
        self._begin(tag, {name: value or "" for name, value in attrs})

    def _begin_block(self, tag: str) -> None:
        match tag:
            case "h1" | "h2" | "h3" | "h4" | "h5" | "h6":
                self._mark = "#" * int(tag[1]) + " "
            case "ul" | "ol":
                self._lists.append(1 if tag == "ol" else 0)
            case "li":
                self._mark = self._item_mark()
            case "tr":
                self._row = []

    def _begin(self, tag: str, attrs: dict[str, str]) -> None:
        if _BOLD.fullmatch(tag):
            self._bold += 1
            if self._bold == 1:
                self._text.append("**")
        elif _KEPT.fullmatch(tag):
            self._text.append(f"<{tag}>")
        elif tag in ("pre", "code"):
            self._verbatim = tag
            self._text.append("`" if tag == "code" else "")
        elif tag in ("td", "th"):
            self._text = []
        elif tag == "br":
            self._text.append("<br>" if self._row is not None else self._break())
        elif tag == "img":
            self._text.append(f"![{_escaped(attrs.get('alt', ''))}]({attrs.get('src', '?').replace(' ', '%20')})")

    def handle_endtag(self, tag: str) -> None:
        if self._around:
            if tag in self._around:
                del self._around[self._around.index(tag) :]
            return
        if self._verbatim:
            self._end_code(tag)
            return
        if _BOLD.fullmatch(tag) and self._bold:
            self._bold -= 1
            if not self._bold:
                self._close_bold()
        elif _KEPT.fullmatch(tag):
            self._text.append(f"</{tag}>")
        elif self._row is not None:
            self._end_cell(tag, self._row)
        if _BLOCK.fullmatch(tag):
            self.end_block(apart=not _CLOSE.fullmatch(tag))
        if tag in ("ul", "ol") and self._lists:
            self._lists.pop()

    def _end_code(self, tag: str) -> None:
        if tag == self._verbatim == "code":
            self._text.append("`")
            self._verbatim = ""
        elif tag == self._verbatim:
            self._write("```", *"".join(self._text).strip("\n").split("\n"), "```", "")
            self._text, self._verbatim = [], ""

    def _end_cell(self, tag: str, row: list[str]) -> None:
        if tag in ("td", "th"):
            row.append(" ".join("".join(self._text).removesuffix("<br>").split()))
            self._text = []
        elif tag == "tr":
            written = f"| {' | '.join(row)} |"
            rule = "|" + "---|" * len(row)
            if self.lines and self.lines[-1].startswith("|"):
                self._write(written)
            elif len(row) > 1 and row[0].endswith(QUESTION_MARKS):  # the table has no header
                self._write("| Question | Answer |" + " |" * (len(row) - 2), rule, written)
            else:
                self._write(written, rule)
            self._row, self._text = None, []

    def handle_data(self, data: str) -> None:
        if not self._around:
            self._text.append(data if self._verbatim else _escaped(re.sub(r"\s+", " ", data)))

    def end_block(self, *, apart: bool = True) -> None:
        """Write what is under construction; below it an empty line, unless it is part of a list or a table."""
        if self._row is not None:
            if self._text and self._text[-1] != "<br>" and not self._text[-1].isspace():
                self._text.append("<br>")
            return
        if self._bold:
            self._close_bold()
        if text := "".join(self._text).strip():
            indent = " " * 4 * len(self._lists[:_DEEPEST])
            first, *more = text.split("\n")
            self._write((self._mark or indent) + first.strip(), *((indent + line.strip()).rstrip() for line in more))
            self._mark = ""
        self._text = ["**"] if self._bold else []
        if apart and self.lines and self.lines[-1]:
            self._write("")

    def _close_bold(self) -> None:
        """End what is bold: spaces at its end come behind the mark, and no marks stay around nothing."""
        while self._text and self._text[-1].isspace():
            self._text.pop()
        if self._text[-1:] == ["**"]:
            self._text.pop()
        elif self._text:
            last = self._text[-1] = self._text[-1].rstrip()
            # Behind a question mark the mark needs a space, or it is none.
            self._text.append("**" if last[-1:].isalnum() else "** ")

    def _item_mark(self) -> str:
        number = self._lists[-1] if self._lists else 0
        if number:
            self._lists[-1] += 1
        return " " * 4 * max(0, len(self._lists[:_DEEPEST]) - 1) + (f"{number}. " if number else "- ")

    def _break(self) -> str:
        """Return what breaks a line; a bold line ends there, as it may be a question."""
        last = next((piece for piece in reversed(self._text) if not piece.isspace()), "")
        return "\n\n" if last.startswith("**") and not self._bold else "  \n"

    def _write(self, *lines: str) -> None:
        self.lines += lines
        self.numbers += [self.getpos()[0] + self._above] * len(lines)


def _escaped(text: str) -> str:
    return _SPECIAL.sub(r"\\\g<0>", text)
