"""Clean text: nothing that a deck or a user wrote may control the terminal."""

import re
import unicodedata

# ECMA-48: CSI sequences, then OSC/DCS/SOS/PM/APC strings up to their terminator, then two-byte escapes.
_ESCAPE_SEQUENCES = re.compile(
    r"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]"
    r"|(?:\x1b[\]PX^_]|[\x90\x98\x9d-\x9f])[^\x07\x1b\x9c\n]*(?:\x07|\x1b\\|\x9c)"
    r"|\x1b[ -/]*[0-~]"
)
_LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
# Embeddings, overrides and isolates can make a line read as something it is not (UAX #9, section 2).
_BIDI_CONTROLS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_INVISIBLE = frozenset("\u200b\u2060\ufeff")


def _harmful(character: str) -> bool:
    return (
        (unicodedata.category(character) in {"Cc", "Cs"} and character != "\n")
        or character in _BIDI_CONTROLS
        or character in _INVISIBLE
    )


def clean(text: str) -> str:
    """Return `text` in NFC without control, escape or bidi-override characters.

    Line ends become newlines and tabs become spaces; everything else you can see stays. Cleaning clean text changes
    nothing.
    """
    if text.isascii() and text.isprintable():
        return text
    text = _ESCAPE_SEQUENCES.sub("", text)
    text = _LINE_ENDS.sub("\n", text).replace("\t", " ")
    kept = "".join(character for character in text if not _harmful(character))
    return unicodedata.normalize("NFC", kept)


def clean_line(text: str) -> str:
    """Return `text` cleaned and on one line, with each run of white space as one space."""
    if text.isascii() and text.isprintable() and "  " not in text:
        return text.strip()
    return " ".join(clean(text).split())


def is_clean(text: str) -> bool:
    """Return whether `text` has no character that could control a terminal or that is invisible."""
    if text.isascii() and text.isprintable():
        return True
    return not any(_harmful(character) and character not in "\t\r" for character in text)


def slug(text: str, *, words: int = 6) -> str:
    """Return the first `words` words of `text` as a lower-case ASCII slug; empty if no letter or digit is ASCII."""
    ascii_text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode("ascii").lower()
    return "-".join(re.findall(r"[a-z0-9]+", ascii_text.replace("'", ""))[:words])[:60].strip("-")
