"""What asks in notes: how a question is written, and what only helps to find one's way."""

import re
import unicodedata
from collections.abc import Iterable
from typing import NamedTuple

from decks.formats.field_names import meaning_of
from decks.formats.markdown.blocks import Block, Fold, Heading, Listing, Paragraph, Plain, Quote, Table, as_text
from decks.formats.markdown.inline import Inline
from decks.formats.markdown.labels import ANSWER, Label, is_advice, read_label, without_spaces
from decks.formats.markdown.marks import Marks
from decks.formats.markdown.words import patterns
from decks.formats.questions import QUESTION_MARKS, looks_like_question
from decks.formats.table.columns import find_columns
from decks.formats.table.layout import Layout, TableRow

_MARKS = "".join(QUESTION_MARKS)
_ENDS = re.compile(rf"[{_MARKS}](?=[\s\"'\u201d\u2019\u00bb)\]*_\u300d\uff09]|$)")
_PROMPT = re.compile(rf"[\"'\u201c\u2018\u00ab(]*(?:please |so,? )?{patterns('asking', 'prompts')}\b", re.IGNORECASE)
_WORDS = re.compile(rf"{patterns('asking', 'words')}\b", re.IGNORECASE)
_SURE_WITHOUT_SPACES = re.compile(patterns("asking", "sure_without_spaces"))
_SEEM_WITHOUT_SPACES = re.compile(patterns("asking", "seem_without_spaces"))
_ABOUT_QUESTIONS = re.compile(
    rf"(?<![^\W_]){patterns('asking', 'sections')}(?![^\W_])|{patterns('asking', 'sections_without_spaces')}",
    re.IGNORECASE,
)
# "Coding questions", "Questions asked most", but not "Questions to avoid"
_OF_QUESTIONS = re.compile(
    rf"(?:{_ABOUT_QUESTIONS.pattern})[^\W\d_]{{0,3}}\s*(?:\([^)]*\)|[:\uff1a\d.]*)$"
    rf"|^(?<![^\W_]){patterns('asking', 'sections')}\s+(?!to\b)",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"^(?:\(?#?\d{1,4}(?:\.\d{1,3})*[.):]+|\d{1,4} ?[-\u2013\u2014])\s+(?=\S)")
_SHORTCODES = re.compile(r"^(?::[a-z0-9_+-]{2,40}:\s*)+|(?:\s*:[a-z0-9_+-]{2,40}:)+$")
_STARS = re.compile(r"\s*(?<!\S)\*{1,5}$")
_COLON_AFTER = re.compile(rf"(?<=[{_MARKS}])\s*[:\uff1a]$")
_BOLD = re.compile(
    r"^[^\w*_\[<`$]{0,4}(?:(\*\*\*?|__)(?=\S)(?P<md>.+?)(?<=\S)\1(?!\*)|<(b|strong)>(?P<html>.+?)</\3>)(?P<rest>.*)$",
    re.DOTALL | re.IGNORECASE,
)
_ANSWER_BEHIND = re.compile(rf"(?<=[{_MARKS}])\s*(?:[-\u2013\u2014:]+|=>|->|\u2192)\s+(?=\S)")
_OPTION = re.compile(r"\(?[A-Ha-h1-8][.):]\s")

_SEVERAL = 3
_LONGEST = 200  # characters of a question that is known by its words alone
_OPENING = "\u00bf\"'\u201c\u201e\u00ab"


class BoldStart(NamedTuple):
    """A paragraph that begins in bold: that text, and the rest, both as inline Markdown."""

    source: str
    rest: str

    @property
    def is_whole(self) -> bool:
        """Whether there is nothing but decoration behind it."""
        return not any(map(str.isalnum, self.rest))


class Asked(NamedTuple):
    """What an item of a list or a line asks, and what answers it on the spot; both inline Markdown."""

    source: str
    answer: str = ""


def asks(text: str) -> int:
    """Return how surely a text asks something: 2 for a question mark or `Tell me ...`, 1 for how it begins, else 0."""
    if _ENDS.search(text) or _PROMPT.match(text):
        return 2
    if looks_like_question(text):
        return 1
    if text.isascii() or len(text) > _LONGEST:
        return 0
    if without_spaces(text):
        return 2 if _SURE_WITHOUT_SPACES.search(text) else int(_SEEM_WITHOUT_SPACES.search(text) is not None)
    return int(len(text.split()) > 2 and text[-1] not in ".!:" and _WORDS.match(text.lstrip(_OPENING)) is not None)


def mentions_questions(text: str) -> bool:
    """Return whether a title is about questions."""
    return _ABOUT_QUESTIONS.search(text) is not None


def bare(text: str) -> str:
    """Return a question without its number and what decorates it."""
    text = _SHORTCODES.sub("", text.strip())
    text = _NUMBER.sub("", _undecorated(text))
    return _COLON_AFTER.sub("", _undecorated(_STARS.sub("", text))).strip()


