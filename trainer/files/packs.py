"""The packs of a home: which there are, and which are on in its settings."""

from collections.abc import Sequence

from decks.library.library import shelf
from decks.library.packs import check_packs, pack_ids
from trainer.config import write_packs
from trainer.home import Home


def all_packs(home: Home) -> list[str]:
    """Return the ids of the packs in the language of a home, on or off."""
    return pack_ids(shelf(home.preferences.language))


def switch_packs(home: Home, enable: Sequence[str], disable: Sequence[str] = ()) -> None:
    """Switch packs on and off.

    Raises:
        GreenroomError: There is no such pack, or the settings can't be changed.
    """
    preferences = home.preferences
    on, language = preferences.packs, preferences.language
    check_packs([*enable, *(pack for pack in disable if pack not in on)], shelf(language))
    packs = [pack for pack in dict.fromkeys([*on, *enable]) if pack not in disable]
    if packs != [*on]:
        write_packs(home.config, packs)
