"""The paragraphs of notes, where questions, answers and labels can begin."""

import re
from collections.abc import Sequence

from decks.formats.markdown.asking import CARD_TAG, BoldStart, bold_start, question_strength
from decks.formats.markdown.blocks import Listing, Paragraph
from decks.formats.markdown.clozes import has_deletions
from decks.formats.markdown.collection import Collection
from decks.formats.markdown.definitions import definitions
from decks.formats.markdown.labels import (
    ADVICE,
    ANSWER,
    HINT,
    LABELS,
    STAR,
    UNFOLD,
    Label,
    is_advice,
    kind_of,
    read_label,
)
from decks.formats.markdown.questions import Question, Style
from decks.formats.markdown.reader import Reader
from decks.formats.markdown.styles import Styles

_OWN_LABELS = {label.casefold(): name for name, label in LABELS.items()} | {"answer": ANSWER}
_LABEL_LINE = re.compile(r"[*_]{0,3}([^\W\d_][^:\uff1a\n*]{0,40})[*_]{0,3}[:\uff1a][*_]{0,3}(?:[ \t]+|$)")
_BESIDE = (
    ADVICE,
    HINT,
    STAR,
    "looks_for",
    "sources",
    "pitfalls",
    "follow_ups",
    "key_points",
)  # labels that may stand before text on a line
_BOLD_LABEL = re.compile(r"[*_]{2,3}[^*_:\uff1a\n]{1,40}(?:[:\uff1a][*_]{2,3}|[*_]{2,3}[:\uff1a])")
_TAG_LINKS = re.compile(r"(?:\s*(?:\[#([\w/-]+)\]\([^()]*\)|#([\w/-]*[^\W\d][\w/-]*)(?!\S)))+\s*")
_TAG = re.compile(r"#([\w/-]+)")
_FLASHCARD = re.compile(r"(?P<front>(?:(?!::)[^`\n])+?)[ \t]*(?P<both>:::|::)[ \t]*(?P<back>\S.*)", re.DOTALL)


