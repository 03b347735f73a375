"""Folded blocks of notes: each one asks something, or belongs to the question above it."""

from decks.formats.markdown.asking import question_strength
from decks.formats.markdown.block_reader import BlockReader
from decks.formats.markdown.blocks import Fold
from decks.formats.markdown.labels import ANSWER
from decks.formats.markdown.questions import Question, Style


class Folds(BlockReader):
    """Reads folded blocks into a collection of questions."""

    def read(self, fold: Fold) -> None:
        """Read a folded block: as a question, as a part of the question being read, or as text."""
        if self.reader.leads_around(fold):
            return
        title, question = self.reader.title(fold), self.collection.open
        label = self.reader.label(title) if question_strength(title) < 2 else None
        text = self.reader.question_in(title)
        if self.styles.own or (question is None and label is not None):
            self.collection.add(fold)
        elif question is not None and (label is not None or self._is_inside(question, fold)):
            self.parts.read_fold(question, fold)
        elif text:
            self._question(text, fold)
        else:
            self.collection.add(fold)

    def _is_inside(self, question: Question, fold: Fold) -> bool:
        """Return whether a folded block belongs to a question: it asks nothing, or is all that answers a heading."""
        if self.reader.summary_asks(fold) < 2:
            return True
        return question.is_heading and not self.paragraphs.is_answered(question)

    def _question(self, text: str, fold: Fold) -> None:
        body, others = fold.body, fold.summary[1:]
        if fold.is_callout and question_strength(text) < 2 and (asked := self.reader.asked_first(body)):
            text, body = asked, body[1:]
        question = self.collection.begin(fold.line, text, Style.FOLDS)
        if others:
            self.parts.read(question, others)
            question.begin_part(ANSWER)
        self.parts.read(question, body)
        if others or body or not fold.is_callout:  # below a callout that only asks, the answer follows
            self.collection.close()
