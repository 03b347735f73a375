"""Which format a file is in, by its name."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path

from decks.formats.bundle import Bundle, problem
from decks.formats.encoding import no_text
from decks.model.deck import Deck
from decks.model.errors import DeckFileError
from decks.toml.files import MAX_BYTES, default_id

TABLES = ("csv", "tsv", "txt")
PACKAGES = ("apkg", "colpkg")
READABLE = ("toml", *TABLES, "md", "markdown", "json", *PACKAGES)
WRITABLE = ("toml", "csv", "tsv", "md", "json", "apkg")


def extension(path: Path, known: Sequence[str]) -> str:
    """Return the extension of a file, small, without its dot.

    Raises:
        DeckFileError: It is none of the known ones.
    """
    found = path.suffix.lower().removeprefix(".")
    if found not in known:
        raise DeckFileError(path, "is in no format known here", f"Give a file that ends in .{', .'.join(known)}.")
    return found


def read_bundle(path: Path, *, columns: Sequence[str] = (), fields: Mapping[str, str] | None = None) -> Bundle:
    """Read a file of any format but TOML, which keeps its own text. Never raises for its content.

    `columns` tells what those of a table are, `fields` which field of an Anki note is which of a card.

    Raises:
        DeckFileError: `columns` or `fields` have names that nobody knows.
    """
    if extension(path, READABLE) in PACKAGES:
        from decks.formats.anki.read import read_package

        return read_package(path, fields=fields)
    try:
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        told = problem(str(path), 0, f"cannot be read ({reason})", "Check the name and that you may read it.")
        return Bundle(problems=(told,))
    if len(content) > MAX_BYTES:
        told = problem(str(path), 0, f"is larger than {MAX_BYTES // 1024 // 1024} MB", "Split it into several files.")
        return Bundle(problems=(told,))
    if found := no_text(content):
        told = problem(str(path), 0, f"is no text but {found.name}, as it seems", found.fix)
        return Bundle(problems=(told,))
    return _read_text(content, path, columns)


def _read_text(content: bytes, path: Path, columns: Sequence[str]) -> Bundle:
    name, deck_id = str(path), default_id(path)
    match extension(path, READABLE):
        case "md" | "markdown":
            from decks.formats.markdown.read import read_markdown

            return read_markdown(content, path=name, default_id=deck_id)
        case "json":
            from decks.formats.json import read_json

            return read_json(content, path=name, default_id=deck_id)
        case kind:
            from decks.formats.csv.read import read_table

            return read_table(content, path=name, default_id=deck_id, columns=columns, tabs=kind in ("tsv", "txt"))


def writer(kind: str) -> Callable[[Deck], bytes]:
    """Return what writes a deck in the format of this extension: one of `WRITABLE` that carries content alone."""
    match kind:
        case "csv" | "tsv":
            from decks.formats.csv.write import write_table

            return partial(write_table, tabs=kind == "tsv")
        case "md":
            from decks.formats.markdown.write import write_markdown

            return write_markdown
        case "json":
            from decks.formats.json import write_json

            return write_json
    from decks.toml.write import write_deck

    return lambda deck: write_deck(deck).encode()