class Paragraphs:
    """Reads paragraphs into a collection of questions."""

    def __init__(self, collection: Collection, styles: Styles, reader: Reader) -> None:
        """Take the collection, how the notes are written, and what looks at their blocks."""
        self._collection = collection
        self._styles = styles
        self._reader = reader
        self._inline = reader.inline

    def read(self, paragraph: Paragraph) -> None:
        """Read a paragraph, which marks such as `Q:` and `A:` may divide."""
        for segment in self._reader.marks.segments(paragraph.source):
            line = paragraph.line + segment.offset
            question = self._collection.open
            match segment.kind:
                case "q":
                    if (
                        question is not None
                        and question.is_heading
                        and question.is_empty
                        and not question_strength(question.text)
                    ):
                        self._collection.open = None  # `Question 1: Conflicts` is the title of what is marked below it
                    self._marked(line, segment.text)
                case "a" if question and (segment.is_sure or question.style is Style.MARKS):
                    self._collection.begin_part(question, Label(ANSWER, segment.text), "", line)
                case "c":
                    self._collection.begin(line, "", Style.CLOZES)
                    if segment.text:
                        self._collection.add(Paragraph(line, segment.text))
                case _ if segment.source.strip():
                    self._free(Paragraph(line, segment.source.strip()))

    def _marked(self, line: int, source: str) -> None:
        """Begin a question. A label below it, such as `**Category:** fit`, ends its text."""
        lines = source.split("\n")
        end = next((n for n in range(1, len(lines)) if _BOLD_LABEL.match(lines[n])), len(lines))
        asked = "\n".join(lines[:end])
        self._collection.begin(line, self._inline.label(asked) if asked else "", Style.MARKS, asked)
        if rest := "\n".join(lines[end:]):
            self._free(Paragraph(line + end, rest))

    def read_inside(self, question: Question, paragraph: Paragraph) -> None:
        """Read a paragraph that belongs to a question whatever it looks like; a label in it begins a part."""
        mark = self._reader.marks.find(paragraph.source.partition("\n")[0])
        if mark and mark.kind == "a" and mark.is_sure:
            lines = [mark.text, *paragraph.source.split("\n")[1:]]
            end = next((n for n in range(1, len(lines)) if self._label_of(lines[n])), len(lines))
            self._collection.begin_part(question, Label(ANSWER, "\n".join(lines[:end])), "", paragraph.line)
            if lines[end:]:
                self._labelled(Paragraph(paragraph.line + end, "\n".join(lines[end:])))
        elif not self._labelled(paragraph):
            self._collection.add(paragraph)

    def read_list(self, listing: Listing) -> bool:
        """Read a list whose every item is a flashcard, or has deletions; return whether it was one."""
        firsts = [item[0] for item in listing.items if item]
        lines = [first for first in firsts if isinstance(first, Paragraph)]
        if len(lines) != len(firsts):
            return False
        if all(_FLASHCARD.fullmatch(line.source) for line in lines):
            read = [self._flashcard(line) for line in lines]  # each of them, also after one that is no flashcard
            return all(read)
        alone = all(len(item) == 1 for item in listing.items)
        if alone and all(self._has_deletions(line) for line in lines):
            read = [self._cloze(line) for line in lines]
            return all(read)
        return False

    def answers(self, paragraph: Paragraph) -> bool:
        """Return whether a paragraph begins with the label of an answer."""
        mark = self._reader.marks.find(paragraph.source)
        label = self._label_of(paragraph.source.partition("\n")[0])
        return (mark is not None and mark.kind == "a" and mark.is_sure) or (label is not None and label.kind == ANSWER)

    def is_answered(self, question: Question) -> bool:
        """Return whether a question has an answer, one that does not begin with a title or a question of its own."""
        first = next((block for part in question.parts for block in part.blocks), None)
        match first:
            case Paragraph():
                bold = bold_start(first.source)
                return bold is None or not bold.is_whole
            case Listing():
                return not self._reader.question_items(first)
        return first is not None

    # --- what no mark begins ----------------------------------------------------------------------------

    def _free(self, paragraph: Paragraph) -> None:
        question = self._collection.open
        lines = paragraph.source.split("\n")
        if self._styles.own:
            self._own(paragraph)
        elif question is not None and question.style is Style.CLOZES:
            self._collection.add(paragraph)
        elif any(read(paragraph) for read in (self._cloze, self._defined, self._flashcard, self._labelled, self._tags)):
            return
        elif bold := self._bold_question(paragraph):
            question_source, answer = self._reader.bold_question(bold)
            text = self._reader.question(question_source)
            self._collection.begin(paragraph.line, text, Style.BOLD, question_source)
            if any(map(str.isalnum, answer)):
                self._collection.add(Paragraph(paragraph.line, answer))
        elif self._styles.lines and question_strength(lines[0]) == 2:
            self._asking_lines(paragraph.line, lines)
        else:
            self._collection.add(paragraph)

    def _asking_lines(self, first: int, lines: Sequence[str]) -> None:
        """Begin a question with each line that asks; the lines below it are its answer."""
        starts = [n for n, line in enumerate(lines) if question_strength(line) == 2]
        for begin, end in zip(starts, [*starts[1:], len(lines)], strict=True):
            asked = self._reader.asked(lines[begin])
            self._collection.begin(first + begin, self._reader.question(asked.source), Style.LINES, asked.source)
            if answer := "\n".join(filter(None, [asked.answer, *lines[begin + 1 : end]])):
                self._collection.add(Paragraph(first + begin + (not asked.answer), answer))

    def _own(self, paragraph: Paragraph) -> None:
        bold = bold_start(paragraph.source)
        name = _OWN_LABELS.get(bold.source.casefold()) if bold and not bold.rest else None
        if name and self._collection.open:
            self._collection.open.begin_part(name, one_block=name != ANSWER)
        else:
            self._collection.add(paragraph)

    def _bold_question(self, paragraph: Paragraph) -> BoldStart | None:
        """Return the bold question that begins a paragraph. In the answer to another question it is a whole line."""
        bold, question = bold_start(paragraph.source), self._collection.open
        if bold is None:
            return None
        if question is not None and (question.is_heading or question.style is Style.MARKS):
            asks_alone = bold.is_whole and self._reader.strength(bold.source) == 2
            return bold if asks_alone and self.is_answered(question) else None
        is_term = self._styles.bold_terms and bold.is_whole and not bold.source.endswith((":", "\uff1a"))
        return bold if is_term or self._reader.bold_strength(bold) == 2 else None

    def _labelled(self, paragraph: Paragraph) -> bool:
        """Begin a part of the question that is read if a label begins this paragraph; return whether that was so."""
        lines = paragraph.source.split("\n")
        starts = [n for n, line in enumerate(lines) if self._label_of(line, alone=len(lines) == 1)]
        question = self._collection.open
        if not starts:
            return False
        if question is None:
            # "Source: ..." below a list of questions says nothing that is lost
            return starts[0] == 0 and all((self._label_of(lines[n]) or Label("")).kind == "sources" for n in starts)
        if before := "\n".join(lines[: starts[0]]).strip():
            self._collection.add(Paragraph(paragraph.line, before))
        for begin, end in zip(starts, [*starts[1:], len(lines)], strict=True):
            label = self._label_of(lines[begin], alone=len(lines) == 1) or Label("")
            rest = "\n".join([label.rest, *lines[begin + 1 : end]]).strip()
            named = _LABEL_LINE.match(lines[begin])
            title = self._inline.label(named[1] if named else lines[begin])
            line, one_block = paragraph.line + begin, label.kind != ANSWER
            self._collection.begin_part(question, Label(label.kind, rest), title, line, one_block=one_block)
        return True

    def _label_of(self, line: str, *, alone: bool = False) -> Label | None:
        """Return the label that begins a line, in bold or with a colon; `alone` if it is a whole paragraph."""
        bold = bold_start(line)
        if alone and bold and bold.is_whole and (label := read_label(self._inline.label(bold.source))):
            return label if label.kind != UNFOLD else None
        if alone and line.strip() == "%":  # mdanki's line between front and back
            return Label(ANSWER)
        found = _LABEL_LINE.match(line)
        kind = (kind_of(found[1]) or (ADVICE if is_advice(found[1]) else None)) if found else None
        if found is None or kind is None:
            return None
        rest = line[found.end() :].strip()
        return Label(kind, rest) if kind in _BESIDE or kind == ANSWER or not rest else None

    def _tags(self, paragraph: Paragraph) -> bool:
        """Take a paragraph of nothing but tags, `[#tag](page.md) #other`, as the tags of the question that is read."""
        if not _TAG_LINKS.fullmatch(paragraph.source):
            return False
        if self._collection.open is not None:
            names = _TAG.findall(re.sub(r"\([^()]*\)", "", paragraph.source))
            self._collection.open.table.setdefault("tags", []).extend(names)
        return True

    # --- flashcards, definitions, deletions -------------------------------------------------------------

    def _in_an_answer(self) -> bool:
        """Return whether the question that is read has its answer in several paragraphs."""
        question = self._collection.open
        return question is not None and (question.is_heading or question.style in (Style.MARKS, Style.BOLD))

    def _flashcard(self, paragraph: Paragraph) -> bool:
        """Read what Obsidian's plugins take as cards: `question::answer`, or a line of `?` between the two."""
        lines = paragraph.source.split("\n")
        if CARD_TAG.search(lines[0]) and not self._in_an_answer():
            self._card(paragraph.line, CARD_TAG.sub("", lines[0]), "\n".join(lines[1:]), both=False)
            return True
        turn = next((n for n, line in enumerate(lines) if line.strip() in ("?", "??") and n), None)
        if turn is not None:
            front, back = "\n".join(lines[:turn]), "\n".join(lines[turn + 1 :])
            self._card(paragraph.line, front, back, both=lines[turn].strip() == "??")
            return True
        cards = [_FLASHCARD.fullmatch(line.strip()) for line in lines]
        if not all(card and (self._styles.flashcards or question_strength(card["front"]) == 2) for card in cards):
            return False
        for number, card in enumerate(filter(None, cards)):
            self._card(paragraph.line + number, card["front"], card["back"], both=card["both"] == ":::")
        return True

    def _card(self, line: int, front: str, back: str, *, both: bool) -> None:
        if both and back:
            self._collection.begin(line, self._inline.label(back), Style.FLASHCARDS, back)
            self._collection.add(Paragraph(line, front))
        self._collection.begin(line, self._inline.label(front), Style.FLASHCARDS, front)
        if back:
            self._collection.add(Paragraph(line, back))

    def _defined(self, paragraph: Paragraph) -> bool:
        """Read terms with definitions as cards; in the answer to another question they are text."""
        found = definitions(paragraph.source)
        ask = self._styles.definitions or any(question_strength(each.term) for each in found)
        for each in found:
            line = paragraph.line + each.offset
            if ask and not self._in_an_answer():
                self._collection.begin(line, self._inline.label(each.term), Style.DEFINITIONS, each.term)
                self._collection.add(Paragraph(line + 1, each.text))
            else:
                self._collection.add(Paragraph(line, f"{each.term}: {each.text}"))
        return bool(found)

    def _cloze(self, paragraph: Paragraph) -> bool:
        """Read a paragraph with deletions, `==so==` or `{{c1::so}}`, as cards."""
        if not self._has_deletions(paragraph) or self._in_an_answer():
            return False
        self._collection.begin(paragraph.line, "", Style.HIGHLIGHTS)
        self._collection.add(paragraph)
        self._collection.close()
        return True

    def _has_deletions(self, paragraph: Paragraph) -> bool:
        return not self._styles.own and has_deletions(paragraph.source, highlights=self._styles.highlights)
