"""The built-in decks that are not on: packs for some roles, and decks in other languages."""

from collections.abc import Iterable
from pathlib import Path

from cards.errors import GreenroomError
from decks.library.library import BUILTIN
from decks.model.errors import UnknownDeck
from decks.model.problems import meant


class PackOff(UnknownDeck):
    """A pack is needed, and it is off."""

    def __init__(self, pack: str) -> None:
        GreenroomError.__init__(self, f"The pack {pack} is off", f"Switch it on: `greenroom decks --enable {pack}`.")


class UnknownPack(GreenroomError):
    """There is no pack with this id."""

    def __init__(self, pack: str, near: str | None) -> None:
        hint = f'Did you mean "{near}"?' if near else "`greenroom decks` lists them."
        super().__init__(f'There is no pack "{pack}"', hint)


def pack_ids(shelf: Path) -> list[str]:
    """Return the ids of the packs beside the decks in a folder."""
    return sorted(path.stem for path in (shelf / "packs").glob("*.toml"))


def check_packs(packs: Iterable[str], shelf: Path) -> None:
    """Raise `UnknownPack` for the first of these ids that no pack has."""
    known = pack_ids(shelf)
    for pack in packs:
        if pack not in known:
            raise UnknownPack(pack, meant(pack, known))


def not_on(deck_id: str, on: Iterable[str], shelf: Path) -> GreenroomError:
    """Return the error for a deck that is not among those that are on."""
    packs = pack_ids(shelf)
    return PackOff(deck_id) if deck_id in packs else UnknownDeck(deck_id, meant(deck_id, [*on, *packs]))


def builtin_file(deck_id: str) -> Path:
    """Return the path of a built-in deck or pack, on or off, in any language, whether or not there is one."""
    name = f"{deck_id}.toml"
    folders = (BUILTIN, BUILTIN / "packs", *(path for path in BUILTIN.iterdir() if path.is_dir()))
    return next((file for folder in folders if (file := folder / name).exists()), BUILTIN / name)
