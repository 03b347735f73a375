"""The file formats by their extension: what greenroom can read and write, and the functions that do it."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path

from decks.formats.bundle import Bundle, unusable
from decks.formats.encoding import find_binary_format
from decks.model.deck import Deck
from decks.model.errors import DeckFileError
from decks.toml.files import Unreadable, default_id, read_bytes

TABLES = ("csv", "tsv", "txt")
PACKAGES = ("apkg", "colpkg")
READABLE = ("toml", *TABLES, "md", "markdown", "json", *PACKAGES)
WRITABLE = ("toml", "csv", "tsv", "md", "json", "apkg")


def extension(path: Path, known: Sequence[str]) -> str:
    """Return the extension of a file in lower case, without its dot; raise `DeckFileError` if it is not in `known`."""
    found = path.suffix.lower().removeprefix(".")
    if found not in known:
        raise DeckFileError(path, "is in no format known here", f"Give a file that ends in .{', .'.join(known)}.")
    return found


def read_bundle(path: Path, *, columns: Sequence[str] = (), fields: Mapping[str, str] | None = None) -> Bundle:
    """Read a file in any format but TOML. Whatever is wrong with its content becomes a problem in the bundle.

    TOML has its own import (`decks.importing.toml`), which keeps the text of the file.

    Args:
        path: The file.
        columns: For a table, the card field of each column.
        fields: For an Anki package, the note field for each card field.

    Raises:
        DeckFileError: The extension is not readable, or `columns` or `fields` has an unknown name.
    """
    kind = extension(path, READABLE)
    if kind in PACKAGES:
        from decks.formats.anki.read import read_package

        return read_package(path, fields=fields)
    name, deck_id = str(path), default_id(path)
    try:
        content = read_bytes(path, into="files")
    except Unreadable as error:
        return unusable(name, 0, error.problem.message, error.problem.fix)
    if binary := find_binary_format(content):
        return unusable(name, 0, f"is no text but {binary.name}, as it seems", binary.fix)
    match kind:
        case "md" | "markdown":
            from decks.formats.markdown.read import read_markdown

            return read_markdown(content, path=name, default_id=deck_id)
        case "json":
            from decks.formats.json import read_json

            return read_json(content, path=name, default_id=deck_id)
        case _:
            from decks.formats.csv.read import read_table

            return read_table(content, path=name, default_id=deck_id, columns=columns)


def writer(kind: str) -> Callable[[Deck], bytes]:
    """Return the function that writes a deck in a format: one of `WRITABLE` except `apkg`, which needs reviews too."""
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
