"""Plain text from the HTML that flashcard programs write."""

import re
from html.parser import HTMLParser

_BREAKS = frozenset({"div", "p", "li", "ul", "ol", "tr", "table", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "pre"})
_SILENT = frozenset({"script", "style", "head", "title", "template"})


def to_text(html: str) -> str:
    """Return the text a person would see.

    Line breaks stay, list items begin with a hyphen, bars separate table cells, and an image becomes its file name.
    """
    if "<" not in html and "&" not in html:
        return html
    reader = _Reader()
    # No tag can end after the last >. If the parser searched for an end at each <, its time would be quadratic.
    before, end, after = html.rpartition(">")
    reader.feed(before + end + after.replace("<", "&lt;"))
    reader.close()
    text = "".join(reader.parts).replace("\xa0", " ")
    text = re.sub(r"[ \t]*\n[ \t]*", "\n", text) if not reader.has_code else text
    return re.sub(r"\n{3,}", "\n\n", text).strip()


class _Reader(HTMLParser):
    """Collects the text. Unknown tags are dropped, the text inside them is kept."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.has_code = False
        self._silent = 0
        self._verbatim = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _SILENT:
            self._silent += 1
        if tag == "pre":
            self._verbatim += 1
            self.has_code = True
        if tag == "br":
            self.parts.append("\n")
        elif tag in _BREAKS:
            self._break()
        if tag in ("td", "th") and self.parts and not self.parts[-1].endswith("\n"):
            self.parts.append(" | ")
        if tag == "li":
            self.parts.append("- ")
        if tag == "img":
            self.parts.append(f"[image: {dict(attrs).get('src') or '?'}]")

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT:
            self._silent = max(0, self._silent - 1)
        if tag == "pre":
            self._verbatim = max(0, self._verbatim - 1)
        if tag in _BREAKS:
            self._break()

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.parts.append(data if self._verbatim else re.sub(r"\s+", " ", data))

    def _break(self) -> None:
        if self.parts and not self.parts[-1].endswith("\n"):
            self.parts.append("\n")
