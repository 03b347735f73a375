"""The way through notes from top to bottom, which gives every block to the question it belongs to."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence

from cards.text import clean_line
from decks.formats.bundle import RawCard
from decks.formats.markdown.asking import Asked, BoldStart, Reader, asks, bold_start
from decks.formats.markdown.blocks import (
    Block,
    Comment,
    Fold,
    Heading,
    Listing,
    Paragraph,
    Plain,
    Rule,
    Table,
    as_text,
)
from decks.formats.markdown.labels import ANSWER, HINT, LABELS, STAR, UNFOLD, Label, kind_of, read_label
from decks.formats.markdown.questions import CLOZES, ITEMS, MARKS, PART, Question, Writer
from decks.formats.markdown.styles import Break, Node, Role, Styles
from decks.formats.table.cards import raw_cards
from decks.model.problems import Problem, clipped, warning

HEADINGS, LISTED = "headings", "headings in list items"
BOLD, FOLDS, ROWS = "bold lines", "folded blocks", "rows of a table"
FLASHCARDS, LINES = "lines with :: or ?", "lines that end with ?"
_NAMES = {MARKS: "lines with Q:", CLOZES: "clozes"}
_OWN_LABELS = {label.casefold(): name for name, label in LABELS.items()} | {"answer": ANSWER}
_LABEL_LINE = re.compile(r"[*_]{0,3}([^\W\d_][^:\uff1a\n*]{0,40})[*_]{0,3}[:\uff1a][*_]{0,3}(?:[ \t]+|$)")
_BESIDE = (HINT, STAR, "sources", "pitfalls", "follow_ups", "key_points")  # labels that may stand before text on a line
_TAG_LINKS = re.compile(r"(?:\s*(?:\[#([\w/-]+)\]\([^()]*\)|#([\w/-]*[^\W\d][\w/-]*)(?!\S)))+\s*")
_TAG = re.compile(r"#([\w/-]+)")
_FLASHCARD = re.compile(r"(?P<front>(?:(?!::)[^`\n])+?)[ \t]*(?P<both>:::|::)[ \t]*(?P<back>\S.*)", re.DOTALL)
_MOST_LINES = 8  # named in a problem


class Gathered:
    """What was found in notes: their cards, title, description, and what belongs to no question."""

    def __init__(
        self, styles: Styles, reader: Reader, reread: Callable[[str, int], Sequence[Block]], path: str
    ) -> None:
        """Walk through the notes.

        Args:
            styles: How they are written.
            reader: Looks at their blocks.
            reread: Reads text as blocks; the second argument is its line.
            path: The file's name in problems.
        """
        self._styles = styles
        self._reader = reader
        self._inline = reader.inline
        self._reread = reread
        self._path = path
        self._open: Question | None = None
        self._done: list[Question | RawCard] = []
        self._sections: list[tuple[int, str]] = []  # the level and the title of each section that is open
        self._lead = ""  # the line directly above, if it is a title or ends with a colon
        self._role: Role | None = None  # of the heading above
        self._left: list[int] = []
        self._described: list[Block] = []
        self._taken = set[int]()  # positions of code that belongs to the list above
        self._names: Counter[str] = Counter()
        self.title = ""
        self.title_line = 0
        self.problems: list[Problem] = []
        for position, node in enumerate(styles.nodes):
            self._node(position, node)
        self._close()
        self.cards = self._cards()

    # --- results ----------------------------------------------------------------------------------------

    @property
    def description(self) -> str:
        """The text below the title."""
        return as_text(self._described, self._inline)

    @property
    def understood(self) -> str:
        """How many questions were found in which style, as a phrase."""
        counted = [(style, count) for style, count in self._names.most_common() if count]
        parts = [f"{count} as {style}" for style, count in counted]
        if not counted:
            return ""
        (style, count), total = counted[0], sum(self._names.values())
        noun = "question" if total == 1 else "questions"
        return f"{count} {noun} as {style}" if len(parts) == 1 else f"{total} {noun}: {', '.join(parts)}"

    def _cards(self) -> list[RawCard]:
        questions = [each for each in self._done if isinstance(each, Question)]
        writer = Writer(questions, self._reader, own=self._styles.own)
        cards: list[RawCard] = []
        for each in self._done:
            made = [each] if isinstance(each, RawCard) else list(writer.cards(each))
            style = ROWS if isinstance(each, RawCard) else _NAMES.get(each.style, each.style)
            self._names[style] += len(made)
            if not made:
                fix = "Write C: The capital of France is [Paris]."
                message = "there is no word in brackets to ask for"
                self.problems.append(Problem(self._path, each.line, message, fix))
            cards += made
        if cards:
            self._tell_left(min(card.line for card in cards))
        return cards

    def _tell_left(self, first: int) -> None:
        above = [line for line in self._left if line < first]
        below = [line for line in self._left if line > first]
        if above:
            message = "the text above the first question was left out"
            fix = "Write a heading above it if it belongs to a card, or # and a title if it is about all of them."
            self.problems.append(warning(self._path, above[0], message, fix))
        if below:
            more = "".join(f", {line}" for line in below[1:_MOST_LINES])
            more += f" and {len(below) - _MOST_LINES} more" if len(below) > _MOST_LINES else ""
            message = "this text belongs to no question and was left out"
            message += f"; so was that of line{'s' if len(below) > 2 else ''} {more.removeprefix(', ')}" if more else ""
            self.problems.append(
                warning(self._path, below[0], message, "Put it below its question if it is an answer.")
            )

    # --- the blocks -------------------------------------------------------------------------------------

    def _node(self, position: int, node: Node) -> None:
        lead, self._lead = self._lead, ""
        match node:
            case Break() | Comment() | Rule():
                self._between(node)
            case Heading():
                self._heading(position, node)
            case Paragraph():
                self._paragraph(node)
            case Fold():
                self._fold(node)
            case Table():
                self._table(node)
            case Listing():
                self._lead = lead
                self._listing(position, node)
            case _ if position not in self._taken:
                self._content(node)

    def _between(self, node: Break | Comment | Rule) -> None:
        """Read what no reader sees, or sees only as an end."""
        if isinstance(node, Comment):
            if self._open:
                self._open.note(node.text)
        else:
            marked = self._open is not None and self._open.style in (MARKS, CLOZES, FLASHCARDS)
            if isinstance(node, Break) or ((marked or self._styles.rules) and not self._styles.own):
                self._close()

    def _begin(self, line: int, text: str, style: str, source: str = "") -> Question:
        """Begin a question. Pages that its text links to are its sources."""
        self._close()
        self._open = Question(line, text, style)
        if not self._styles.own and "](" in source:
            targets = [link.target for link in self._inline.shape(source).links if not link.is_inside]
            self._open.table |= {"sources": targets} if targets else {}
        return self._open

    def _open_is(self, *styles: str) -> bool:
        return self._open is not None and self._open.style in styles

    def _close(self) -> None:
        if self._open is not None and (self._open.text or self._open.style == CLOZES):
            self._done.append(self._open)
        elif self._open is not None:
            self.problems.append(_nameless(self._path, self._open.line))
        self._open = None

    def _content(self, block: Block) -> None:
        """Add a block to the question above; without one, it describes the deck or is left out."""
        if isinstance(block, Paragraph) and not self._styles.own:
            block = block._replace(source=self._reader.without_ways(block.source))
            if not block.source.strip() or self._reader.leads_around(block):
                return
        if self._open is not None:
            if not (isinstance(block, Listing | Table | Fold) and self._reader.leads_around(block)):
                self._open.add(block, self._inline)
        elif self._role is Role.TITLE and not self._done:
            if self._reader.is_content(block):
                self._described.append(block)
        elif self._role is not Role.SILENT and self._reader.is_content(block):
            self._left.append(block.line)

    # --- headings ---------------------------------------------------------------------------------------

    def _heading(self, position: int, heading: Heading) -> None:
        role = self._styles.headings[position]
        if role in (Role.LABEL, Role.PART) and self._open is not None:
            self._inner_heading(heading)
            return
        self._role = role
        text = self._reader.question(heading.source)
        self._sections = [(level, title) for level, title in self._sections if level < heading.level]
        if role is not Role.TITLE:
            self._sections.append((heading.level, text))
        if role is Role.QUESTION:
            mark = self._reader.marks.find(heading.source)
            source = mark.text if mark else heading.source
            text = self._inline.plain(source).strip() if self._styles.own else self._reader.question(source)
            self._begin(heading.line, text, LISTED if heading.place == "item" else HEADINGS, source)
            return
        self._close()
        if role is Role.TITLE:
            self.title, self.title_line = text, heading.line
        elif role is not Role.SILENT and self._is_empty(position, heading.level):
            self.problems.append(_empty(self._path, heading.line, text))

    def _is_empty(self, position: int, level: int) -> bool:
        """Return whether there is nothing below a heading, not even a heading of a lower level."""
        follows = next(iter(self._styles.nodes[position + 1 : position + 2]), None)
        return follows is None or (isinstance(follows, Heading) and follows.level <= level)

    def _inner_heading(self, heading: Heading) -> None:
        """Begin the part of the open question that a heading stands above."""
        assert self._open is not None  # noqa: S101  # the caller looked
        label = self._reader.label(self._inline.label(heading.source))
        title = self._reader.question(heading.source)
        if label is None or label.kind == UNFOLD:
            self._open.begin_part(PART, title)
        else:
            self._begin_part(label, title, heading.line)

    def _begin_part(
        self, label: Label, title: str, line: int, *, folded: bool = False, one_block: bool = False
    ) -> None:
        """Begin a labelled part of the open question, with the text that follows the label on its line."""
        assert self._open is not None  # noqa: S101  # the caller looked
        kind = STAR if label.kind == "context" and not self._styles.own else label.kind
        name = title.partition(":")[0].partition("\uff1a")[0]
        self._open.begin_part(kind, re.sub(r"\s*\([^)]*\)", "", name).strip(), folded=folded, one_block=one_block)
        if label.rest:
            for block in self._reread(label.rest, line):
                self._content(block)

    # --- paragraphs -------------------------------------------------------------------------------------

    def _paragraph(self, paragraph: Paragraph) -> None:
        last = paragraph.source.rpartition("\n")[2]
        bold = bold_start(last)
        self._lead = (
            self._inline.label(last) if (bold and bold.is_whole) or last.rstrip("*_ ").endswith((":", "\uff1a")) else ""
        )
        for segment in self._reader.marks.segments(paragraph.source):
            line = paragraph.line + segment.offset
            match segment.kind:
                case "q":
                    self._drop_title()
                    text = self._inline.label(segment.text) if segment.text else ""
                    self._begin(line, text, MARKS, segment.text)
                case "a" if self._open and (segment.is_sure or self._open.style == MARKS):
                    self._begin_part(Label(ANSWER, segment.text), "", line)
                case "c":
                    self._begin(line, "", CLOZES)
                    if segment.text:
                        self._content(Paragraph(line, segment.text))
                case _ if segment.source.strip():
                    self._free(Paragraph(line, segment.source.strip()))

    def _drop_title(self) -> None:
        """Take a heading for a title if the question itself is marked below it: `Question 1: Conflicts`, `Q: How ...`."""
        if self._open_is(HEADINGS, LISTED) and self._open is not None and not asks(self._open.text):
            if not any(part.blocks for part in self._open.parts):
                self._open = None

    def _free(self, paragraph: Paragraph) -> None:
        """Read a paragraph that no mark begins."""
        lines = paragraph.source.split("\n")
        open_style = self._open.style if self._open else ""
        if self._styles.own:
            self._own_paragraph(paragraph)
        elif open_style == CLOZES:
            self._content(paragraph)
        elif self._flashcard(paragraph) or self._labelled(paragraph) or self._tags(paragraph):
            return
        elif bold := self._bold_question(paragraph):
            question, answer = self._reader.bold_question(bold)
            self._begin(paragraph.line, self._reader.question(question), BOLD, question)
            if any(map(str.isalnum, answer)):
                self._content(Paragraph(paragraph.line, answer))
        elif self._styles.lines and all(asks(line) == 2 for line in lines):
            for offset, line in enumerate(lines):
                self._begin(paragraph.line + offset, self._reader.question(line), LINES, line)
        else:
            self._content(paragraph)

    def _own_paragraph(self, paragraph: Paragraph) -> None:
        bold = bold_start(paragraph.source)
        name = _OWN_LABELS.get(bold.source.casefold()) if bold and not bold.rest else None
        if name and self._open:
            self._open.begin_part(name, one_block=name != ANSWER)
        else:
            self._content(paragraph)

    def _bold_question(self, paragraph: Paragraph) -> BoldStart | None:
        """Return the bold question that begins a paragraph. In the answer to another question it is a whole line."""
        bold = bold_start(paragraph.source)
        if bold is None:
            return None
        if self._reader.bold_strength(bold) == 2:
            inside = self._open_is(HEADINGS, LISTED, MARKS)
            return bold if not inside or (bold.is_whole and self._is_answered(self._open)) else None
        is_term = self._styles.bold_terms and bold.is_whole and not bold.source.endswith((":", "\uff1a"))
        return bold if is_term and not self._open_is(HEADINGS, LISTED, MARKS) else None

    def _is_answered(self, question: Question | None) -> bool:
        """Return whether a question has an answer, one that does not begin with a title or a question of its own."""
        first = next((block for part in question.parts for block in part.blocks), None) if question else None
        match first:
            case Paragraph():
                bold = bold_start(first.source)
                return bold is None or not bold.is_whole
            case Listing():
                return not self._reader.question_items(first)
        return first is not None

    def _labelled(self, paragraph: Paragraph) -> bool:
        """Begin a part of the open question if a label begins this paragraph; return whether that was so."""
        lines = paragraph.source.split("\n")
        starts = [n for n, line in enumerate(lines) if self._label_of(line, alone=len(lines) == 1)]
        if not starts:
            return False
        if self._open is None:
            # "Source: ..." below a list of questions says nothing that is lost
            return starts[0] == 0 and all((self._label_of(lines[n]) or Label("")).kind == "sources" for n in starts)
        if before := "\n".join(lines[: starts[0]]).strip():
            self._content(Paragraph(paragraph.line, before))
        for begin, end in zip(starts, [*starts[1:], len(lines)], strict=True):
            label = self._label_of(lines[begin], alone=len(lines) == 1) or Label("")
            rest = "\n".join([label.rest, *lines[begin + 1 : end]]).strip()
            named = _LABEL_LINE.match(lines[begin])
            title = self._inline.label(named[1] if named else lines[begin])
            self._begin_part(Label(label.kind, rest), title, paragraph.line + begin, one_block=label.kind != ANSWER)
        return True

    def _label_of(self, line: str, *, alone: bool = False) -> Label | None:
        """Return the label that begins a line, in bold or with a colon; `alone` if it is a whole paragraph."""
        bold = bold_start(line)
        if alone and bold and bold.is_whole and (label := read_label(self._inline.label(bold.source))):
            return label if label.kind != UNFOLD else None
        if alone and line.strip() == "%":  # mdanki's line between front and back
            return Label(ANSWER)
        found = _LABEL_LINE.match(line)
        kind = kind_of(found[1]) if found else None
        if found is None or kind is None:
            return None
        rest = line[found.end() :].strip()
        return Label(kind, rest) if kind in _BESIDE or kind == ANSWER or not rest else None

    def _tags(self, paragraph: Paragraph) -> bool:
        """Take a paragraph of nothing but tags, `[#tag](page.md) #other`, as the tags of the open question."""
        if self._open is None or not _TAG_LINKS.fullmatch(paragraph.source):
            return False
        self._open.table.setdefault("tags", []).extend(_TAG.findall(re.sub(r"\([^()]*\)", "", paragraph.source)))
        return True

    def _flashcard(self, paragraph: Paragraph) -> bool:
        """Read what Obsidian's plugins take as cards: `question::answer`, or a line of `?` between the two."""
        lines = paragraph.source.split("\n")
        turn = next((n for n, line in enumerate(lines) if line.strip() in ("?", "??") and n), None)
        if turn is not None:
            front, back = "\n".join(lines[:turn]), "\n".join(lines[turn + 1 :])
            self._card(paragraph.line, front, back, both=lines[turn].strip() == "??")
            return True
        cards = [_FLASHCARD.fullmatch(line.strip()) for line in lines]
        if not all(card and (self._styles.flashcards or asks(card["front"]) == 2) for card in cards):
            return False
        for number, card in enumerate(filter(None, cards)):
            self._card(paragraph.line + number, card["front"], card["back"], both=card["both"] == ":::")
        return True

    def _card(self, line: int, front: str, back: str, *, both: bool) -> None:
        if both and back:
            self._begin(line, self._inline.label(back), FLASHCARDS, back)
            self._content(Paragraph(line, front))
        self._begin(line, self._inline.label(front), FLASHCARDS, front)
        if back:
            self._content(Paragraph(line, back))

    # --- other blocks -----------------------------------------------------------------------------------

    def _fold(self, fold: Fold) -> None:
        if self._reader.leads_around(fold):
            return
        others, title = fold.summary[1:], self._reader.title(fold)
        label = self._reader.label(title) if asks(title) < 2 else None
        strength = self._reader.summary_asks(fold)
        inside = self._open is not None and (
            label is not None
            or strength < 2
            or (self._open.style in (HEADINGS, LISTED) and not self._is_answered(self._open))
        )
        if self._styles.own or (self._open is None and label is not None):
            self._content(fold)
        elif inside and self._open is not None:
            self._inner_fold(fold)
        elif text := self._reader.question_in(title):
            self._begin(fold.line, text, FOLDS)
            if others:
                self._inside(others)
                if self._open is not None:
                    self._open.begin_part(ANSWER)
            self._inside(fold.body)
            self._close()
        else:
            self._content(fold)

    def _inside(self, blocks: Iterable[Block]) -> None:
        """Add blocks to the open question, whatever they look like; labels and headings begin its parts."""
        for block in blocks:
            match block:
                case Heading():
                    self._inner_heading(block)
                case Paragraph():
                    mark = self._reader.marks.find(block.source)
                    if mark and mark.kind == "a" and mark.is_sure:
                        rest = "\n".join([mark.text, *block.source.split("\n")[1:]])
                        self._begin_part(Label(ANSWER, rest), "", block.line)
                    elif not self._labelled(block):
                        self._content(block)
                case Fold() if not self._reader.leads_around(block):
                    self._inner_fold(block)
                case Comment() | Rule():
                    pass
                case _:
                    self._content(block)

    def _inner_fold(self, fold: Fold) -> None:
        """Take a folded block as a part of the open question."""
        assert self._open is not None  # noqa: S101  # a question is open
        title = self._reader.title(fold)
        label = self._reader.label(title) or Label(PART)
        self._begin_part(label, title, fold.line, folded=True)
        self._inside((*fold.summary[1:], *fold.body))
        self._open.go_on()

    def _table(self, table: Table) -> None:
        layout = None if self._open or self._styles.own else self._reader.question_table(table)
        if layout is None:
            self._content(table)
        else:
            self._done += raw_cards(layout)

    def _listing(self, position: int, listing: Listing) -> None:
        style = self._open.style if self._open else ITEMS
        if style == FLASHCARDS and self._flashcards_in(listing):
            return
        items = [] if self._styles.own else self._reader.question_items(listing, *self._titles())
        follows = self._open is not None and items and any(len(item) > 1 for item in items)
        if style != ITEMS and not (follows and self._is_answered(self._open)):
            self._content(listing)
            return
        if not items and self._flashcards_in(listing):
            return
        if not items:
            self._content(listing)
        for item in items:
            self._item(item)
            if item is not items[-1] or not self._styles.answers_follow:
                self._add_code(position if item is items[-1] else len(self._styles.nodes))
                self._close()

    def _titles(self) -> Iterator[str]:
        """Yield the titles that the next block stands below, the nearest first."""
        if self._lead:
            yield self._lead
        yield from (title for _, title in reversed(self._sections))

    def _add_code(self, position: int) -> None:
        """Add the code below a list to its last question: somebody forgot to indent it."""
        for follows in range(position + 1, len(self._styles.nodes)):
            code = self._styles.nodes[follows]
            if not (isinstance(code, Plain) and code.is_code):
                return
            self._content(code)
            self._taken.add(follows)

    def _item(self, item: tuple[Block, ...]) -> None:
        first = item[0]
        assert isinstance(first, Paragraph)  # noqa: S101  # that is what items are chosen by
        asked: Asked = self._reader.asked(first.source)
        question = self._begin(first.line, self._reader.question(asked.source), ITEMS, asked.source)
        if asked.answer:
            self._content(Paragraph(first.line, asked.answer))
        for block in item[1:]:
            if isinstance(block, Listing):
                asking, others = self._follow_ups(block)
                if asking:
                    question.table.setdefault("follow_ups", []).extend(asking)
                if others.items:
                    self._inside([others])
            else:
                self._inside([block])

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

    def _flashcards_in(self, listing: Listing) -> bool:
        """Read a list whose every item is `question::answer`; return whether it was one."""
        firsts = [item[0] for item in listing.items if item]
        lines = [first for first in firsts if isinstance(first, Paragraph) and _FLASHCARD.fullmatch(first.source)]
        return len(lines) == len(firsts) and all(list(map(self._flashcard, lines)))


def _nameless(path: str, line: int) -> Problem:
    return Problem(path, line, "a heading has no text", "Write the question in it, or take it out.")


def _empty(path: str, line: int, text: str) -> Problem:
    if name := clipped(clean_line(text), 40):
        fix = "Write its answer or a list of key points below it."
        return Problem(path, line, "there is nothing below this heading", fix, name)
    return _nameless(path, line)
