"""A question in notes, and everything below it, part by part."""

import re
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from decks.formats.markdown.blocks import Block, Paragraph, Quote
from decks.formats.markdown.inline import Inline
from decks.formats.markdown.labels import ANSWER

LEAD = ""  # directly below the question
PART = "part"  # below a heading that is not a label
_ATTRIBUTE = re.compile(r"(id|kind|priority|target_seconds):[ \t]*([\w.-]+)")


class Style(StrEnum):
    """How a question is written, in words."""

    HEADINGS = "headings"
    LISTED = "headings in list items"
    BOLD = "bold lines"
    ITEMS = "list items"
    FOLDS = "folded blocks"
    MARKS = "lines with Q:"
    CLOZES = "clozes"
    HIGHLIGHTS = "highlights"
    FLASHCARDS = "lines with :: or ?"
    DEFINITIONS = "definitions"
    ROWS = "rows of a table"
    LINES = "lines that end with ?"


@dataclass(slots=True)
class Part:
    """The blocks below a label or a heading inside a question."""

    kind: str
    title: str = ""
    folded: bool = False
    blocks: list[Block] = field(default_factory=list)


@dataclass(slots=True)
class Question:
    """A question and everything below it, part by part.

    Attributes:
        line: Where it begins.
        text: What it asks; empty while its text is still to come.
        style: How it is written.
        table: Fields that are known already, as the deck format has them.
    """

    line: int
    text: str
    style: Style
    parts: list[Part] = field(default_factory=lambda: [Part(LEAD)])
    table: dict[str, Any] = field(default_factory=dict)
    one_block: bool = False  # whether the part being written ends with the next list

    @property
    def is_heading(self) -> bool:
        """Whether it is a heading, in a list or not."""
        return self.style in (Style.HEADINGS, Style.LISTED)

    @property
    def is_cloze(self) -> bool:
        """Whether it is a text with deletions to ask for."""
        return self.style in (Style.CLOZES, Style.HIGHLIGHTS)

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing below it yet."""
        return not any(part.blocks for part in self.parts)

    def add(self, block: Block, inline: Inline) -> None:
        """Add a block to the part being written."""
        if not self.text and not self.is_cloze:
            first = block.blocks[0] if isinstance(block, Quote) and len(block.blocks) == 1 else block
            if isinstance(first, Paragraph):
                self.text = inline.label(first.source)
                return
        self.parts[-1].blocks.append(block)
        if self.one_block:
            self.go_on()

    def begin_part(self, kind: str, title: str = "", *, folded: bool = False, one_block: bool = False) -> None:
        """Begin a part. With `one_block`, what follows its first block belongs to the part before."""
        self.parts.append(Part(kind, title, folded))
        self.one_block = one_block

    def go_on(self) -> None:
        """End a part: what follows belongs to the question or the answer again, whichever was being written."""
        flowing = (part.kind for part in reversed(self.parts) if part.kind in (LEAD, ANSWER))
        self.begin_part(next(flowing, LEAD))

    def note(self, comment: str) -> None:
        """Take the fields that `write_markdown` puts in a comment below the question."""
        found = {name: value.rstrip(".-") for name, value in _ATTRIBUTE.findall(comment)}
        seconds = found.pop("target_seconds", "")
        self.table |= found | ({"target_seconds": int(seconds)} if re.fullmatch("[0-9]{1,9}", seconds) else {})
