"""The file formats by their extension: what greenroom can read and write, and the functions that do it."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path

from decks.formats.bundle import Bundle, BundledDeck, unusable
from decks.formats.encoding import decode, find_binary_format
from decks.model.deck import Deck
from decks.model.errors import DeckFileError
from decks.toml.files import Unreadable, default_id, read_content
from decks.toml.read import read_deck

TABLES = ("csv", "tsv", "txt")
NOTES = ("md", "markdown", "mdx", "html", "htm", "rst", "adoc", "asciidoc", "org")
LISTS = ("json", "jsonl", "ndjson")
_MARKUPS = {"htm": "html", "asciidoc": "adoc"}
PACKAGES = ("apkg", "colpkg")
READABLE = ("toml", *TABLES, *NOTES, *LISTS, *PACKAGES)
# What to do about files of other programs.
CONVERTIBLE = {
    **dict.fromkeys(("doc", "docx", "odt", "rtf", "pages"), "Save it as a web page (.html) or as plain text (.txt)."),
    **dict.fromkeys(("xls", "xlsx", "ods", "numbers"), "Save it as CSV."),
    **dict.fromkeys(("yaml", "yml"), "Convert it to JSON."),
    "pdf": "Copy its text into a .txt file.",
}
_MOST_LINES = 500_000  # of a text; as rows of a table, each takes some 1,000 bytes
WRITABLE = ("toml", "csv", "tsv", "md", "json", "apkg")


def extension(path: Path, known: Sequence[str], advice: Mapping[str, str] | None = None, *, does: str = "reads") -> str:
    """Return the extension of a file in lower case, without its dot.

    `advice` is what to do about files with other extensions, `does` what greenroom does with the known ones.

    Raises:
        DeckFileError: It is not in `known`.
    """
    found = path.suffix.lower().removeprefix(".")
    if found not in known:
        fix = (advice or {}).get(found, f"Give a file that ends in .{', .'.join(known)}.")
        raise DeckFileError(path, f"is not in a format greenroom {does}", fix)
    return found


def read_bundle(
    path: Path, *, deck_id: str = "", columns: Sequence[str] = (), fields: Mapping[str, str] | None = None
) -> Bundle:
    """Read a file in any format. Whatever is wrong with its content becomes a problem in the bundle.

    Args:
        path: The file.
        deck_id: The id of a deck that the file does not name; empty for one made from the file's name.
        columns: For a table, the card field of each column.
        fields: For an Anki package, the note field for each card field.

    Raises:
        DeckFileError: The extension is not readable, or `columns` or `fields` has an unknown name.
    """
    kind = extension(path, READABLE)
    if kind in PACKAGES:
        from decks.formats.anki.read import read_package

        return read_package(path, fields=fields)
    name, deck_id = str(path), deck_id or default_id(path)
    try:
        content = read_content(path, into="files")
    except Unreadable as error:
        return unusable(name, 0, error.problem.message, error.problem.fix)
    if max(map(content.count, (b"\n", b"\r"))) > _MOST_LINES:
        return unusable(name, 0, f"has more than {_MOST_LINES:,} lines", "Split it into several files.")
    if binary := find_binary_format(content):
        return unusable(name, 0, f"looks like {binary.name}, not text", binary.fix)
    return _reader(kind, columns)(content, path=name, default_id=deck_id)


def _reader(kind: str, columns: Sequence[str]) -> Callable[..., Bundle]:
    """Return the function that reads a text format; it takes the content, the path and the default id."""
    match kind:
        case "toml":
            return _read_toml
        case "md" | "markdown" | "mdx":
            from decks.formats.markdown.read import read_markdown

            return read_markdown
        case "html" | "htm" | "rst" | "adoc" | "asciidoc" | "org":
            from decks.formats.text.notes import read_notes

            return partial(read_notes, markup=_MARKUPS.get(kind, kind))
        case "json" | "jsonl" | "ndjson":
            from decks.formats.json import read_json

            return read_json
        case "txt":
            from decks.formats.text.read import read_text

            return partial(read_text, columns=columns)
    from decks.formats.csv.read import read_table

    return partial(read_table, columns=columns)


def _read_toml(content: bytes, *, path: str, default_id: str) -> Bundle:
    deck, problems = read_deck(decode(content)[0], path=path, default_id=default_id)
    return Bundle(decks=(BundledDeck(deck),) if deck else (), problems=tuple(problems))


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
