"""Cards of the questions of notes: context, answer, key points and the other fields."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from decks.formats.bundle import RawCard
from decks.formats.cells import read_follow_up, read_legal
from decks.formats.markdown.block_text import as_text
from decks.formats.markdown.blocks import Block, Listing, Paragraph, Plain
from decks.formats.markdown.clozes import cloze_cards
from decks.formats.markdown.labels import ADVICE, ANSWER, EXPLANATION, HINT, SOLUTION, STAR, UNFOLD
from decks.formats.markdown.questions import LEAD, PART, Part, Question, Style
from decks.formats.markdown.reader import Reader

_MOST_POINTS = 20  # nobody ticks more
_MUST = re.compile(r"^\*\*must(?::\*\*|\*\*:?)[ \t]+(?=\S)|(?<=\S)[ \t]*\*\*must\*\*$", re.IGNORECASE)


class CardWriter:
    """Turns gathered questions into cards, judging each against all of them."""

    def __init__(self, questions: Sequence[Question], reader: Reader, *, own: bool) -> None:
        self._reader = reader
        self._inline = reader.inline
        self._own = own
        unfolded = Counter(title for question in questions for title in _unfolding(question))
        # What most questions have folded is the answer, whatever the words above it.
        self._unfolding = {title for title, times in unfolded.items() if times > 1 and 2 * times >= len(questions)}
        marked = [question for question in questions if self._first_mark(question) is not None]
        # A question without the mark of an answer, where most have one, has none yet: its code belongs to it.
        self._mostly_marked = 2 * len(marked) >= len(questions)
        items = [question for question in questions if question.style == Style.ITEMS]
        self._items_unanswered = 2 * sum(not any(part.blocks for part in item.parts) for item in items) >= len(items)
        self._answers_marked = any(question.style == Style.MARKS for question in marked)

    def cards(self, question: Question) -> Iterator[RawCard]:
        """Yield the cards of a question: one, or for a cloze text one for each deletion."""
        if question.is_cloze:
            yield from cloze_cards(question, self._inline)
            return
        table: dict[str, Any] = {"question": question.text, **question.table}
        context, rest = self._divide(question)
        if context and (text := self._text(context)):
            table["context"] = text
        flow: list[Block] = []
        points: list[object] = []
        for part in rest:
            self._take(part, table, flow, points)
        if not self._own:
            flow, found = self._split_points(flow)
        else:
            flow, found = _without_lists(flow), [point for block in flow for point in self._points(block)]
        if answer := self._text(flow):
            table["answer"] = answer
        if points or found:
            table["key_points"] = [*points, *found]
        yield RawCard(table, question.line)

    def _text(self, blocks: Iterable[Block]) -> str:
        return as_text(blocks, self._inline)

    # --- question and answer ----------------------------------------------------------------------------

    def _first_mark(self, question: Question) -> int | None:
        """Return the position of the part that begins the answer, if one is marked."""
        above: list[Block] = []
        for position, part in enumerate(question.parts):
            if part.kind == ANSWER or (part.folded and (part.kind == SOLUTION or part.title in self._unfolding)):
                return position
            if part.kind in (SOLUTION, EXPLANATION, UNFOLD) and above and not any(map(self._reader.is_prose, above)):
                return position
            above += part.blocks if part.kind in (LEAD, PART) else []
        return None

    def _divide(self, question: Question) -> tuple[list[Block], list[Part]]:
        """Divide the text below a question into what belongs to the question, and the parts of the answer."""
        parts = question.parts
        mark = self._first_mark(question)
        if mark is None:
            lead = parts[0].blocks
            bare = bool(lead) and not any(map(self._reader.is_prose, lead))
            unanswered = question.style == Style.MARKS and (self._answers_marked or bare)
            unanswered |= bare and question.style == Style.ITEMS and self._items_unanswered
            if self._own or not lead or not (unanswered or (bare and self._mostly_marked)):
                return [], parts
            mark = 1
        context = [block for part in parts[:mark] if part.kind in (LEAD, PART) for block in self._titled(part)]
        return context, [part for n, part in enumerate(parts) if n >= mark or part.kind not in (LEAD, PART)]

    def _titled(self, part: Part) -> list[Block]:
        """Return the blocks of a part, below its title if it has one of its own."""
        has_title = part.kind == PART and part.title and part.title not in self._unfolding
        return [Plain(0, part.title, is_code=False), *part.blocks] if has_title else part.blocks

    def _take(self, part: Part, table: dict[str, Any], flow: list[Block], points: list[object]) -> None:
        """Put a part where it belongs: into a field of the card, the key points, or the answer."""
        match part.kind:
            case "context":
                table |= {"context": text} if (text := self._text(part.blocks)) else {}
            case "looks_for":
                text = self._text(block for block in part.blocks if isinstance(block, Paragraph))
                lists = [
                    self._line(item) for block in part.blocks if isinstance(block, Listing) for item in block.items
                ]
                if said := [each for each in (str(table.get("looks_for", "")), text, "; ".join(lists)) if each]:
                    table["looks_for"] = " ".join(said)
                flow += [block for block in part.blocks if not isinstance(block, Listing | Paragraph)]
            case "key_points":
                points += [point for block in part.blocks for point in self._points(block)]
                flow += self._labelled(part, _without_lists(part.blocks))
            case "replies":
                pairs = (line.partition(": ") for line in self._lines(part.blocks))
                table["replies"] = {name.casefold(): text for name, _, text in pairs}
            case "legal":
                table.setdefault("legal", []).extend(map(read_legal, self._lines(part.blocks)))
            case "phrasings" | "outline" | "follow_ups" | "bridges" | "pitfalls" | "tags" | "sources":
                if lines := self._lines(part.blocks):
                    read = read_follow_up if part.kind == "follow_ups" else str
                    table.setdefault(part.kind, []).extend(map(read, lines))
                flow += [block for block in part.blocks if not isinstance(block, Listing | Paragraph)]
            case _ if part.kind in (ADVICE, HINT, STAR):
                blocks = self._labelled(part, part.blocks)
                flow += map(self._without_points, blocks) if part.kind == HINT else blocks
            case _:
                flow += self._titled(part)

    def _without_points(self, block: Block) -> Block:
        """Return a list of tips as text: an answer doesn't have to say them."""
        return Plain(0, self._text([block]), is_code=False) if isinstance(block, Listing) else block

    def _labelled(self, part: Part, blocks: list[Block]) -> list[Block]:
        """Return the blocks of a part behind its label; none if there is no text."""
        text, label = self._text(blocks[:1]), part.title.rstrip(":\uff1a ")
        if not self._text(blocks) or not label:
            return blocks
        if isinstance(blocks[0], Paragraph):
            return [Plain(0, f"{label}: {text}", is_code=False), *blocks[1:]]
        return [Plain(0, f"{label}:", is_code=False), *blocks]

    def _lines(self, blocks: Iterable[Block]) -> list[str]:
        """Return the items of lists, and paragraphs, each on one line."""
        lines: list[str] = []
        for block in blocks:
            if isinstance(block, Listing):
                lines += map(self._line, block.items)
            elif isinstance(block, Paragraph):
                lines.append(self._line([block]))
        return [line for line in lines if line]

    def _line(self, item: Iterable[Block]) -> str:
        return self._text(item).replace("\n", " ").strip()

    # --- key points -------------------------------------------------------------------------------------

    def _split_points(self, flow: list[Block]) -> tuple[list[Block], list[object]]:
        """Take the key points out of an answer: the list it ends with, if nobody needs the text to understand it.

        Lists between paragraphs stay in the answer, so that it can be read in its order; so do lists of links or code,
        and long ones. Where an item is marked as a must-have, all lists are key points.
        """
        if any(isinstance(block, Listing) and self._has_must(block) for block in flow):
            return _without_lists(flow), [point for block in flow for point in self._points(block)]
        begin = len(flow)
        while begin and self._is_simple(flow[begin - 1]):
            begin -= 1
        points = [point for block in flow[begin:] for point in self._points(block)]
        if len(points) > _MOST_POINTS or any(isinstance(block, Listing) for block in flow[:begin]):
            return flow, []
        return flow[:begin], points

    def _is_simple(self, block: Block) -> bool:
        """Return whether a block is a list of short items, at most with lists of such items below them."""
        if not isinstance(block, Listing) or self._reader.is_links(block):
            return False
        return all(
            item and isinstance(item[0], Paragraph) and all(self._is_simple(inner) for inner in item[1:])
            for item in block.items
        )

    def _has_must(self, block: Listing) -> bool:
        firsts = (item[0] for item in block.items if item)
        return any(isinstance(first, Paragraph) and _MUST.search(first.source) for first in firsts)

    def _points(self, block: Block) -> Iterator[object]:
        """Yield the items of a list as key points; those of lists in it are points of their own."""
        for item in block.items if isinstance(block, Listing) else ():
            text = [inner for inner in item if not isinstance(inner, Listing)]
            if line := self._line(text):
                yield self._point(text, line)
            for inner in item:
                if isinstance(inner, Listing):
                    yield from self._points(inner)

    def _point(self, text: Sequence[Block], line: str) -> object:
        """Return a key point as the deck format has it. `**must**` at its beginning or end makes it a must-have."""
        for at in (0, len(text) - 1):
            block = text[at]
            if isinstance(block, Paragraph) and _MUST.search(block.source):
                bare = block._replace(source=_MUST.sub("", block.source))
                return {"text": self._line([*text[:at], bare, *text[at + 1 :]]), "must": True}
        return line


def _unfolding(question: Question) -> set[str]:
    """Return the summaries of the folded parts of a question that are not labels known here."""
    return {part.title for part in question.parts if part.folded and part.kind in (PART, UNFOLD)}


def _without_lists(blocks: Iterable[Block]) -> list[Block]:
    return [block for block in blocks if not isinstance(block, Listing)]
