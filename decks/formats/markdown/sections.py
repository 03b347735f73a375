"""The sections of Markdown notes: each question with the blocks below it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from markdown_it.token import Token

from decks.formats.bundle import RawCard
from decks.formats.cells import read_legal
from decks.formats.html import to_text
from decks.formats.markdown.inline import deletions, plain, prose, read_point
from decks.model.problems import Problem, warning

# The labels, in bold, above those fields of a card that are neither its answer nor its key points.
LABELS = {
    "context": "Context",
    "phrasings": "Phrasings",
    "looks_for": "Looks for",
    "outline": "Outline",
    "follow_ups": "Follow-ups",
    "bridges": "Bridges",
    "pitfalls": "Pitfalls",
    "replies": "Replies",
    "legal": "Legal",
    "tags": "Tags",
    "sources": "Sources",
}
_FIELDS = {label.casefold(): name for name, label in LABELS.items()}
_ATTRIBUTE = re.compile(r"(id|kind|priority|target_seconds):[ \t]*([\w.-]+)")
# `Q: ...`, also in bold: **Q: ...**, **Q:** ..., **Q**: ...
_MARK = re.compile(
    r"(?m)^(?P<bold>\*\*|__|[*_])?(?P<letter>[QAC]|Question|Answer)"
    r"(?:(?P<outside>:)|(?(bold)(?:(?P=bold):|:(?P=bold))|(?!)))(?:[ \t]+|$)"
)
_TICK_BOX = re.compile(r"^\[[ xX]\][ \t]+")
_BULLET = re.compile(r"(?:[-*+]|1[.)])[ \t]+")
_COMMENT_END = "-->"
# The summary of a <details> block that is not the question but only unfolds its answer.
_ANSWER_SUMMARIES = frozenset({"answer", "show answer", "show", "solution", "click to reveal", "antwort", "respuesta"})
_NOT_A_HEADING = 9  # the level of a question that is a `Q:` line or the like: below all headings


@dataclass(slots=True)
class Section:
    """A question, which may be a heading, and what is below it."""

    line: int  # where it begins
    level: int  # of its heading, from 1; `_NOT_A_HEADING` for other questions
    question: str  # or another text if the heading turns out not to be a question
    answer: list[str] = field(default_factory=list)  # paragraphs
    points: list[object] = field(default_factory=list)  # key points as the deck format has them
    table: dict[str, Any] = field(default_factory=dict)  # all other fields as the deck format has them

    @property
    def is_card(self) -> bool:
        """Whether it has any content, or is marked as a question."""
        return bool(self.answer or self.points or self.table or self.level == _NOT_A_HEADING)

    def raw_card(self) -> RawCard:
        """Return it as a card of the deck format, not yet checked."""
        table: dict[str, Any] = {"question": self.question, **self.table}
        if self.answer:
            table["answer"] = "\n\n".join(self.answer)
        if self.points:
            table["key_points"] = self.points
        return RawCard(table, self.line)


class SectionReader:
    """Divides the blocks of a text into sections."""

    def __init__(self, path: str, skipped: int) -> None:
        self.sections: list[Section] = []
        self.problems: list[Problem] = []  # text that belongs to no section
        self._path = path  # the file's name in problems
        self._skipped = skipped  # lines of the file above the text
        self._line = 1
        self._label = ""
        self._has_stray = False

    def read(self, tokens: Sequence[Token]) -> None:
        """Read the tokens of a whole text, parsed without its inline Markdown."""
        for block in _blocks(tokens):
            start = block[0].map[0] if block[0].map else 0
            self._line = self._skipped + start + 1
            self._block(block)

    def _block(self, block: Sequence[Token]) -> None:
        match block[0].type:
            case "heading_open":
                self._heading(int(block[0].tag[1]), block[1].content)
            case "paragraph_open":
                self._paragraph(block[1].content)
            case "bullet_list_open" | "ordered_list_open":
                self._list(_items(block))
            case "html_block":
                self._html(block[0].content)
            case "fence" | "code_block":
                self._text(block[0].content.strip("\n"))
            case "hr":
                self._label = ""
            case _:
                self._text("\n".join(plain(token.content) for token in block if token.content))

    def _begin(self, section: Section) -> None:
        self.sections.append(section)
        self._label = ""

    def _heading(self, level: int, content: str) -> None:
        mark = _MARK.match(content)
        if mark is None:
            self._begin(Section(self._line, level, plain(content)))
        else:
            self._marked(mark, content[mark.end() :].strip(), self._line)

    def _paragraph(self, content: str) -> None:
        label = _FIELDS.get(content.strip("*").casefold()) if re.fullmatch(r"\*\*[^*]+\*\*", content) else None
        if label is not None and self.sections:
            self._label = label
            return
        marks = list(_MARK.finditer(content))
        if before := content[: marks[0].start()].strip() if marks else content:
            self._text(prose(before))
        ends = [*(mark.start() for mark in marks[1:]), len(content)]
        line, counted = self._line, 0
        for mark, end in zip(marks, ends, strict=False):
            line += content.count("\n", counted, mark.start())
            counted = mark.start()
            self._marked(mark, content[mark.end() : end].strip(), line)

    def _marked(self, mark: re.Match[str], text: str, line: int) -> None:
        bold = mark["bold"]
        if bold and mark["outside"]:  # the whole line is in bold, not only the mark
            text = text.removesuffix(bold)
        if mark["letter"].startswith("Q"):
            self._begin(Section(line, _NOT_A_HEADING, plain(text)))
        elif mark["letter"].startswith("A"):
            if bullet := _BULLET.match(text):
                self._list([text[bullet.end() :]])
            else:
                self._text(prose(text))
        else:
            found = list(deletions(text))
            for question, answer in found:
                self._begin(Section(line, _NOT_A_HEADING, question, answer=[answer]))
            if not found:
                fix = "Write C: The capital of France is [Paris]."
                self.problems.append(Problem(self._path, line, "there is no word in brackets to ask for", fix))

    def _html(self, content: str) -> None:
        if content.startswith("<!--"):
            comment, _, content = content.partition(_COMMENT_END)
            if self.sections:
                self.sections[-1].table |= _attributes(comment)
        for part in re.split(r"(?i)<details\b[^<>]*>", content):
            summary, *below = re.split(r"(?i)</summary\s*>", part, maxsplit=1)
            text = to_text(summary).strip()
            if below and not (self.sections and text.casefold() in _ANSWER_SUMMARIES):
                self._begin(Section(self._line, _NOT_A_HEADING, " ".join(text.split())))
                text = ""
            self._text(to_text(below[0]).strip() if below else text)

    def _text(self, text: str) -> None:
        if not text or self._is_stray():
            return
        table = self.sections[-1].table
        if self._label == "context":
            table["context"] = text
        elif self._label == "looks_for":
            table["looks_for"] = f"{table['looks_for']} {text}" if "looks_for" in table else text
        else:
            self.sections[-1].answer.append(text)
        self._label = ""

    def _list(self, items: list[str]) -> None:
        if self._is_stray():
            return
        section, label, self._label = self.sections[-1], self._label, ""
        match label:
            case "":
                section.points += [read_point(item) for item in items]
            case "replies":
                parts = (plain(item).partition(": ") for item in items)
                section.table["replies"] = {name.casefold(): text for name, _, text in parts}
            case "legal":
                section.table.setdefault("legal", []).extend(read_legal(plain(item)) for item in items)
            case "looks_for":
                section.table["looks_for"] = "; ".join(plain(item) for item in items)
            case _:
                section.table.setdefault(label, []).extend(plain(item) for item in items)

    def _is_stray(self) -> bool:
        """Return whether text comes before the first section and so belongs to none. The first time, add a problem."""
        if not (self.sections or self._has_stray):
            self._has_stray = True
            message = "the text above the first question was left out"
            fix = "Write a heading above it if it belongs to a card, or # and a title if it is about all of them."
            self.problems.append(warning(self._path, self._line, message, fix))
        return not self.sections


def _blocks(tokens: Sequence[Token]) -> Iterator[list[Token]]:
    """Yield the tokens of each top-level block."""
    block: list[Token] = []
    depth = 0
    for token in tokens:
        block.append(token)
        depth += token.nesting
        if depth == 0:
            yield block
            block = []


def _items(block: Sequence[Token]) -> list[str]:
    """Return the items of a list as Markdown. Items of nested lists become items of their own."""
    items: list[list[str]] = []
    for token in block:
        if token.type == "list_item_open":
            items.append([])
        elif token.content and items:
            items[-1].append(_TICK_BOX.sub("", token.content.strip("\n")))
    return [" ".join(parts) for parts in items if parts]


def _attributes(comment: str) -> dict[str, object]:
    """Read the fields that `write_markdown` puts in a comment below the question."""
    found = {name: value.rstrip(".-") for name, value in _ATTRIBUTE.findall(comment)}
    seconds = found.get("target_seconds", "")
    return {**found, "target_seconds": int(seconds)} if re.fullmatch("[0-9]{1,9}", seconds) else {**found}
