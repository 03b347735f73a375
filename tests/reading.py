"""The readers of text formats, by extension, and short ways to look at what they return."""

from collections.abc import Callable
from contextlib import closing
from functools import partial
from pathlib import Path

from cards.card import Card
from decks.formats.bundle import Bundle
from decks.formats.csv.read import read_table
from decks.formats.json import read_json
from decks.formats.markdown.read import read_markdown
from decks.formats.text.notes import read_notes
from decks.formats.text.read import read_text
from decks.library.library import Library
from decks.model.deck import Deck

READERS: dict[str, Callable[..., Bundle]] = {
    "csv": read_table,
    "txt": read_text,
    "md": read_markdown,
    "json": read_json,
}
MARKUPS: dict[str, Callable[..., Bundle]] = {
    markup: partial(read_notes, markup=markup) for markup in ("html", "org", "adoc", "rst", "wiki")
}


def own_library(own: Path) -> closing[Library]:
    """A library of the decks in one folder, closed at the end of the `with`."""
    return closing(Library(own, own.parent / "cache.db", builtin=own / "none"))


def read(kind: str, content: str | bytes, **options: object) -> Bundle:
    raw = content.encode() if isinstance(content, str) else content
    return (READERS | MARKUPS)[kind](raw, path=f"x.{kind}", default_id="x", **options)


def only(bundle: Bundle) -> Deck:
    """Return the only deck of a bundle without problems."""
    assert bundle.problems == ()
    (deck,) = bundle.decks
    return deck.deck


def sentences(bundle: Bundle) -> list[str]:
    return [str(problem) for problem in bundle.problems]


def points(card: Card) -> list[str]:
    return [("! " if point.must else "") + point.text for point in card.key_points]
