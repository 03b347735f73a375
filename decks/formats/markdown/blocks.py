"""The blocks of Markdown notes."""

from typing import NamedTuple, Union


class Heading(NamedTuple):
    """A heading: its level, from 1, and its inline Markdown.

    `place` is `item` if it begins an item of a list, `inside` if it stands somewhere else in a list.
    """

    line: int
    level: int
    source: str
    place: str = ""


class Paragraph(NamedTuple):
    """Inline Markdown."""

    line: int
    source: str


class Plain(NamedTuple):
    """Text that is shown as it is: code, a displayed formula, or what HTML shows."""

    line: int
    text: str
    is_code: bool = True


class Listing(NamedTuple):
    """A list: the number of its first item, None for bullets, and the blocks of each item."""

    line: int
    start: int | None
    items: tuple[tuple["Block", ...], ...]


class Table(NamedTuple):
    """A table: its cells as inline Markdown, the header first, and its lines as they are written."""

    line: int
    rows: tuple[tuple[str, ...], ...]
    lines: tuple[str, ...]


class Fold(NamedTuple):
    """A folded block, `<details>`, or a callout of Obsidian's: its summary, and what it hides."""

    line: int
    summary: tuple["Block", ...]
    body: tuple["Block", ...]
    is_callout: bool = False


class Quote(NamedTuple):
    """Quoted blocks."""

    line: int
    blocks: tuple["Block", ...]


class Comment(NamedTuple):
    """A comment, which no reader sees."""

    line: int
    text: str


class Rule(NamedTuple):
    """A line across the page."""

    line: int


Block = Union[Heading, Paragraph, Plain, Listing, Table, Fold, Quote, Comment, Rule]  # noqa: UP007  # refers to itself
