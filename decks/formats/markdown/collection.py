"""The questions found in notes so far, the one being read, and text that belongs to none."""

import re
from collections.abc import Callable, Sequence

from decks.formats.bundle import RawCard
from decks.formats.markdown.block_text import as_text
from decks.formats.markdown.blocks import Block, Fold, Listing, Paragraph, Table
from decks.formats.markdown.labels import STAR, Label
from decks.formats.markdown.questions import Question, Style
from decks.formats.markdown.reader import Reader
from decks.model.notation import few
from decks.model.problems import Problem, warning


class Collection:
    """What is found while notes are read from top to bottom.

    Attributes:
        open: The question that is being read.
        done: The questions before it, and the cards that tables are.
        description: The blocks below the title.
        describes: Whether text outside of questions belongs to the title, rather than to no question.
        ignores: Whether nothing is lost by dropping such text.
        problems: What is wrong.
    """

    def __init__(self, reader: Reader, reread: Callable[[str, int], Sequence[Block]], path: str, *, own: bool) -> None:
        """Begin without questions.

        Args:
            reader: Looks at blocks.
            reread: Reads text as blocks; the second argument is its line.
            path: The file's name in problems.
            own: Whether greenroom wrote the notes.
        """
        self._reader = reader
        self._reread = reread
        self._path = path
        self._own = own
        self._left: list[int] = []
        self.open: Question | None = None
        self.done: list[Question | RawCard] = []
        self.description: list[Block] = []
        self.describes = self.ignores = False
        self.problems: list[Problem] = []

    def begin(self, line: int, text: str, style: Style, source: str = "") -> Question:
        """Begin a question. The pages that its text, in inline Markdown, links to are its sources."""
        self.close()
        self.open = question = Question(line, text, style)
        if not self._own and "](" in source:
            targets = [link.target for link in self._reader.inline.shape(source).links if not link.is_inside]
            question.table |= {"sources": targets} if targets else {}
        return question

    def close(self) -> None:
        """End the question that is being read."""
        if self.open is not None and (self.open.text or self.open.is_cloze):
            self.done.append(self.open)
        elif self.open is not None:
            self.problems.append(nameless(self._path, self.open.line))
        self.open = None

    def add(self, block: Block) -> None:
        """Add a block to the question being read; without one, it describes the deck or is left out."""
        if isinstance(block, Paragraph) and not self._own:
            block = block._replace(source=self._reader.without_ways(block.source))
            if not block.source.strip() or self._reader.leads_around(block):
                return
        if self.open is not None:
            if not (isinstance(block, Listing | Table | Fold) and self._reader.leads_around(block)):
                self.open.add(block, self._reader.inline)
        elif self.describes and not self.done:
            self.description += [block] if self._reader.is_content(block) else []
        elif not self.ignores and self._reader.is_content(block):
            self._left.append(block.line)

    def begin_part(
        self, question: Question, label: Label, title: str, line: int, *, folded: bool = False, one_block: bool = False
    ) -> None:
        """Begin a labelled part of the question that is read, with the text that follows the label on its line."""
        kind = STAR if label.kind == "context" and not self._own else label.kind
        name = title.partition(":")[0].partition("\uff1a")[0]
        question.begin_part(kind, re.sub(r"\s*\([^)]*\)", "", name).strip(), folded=folded, one_block=one_block)
        if label.rest:
            for block in self._reread(label.rest, line):
                self.add(block)

    def described(self) -> str:
        """Return the text below the title."""
        return as_text(self.description, self._reader.inline)

    def tell_left(self, first: int) -> None:
        """Add a problem for the text outside all questions: above the line of the first, and below it."""
        above = [line for line in self._left if line < first]
        below = [line for line in self._left if line > first]
        if above:
            message = "the text above the first question was left out"
            fix = "Write a heading above it if it belongs to a card, or # and a title if it is about all of them."
            self.problems.append(warning(self._path, above[0], message, fix))
        if below:
            message = "this text is not part of any question and was left out"
            if more := few([str(line) for line in below[1:]]):
                message += f", as {'was line' if len(below) == 2 else 'were lines'} {more}"
            fix = "Put it below its question if it is an answer."
            self.problems.append(warning(self._path, below[0], message, fix))


def nameless(path: str, line: int) -> Problem:
    """Return the problem of a heading without text."""
    return Problem(path, line, "a heading has no text", "Write the question in it, or take it out.")
