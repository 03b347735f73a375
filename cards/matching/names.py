"""Names of things in a text: tools, certificates, degrees."""

import re
from collections.abc import Iterable

# How names differ without being others: "full-time", "bachelors degree", "driving license".
_SPELLINGS = ((" ", "[ \u2011-]"), ("-", "[ \u2011-]"), ("'", "['\u2019]?"), ("licence", "licen[cs]e"))


def names_pattern(forms: Iterable[str], patterns: Iterable[str] = ()) -> re.Pattern[str] | None:
    """Return one expression for names, of any number and with or without their apostrophes and hyphens, and patterns.

    A name with a capital letter is only found with it. None if there is nothing to find.
    """
    parts = [*patterns, *map(_name_pattern, sorted(forms, key=len, reverse=True))]
    return re.compile(rf"(?<![\w@])(?:{'|'.join(parts)})(?!\w)") if parts else None


def _name_pattern(name: str) -> str:
    pattern = re.escape(name)
    for known, variants in _SPELLINGS:
        pattern = pattern.replace(re.escape(known), variants)
    return pattern if name != name.lower() else f"(?i:{pattern}s?)"
