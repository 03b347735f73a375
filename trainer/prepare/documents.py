"""Adverts and CVs as lines: text, Markdown, web pages, PDF and Word files, or what was pasted."""

import re
from collections.abc import Callable, Sequence
from errno import EINVAL
from pathlib import Path
from typing import NamedTuple

from cards.advert_lines import unwrapped
from cards.errors import GreenroomError, MissingPackage, os_fix, os_reason
from cards.text import clean, clean_line
from decks.vocabulary.advert import Language
from trainer.environment import Environment

PASTED = "-"
REQUIREMENTS = {"pdf": "pypdf>=5", "docx": "python-docx>=1.1"}
_PACKAGES = {"pdf": "pypdf", "docx": "docx"}  # as they are imported
_MOST_CHARACTERS, _MOST_LINES = 200_000, 4_000  # some fifty times the longest advert
_SECONDS = 40  # until the process that reads a PDF or Word file is ended
_PAGES = ("html", "htm", "xhtml")
_WORD = re.compile(r"[^\W\d_]+")
_FEW_WORDS, _FEWEST_SIGNS = 40, 4  # in fewer words, a language is only clear if none is of the one we know


class UnusableDocument(GreenroomError):
    """A file with no text to read an advert or a CV from."""

    def __init__(self, name: str, what: str, fix: str) -> None:
        super().__init__(f"{name} {what}", fix)


class Document(NamedTuple):
    """A text: its name, and its lines with their numbers from 1, those joined that a fixed width broke."""

    name: str
    lines: tuple[tuple[int, str], ...]

    @property
    def digest(self) -> str:
        """What tells its text from others, whatever file it is in."""
        from hashlib import sha256

        return sha256("\n".join(line for _, line in self.lines).encode()).hexdigest()[:16]


def read_document(env: Environment, name: str) -> Document:
    """Return the text of a file, or of standard input for `-`.

    Raises:
        UnusableDocument: It cannot be read, or has no text, or far too much.
        MissingPackage: The package that reads it is not installed.
    """
    if name == PASTED:
        return _document("The pasted text", env.stdin.read(_MOST_CHARACTERS + 1))
    path, shown = Path(name), clean_line(name)
    content = _content(path, shown)
    kind = path.suffix.lower().removeprefix(".")
    if content.startswith(b"%PDF-"):
        kind = "pdf"
    elif kind == "pdf":
        raise UnusableDocument(shown, "is not a PDF", "Check what it is, or copy its text into a .txt file.")
    if kind in REQUIREMENTS:
        return _document(shown, _extracted(content, kind, shown))
    return _document(shown, _text(content, shown), is_page=kind in _PAGES)


def check_language(document: Document, languages: Sequence[Language], known: str, fix: Callable[[str], str]) -> None:
    """Raise `UnusableDocument` if a text is clearly not in the language with the id `known`.

    `fix` says what to do about a text in the language with an id.
    """
    words = [word[0].casefold() for _, line in document.lines for word in _WORD.finditer(line)]
    counts = {each.id: sum(word in each.words for word in words) for each in languages}
    likeliest = max(languages, key=lambda each: (counts[each.id], each.id == known))
    is_clear = counts[likeliest.id] > 1.5 * counts[known]
    if len(words) < _FEW_WORDS:
        is_clear = counts[likeliest.id] >= _FEWEST_SIGNS and not counts[known]
    if likeliest.id != known and is_clear:
        name = next(each.name for each in languages if each.id == known)
        what = f"seems to be in {likeliest.name}, and prepare only knows {name} words"
        raise UnusableDocument(document.name, what, fix(likeliest.id))


def _content(path: Path, shown: str) -> bytes:
    from decks.toml.regular_files import MAX_BYTES, read_bytes

    try:
        content = read_bytes(path)
    except OSError as error:
        no_file = "Name a file." if error.errno == EINVAL else "Check its name."
        fix = os_fix(error) if isinstance(error, PermissionError) else no_file
        raise UnusableDocument(shown, f"cannot be read ({os_reason(error)})", fix) from None
    if len(content) > MAX_BYTES:
        raise UnusableDocument(shown, f"is larger than {MAX_BYTES >> 20} MB", "Copy the advert's text into a file.")
    return content


def _text(content: bytes, shown: str) -> str:
    from decks.formats.encoding import decode, find_binary_format

    if (found := find_binary_format(content)) is not None:
        what = "a Word document with another ending" if b"word/" in content[:1_000_000] else found.name
        raise UnusableDocument(shown, f"is {what}", "Save it as PDF, as .docx, or as plain text.")
    return decode(content)[0]


def _extracted(content: bytes, kind: str, shown: str) -> str:
    """Return the text of a PDF or Word file, read by a process with limits on its time and memory."""
    import os
    import subprocess
    import sys
    from importlib.util import find_spec

    from trainer.prepare.extraction import LOCKED, TOO_LARGE

    if find_spec(_PACKAGES[kind]) is None:
        raise MissingPackage(f"Reading a {'PDF' if kind == 'pdf' else 'Word document'}", REQUIREMENTS[kind])
    paste = "Copy its text into a .txt file."
    try:
        done = subprocess.run(  # noqa: S603 - our own interpreter and module
            [sys.executable, "-P", "-m", "trainer.prepare.extraction", kind],
            input=content,
            capture_output=True,
            env=os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
            timeout=_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise UnusableDocument(shown, "takes too long to read", paste) from None
    reasons = {LOCKED: "is locked with a password", TOO_LARGE: "is far larger than an advert or a CV"}
    if done.returncode:
        raise UnusableDocument(shown, reasons.get(done.returncode, "cannot be read: it may be damaged"), paste)
    text = done.stdout.decode("utf-8", "replace")
    if kind == "pdf" and not text.strip():
        raise UnusableDocument(shown, "has no text, like a scan", "Copy or type its text into a .txt file.")
    return text


def _document(name: str, text: str, *, is_page: bool = False) -> Document:
    if len(text) > _MOST_CHARACTERS * (10 if is_page else 1):
        raise _too_long(name)
    numbers: list[int] = []
    if is_page or _looks_like_page(text):
        from decks.formats.text.web_page import page_to_markdown

        text, numbers = page_to_markdown(text)
    lines = clean(text).split("\n")
    if sum(map(len, lines)) > _MOST_CHARACTERS or len(lines) > _MOST_LINES:
        raise _too_long(name)
    joined = unwrapped(lines)
    if not any(_WORD.search(line) for _, line in joined):
        raise UnusableDocument(name, "has no text", "Give a file with the advert's words, or - to paste them.")
    if len(set(numbers)) > 1:  # the lines of the page, unless it is all one line
        joined = [(numbers[min(number, len(numbers)) - 1], line) for number, line in joined]
    return Document(name, tuple(joined))


def _looks_like_page(text: str) -> bool:
    from decks.formats.text.web_page import is_page

    return is_page(text)


def _too_long(name: str) -> UnusableDocument:
    return UnusableDocument(name, "is far longer than an advert or a CV", "Copy the part that matters into a file.")
