"""Lists in notes, whose items ask something or belong to the question above them."""

from collections.abc import Iterable

from decks.formats.markdown.blocks import Block, Listing, Paragraph, Plain
from decks.formats.markdown.collection import Collection
from decks.formats.markdown.paragraphs import Paragraphs
from decks.formats.markdown.parts import Parts
from decks.formats.markdown.questions import Style
from decks.formats.markdown.reader import Item, Reader
from decks.formats.markdown.styles import Styles


class Lists:
    """Reads lists into a collection of questions.

    Attributes:
        taken: The positions of code that belongs to the list above it.
    """

    def __init__(
        self, collection: Collection, styles: Styles, reader: Reader, paragraphs: Paragraphs, parts: Parts
    ) -> None:
        """Take the collection, how the notes are written, what looks at their blocks, and what reads other blocks."""
        self._collection = collection
        self._styles = styles
        self._reader = reader
        self._paragraphs = paragraphs
        self._parts = parts
        self.taken = set[int]()

    def read(self, position: int, listing: Listing, titles: Iterable[str]) -> None:
        """Read the list at a position: as questions, or as a part of the question being read.

        Args:
            position: Its position among the nodes of the notes.
            listing: The list.
            titles: The titles above it, the nearest first.
        """
        question = self._collection.open
        in_list = question is None or question.style is Style.ITEMS
        if question is not None and question.style is Style.FLASHCARDS and self._paragraphs.read_list(listing):
            return
        items = [] if self._styles.own else self._reader.question_items(listing, *titles)
        if not in_list and question is not None:
            of_own = question.style is Style.LINES or any(item.below for item in items)
            follows = of_own and self._paragraphs.is_answered(question)
            items = items if follows else []
        if not items and not (in_list and not self._styles.own and self._paragraphs.read_list(listing)):
            self._collection.add(listing)
        for item in items:
            self._item(item)
            if item is not items[-1] or not self._styles.answers_follow:
                self._add_code(position if item is items[-1] else len(self._styles.nodes))
                self._collection.close()

    def _add_code(self, position: int) -> None:
        """Add the code below a list to its last question: somebody forgot to indent it."""
        for follows in range(position + 1, len(self._styles.nodes)):
            code = self._styles.nodes[follows]
            if not (isinstance(code, Plain) and code.is_code):
                return
            self._collection.add(code)
            self.taken.add(follows)

    def _item(self, item: Item) -> None:
        first, asked = item.first, self._reader.asked(item.first.source)
        question = self._collection.begin(first.line, self._reader.question(asked.source), Style.ITEMS, asked.source)
        if asked.answer:
            self._parts.read(question, [Paragraph(first.line, asked.answer)])
        for block in item.below:
            if isinstance(block, Listing) and not self._parts.begins_with_answer(block):
                asking, others = self._follow_ups(block)
                if asking:
                    question.table.setdefault("follow_ups", []).extend(asking)
                if others.items:
                    self._parts.read(question, [others])
            else:
                self._parts.read(question, [block])

    def _follow_ups(self, listing: Listing) -> tuple[list[str], Listing]:
        """Divide a list below a question into what they may ask next, and the other items."""
        asking, others = list[str](), list[tuple[Block, ...]]()
        for item in listing.items:
            first = item[0] if len(item) == 1 else None
            if isinstance(first, Paragraph) and self._reader.strength(first.source) == 2:
                asking.append(self._reader.question(first.source))
            else:
                others.append(item)
        return asking, listing._replace(items=tuple(others))
