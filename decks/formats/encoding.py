"""The text encoding of an imported file, and the binary formats that people mistake for text."""

import codecs
import re
from contextlib import suppress
from typing import NamedTuple

from decks.model.problems import Problem, warning

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# Escape characters and form feeds also occur in text; `cards.text` removes them later.
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
UNKNOWN = "unknown"  # text that no encoding known here makes readable
_GUESSED = {"cp1252": "Windows-1252", "cp932": "Shift JIS", "cp1251": "Windows-1251"}
# Encodings of other scripts, with letters that such a text is full of: kana, and Cyrillic in lower case.
_FOREIGN = {"cp932": re.compile("[\u3040-\u30ff]"), "cp1251": re.compile("[\u0430-\u044f\u0451]")}
_FEW = 20  # letters that say nothing about an encoding
_MOST_ACCENTED = 0.3  # share of the letters of a text in Windows-1252; in French it is about 0.05
_USUAL = 0.25  # share of those letters; in Japanese the others are Chinese
_SAMPLE = 200_000  # characters
_MOST_CONTROLS = 0.02  # share of all characters; in random bytes it is about 0.1
_FEW_CONTROLS = 8  # which even a short text may have


class BinaryFormat(NamedTuple):
    """What a file that is not text seems to be, and what to do with it."""

    name: str
    fix: str


_ZIP = b"PK\x03\x04"
_IN_ZIP = (
    (b"collection.anki", BinaryFormat("an Anki package", "Give it a name that ends in .apkg.")),
    (b"xl/", BinaryFormat("an Excel workbook", "Save it as CSV.")),
    (b"opendocument.spreadsheet", BinaryFormat("an OpenDocument spreadsheet", "Save it as CSV.")),
    (b"word/", BinaryFormat("a Word document", "Save it as a web page (.html) or as plain text.")),
    (b"", BinaryFormat("a ZIP archive", "Give it a name that ends in .zip.")),
)
_BEGINNINGS = (
    (b"{\\rtf", BinaryFormat("rich text", "Save it as plain text.")),
    (b"%PDF-", BinaryFormat("a PDF", "Copy its text into a text file.")),
    (b"SQLite format 3\0", BinaryFormat("an SQLite database", "Export from the program it belongs to.")),
    (b"\x1f\x8b", BinaryFormat("a gzip archive", "Unpack it, and import what is in it.")),
    (b"\x28\xb5\x2f\xfd", BinaryFormat("a zstandard archive", "Unpack it, and import what is in it.")),
    (b"\xd0\xcf\x11\xe0", BinaryFormat("an old Office file", "Save it as CSV.")),
    (b"\x89PNG", BinaryFormat("a picture", "Type out what it shows.")),
    (b"\xff\xd8\xff", BinaryFormat("a picture", "Type out what it shows.")),
)


def find_binary_format(content: bytes) -> BinaryFormat | None:
    """Recognise a file that is not text; return None for text in any encoding."""
    if content.startswith(_ZIP):
        return next(found for mark, found in _IN_ZIP if mark in content)
    for beginning, found in _BEGINNINGS:
        if content.startswith(beginning):
            return found
    text, encoding = decode(content)
    sample = text[:_SAMPLE]
    if len(_CONTROLS.findall(sample)) > max(_FEW_CONTROLS, _MOST_CONTROLS * len(sample)):
        return BinaryFormat("binary data", "Give a text file.")
    if encoding == UNKNOWN:
        return BinaryFormat("bytes in an unknown encoding", "Save it as UTF-8.")
    return None


def decode_file(content: bytes, path: str) -> tuple[str, list[Problem]]:
    """Return the text of a file, and a warning if its encoding had to be guessed."""
    text, encoding = decode(content)
    if encoding not in _GUESSED:
        return text, []
    fix = "If letters look wrong, save the file as UTF-8."
    return text, [warning(path, 1, f"is not UTF-8, so it was read as {_GUESSED[encoding]}", fix)]


def decode(content: bytes) -> tuple[str, str]:
    """Return the text and the encoding it was read in: the byte-order mark's, else UTF-16, UTF-8, or a guess.

    Never raises: bytes that the encoding does not know become replacement characters.
    """
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return content[len(mark) :].decode(encoding, "replace"), encoding
    # In UTF-16 half of the bytes of Latin text are zero. Text in other encodings has no zero bytes.
    if content.count(0) > len(content) // 4:
        encoding = "utf-16-le" if content[1::2].count(0) >= content[::2].count(0) else "utf-16-be"
        return content.decode(encoding, "replace"), encoding
    try:
        return content.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        encoding = _guess(content)
        return content.decode("cp1252" if encoding == UNKNOWN else encoding, "replace"), encoding


def _guess(content: bytes) -> str:
    """Return the encoding of text that is not Unicode: Windows-1252, unless it has too few letters without accents."""
    sample = content[:_SAMPLE].rpartition(b"\n")[0] or content
    accented = sum(byte > 127 for byte in sample)
    letters = accented + sum(chr(byte).isalpha() for byte in sample if byte < 128)
    if letters < _FEW or accented < _MOST_ACCENTED * letters:
        return "cp1252"
    for encoding, usual in _FOREIGN.items():
        with suppress(UnicodeDecodeError):
            foreign = [mark for mark in sample.decode(encoding) if not mark.isascii()]
            if sum(usual.match(mark) is not None for mark in foreign) > _USUAL * len(foreign):
                return encoding
    return UNKNOWN
