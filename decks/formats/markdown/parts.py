"""What stands inside a question: blocks that belong to it, and the parts that labels and headings begin."""

from collections.abc import Iterable

from decks.formats.markdown.blocks import Block, Comment, Fold, Heading, Listing, Paragraph, Rule
from decks.formats.markdown.collection import Collection
from decks.formats.markdown.labels import ADVICE, UNFOLD, Label, is_advice
from decks.formats.markdown.paragraphs import Paragraphs
from decks.formats.markdown.questions import PART, Question
from decks.formats.markdown.reader import Reader


class Parts:
    """Reads blocks into the question they belong to."""

    def __init__(self, collection: Collection, paragraphs: Paragraphs, reader: Reader) -> None:
        """Take the collection, what reads its paragraphs, and what looks at blocks."""
        self._collection = collection
        self._paragraphs = paragraphs
        self._reader = reader

    def read(self, question: Question, blocks: Iterable[Block]) -> None:
        """Add blocks to a question, whatever they look like; labels and headings begin its parts."""
        for block in blocks:
            match block:
                case Heading():
                    self.read_heading(question, block)
                case Paragraph():
                    self._paragraphs.read_inside(question, block)
                case Fold() if not self._reader.leads_around(block):
                    self.read_fold(question, block)
                case Listing() if self.begins_with_answer(block):
                    for item in block.items:
                        self.read(question, item)
                case Comment() | Rule():
                    pass
                case _:
                    self._collection.add(block)

    def read_heading(self, question: Question, heading: Heading) -> None:
        """Begin the part of a question that a heading introduces."""
        label = self._reader.label(self._reader.inline.label(heading.source))
        title = self._reader.question(heading.source)
        if label is None or label.kind == UNFOLD:
            question.begin_part(ADVICE if is_advice(title) else PART, title)
        else:
            self._collection.begin_part(question, label, title, heading.line)

    def read_fold(self, question: Question, fold: Fold) -> None:
        """Take a folded block as a part of a question."""
        title = self._reader.title(fold)
        label = self._reader.label(title) or Label(PART)
        self._collection.begin_part(question, label, title, fold.line, folded=True)
        self.read(question, (*fold.summary[1:], *fold.body))
        question.go_on()

    def begins_with_answer(self, listing: Listing) -> bool:
        """Return whether an item of a list is labelled as the answer, as `- Answer: So.` is."""
        firsts = (item[0] for item in listing.items if item)
        return any(isinstance(first, Paragraph) and self._paragraphs.answers(first) for first in firsts)
