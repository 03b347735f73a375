"""Names of files that every system allows. Windows keeps some for devices, and forbids some characters."""

import os

WINDOWS = os.name == "nt"
_DEVICES = frozenset({"aux", "con", "nul", "prn", *(f"{port}{n}" for port in ("com", "lpt") for n in "123456789¹²³")})
_FORBIDDEN = frozenset('\\:*?"<>|') | frozenset(map(chr, range(32)))
_MARK = "_"  # before the name of a device; no id begins with it


def file_stem(deck_id: str) -> str:
    """Return the name, without its ending, of the files that belong to a deck: its id, or `_con` for `con`."""
    return _MARK + deck_id if _is_device(deck_id) else deck_id


def deck_of(stem: str) -> str:
    """Return the id of the deck whose files have this name; the reverse of `file_stem`."""
    return stem.removeprefix(_MARK)


def is_possible(name: str, *, windows: bool = WINDOWS) -> bool:
    """Return whether a file or folder can have a name here."""
    return possible_name(name, windows=windows) == name


def possible_name(name: str, *, windows: bool = WINDOWS) -> str:
    """Return the name of a file or folder with what can't be in one here replaced by underscores."""
    if not windows:
        return name.replace("\0", _MARK)
    possible = "".join(_MARK if letter in _FORBIDDEN else letter for letter in name)
    kept = possible.rstrip(" .")  # Windows drops what follows
    possible = kept + _MARK * (len(possible) - len(kept))
    return _MARK + possible if _is_device(possible) else possible


def _is_device(name: str) -> bool:
    return name.partition(".")[0].rstrip(" ").lower() in _DEVICES
