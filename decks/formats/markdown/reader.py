"""The reader of the blocks of notes: which of them ask."""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from decks.formats.field_names import meaning_of
from decks.formats.markdown.asking import (
    ANSWER_BEHIND,
    CARD_TAG,
    NUMBER,
    BoldStart,
    bare,
    bold_start,
    is_about_questions,
    mentions_questions,
    question_strength,
)
from decks.formats.markdown.block_text import as_text
from decks.formats.markdown.blocks import Block, Fold, Heading, Listing, Paragraph, Table
from decks.formats.markdown.definitions import definitions
from decks.formats.markdown.inline import Inline
from decks.formats.markdown.labels import ANSWER, Label, is_advice, read_label
from decks.formats.markdown.marks import Marks
from decks.formats.markdown.navigation import Navigation
from decks.formats.questions import QUESTION_MARKS
from decks.formats.table.columns import find_columns
from decks.formats.table.layout import Layout, TableRow

_SEVERAL = 3


class Item(NamedTuple):
    """An item of a list that begins with a paragraph, and the blocks below that."""

    first: Paragraph
    below: tuple[Block, ...]


class Asked(NamedTuple):
    """What an item of a list or a line asks, and what answers it on the spot; both inline Markdown."""

    source: str
    answer: str = ""


class Reader(Navigation):
    """Looks at the blocks of notes through their inline Markdown."""

    def __init__(self, inline: Inline, marks: Marks, blocks: Iterable[Block]) -> None:
        """Look through the blocks for what they have in common."""
        super().__init__(inline)
        self.marks = marks
        self._numbered = self._lists_ask = False
        self._items_apart = frozenset[int]()
        sources, lists, titles = list[str](), list[Listing](), list[str]()
        for block in blocks:
            match block:
                case Paragraph():
                    sources.append(block.source)
                case Heading():
                    titles.append(inline.label(block.source))
                case Listing():
                    lists.append(block)
        bold = filter(None, map(bold_start, sources))
        numbered = sum(NUMBER.match(f"{start.source} x") is not None for start in bold)
        self._numbered = numbered >= _SEVERAL and any(map(mentions_questions, titles))
        self._items_apart = frozenset(self._numbered_apart(lists))
        self._lists_ask = sum(map(len, map(self.question_items, lists))) >= _SEVERAL

    def asked(self, source: str) -> Asked:
        """Divide a line that asks into the question and an answer behind it."""
        if (bold := bold_start(source)) and not bold.is_whole and self.strength(bold.source) == 2:
            return Asked(bold.source, bold.rest.lstrip(":-\u2013\u2014 \n"))
        first, newline, rest = source.partition("\n")
        ends = (*QUESTION_MARKS, ".") if self.strength(first) == 2 else QUESTION_MARKS
        if newline and first.rstrip().rstrip("*_").endswith(ends) and not self.strength(rest):
            return Asked(first.rstrip(), rest.strip())
        if behind := ANSWER_BEHIND.search(source):
            return Asked(source[: behind.start()], source[behind.end() :])
        return Asked(source)

    def question(self, source: str) -> str:
        """Return the text of a question in inline Markdown, without its number and what decorates it."""
        return bare(self.inline.label(source))

    def strength(self, source: str) -> int:
        """Return how surely inline Markdown asks something, from 0 to 2."""
        return 2 if CARD_TAG.search(source) else question_strength(self.question(source))

    def bold_strength(self, bold: BoldStart) -> int:
        """Return how surely bold text asks something; what is numbered below a title about questions does."""
        return 2 if self._is_numbered(bold) else self.strength(bold.source)

    def bold_question(self, bold: BoldStart) -> tuple[str, str]:
        """Return the question that begins in bold, and what answers it on the spot, as inline Markdown."""
        if bold.is_whole or not self._is_numbered(bold):
            return bold.source, bold.rest.lstrip(":-\u2013\u2014 \n")
        return f"{bold.source}{'' if bold.rest[0] in '.,:;' else ' '}{bold.rest}", ""

    def _is_numbered(self, bold: BoldStart) -> bool:
        return self._numbered and NUMBER.match(f"{bold.source} x") is not None

    def question_in(self, text: str) -> str:
        """Return the question that a plain text asks, without its mark and decoration."""
        mark = self.marks.find(text)
        return bare(mark.text if mark and mark.kind == "q" else text)

    def label(self, text: str) -> Label | None:
        """Read a heading or a summary, as plain text, as a label. Text marked as a question is not a label."""
        mark = self.marks.find(text)
        if mark is not None:
            return Label(ANSWER, mark.text) if mark.kind == "a" else None
        return read_label(text)

    def question_items(self, block: Listing, *under: str) -> list[Item]:
        """Return the items of a list of questions, or of the lists in it; none if it is another list.

        In a list of questions every item is one: half of them ask for sure, or all of them seem to. `under` are the
        titles it stands below, the nearest first.
        """
        items = [Item(item[0], item[1:]) for item in block.items if item and isinstance(item[0], Paragraph)]
        items = [item for item in items if item.first.source.strip() and not self.leads_around(item.first)]
        strengths = [self.strength(self.asked(item.first.source).source) for item in items]
        sure, seem = strengths.count(2), len(items) - strengths.count(0)
        enough = 2 * sure >= len(items) or seem == len(items)
        if block.line in self._items_apart and block.start is not None and len(block.items) == 1:
            return items
        if sure and (sure == len(items) if self.is_links(block) else enough):
            return items
        title = next((title for title in under if is_advice(title) or is_about_questions(title)), "")
        if items and (2 * seem >= len(items) or self._lists_ask) and title and not is_advice(title):
            return [] if self.is_links(block) else items
        lists = (inner for item in block.items for inner in item[1:] if isinstance(inner, Listing))
        return [item for inner in lists for item in self.question_items(inner, *under)]

    def _numbered_apart(self, lists: Sequence[Listing]) -> Iterator[int]:
        """Yield the lines of lists of one item that go on numbering one another, and most of which ask.

        Their answers stand between them, not indented. One that asks nothing is a question as well.
        """
        runs = list[list[Listing]]()
        for listing in lists:
            if listing.start is None or len(listing.items) != 1:
                continue
            if runs and listing.start == (runs[-1][-1].start or 0) + 1:
                runs[-1].append(listing)
            else:
                runs.append([listing])
        for run in runs:
            firsts = [block.items[0][0] for block in run if block.items[0]]
            strengths = [self.strength(first.source) for first in firsts if isinstance(first, Paragraph)]
            if len(run) > 1 and 2 in strengths and 2 * strengths.count(0) < len(run) == len(strengths):
                yield from (block.line for block in run)

    def question_table(self, block: Table) -> Layout | None:
        """Return a table of questions with its columns understood; None if it is another table."""
        if len(block.rows) < 2 or self.leads_around(block):
            return None
        cells = [[self._cell(cell) for cell in row] for row in block.rows]
        rows = [TableRow(block.line + 1 + number, row) for number, row in enumerate(cells)]
        layout = find_columns(rows, "", named=cells[0])
        asking = next((n for n, column in enumerate(layout.columns) if column.field == "question"), None)
        if asking is None or not layout.rows:
            return None
        meaning = meaning_of(layout.columns[asking].title)
        strengths = [question_strength(row.cells[asking]) for row in layout.rows if len(row.cells) > asking]
        sure = (meaning is not None and meaning.sure) or 2 * strengths.count(2) >= len(strengths)
        return layout if sure else None

    def _cell(self, source: str) -> str:
        return self.inline.plain(source).strip()

    def hidden_questions(self, blocks: Iterable[Block], under: str = "") -> tuple[int, int]:
        """Count the questions in blocks: those marked as such, and those that only look like one."""
        marked = seeming = 0
        terms = set[str]()
        for block in blocks:
            match block:
                case Paragraph():
                    marked += sum(segment.kind in ("q", "c") for segment in self.marks.segments(block.source))
                    bold = bold_start(block.source)
                    seeming += bold is not None and self.bold_strength(bold) == 2
                    seeming += len(definitions(block.source))
                case Heading():
                    seeming += self.strength(block.source) == 2
                case Fold() if self.summary_asks(block) == 2:
                    marked += 1
                case Fold() if block.body and not self.leads_around(block):
                    title = self.title(block)
                    terms |= {title} if title and self.label(title) is None else set()
                case Table():
                    marked += len(layout.rows) if (layout := self.question_table(block)) else 0
                case Listing():
                    seeming += len(self.question_items(block, under))
        return marked, seeming + (len(terms) if len(terms) >= _SEVERAL else 0)

    def summary_asks(self, fold: Fold) -> int:
        """Return how surely the summary of a folded block asks something; a label never does."""
        title = self.title(fold)
        if not title or self.leads_around(fold):
            return 0
        mark = self.marks.find(title)
        strength = 2 if mark and mark.kind == "q" else question_strength(bare(title))
        if strength < 2 and self.label(title) is not None:
            return 0
        return 2 if fold.is_callout and self.asked_first(fold.body) else strength

    def asked_first(self, blocks: Sequence[Block]) -> str:
        """Return the question that the first block asks, if it is one."""
        first = blocks[0] if blocks else None
        return self.question(first.source) if isinstance(first, Paragraph) and self.strength(first.source) else ""

    def title(self, fold: Fold) -> str:
        """Return the first line of the summary of a folded block."""
        first = fold.summary[0] if fold.summary else None
        if isinstance(first, Paragraph | Heading):
            return self.inline.label(first.source)
        return as_text(fold.summary[:1], self.inline).partition("\n")[0]
