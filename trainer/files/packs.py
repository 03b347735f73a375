"""The packs of a home."""

from decks.library.library import shelf
from decks.library.packs import pack_ids
from trainer.home import Home


def all_packs(home: Home) -> list[str]:
    """Return the ids of the packs in the language of a home, on or off."""
    return pack_ids(shelf(home.preferences.language))
