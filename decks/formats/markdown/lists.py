"""Lists in notes, whose items ask something or belong to the question above them."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from decks.formats.markdown.block_reader import BlockReader
from decks.formats.markdown.blocks import Block, Listing, Paragraph, Plain
from decks.formats.markdown.questions import Style
from decks.formats.markdown.reader import Item


@dataclass(eq=False)
class Lists(BlockReader):
    """Reads lists into a collection of questions.

    Attributes:
        taken: The positions of code that belongs to the list above it.
    """

    taken: set[int] = field(default_factory=set)

    def read(self, position: int, listing: Listing, titles: Iterable[str]) -> None:
        """Read the list at a position: as questions, or as a part of the question being read.

        Args:
            position: Its position among the nodes of the notes.
            listing: The list.
            titles: The titles above it, the nearest first.
        """
        question = self.collection.open
        in_list = question is None or question.style is Style.ITEMS
        if question is not None and question.style is Style.FLASHCARDS and self.paragraphs.read_list(listing):
            return
        items = [] if self.styles.own else self.reader.question_items(listing, *titles)
        if not in_list and question is not None:
            of_own = question.style is Style.LINES or any(item.below for item in items)
            follows = of_own and self.paragraphs.is_answered(question)
            items = items if follows else []
        if not items and not (in_list and not self.styles.own and self.paragraphs.read_list(listing)):
            self.collection.add(listing)
        for item in items:
            self._item(item)
            if item is not items[-1] or not self.styles.answers_follow:
                self._add_code(position if item is items[-1] else len(self.styles.nodes))
                self.collection.close()

    def _add_code(self, position: int) -> None:
        """Add the code below a list to its last question: somebody forgot to indent it."""
        for follows in range(position + 1, len(self.styles.nodes)):
            code = self.styles.nodes[follows]
            if not (isinstance(code, Plain) and code.is_code):
                return
            self.collection.add(code)
            self.taken.add(follows)

    def _item(self, item: Item) -> None:
        first, asked = item.first, self.reader.asked(item.first.source)
        question = self.collection.begin(first.line, self.reader.question(asked.source), Style.ITEMS, asked.source)
        if asked.answer:
            self.parts.read(question, [Paragraph(first.line, asked.answer)])
        for block in item.below:
            if isinstance(block, Listing) and not self.parts.begins_with_answer(block):
                asking, others = self._follow_ups(block)
                if asking:
                    question.table.setdefault("follow_ups", []).extend(asking)
                if others.items:
                    self.parts.read(question, [others])
            else:
                self.parts.read(question, [block])

    def _follow_ups(self, listing: Listing) -> tuple[list[str], Listing]:
        """Divide a list below a question into what they may ask next, and the other items."""
        asking, others = list[str](), list[tuple[Block, ...]]()
        for item in listing.items:
            first = item[0] if len(item) == 1 else None
            if isinstance(first, Paragraph) and self.reader.strength(first.source) == 2:
                asking.append(self.reader.question(first.source))
            else:
                others.append(item)
        return asking, listing._replace(items=tuple(others))
