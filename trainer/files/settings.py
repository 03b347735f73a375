"""Settings and packs, changed so that `undo` can take it back."""

from collections.abc import Sequence

from decks.library.library import shelf
from decks.library.packs import check_packs
from scheduler.log.store import Store
from trainer.config import write_packs, write_setting
from trainer.files.file_changes import noted
from trainer.home import Home


def change_setting(home: Home, store: Store, name: str, text: str) -> object:
    """Set a setting to what the user typed, and return its value.

    Raises:
        GreenroomError: There is no such setting or value, or the settings can't be changed.
    """
    with noted(home, store, "set", f"{name} = {text}", home.config):
        return write_setting(home.config, name, text)


def switch_packs(home: Home, store: Store, enable: Sequence[str], disable: Sequence[str] = ()) -> None:
    """Switch packs on and off.

    Raises:
        GreenroomError: There is no such pack, or the settings can't be changed.
    """
    preferences = home.preferences
    on, language = preferences.packs, preferences.language
    check_packs([*enable, *(pack for pack in disable if pack not in on)], shelf(language))
    packs = [pack for pack in dict.fromkeys([*on, *enable]) if pack not in disable]
    if packs != [*on]:
        with noted(home, store, "set", f"packs = {', '.join(packs) or 'none'}", home.config):
            write_packs(home.config, packs)