def _undecorated(text: str) -> str:
    begin, end = 0, len(text)
    while begin < end and _is_decoration(text[begin]):
        begin += 1
    while end > begin and _is_decoration(text[end - 1]):
        end -= 1
    return text[begin:end] or text


def _is_decoration(character: str) -> bool:
    if character.isspace() or character in "\ufe0e\ufe0f\u200d\u20e3":
        return True
    return character >= "\u2300" and unicodedata.category(character) in {"So", "Sk"}


def bold_start(source: str) -> BoldStart | None:
    """Return the bold text that begins a paragraph, if any does."""
    found = _BOLD.match(source)
    return BoldStart(found["md"] or found["html"], found["rest"].strip()) if found else None


class Reader:
    """Looks at the blocks of notes through their inline Markdown."""

    def __init__(self, inline: Inline, marks: Marks, blocks: Iterable[Block]) -> None:
        """Look through the blocks for what they have in common."""
        self.inline = inline
        self.marks = marks
        self._numbered = self._lists_ask = False
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
        numbered = sum(_NUMBER.match(f"{start.source} x") is not None for start in bold)
        self._numbered = numbered >= _SEVERAL and any(map(mentions_questions, titles))
        self._lists_ask = sum(map(len, map(self.question_items, lists))) >= _SEVERAL

    def asked(self, source: str) -> Asked:
        """Divide a line that asks into the question and an answer behind it."""
        if (bold := bold_start(source)) and not bold.is_whole and self.strength(bold.source) == 2:
            return Asked(bold.source, bold.rest.lstrip(":-\u2013\u2014 \n"))
        first, newline, rest = source.partition("\n")
        if newline and first.rstrip().rstrip("*_").endswith(QUESTION_MARKS) and not self.strength(rest):
            return Asked(first.rstrip(), rest.strip())
        if behind := _ANSWER_BEHIND.search(source):
            return Asked(source[: behind.start()], source[behind.end() :])
        return Asked(source)

    def question(self, source: str) -> str:
        """Return the text of a question in inline Markdown, without its number and what decorates it."""
        return bare(self.inline.label(source))

    def strength(self, source: str) -> int:
        """Return how surely inline Markdown asks something, from 0 to 2."""
        return asks(self.question(source))

    def bold_strength(self, bold: BoldStart) -> int:
        """Return how surely bold text asks something; what is numbered below a title about questions does."""
        return 2 if self._is_numbered(bold) else self.strength(bold.source)

    def bold_question(self, bold: BoldStart) -> tuple[str, str]:
        """Return the question that begins in bold, and what answers it on the spot, as inline Markdown."""
        if bold.is_whole or not self._is_numbered(bold):
            return bold.source, bold.rest.lstrip(":-\u2013\u2014 \n")
        return f"{bold.source}{'' if bold.rest[0] in '.,:;' else ' '}{bold.rest}", ""

    def _is_numbered(self, bold: BoldStart) -> bool:
        return self._numbered and _NUMBER.match(f"{bold.source} x") is not None

    def question_in(self, text: str) -> str:
        """Return the question that a plain text asks, without its mark and decoration."""
        mark = self.marks.find(text)
        return bare(mark.text if mark and mark.kind == "q" else text)

    def label(self, text: str) -> Label | None:
        """Read a heading or a summary, as plain text, as a label. What is marked as a question is none."""
        mark = self.marks.find(text)
        if mark is not None:
            return Label(ANSWER, mark.text) if mark.kind == "a" else None
        return read_label(text)

    # --- finding one's way -----------------------------------------------------------------------------

    def leads_around(self, block: Block) -> bool:
        """Return whether a block only leads to other places in the notes: a table of contents, "back to top"."""
        match block:
            case Paragraph() | Heading():
                shape = self.inline.shape(block.source) if "](" in block.source or "][" in block.source else None
                return shape is not None and shape.is_links and all(link.is_inside for link in shape.links)
            case Listing():
                return self._all_lead_around(block)
            case Table():
                cells = [cell for row in block.rows[1:] for cell in row]
                led = sum(self.leads_around(Paragraph(0, cell)) for cell in cells)
                return led > 0 and 2 * led >= len(block.rows) - 1
            case Fold():
                return bool(block.body) and all(map(self.leads_around, block.body))
            case Quote():
                return bool(block.blocks) and all(map(self.leads_around, block.blocks))
        return False

    def _all_lead_around(self, block: Listing) -> bool:
        """Return whether every item does, or is a name above a list that does."""
        return any(block.items) and all(
            not item or self.leads_around(item[0]) or any(map(self.leads_around, item[1:])) for item in block.items
        )

    def without_ways(self, source: str) -> str:
        """Return a paragraph without the lines that only lead to other places in the notes."""
        if "](#" not in source:
            return source
        kept = (line for line in source.split("\n") if not self.leads_around(Paragraph(0, line)))
        return "\n".join(kept)

    def is_links(self, block: Block) -> bool:
        """Return whether a block is only links."""
        match block:
            case Paragraph():
                return self.inline.shape(block.source).is_links
            case Listing():
                return any(block.items) and all(self._begins_with_link(item) for item in block.items if item)
        return False

    def _begins_with_link(self, item: tuple[Block, ...]) -> bool:
        first = item[0]
        if isinstance(first, Listing):
            return self.is_links(first)
        if not isinstance(first, Paragraph) or not re.match(r"\W{0,4}(?:\[|<?https?://)", first.source):
            return False
        return bool(self.inline.shape(first.source).links) or "://" in first.source[:12]

    def is_decoration(self, block: Block) -> bool:
        """Return whether a block has no words but those of links and images, as badges have none."""
        match block:
            case Paragraph():
                shape = self.inline.shape(block.source)
                return not any(map(str.isalnum, shape.rest)) and (shape.is_links or not shape.links)
            case Plain():
                return not block.is_code and not re.search(r"[^\W\d_]", re.sub(r"\[image:[^\]]*\]", "", block.text))
        return False

    def is_content(self, block: Block) -> bool:
        """Return whether a block says something."""
        if isinstance(block, Paragraph | Plain):
            return not self.is_decoration(block)
        if isinstance(block, Listing | Table | Fold | Quote):
            return not self.leads_around(block) and not self.is_links(block)
        return False

    def is_prose(self, block: Block) -> bool:
        """Return whether a block is more than code, a table, an image, or choices to pick from."""
        match block:
            case Paragraph():
                return any(map(str.isalnum, self.inline.shape(block.source).rest))
            case Plain():
                return not block.is_code
            case Listing():
                firsts = [
                    self.inline.plain(item[0].source) for item in block.items if item and isinstance(item[0], Paragraph)
                ]
                return not firsts or not all(map(_OPTION.match, firsts))
        return not isinstance(block, Table)

    # --- questions -------------------------------------------------------------------------------------

    def question_items(self, block: Listing, *under: str) -> list[tuple[Block, ...]]:
        """Return the items of a list of questions, or of the lists in it; none if it is another list.

        In a list of questions every item is one: half of them ask for sure, or all of them seem to. `under` are the
        titles it stands below, the nearest first.
        """
        items = [item for item in block.items if item and isinstance(item[0], Paragraph)]
        items = [item for item in items if item[0].source.strip() and not self.leads_around(item[0])]  # type: ignore[union-attr]
        strengths = [self.strength(self.asked(item[0].source).source) for item in items]  # type: ignore[union-attr]
        sure, seem = strengths.count(2), len(items) - strengths.count(0)
        enough = 2 * sure >= len(items) or seem == len(items)
        if sure and (sure == len(items) if self.is_links(block) else enough):
            return items
        title = next((title for title in under if is_advice(title) or _OF_QUESTIONS.search(title)), "")
        if items and (2 * seem >= len(items) or self._lists_ask) and title and not is_advice(title):
            return [] if self.is_links(block) else items
        lists = (inner for item in block.items for inner in item[1:] if isinstance(inner, Listing))
        return [item for inner in lists for item in self.question_items(inner, *under)]

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
        strengths = [asks(row.cells[asking]) for row in layout.rows if len(row.cells) > asking]
        sure = (meaning is not None and meaning.sure) or 2 * strengths.count(2) >= len(strengths)
        return layout if sure else None

    def _cell(self, source: str) -> str:
        return self.inline.plain(source).strip()

    def hidden_questions(self, blocks: Iterable[Block], under: str = "") -> tuple[int, int]:
        """Count the questions that stand in blocks: those that are marked as such, and those that only seem to be."""
        marked = seeming = 0
        for block in blocks:
            match block:
                case Paragraph():
                    marked += sum(segment.kind in ("q", "c") for segment in self.marks.segments(block.source))
                    bold = bold_start(block.source)
                    seeming += bold is not None and self.bold_strength(bold) == 2
                case Heading():
                    seeming += self.strength(block.source) == 2
                case Fold():
                    marked += self.summary_asks(block) == 2
                case Table():
                    marked += len(layout.rows) if (layout := self.question_table(block)) else 0
                case Listing():
                    seeming += len(self.question_items(block, under))
        return marked, seeming

    def summary_asks(self, fold: Fold) -> int:
        """Return how surely the summary of a folded block asks something; a label never does."""
        title = self.title(fold)
        if not title or self.leads_around(fold):
            return 0
        mark = self.marks.find(title)
        strength = 2 if mark and mark.kind == "q" else asks(bare(title))
        return strength if strength == 2 or self.label(title) is None else 0

    def title(self, fold: Fold) -> str:
        """Return the first line of the summary of a folded block."""
        first = fold.summary[0] if fold.summary else None
        if isinstance(first, Paragraph | Heading):
            return self.inline.label(first.source)
        return as_text(fold.summary[:1], self.inline).partition("\n")[0]
