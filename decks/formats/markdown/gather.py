"""A pass through notes from top to bottom, which assigns every block to its question."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from cards.text import clean_line
from decks.formats.bundle import RawCard
from decks.formats.markdown.asking import bold_start
from decks.formats.markdown.blocks import Block, Comment, Fold, Heading, Listing, Paragraph, Quote, Rule, Table
from decks.formats.markdown.cards import CardWriter
from decks.formats.markdown.collection import Collection, nameless
from decks.formats.markdown.folds import Folds
from decks.formats.markdown.headings import Role
from decks.formats.markdown.lists import Lists
from decks.formats.markdown.nodes import Break, Node
from decks.formats.markdown.paragraphs import Paragraphs
from decks.formats.markdown.parts import Parts
from decks.formats.markdown.questions import Question, Style
from decks.formats.markdown.reader import Reader
from decks.formats.markdown.styles import Styles
from decks.formats.table.cards import raw_cards
from decks.model.problems import Problem, clipped


class Gathered(NamedTuple):
    """What was found in notes.

    Attributes:
        cards: Their cards.
        title: The title of the deck, and its line.
        description: The text below the title.
        problems: Errors, and text outside all questions.
        understood: How many questions were found in which style, as a phrase.
    """

    cards: list[RawCard]
    title: str
    title_line: int
    description: str
    problems: list[Problem]
    understood: str


def gather(styles: Styles, reader: Reader, reread: Callable[[str, int], Sequence[Block]], path: str) -> Gathered:
    """Gather the cards of notes.

    Args:
        styles: How the notes are written.
        reader: Looks at their blocks.
        reread: Reads text as blocks; the second argument is its line.
        path: The file's name in problems.
    """
    collection = Collection(reader, reread, path, own=styles.own)
    walk = _Walk(collection, styles, reader, path)
    for position, node in enumerate(styles.nodes):
        walk.read(position, node)
    collection.close()
    writer = CardWriter([each for each in collection.done if isinstance(each, Question)], reader, own=styles.own)
    cards: list[RawCard] = []
    counted = Counter[Style]()
    for each in collection.done:
        made = [each] if isinstance(each, RawCard) else list(writer.cards(each))
        counted[Style.ROWS if isinstance(each, RawCard) else each.style] += len(made)
        if not made:
            fix = "Write C: The capital of France is [Paris]."
            collection.problems.append(Problem(path, each.line, "there is no word in brackets to ask for", fix))
        cards += made
    if cards:
        collection.tell_left(min(card.line for card in cards))
    title, line = walk.title
    return Gathered(cards, title, line, collection.described(), collection.problems, _understood(counted))


def _understood(counted: Counter[Style]) -> str:
    styles = [(style, count) for style, count in counted.most_common() if count]
    if not styles:
        return ""
    noun = "question" if counted.total() == 1 else "questions"
    if len(styles) == 1:
        return f"{counted.total()} {noun}, written as {styles[0][0]}"
    return f"{counted.total()} {noun}: {', '.join(f'{count} as {style}' for style, count in styles)}"


class _Walk:
    """Reads the nodes of notes, one after the other, into a collection of questions."""

    def __init__(self, collection: Collection, styles: Styles, reader: Reader, path: str) -> None:
        self._collection = collection
        self._paragraphs = paragraphs = Paragraphs(collection, styles, reader)
        self._parts = parts = Parts(collection, paragraphs, reader)
        self._folds = Folds(collection, styles, reader, paragraphs, parts)
        self._lists = Lists(collection, styles, reader, paragraphs, parts)
        self._styles = styles
        self._reader = reader
        self._path = path
        self._sections: list[tuple[int, str]] = []  # the level and the title of each section that is open
        self._lead = ""  # the line directly above, if it is a title or ends with a colon
        self.title = ("", 0)

    def read(self, position: int, node: Node) -> None:
        """Read the node at a position."""
        lead, self._lead = self._lead, ""
        match node:
            case Break() | Comment() | Rule():
                self._between(node)
            case Heading():
                self._heading(position, node)
            case Paragraph():
                self._lead = self._lead_in(node)
                self._paragraphs.read(node)
            case Fold():
                self._folds.read(node)
            case Table():
                self._table(node)
            case Listing():
                self._lists.read(position, node, self._titles(lead))
            case Quote(blocks=(Paragraph() as quoted,)) if self._styles.lines:
                self._paragraphs.read(quoted)
            case _ if position not in self._lists.taken:
                self._collection.add(node)

    def _between(self, node: Break | Comment | Rule) -> None:
        """Read a node that readers do not see, or that only marks an end."""
        question = self._collection.open
        if isinstance(node, Comment):
            if question:
                question.note(node.text)
            return
        marked = question and (question.is_cloze or question.style in (Style.MARKS, Style.FLASHCARDS))
        if isinstance(node, Break) or ((marked or self._styles.rules) and not self._styles.own):
            self._collection.close()

    def _lead_in(self, paragraph: Paragraph) -> str:
        """Return the last line of a paragraph if it announces what follows: in bold, or with a colon."""
        last = paragraph.source.rpartition("\n")[2]
        bold = bold_start(last)
        announces = (bold and bold.is_whole) or last.rstrip("*_ ").endswith((":", "\uff1a"))
        return self._reader.inline.label(last) if announces else ""

    def _heading(self, position: int, heading: Heading) -> None:
        role, question = self._styles.headings[position], self._collection.open
        if role in (Role.LABEL, Role.PART) and question is not None:
            self._parts.read_heading(question, heading)
            return
        text = self._reader.question(heading.source)
        self._sections = [(level, title) for level, title in self._sections if level < heading.level]
        self._sections += [(heading.level, text)] if role is not Role.TITLE else []
        if role is Role.QUESTION:
            mark = self._reader.marks.find(heading.source, is_title=not self._styles.own)
            source = mark.text if mark else heading.source
            text = self._reader.inline.plain(source).strip() if self._styles.own else self._reader.question(source)
            style = Style.LISTED if heading.place == "item" else Style.HEADINGS
            self._collection.begin(heading.line, text, style, source)
        else:
            self._collection.close()
        self._collection.describes, self._collection.ignores = role is Role.TITLE, role is Role.SILENT
        if role is Role.TITLE:
            self.title = (text, heading.line)
        elif role not in (Role.QUESTION, Role.SILENT) and self._is_empty(position, heading.level):
            self._collection.problems.append(_empty(self._path, heading.line, text))

    def _is_empty(self, position: int, level: int) -> bool:
        """Return whether there is nothing below a heading, not even a heading of a lower level."""
        follows = next(iter(self._styles.nodes[position + 1 : position + 2]), None)
        return follows is None or (isinstance(follows, Heading) and follows.level <= level)

    def _table(self, table: Table) -> None:
        layout = None if self._collection.open or self._styles.own else self._reader.question_table(table)
        if layout is None:
            self._collection.add(table)
        else:
            self._collection.done += raw_cards(layout)

    def _titles(self, lead: str) -> Iterator[str]:
        """Yield the titles above a list, the nearest first."""
        yield from [lead] if lead else []
        yield from (title for _, title in reversed(self._sections))


def _empty(path: str, line: int, text: str) -> Problem:
    if name := clipped(clean_line(text), 40):
        fix = "Write its answer or a list of key points below it."
        return Problem(path, line, "there is nothing below this heading", fix, name)
    return nameless(path, line)
