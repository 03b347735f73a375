"""The built-in decks that are not on: packs for some roles, and decks in other languages."""

import os
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from cards.errors import GreenroomError
from decks.library.library import BUILTIN
from decks.library.scan import deck_files
from decks.model.errors import DeckUnavailable, UnknownDeck
from decks.model.problems import meant


class PackOff(DeckUnavailable):
    """A pack is needed, and it is off."""

    def __init__(self, pack: str) -> None:
        super().__init__(f"The pack {pack} is off", f"Switch it on: `greenroom decks --enable {pack}`.")


class OtherLanguage(DeckUnavailable):
    """A built-in deck or pack is needed that is not in the language the user practises in."""

    def __init__(self, deck: str) -> None:
        fix = "Switch with `greenroom config language en-GB`, en-US or de."
        super().__init__(f'"{deck}" is a deck in another language', fix)


class UnknownPack(GreenroomError):
    """There is no pack with this id."""

    def __init__(self, pack: str, near: str | None) -> None:
        hint = f'Did you mean "{near}"?' if near else "`greenroom decks` lists them."
        super().__init__(f'There is no pack "{pack}"', hint)


def pack_ids(shelf: Path) -> list[str]:
    """Return the ids of the packs beside the decks in a folder."""
    return [Path(file).stem for file, _ in deck_files(shelf / "packs")]


def check_packs(packs: Iterable[str], shelf: Path) -> None:
    """Raise `UnknownPack` or `OtherLanguage` for the first of these ids that none of the packs in a folder has."""
    known = pack_ids(shelf)
    for pack in packs:
        if pack not in known:
            file = find_builtin(pack)
            elsewhere = file is not None and file.parent.name == "packs"
            raise OtherLanguage(pack) if elsewhere else UnknownPack(pack, meant(pack, known))


def not_on(deck_id: str, on: Iterable[str], shelf: Path) -> DeckUnavailable:
    """Return the error for a deck that is not among those that are on."""
    packs = pack_ids(shelf)
    if deck_id in packs:
        return PackOff(deck_id)
    if find_builtin(deck_id):
        return OtherLanguage(deck_id)
    return UnknownDeck(deck_id, meant(deck_id, [*on, *packs]))


def find_builtin(deck_id: str) -> Path | None:
    """Return the file of a built-in deck or pack, on or off, in any language; None if there is none."""
    return _builtin_files().get(deck_id)


@cache
def _builtin_files() -> dict[str, Path]:
    paths = (Path(folder, name) for folder, _, names in os.walk(BUILTIN) for name in names)
    return {path.stem: path for path in paths if path.suffix == ".toml"}
