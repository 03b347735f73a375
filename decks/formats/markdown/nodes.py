"""Notes as a row of blocks: lists of headings or marked questions are taken apart, and folded sections too."""

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import NamedTuple

from decks.formats.markdown.asking import bold_start
from decks.formats.markdown.blocks import Block, Fold, Heading, Listing, Paragraph, Plain
from decks.formats.markdown.reader import Reader


class Break(NamedTuple):
    """The beginning or end of a folded section."""

    line: int


Node = Block | Break


def flat(blocks: Iterable[Block], reader: Reader) -> Iterator[Node]:
    """Yield blocks one after the other, without the lists and folds that only part questions from one another."""
    for block in blocks:
        if isinstance(block, Listing) and (_answers(block, reader) or any(_asks(item, reader) for item in block.items)):
            yield from _flat_items(block, reader)
        elif isinstance(block, Fold) and _is_section(block, reader):
            yield Break(block.line)
            yield from flat(block.body, reader)
            yield Break(block.line)
        else:
            yield block


def _flat_items(block: Listing, reader: Reader) -> Iterator[Node]:
    """Yield the blocks of items that begin with a heading or a mark; the items between them stay lists."""
    for begins, grouped in groupby(block.items, lambda item: _is_apart(item, reader)):
        items = tuple(grouped)
        if not begins:
            yield block._replace(items=items, line=items[0][0].line)
            continue
        for item in items:
            if _holds_marks(item, reader):
                yield Break(item[0].line)
            for number, node in enumerate(flat(item, reader)):
                if isinstance(node, Heading) and not node.place:
                    yield node._replace(place="inside" if number else "item")
                else:
                    yield node


def _is_apart(item: tuple[Block, ...], reader: Reader) -> bool:
    return not item or _begins_section(item, reader, "qa") or _holds_marks(item, reader)


def _asks(item: tuple[Block, ...], reader: Reader) -> bool:
    return _begins_section(item, reader) or _holds_marks(item, reader)


def _answers(block: Listing, reader: Reader) -> bool:
    """Return whether a list begins with the mark of an answer, and is no list of choices: `- A: red`, `- B: blue`."""
    firsts = [item[0].source if item and isinstance(item[0], Paragraph) else "" for item in block.items[:2]]
    segments = list(reader.marks.segments("\n".join(first.partition("\n")[0] for first in firsts)))
    return segments[0].kind == "a" and segments[0].is_sure


def _holds_marks(item: tuple[Block, ...], reader: Reader) -> bool:
    """Return whether a list in an item has marked questions: the item is a topic."""
    lists = (block for block in item[1:] if isinstance(block, Listing))
    firsts = (inner[0] for block in lists for inner in block.items if inner)
    return any(isinstance(first, Paragraph) and _begins_section((first,), reader) for first in firsts)


def _begins_section(item: tuple[Block, ...], reader: Reader, marks: str = "q") -> bool:
    """Return whether an item begins with a heading or with one of these marks."""
    first = item[0] if item else None
    if isinstance(first, Paragraph):
        mark = reader.marks.find(first.source)
        return mark is not None and mark.kind in marks
    return isinstance(first, Heading)


def _is_section(fold: Fold, reader: Reader) -> bool:
    """Return whether a folded block contains questions rather than an answer."""
    if reader.summary_asks(fold) == 2 or reader.label(reader.title(fold)):
        return False
    marked, seeming = reader.hidden_questions(fold.body)
    alone = not any(isinstance(block, Paragraph | Plain) and reader.is_prose(block) for block in fold.body)
    return marked > 1 or (alone and seeming > 1)


def blocks_of(nodes: Iterable[Node]) -> list[Block]:
    """Return nodes without the breaks between them."""
    return [node for node in nodes if not isinstance(node, Break)]


def begins_question(node: Node, reader: Reader) -> bool:
    """Return whether a block other than a heading begins a question."""
    match node:
        case Paragraph():
            mark, start = reader.marks.find(node.source), bold_start(node.source)
            return (mark is not None and mark.kind != "a") or (start is not None and reader.bold_strength(start) == 2)
        case Fold():
            return reader.summary_asks(node) == 2
        case Listing():
            return any(item.below for item in reader.question_items(node))
    return False
