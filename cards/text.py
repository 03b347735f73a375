"""Clean text: nothing in a deck or in what a user typed can control the terminal."""

import re
from functools import cache

# Patterns are compiled when they are first used, and `unicodedata` is loaded then: start-up needs none of them.
# ECMA-48: CSI sequences, then OSC/DCS/SOS/PM/APC strings up to their terminator, then two-byte escapes.
_ESCAPE_SEQUENCES = (
    r"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]"
    r"|(?:\x1b[\]PX^_]|[\x90\x98\x9d-\x9f])[^\x07\x1b\x9c\n]*(?:\x07|\x1b\\|\x9c)"
    r"|\x1b[ -/]*[0-~]"
)
_LINE_ENDS = "\r\n|[\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]"
# Control characters except white space; lone surrogates; bidi embeddings, overrides and isolates, which can make a line
# look like a different one (UAX #9, section 2); and invisible characters.
_HARMFUL = r"[\x00-\x08\x0b-\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069\u200b\u2060\ufeff]"
_EMPTY_LINES = r"(?:[^\S\n]*\n)*"
_ASCII_CONTROLS = bytes({*range(32), 127} - {*b"\t\n"})


def clean(text: str) -> str:
    """Return `text` in NFC without control, escape or bidi-override characters.

    Line ends become newlines; tabs and everything you can see stay. Cleaning clean text changes nothing.
    """
    if _is_plain(text):
        return text
    from unicodedata import normalize

    text = _pattern(_ESCAPE_SEQUENCES).sub("", text)
    text = _pattern(_LINE_ENDS).sub("\n", text)
    return normalize("NFC", _pattern(_HARMFUL).sub("", text))


@cache
def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(text)


def _is_plain(text: str) -> bool:
    """Return whether a text is ASCII without control characters, other than tabs and newlines."""
    if not text.isascii():
        return False
    if len(text) < 64 and text.isprintable():
        return True
    return len(text.encode().translate(None, _ASCII_CONTROLS)) == len(text)  # four times as quick for a longer text


def clean_line(text: str) -> str:
    """Return `text` cleaned and on one line, with each run of white space as one space."""
    if _is_plain(text) and "\n" not in text and "\t" not in text and "  " not in text:
        return text.strip()
    return " ".join(clean(text).split())


def clean_block(text: str) -> str:
    """Return `text` cleaned, without empty lines around it. Lines keep their indentation, for code."""
    text = clean(text).rstrip()
    return _pattern(_EMPTY_LINES).sub("", text, count=1) if text[:1].isspace() else text


def is_clean(text: str) -> bool:
    """Return whether `text` has no invisible characters and none that could control a terminal."""
    return _is_plain(text) or _pattern(_HARMFUL).search(text) is None


def escaped(text: str) -> str:
    r"""Return `text` with the characters that `clean` removes written as `\u0000`, as in JSON and TOML."""
    if text.replace("\n", "").isprintable():
        return text
    return re.sub(_HARMFUL, lambda found: f"\\u{ord(found[0]):04x}", text)


def slug(text: str, *, words: int = 6) -> str:
    """Return the first `words` words of `text` as a lower-case ASCII slug, which may be empty."""
    if not text.isascii():
        from unicodedata import normalize

        text = normalize("NFKD", text).encode("ascii", "ignore").decode("ascii")
    return "-".join(_pattern("[a-z0-9]+").findall(text.lower().replace("'", ""))[:words])[:60].strip("-")


def folded(text: str) -> str:
    """Return `text` without case and accents, for comparison in a search."""
    if text.isascii():
        return text.lower()
    from unicodedata import combining, normalize

    return "".join(each for each in normalize("NFKD", text) if not combining(each)).casefold()


def has_words(words: str, *texts: object) -> bool:
    """Return whether the texts contain every word, even inside another word; case and accents don't matter."""
    text = folded("\n".join(map(str, texts)))
    return all(word in text for word in folded(words).split())
