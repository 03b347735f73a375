"""What in notes only helps to find one's way or decorates them, and what has something to say."""

import re

from decks.formats.markdown.blocks import Block, Fold, Heading, Listing, Paragraph, Plain, Quote, Table
from decks.formats.markdown.inline import Inline

_OPTION = re.compile(r"\(?[A-Ha-h1-8][.):]\s")


class Navigation:
    """Tells blocks that say something from those that only lead to other places."""

    def __init__(self, inline: Inline) -> None:
        """Take what reads inline Markdown."""
        self.inline = inline

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
        """Return whether a block's only words are in links and images, as with badges."""
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
