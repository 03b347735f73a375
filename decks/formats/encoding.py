"""Bytes of any origin -> text, unless they are none."""

import codecs
import re
from typing import NamedTuple

from decks.formats.bundle import problem
from decks.model.problems import Level, Problem

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# Escape sequences and form feeds stand in texts too; they are cleaned away later.
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_SAMPLE = 200_000  # characters
_MOST_CONTROLS = 0.02  # of all characters; of random bytes it is a tenth


class NoText(NamedTuple):
    """What a file seems to be instead, and what to do with it."""

    name: str
    fix: str


_ZIP = b"PK\x03\x04"
_IN_ZIP = (
    (b"collection.anki", NoText("an Anki package", "Give it a name that ends in .apkg.")),
    (b"xl/", NoText("an Excel workbook", "Save it as CSV.")),
    (b"opendocument.spreadsheet", NoText("an OpenDocument spreadsheet", "Save it as CSV.")),
    (b"word/", NoText("a Word document", "Save it as plain text, a question a heading: # Why?")),
    (b"", NoText("a ZIP archive", "Unpack it, and import what is in it.")),
)
_BEGINNINGS = (
    (b"%PDF-", NoText("a PDF", "Copy its text to a file of your own.")),
    (b"SQLite format 3\0", NoText("an SQLite database", "Export from the program it belongs to.")),
    (b"\x1f\x8b", NoText("a gzip archive", "Unpack it, and import what is in it.")),
    (b"\x28\xb5\x2f\xfd", NoText("a zstandard archive", "Unpack it, and import what is in it.")),
    (b"\xd0\xcf\x11\xe0", NoText("a file of an old Office", "Save it as CSV.")),
    (b"\x89PNG", NoText("a picture", "Type off what it shows.")),
    (b"\xff\xd8\xff", NoText("a picture", "Type off what it shows.")),
)


def no_text(content: bytes) -> NoText | None:
    """Tell what a file is that is not text; None for text of any encoding."""
    if content.startswith(_ZIP):
        return next(told for mark, told in _IN_ZIP if mark in content)
    for beginning, told in _BEGINNINGS:
        if content.startswith(beginning):
            return told
    sample = decode(content)[0][:_SAMPLE]
    if len(_CONTROLS.findall(sample)) > _MOST_CONTROLS * len(sample):
        return NoText("binary data", "Give a text file.")
    return None


def read_text(content: bytes, path: str) -> tuple[str, list[Problem]]:
    """Return the text of a file, and a warning if its encoding had to be guessed."""
    text, encoding = decode(content)
    if encoding != "cp1252":
        return text, []
    fix = "If letters look wrong, save the file as UTF-8."
    return text, [problem(path, 1, "is not UTF-8, so it was read as Windows-1252", fix, level=Level.WARNING)]


def decode(content: bytes) -> tuple[str, str]:
    """Return the text and the encoding it was read as: by its mark, else UTF-8, UTF-16 or Windows-1252.

    Never raises: what cannot be told is read as Windows-1252, its gaps as question marks.
    """
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return content[len(mark) :].decode(encoding, "replace"), encoding
    # Half of the bytes of Latin text in UTF-16 are zero; in no other encoding any are.
    if content.count(0) > len(content) // 4:
        encoding = "utf-16-le" if content[1::2].count(0) >= content[::2].count(0) else "utf-16-be"
        return content.decode(encoding, "replace"), encoding
    try:
        return content.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace"), "cp1252"
