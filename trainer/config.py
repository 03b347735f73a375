"""The settings a user can change, in `config.toml`."""

import tomllib
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

from cards.errors import GreenroomError
from scheduler.settings import Settings

MEANINGS = {
    "desired_retention": "how likely you should still know a card when it comes back (0.70 to 0.97)",
    "maximum_interval": "the most days a card may wait (1 to 36500)",
    "new_per_day": "how many new cards you meet on one day (0 to 9999)",
}
_TYPES: dict[str, Any] = {"desired_retention": float, "maximum_interval": int, "new_per_day": int}


class ConfigError(GreenroomError):
    """The settings file, or a value for it, is of another form."""


def read_settings(path: Path) -> Settings:
    """Return the settings of a file; keys it lacks have their default.

    Raises:
        ConfigError: The file cannot be read, or a value has another type.
        SettingError: A value lies outside its range.
    """
    settings = Settings()
    for name, value in _read_table(path).items():
        if name in _TYPES:
            if not isinstance(value, (int, _TYPES[name])) or isinstance(value, bool):
                raise ConfigError(f"{path}: {name} is not a number", f"Set it: greenroom config {name} VALUE.")
            settings = replace(settings, **{name: _TYPES[name](value)})
    return settings


def write_setting(path: Path, name: str, text: str) -> Settings:
    """Set one key of the file and return all settings; keys of other programs in it stay.

    Raises:
        ConfigError: There is no such setting, or the text is no number.
        SettingError: The value lies outside its range. The file is left as it was.
    """
    import tomli_w

    from decks.errors import DeckFileError
    from decks.own_files import replace_text

    if name not in _TYPES:
        raise unknown_setting(name)
    try:
        value = _TYPES[name](text)
    except ValueError:
        raise ConfigError(f'"{text}" is not a number', f"{name}: {MEANINGS[name]}.") from None
    table = _read_table(path) if path.exists() else {}
    Settings(**{name: value})  # refused here if out of range, whatever else the file holds
    try:
        replace_text(path, tomli_w.dumps(table | {name: value}))
    except DeckFileError as error:
        raise ConfigError(error.what, error.fix) from None
    return read_settings(path)


def unknown_setting(name: str) -> ConfigError:
    """Return the error for a name that is no setting."""
    known = ", ".join(spec.name for spec in fields(Settings))
    return ConfigError(f'There is no setting "{name}"', f"Known: {known}.")


def _read_table(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigError(f"{path} cannot be read ({error.strerror})", "Check its rights.") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path} is not valid TOML ({error})", "Mend that line, or delete the file.") from None
