"""The words that tell what parts of notes mean, in several languages, from `words.toml`."""

from pathlib import Path
from typing import Any

from decks.toml.limits import load_toml

_TABLES: dict[str, dict[str, Any]] = load_toml(Path(__file__).with_name("words.toml").read_text(encoding="utf-8"))


def words(table: str, name: str) -> list[str]:
    """Return the words and phrases of one meaning."""
    return [" ".join(word.split()) for word in str(_TABLES[table][name]).split(",")]


def patterns(table: str, name: str) -> str:
    """Return regular expressions of one meaning as one, which has no groups."""
    return f"(?:{'|'.join(_TABLES[table][name])})"
