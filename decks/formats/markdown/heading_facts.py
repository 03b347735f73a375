"""What is known about a heading in notes before anything is decided."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from decks.formats.markdown.asking import NUMBER, mentions_questions, question_strength
from decks.formats.markdown.blocks import Block, Comment, Fold, Heading, Paragraph, Quote
from decks.formats.markdown.labels import ANSWER, SOLUTION, UNFOLD, is_silent
from decks.formats.markdown.nodes import Node, begins_question, blocks_of
from decks.formats.markdown.reader import Reader

# The comment that `write_markdown` puts below each question.
OWN = re.compile(r"<!-- id: \S+; kind: \S+; priority: \S+ .*-->|<!-- id: \S+; kind: \S+; priority: \S+-->")


class HeadingFacts(NamedTuple):
    """What is known about a heading."""

    at: int  # its position
    level: int
    place: str  # in a list, as that of a `Heading`
    text: str
    asks: int
    label: str | None
    silent: bool
    has_text: bool
    numbered: bool
    marked: int  # questions below it that are marked as such
    seeming: int  # questions below it that only look like some
    plain: int  # lines of plain text below it that ask, first in their paragraph
    own: bool

    @property
    def kind(self) -> tuple[int, str]:
        """What headings of the same kind have in common."""
        return self.level, self.place

    @property
    def hidden(self) -> int:
        """How many questions stand below it."""
        return self.marked + self.seeming

    @property
    def lists_lines(self) -> bool:
        """Whether there are several plain-text questions below it."""
        return not self.asks and self.plain > 1


def heading_facts(nodes: Sequence[Node], reader: Reader) -> list[HeadingFacts]:
    """Return what is known about each heading, in order."""
    places = [(at, node) for at, node in enumerate(nodes) if isinstance(node, Heading)]
    ends = [*(at for at, _ in places[1:]), len(nodes)]
    return [_facts(nodes, at, heading, end, reader) for (at, heading), end in zip(places, ends, strict=False)]


def _facts(nodes: Sequence[Node], at: int, heading: Heading, end: int, reader: Reader) -> HeadingFacts:
    body = blocks_of(nodes[at + 1 : end])
    mark = reader.marks.find(heading.source, is_title=True)
    text = reader.question(heading.source)
    strength = reader.strength(heading.source)
    if mark is not None:  # the text of a question may stand below it
        named = mark.text or (body and isinstance(body[0], Paragraph | Quote))
        strength = 2 if mark.kind == "q" and named else 0
    label = reader.label(reader.inline.label(heading.source)) if strength < 2 else None
    kind = label.kind if label else None
    # A heading that asks and has text of its own is no section: what asks below follows its answer.
    first = next((n for n, block in enumerate(body) if begins_question(block, reader)), len(body))
    told = (_answers(block, reader) if isinstance(block, Fold) else reader.is_content(block) for block in body[:first])
    own_text = strength > 0 and any(told) and not mentions_questions(text)
    marked, seeming = reader.hidden_questions(body[:first] if own_text else body, text)
    below = [node for node in nodes[end : end + 1] if isinstance(node, Heading) and node.level > heading.level]
    answered = any(_answers(block, reader) for block in [*body, *below])
    return HeadingFacts(
        at=at,
        level=heading.level,
        place=heading.place,
        text=text,
        asks=2 if answered and kind is None else strength,
        label=kind,
        silent=is_silent(text),
        has_text=any(map(reader.is_content, body)),
        numbered=NUMBER.match(reader.inline.label(heading.source)) is not None,
        marked=marked,
        seeming=seeming,
        plain=sum(
            isinstance(block, Paragraph) and question_strength(block.source.partition("\n")[0]) == 2 for block in body
        ),
        own=bool(body) and isinstance(body[0], Comment) and OWN.fullmatch(f"<!--{body[0].text}-->") is not None,
    )


def _answers(block: Block, reader: Reader) -> bool:
    """Return whether a block answers what stands above it, by its label."""
    match block:
        case Heading():
            label = reader.label(reader.inline.label(block.source))
            return label is not None and label.kind == ANSWER
        case Fold():
            label = reader.label(reader.title(block))
            return label is not None and label.kind in (ANSWER, SOLUTION, UNFOLD) and not reader.leads_around(block)
        case Paragraph():
            segments = [segment for segment in reader.marks.segments(block.source) if segment.kind]
            return bool(segments) and segments[0].kind == "a" and segments[0].is_sure
    return False
