"""The settings a user can change, in `config.toml`."""

import tomllib
from pathlib import Path
from typing import Any

from cards.errors import GreenroomError
from decks.toml.limits import load_toml
from scheduler.settings import Settings
from trainer.preferences import Preferences

MEANINGS = {
    "desired_retention": "how likely you should still know a card when it comes back (0.70 to 0.97)",
    "maximum_interval": "the most days a card may wait (1 to 36500)",
    "new_per_day": "how many new cards you meet on one day (0 to 9999)",
    "suggest_points": "whether a typed answer gets signs at the points it seems to make (true or false)",
}
_TYPES: dict[str, Any] = {
    "desired_retention": float,
    "maximum_interval": int,
    "new_per_day": int,
    "suggest_points": bool,
}
_SWITCH = {"true": True, "on": True, "yes": True, "false": False, "off": False, "no": False}


class ConfigError(GreenroomError):
    """The settings file, or a value for it, is of another form."""


def read_settings(path: Path) -> Settings:
    """Return the settings of a file; keys it lacks have their default.

    Raises:
        ConfigError: The file cannot be read, or a value has another type.
        SettingError: A value lies outside its range.
    """
    return Settings(**_values(path, Settings))


def read_preferences(path: Path) -> Preferences:
    """Return the preferences of a file; keys it lacks have their default.

    Raises:
        ConfigError: The file cannot be read, or a value has another type.
    """
    return Preferences(**_values(path, Preferences))


def find_errors(path: Path) -> list[GreenroomError]:
    """Return everything that is wrong with a file of settings, not only what `read_settings` meets first."""
    try:
        table = _read_table(path) if path.exists() else {}
    except ConfigError as error:
        return [error]
    found: list[GreenroomError] = []
    for name in table.keys() & _TYPES.keys():
        try:
            value = _value(path, name, table[name])
            if name in Settings._fields:
                Settings(**{name: value})
        except GreenroomError as error:
            found.append(error)
    return sorted(found, key=str)


def write_setting(path: Path, name: str, text: str) -> object:
    """Set one key of the file and return its value; keys of other programs in it stay.

    Raises:
        ConfigError: There is no such setting, or the text is no value of it.
        SettingError: The value lies outside its range. The file is left as it was.
    """
    import tomli_w

    from decks.model.errors import DeckFileError
    from decks.toml.atomic import replace_text

    if name not in _TYPES:
        raise unknown_setting(name)
    try:
        value: Any = _SWITCH[text.casefold()] if _TYPES[name] is bool else _TYPES[name](text)
    except (KeyError, ValueError):
        expected = "true or false" if _TYPES[name] is bool else "a number"
        raise ConfigError(f'"{text}" is not {expected}', f"{name}: {MEANINGS[name]}.") from None
    table = _read_table(path) if path.exists() else {}
    if name in Settings._fields:
        Settings(**{name: value})  # refused here if out of range, whatever else the file holds
    try:
        replace_text(path, tomli_w.dumps(table | {name: value}))
    except DeckFileError as error:
        raise ConfigError(error.what, error.fix) from None
    return value


def unknown_setting(name: str) -> ConfigError:
    """Return the error for a name that is no setting."""
    return ConfigError(f'There is no setting "{name}"', f"Known: {', '.join(MEANINGS)}.")


def _values(path: Path, of: type[Settings | Preferences]) -> dict[str, Any]:
    """Return what a file holds of the settings of one kind, each of its type."""
    values = {name: value for name, value in _read_table(path).items() if name in of._fields}
    return {name: _value(path, name, value) for name, value in values.items()}


def _value(path: Path, name: str, value: object) -> Any:
    """Return the value of a setting as its type; raise `ConfigError` if it is of another."""
    switch = _TYPES[name] is bool
    if isinstance(value, bool) != switch or not isinstance(value, (int, _TYPES[name])):
        expected = "true or false" if switch else "a number"
        raise ConfigError(f"{path}: {name} is not {expected}", f"Set it: greenroom config {name} VALUE.")
    return _TYPES[name](value)


def _read_table(path: Path) -> dict[str, Any]:
    try:
        return load_toml(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigError(f"{path} cannot be read ({error.strerror})", "Check its rights.") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path} is not valid TOML ({error})", "Mend that line, or delete the file.") from None
    except RecursionError:
        raise ConfigError(f"{path} is nested too deeply", "No setting is: mend it, or delete the file.") from None
