"""What everything that reads blocks of notes into questions needs."""

from dataclasses import dataclass

from decks.formats.markdown.collection import Collection
from decks.formats.markdown.paragraphs import Paragraphs
from decks.formats.markdown.parts import Parts
from decks.formats.markdown.reader import Reader
from decks.formats.markdown.styles import Styles


@dataclass(eq=False)
class BlockReader:
    """Reads one kind of block into a collection of questions.

    Attributes:
        collection: The questions found so far.
        styles: How the notes are written.
        reader: Looks at their blocks.
        paragraphs: Reads text and flashcards.
        parts: Reads what is below a question.
    """

    collection: Collection
    styles: Styles
    reader: Reader
    paragraphs: Paragraphs
    parts: Parts
