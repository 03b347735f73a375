"""Cards of a text with deletions: `C: Bread needs [time].`, `==time==` or `{{c1::time}}`."""

import re
from collections.abc import Iterator
from itertools import islice

from decks.formats.bundle import RawCard
from decks.formats.markdown.block_text import as_text
from decks.formats.markdown.blocks import Block, Listing, Paragraph, Table
from decks.formats.markdown.inline import HIGHLIGHT, Inline
from decks.formats.markdown.questions import Question, Style

_MOST_DELETIONS = 100
_MOST_TEXT = 10_000_000  # characters of all cards of one text, each of which has all of it
_NUMBERED = re.compile(r"\{\{c\d+::(?P<text>[^{}]+?)(?:::[^{}]*)?\}\}")
# What is to be asked for in a text of each style.
_DELETIONS = {
    Style.CLOZES: re.compile(rf"\[(?P<text>[^\[\]]+)\](?![(\[])|{HIGHLIGHT.pattern}"),
    Style.HIGHLIGHTS: re.compile(rf"{_NUMBERED.pattern}|{HIGHLIGHT.pattern}"),
}
_HIDDEN = re.compile("\ue000([^\ue000\ue001]*)\ue001")


def has_deletions(source: str, *, highlights: bool) -> bool:
    """Return whether inline Markdown has deletions as Anki writes them; with `highlights`, also as Obsidian does."""
    return ("{{c" in source and bool(_NUMBERED.search(source))) or (highlights and bool(HIGHLIGHT.search(source)))


def cloze_cards(question: Question, inline: Inline) -> Iterator[RawCard]:
    """Yield a card for each deletion `[...]` of a text: its first block is the question, the others its context."""
    blocks = [_with_deletions(block, _DELETIONS[question.style]) for part in question.parts for block in part.blocks]
    first, *others = [text for block in blocks if (text := as_text([block], inline))] or [""]
    whole = "\n\n".join([first, *others])
    most = min(_MOST_DELETIONS, _MOST_TEXT // max(1, len(whole)))
    for hidden in islice(_HIDDEN.finditer(whole), most):
        shown = _HIDDEN.sub(r"\1", whole[: hidden.start()]), _HIDDEN.sub(r"\1", whole[hidden.end() :])
        asked, _, context = "[...]".join(shown).partition("\n\n")
        table = {"question": " ".join(asked.split()), "answer": _HIDDEN.sub(r"\1", whole)}
        yield RawCard(table | ({"context": context} if context else {}), question.line)


def _with_deletions(block: Block, deletion: re.Pattern[str]) -> Block:
    """Return a block with its deletions between two private characters, which come through unchanged."""

    def marked(source: str) -> str:
        return deletion.sub(lambda found: f"\ue000{found['text'] or found['highlighted']}\ue001", source)

    match block:
        case Paragraph():
            return block._replace(source=marked(block.source))
        case Listing():
            items = (tuple(_with_deletions(inner, deletion) for inner in item) for item in block.items)
            return block._replace(items=tuple(items))
        case Table():
            return block._replace(lines=tuple(map(marked, block.lines)))
    return block
