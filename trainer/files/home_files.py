"""What belongs to a home: what is saved and put back with it, and no other file in its folder."""

import os
from pathlib import PurePosixPath

from decks.toml.files import is_text

DATABASE = "greenroom.db"
# What belongs to a home besides the database: the TOML files in it and in these folders, and answers not saved yet.
FOLDERS = {"decks": (".toml",), "answers": (".toml", ".draft")}


def belongs(name: str, *, windows: bool = os.name == "nt") -> bool:
    """Tell whether a name is that of a file of a home: below it, of the kinds that are saved, and text.

    What is saved and what is put back go by this alike. But on Windows, a file may well be called `Why me?.toml`.
    """
    parts = PurePosixPath(name).parts
    if name == DATABASE:
        return True
    forbidden = set('\\:*?"<>|\0' if windows else "\0")
    plain = all(part not in ("..", ".") and not set(part) & forbidden for part in parts)
    kinds = FOLDERS.get(parts[0], ()) if len(parts) > 1 else (".toml",)
    return name == "/".join(parts) and plain and name.endswith(kinds) and is_text(name)
