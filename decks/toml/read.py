"""The reader of deck files as text. A card that is not valid TOML does not hide the other cards."""

import re
import tomllib
from typing import Any

from cards.text import clean_line
from decks.model.deck import Deck
from decks.model.deck_reader import deck_from_tables
from decks.model.problems import Problem
from decks.toml.limits import BOM, TooManyTables, load_toml
from decks.toml.positions import find_lines

# The most pieces one card may be split into: a line inside a long text that looks like a header starts a new piece.
_MOST_PIECES = 4


def read_deck(text: str, *, path: str, default_id: str) -> tuple[Deck | None, list[Problem]]:
    """Read a deck from the text of a file. Never raises, whatever the text.

    Args:
        text: The whole file.
        path: The file, as problems name it.
        default_id: The deck's id if the file does not give one.

    Returns:
        The deck with all of its usable cards, None if there are none, and every problem found.
    """
    data, text, broken = read_sound(text.replace("\r\n", "\n"), path=path)
    if data is None:
        return None, broken
    return deck_from_tables(data, find_lines(text), path=path, default_id=default_id, broken=broken)


def read_sound(text: str, *, path: str, items: str = "cards") -> tuple[dict[str, Any] | None, str, list[Problem]]:
    """Read the valid part of a file that is a list of tables.

    Args:
        text: The whole file.
        path: The file, as problems name it.
        items: The key of the list.

    Returns:
        The data, None if nothing can be read; the text with broken tables blanked out; and a problem for each of them.
    """
    text = text.removeprefix(BOM)
    try:
        return load_toml(text), text, []
    except TooManyTables as error:
        return None, "", [not_toml(path, error)]
    except tomllib.TOMLDecodeError as error:
        sound, broken = _blank_out_tables(text, path, items)
        try:
            return load_toml(sound), sound, broken
        except tomllib.TOMLDecodeError:
            return None, "", [not_toml(path, error)]


def _blank_out_tables(text: str, path: str, items: str) -> tuple[str, list[Problem]]:
    """Blank out the tables of a list that are not valid TOML. Lines keep their numbers."""
    pieces = re.split(rf"(?m)^(?=[ \t]*\[\[[ \t]*{items}[ \t]*\]\])", text)
    kept, problems, line = [pieces[0]], [], 1 + pieces[0].count("\n")
    position = 1
    while position < len(pieces):
        # What looks like a header may be inside a long text: a piece that is not valid alone is tried with the next.
        joined = ["".join(pieces[position : position + length]) for length in range(1, _MOST_PIECES + 1)]
        valid = next((length for length, piece in enumerate(joined, start=1) if _toml_error(piece) is None), 0)
        if valid:
            kept.append(joined[valid - 1])
        elif error := _toml_error(pieces[position]):
            problems.append(not_toml(path, error, first_line=line))
            kept.append("\n" * pieces[position].count("\n"))
        step = max(valid, 1)
        line += sum(piece.count("\n") for piece in pieces[position : position + step])
        position += step
    return "".join(kept), problems


def _toml_error(text: str) -> Exception | None:
    try:
        load_toml(text)
    except tomllib.TOMLDecodeError as error:
        return error
    return None


def not_toml(path: str, error: Exception, *, first_line: int = 1) -> Problem:
    """Return the problem for text that is not valid TOML; `first_line` is the line of the file it begins on."""
    found = re.search(r"\(at line (\d+), column (\d+)\)", str(error))
    what = str(error).split(" (at ")[0]
    line = first_line + (int(found[1]) - 1 if found else 0)
    message = f"not valid TOML ({clean_line(what)})" + (f" at column {found[2]}" if found else "")
    return Problem(path, line, message, 'Look for a missing quote, bracket or "=" on this line or just above.')
