"""The blocks of notes as the text of a card."""

from collections.abc import Iterable

from decks.formats.markdown.blocks import Block, Fold, Heading, Listing, Paragraph, Plain, Quote, Table
from decks.formats.markdown.inline import Inline


def as_text(blocks: Iterable[Block], inline: Inline) -> str:
    """Return blocks as the text of a card, in reading order."""
    return "\n\n".join(filter(None, (_text(block, inline) for block in blocks)))


def _text(block: Block, inline: Inline) -> str:
    match block:
        case Heading() | Paragraph():
            text = inline.plain(block.source).strip("\n")
            if "&#" not in block.source:  # a blank that somebody wrote as such stays
                text = "\n".join(line.rstrip() for line in text.split("\n"))
            text = text.rstrip()
            return text if block.source.startswith("&#") else text.lstrip()
        case Plain():
            return block.text.strip("\n").rstrip()
        case Listing():
            return _list_text(block, inline)
        case Table():
            return "\n".join(map(inline.plain, block.lines))
        case Fold() | Quote():
            return as_text(_inside(block), inline)
    return ""


def _inside(block: Fold | Quote) -> tuple[Block, ...]:
    """Return the blocks inside a block."""
    return (*block.summary, *block.body) if isinstance(block, Fold) else block.blocks


def _list_text(block: Listing, inline: Inline) -> str:
    """Return a list with its marks. Code in it begins at the margin, so that it stays as it is."""
    items: list[str] = []
    for number, item in enumerate(block.items, start=block.start or 0):
        mark = "- " if block.start is None else f"{number}. "
        parts: list[str] = []
        for inner in item:
            text = _text(inner, inline)
            if text and not _has_code(inner):
                text = text.replace("\n", f"\n{' ' * len(mark)}")
                text = text if not parts else f"{' ' * len(mark)}{text}"
            gap = "\n" if isinstance(inner, Listing) and "\n\n" not in text and not _has_code(inner) else "\n\n"
            parts += ([gap] if parts and text else []) + ([text] if text else [])
        first = "\n\n" if item and _has_code(item[0]) else ""
        items.append(f"{mark if not first else mark.rstrip()}{first}{''.join(parts)}".rstrip())
    return ("\n\n" if any("\n\n" in item for item in items) else "\n").join(items)


def _has_code(block: Block) -> bool:
    match block:
        case Plain():
            return block.is_code
        case Listing():
            return any(_has_code(inner) for item in block.items for inner in item)
        case Fold() | Quote():
            return any(map(_has_code, _inside(block)))
    return False
