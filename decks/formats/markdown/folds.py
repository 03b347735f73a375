"""Folded blocks of notes: each one asks something, or belongs to the question above it."""

from decks.formats.markdown.asking import question_strength
from decks.formats.markdown.blocks import Fold
from decks.formats.markdown.collection import Collection
from decks.formats.markdown.labels import ANSWER
from decks.formats.markdown.paragraphs import Paragraphs
from decks.formats.markdown.parts import Parts
from decks.formats.markdown.questions import Question, Style
from decks.formats.markdown.reader import Reader
from decks.formats.markdown.styles import Styles


class Folds:
    """Reads folded blocks into a collection of questions."""

    def __init__(
        self, collection: Collection, styles: Styles, reader: Reader, paragraphs: Paragraphs, parts: Parts
    ) -> None:
        """Take the collection, how the notes are written, what looks at their blocks, and what reads other blocks."""
        self._collection = collection
        self._styles = styles
        self._reader = reader
        self._paragraphs = paragraphs
        self._parts = parts

    def read(self, fold: Fold) -> None:
        """Read a folded block: as a question, as a part of the question being read, or as text."""
        if self._reader.leads_around(fold):
            return
        title, question = self._reader.title(fold), self._collection.open
        label = self._reader.label(title) if question_strength(title) < 2 else None
        text = self._reader.question_in(title)
        if self._styles.own or (question is None and label is not None):
            self._collection.add(fold)
        elif question is not None and (label is not None or self._is_inside(question, fold)):
            self._parts.read_fold(question, fold)
        elif text:
            self._question(text, fold)
        else:
            self._collection.add(fold)

    def _is_inside(self, question: Question, fold: Fold) -> bool:
        """Return whether a folded block belongs to a question: it asks nothing, or is all that answers a heading."""
        if self._reader.summary_asks(fold) < 2:
            return True
        return question.is_heading and not self._paragraphs.is_answered(question)

    def _question(self, text: str, fold: Fold) -> None:
        body, others = fold.body, fold.summary[1:]
        if fold.is_callout and question_strength(text) < 2 and (asked := self._reader.asked_first(body)):
            text, body = asked, body[1:]
        question = self._collection.begin(fold.line, text, Style.FOLDS)
        if others:
            self._parts.read(question, others)
            question.begin_part(ANSWER)
        self._parts.read(question, body)
        if others or body or not fold.is_callout:  # below a callout that only asks, the answer follows
            self._collection.close()
