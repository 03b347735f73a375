"""A pass through notes from top to bottom, which assigns every block to its question."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from cards.text import clean_line
from decks.formats.bundle import RawCard
from decks.formats.markdown.asking import asks, bold_start
from decks.formats.markdown.blocks import Block, Comment, Fold, Heading, Listing, Paragraph, Plain, Quote, Rule, Table
from decks.formats.markdown.cards import CardWriter
from decks.formats.markdown.collection import Collection, nameless
from decks.formats.markdown.headings import Role
from decks.formats.markdown.labels import ADVICE, ANSWER, UNFOLD, Label, is_advice
from decks.formats.markdown.nodes import Break, Node
from decks.formats.markdown.paragraphs import Paragraphs
from decks.formats.markdown.questions import PART, Question, Style
from decks.formats.markdown.reader import Item, Reader
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
        self._paragraphs = Paragraphs(collection, styles, reader)
        self._styles = styles
        self._reader = reader
        self._path = path
        self._sections: list[tuple[int, str]] = []  # the level and the title of each section that is open
        self._lead = ""  # the line directly above, if it is a title or ends with a colon
        self._taken = set[int]()  # positions of code that belongs to the list above
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
                self._fold(node)
            case Table():
                self._table(node)
            case Listing():
                self._listing(position, node, lead)
            case Quote(blocks=(Paragraph() as quoted,)) if self._styles.lines:
                self._paragraphs.read(quoted)
            case _ if position not in self._taken:
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

    # --- headings ---------------------------------------------------------------------------------------

    def _heading(self, position: int, heading: Heading) -> None:
        role, question = self._styles.headings[position], self._collection.open
        if role in (Role.LABEL, Role.PART) and question is not None:
            self._inner_heading(question, heading)
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

    def _inner_heading(self, question: Question, heading: Heading) -> None:
        """Begin the part of a question that a heading introduces."""
        label = self._reader.label(self._reader.inline.label(heading.source))
        title = self._reader.question(heading.source)
        if label is None or label.kind == UNFOLD:
            question.begin_part(ADVICE if is_advice(title) else PART, title)
        else:
            self._collection.begin_part(question, label, title, heading.line)

    # --- folds and tables -------------------------------------------------------------------------------

    def _fold(self, fold: Fold) -> None:
        if self._reader.leads_around(fold):
            return
        title, question = self._reader.title(fold), self._collection.open
        label = self._reader.label(title) if asks(title) < 2 else None
        text = self._reader.question_in(title)
        if self._styles.own or (question is None and label is not None):
            self._collection.add(fold)
        elif question is not None and (label is not None or self._is_inside(question, fold)):
            self._inner_fold(question, fold)
        elif text:
            self._folded_question(text, fold)
        else:
            self._collection.add(fold)

    def _is_inside(self, question: Question, fold: Fold) -> bool:
        """Return whether a folded block belongs to a question: it asks nothing, or is all that answers a heading."""
        if self._reader.summary_asks(fold) < 2:
            return True
        return question.is_heading and not self._paragraphs.is_answered(question)

    def _folded_question(self, text: str, fold: Fold) -> None:
        body, others = fold.body, fold.summary[1:]
        if fold.is_callout and asks(text) < 2 and (asked := self._reader.asked_first(body)):
            text, body = asked, body[1:]
        question = self._collection.begin(fold.line, text, Style.FOLDS)
        if others:
            self._inside(question, others)
            question.begin_part(ANSWER)
        self._inside(question, body)
        if others or body or not fold.is_callout:  # below a callout that only asks, the answer follows
            self._collection.close()

    def _inner_fold(self, question: Question, fold: Fold) -> None:
        """Take a folded block as a part of a question."""
        title = self._reader.title(fold)
        label = self._reader.label(title) or Label(PART)
        self._collection.begin_part(question, label, title, fold.line, folded=True)
        self._inside(question, (*fold.summary[1:], *fold.body))
        question.go_on()

    def _inside(self, question: Question, blocks: Iterable[Block]) -> None:
        """Add blocks to a question, whatever they look like; labels and headings begin its parts."""
        for block in blocks:
            match block:
                case Heading():
                    self._inner_heading(question, block)
                case Paragraph():
                    self._paragraphs.read_inside(question, block)
                case Fold() if not self._reader.leads_around(block):
                    self._inner_fold(question, block)
                case Listing() if self._begins_with_answer(block):
                    for item in block.items:
                        self._inside(question, item)
                case Comment() | Rule():
                    pass
                case _:
                    self._collection.add(block)

    def _begins_with_answer(self, listing: Listing) -> bool:
        """Return whether an item of a list is labelled as the answer, as `- Answer: So.` is."""
        firsts = (item[0] for item in listing.items if item)
        return any(isinstance(first, Paragraph) and self._paragraphs.answers(first) for first in firsts)

    def _table(self, table: Table) -> None:
        layout = None if self._collection.open or self._styles.own else self._reader.question_table(table)
        if layout is None:
            self._collection.add(table)
        else:
            self._collection.done += raw_cards(layout)

    # --- lists ------------------------------------------------------------------------------------------

    def _listing(self, position: int, listing: Listing, lead: str) -> None:
        question = self._collection.open
        in_list = question is None or question.style is Style.ITEMS
        if question is not None and question.style is Style.FLASHCARDS and self._paragraphs.read_list(listing):
            return
        items = [] if self._styles.own else self._reader.question_items(listing, *self._titles(lead))
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

    def _titles(self, lead: str) -> Iterator[str]:
        """Yield the titles above a list, the nearest first."""
        yield from [lead] if lead else []
        yield from (title for _, title in reversed(self._sections))

    def _add_code(self, position: int) -> None:
        """Add the code below a list to its last question: somebody forgot to indent it."""
        for follows in range(position + 1, len(self._styles.nodes)):
            code = self._styles.nodes[follows]
            if not (isinstance(code, Plain) and code.is_code):
                return
            self._collection.add(code)
            self._taken.add(follows)

    def _item(self, item: Item) -> None:
        first, asked = item.first, self._reader.asked(item.first.source)
        question = self._collection.begin(first.line, self._reader.question(asked.source), Style.ITEMS, asked.source)
        if asked.answer:
            self._inside(question, [Paragraph(first.line, asked.answer)])
        for block in item.below:
            if isinstance(block, Listing) and not self._begins_with_answer(block):
                asking, others = self._follow_ups(block)
                if asking:
                    question.table.setdefault("follow_ups", []).extend(asking)
                if others.items:
                    self._inside(question, [others])
            else:
                self._inside(question, [block])

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


def _empty(path: str, line: int, text: str) -> Problem:
    if name := clipped(clean_line(text), 40):
        fix = "Write its answer or a list of key points below it."
        return Problem(path, line, "there is nothing below this heading", fix, name)
    return nameless(path, line)
