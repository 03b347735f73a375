"""Text -> deck: the deck format as TOML, where one broken card does not hide the others."""

import re
import tomllib
from typing import Any

from cards.text import clean_line
from decks.model.deck import Deck
from decks.model.problems import Problem
from decks.model.read_tables import read_tables
from decks.toml.limits import load_toml
from decks.toml.positions import find_lines

NOT_TOML = (tomllib.TOMLDecodeError, RecursionError)
# How many card headers one long text may hold before it is given up as broken.
_LONGEST_JOIN = 4


def read_deck(text: str, *, path: str, default_id: str) -> tuple[Deck | None, list[Problem]]:
    """Read a deck from the text of a file.

    Args:
        text: The whole file, of any content.
        path: How problems call the file.
        default_id: The deck's id if the file does not give one: the file's name.

    Returns:
        The deck with all of its usable cards, or None if there is nothing to use, and every problem found.
    """
    data, text, broken = read_sound(text.replace("\r\n", "\n"), path=path)
    if data is None:
        return None, broken
    return read_tables(data, find_lines(text), path=path, default_id=default_id, broken=broken)


def read_sound(text: str, *, path: str, items: str = "cards") -> tuple[dict[str, Any] | None, str, list[Problem]]:
    """Return what is sound TOML in a file whose list of tables is `items`, the text it stands in, and the problems.

    A table that is not sound is blanked out; None if nothing can be read.
    """
    try:
        return load_toml(text), text, []
    except NOT_TOML as error:
        sound, broken = _set_broken_cards_aside(text, path, items)
        try:
            return load_toml(sound), sound, broken
        except NOT_TOML:
            return None, "", [not_toml(path, error)]


def _set_broken_cards_aside(text: str, path: str, items: str) -> tuple[str, list[Problem]]:
    """Blank out the cards that are not valid TOML, so that one slip of the pen does not hide a whole deck.

    Lines keep their numbers.
    """
    pieces = re.split(rf"(?m)^(?=[ \t]*\[\[[ \t]*{items}[ \t]*\]\])", text)
    kept, problems, line = [pieces[0]], [], 1 + pieces[0].count("\n")
    position = 1
    while position < len(pieces):
        # A header inside a long text is none: what does not stand alone may stand with what follows.
        joined = ["".join(pieces[position : position + length]) for length in range(1, _LONGEST_JOIN + 1)]
        sound = next((length for length, piece in enumerate(joined, start=1) if _toml_error(piece) is None), 0)
        if sound:
            kept.append(joined[sound - 1])
        elif error := _toml_error(pieces[position]):
            problems.append(not_toml(path, error, first_line=line))
            kept.append("\n" * pieces[position].count("\n"))
        step = max(sound, 1)
        line += sum(piece.count("\n") for piece in pieces[position : position + step])
        position += step
    return "".join(kept), problems


def _toml_error(text: str) -> Exception | None:
    try:
        load_toml(text)
    except NOT_TOML as error:
        return error
    return None


def not_toml(path: str, error: Exception, *, first_line: int = 1) -> Problem:
    """Return the problem of a text that is no TOML and begins on a line of its file."""
    found = re.search(r"\(at line (\d+), column (\d+)\)", str(error))
    what = str(error).split(" (at ")[0] if isinstance(error, tomllib.TOMLDecodeError) else "nested too deeply"
    line = first_line + (int(found[1]) - 1 if found else 0)
    message = f"not valid TOML ({clean_line(what)})" + (f" at column {found[2]}" if found else "")
    return Problem(path, line, message, 'Look for a missing quote, bracket or "=" on this line or just above.')
