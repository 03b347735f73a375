"""The settings and preferences in `config.toml`."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Any, NamedTuple, get_type_hints

from cards.errors import GreenroomError, os_fix, os_reason
from scheduler.settings import SettingError, Settings

DESCRIPTIONS = {
    "desired_retention": "how likely you should still know a card when it comes back (0.70 to 0.97)",
    "maximum_interval": "the longest a card can wait, in days (1 to 36500)",
    "new_per_day": "how many new cards you meet in a day (0 to 9999)",
    "minutes_per_day": "minutes of review a day while no interview is ahead (1 to 1440; 0: no limit)",
    "suggest_points": "whether to mark the points your words seem to cover (true or false)",
    "country": 'where you interview, to show its law first: an ISO code such as "GB" or "US-NY" ("" for none)',
    "packs": "which packs are on; `greenroom decks --enable ID` and `--disable ID` change that",
    "language": 'the language of the questions: "en-GB", "en-US" or "de"',
    "voice": "whether questions are read out loud, as `--voice` does (true or false)",
    "record": "whether your spoken answers are recorded, as `--record` does (true or false)",
    "keep_recordings": "how many days recordings are kept (0 to 3650; 0: until the review ends)",
    "speech_model": "the folder of the model that writes down spoken answers; `greenroom speech setup` finds one",
    "coach.command": 'a program of yours that says what it thinks of an answer when you press v ("" for none)',
    "sync.auto": "whether to sync while you review, with the folder you named last (true or false)",
    "keys": 'how you tick and rate: "line" waits for Enter, "single" takes one key press',
}
_MOST_DAYS = 3650
_SWITCH = {"true": True, "on": True, "yes": True, "false": False, "off": False, "no": False}


class Keys(StrEnum):
    """How points are ticked and ratings given."""

    LINE = "line"
    SINGLE = "single"


class Language(StrEnum):
    """The language of the built-in decks, and which wording of a card is asked."""

    BRITISH = "en-GB"
    AMERICAN = "en-US"
    GERMAN = "de"


_LANGUAGES = {  # what people also call them
    **dict.fromkeys(("en", "english", "british", "uk", "gb", "en-uk"), Language.BRITISH),
    **dict.fromkeys(("american", "us", "usa"), Language.AMERICAN),
    **dict.fromkeys(("german", "deutsch", "de-de"), Language.GERMAN),
}


class Folder(str):
    """The path of a folder; empty for none."""

    __slots__ = ()


class Command(str):
    """A command line that no shell reads; empty for none."""

    __slots__ = ()


class Preferences(NamedTuple):
    """How the trainer behaves; what changes the schedule is in `scheduler.settings.Settings`."""

    suggest_points: bool = True  # whether to mark the key points that the words of an answer seem to cover
    keys: Keys = Keys.LINE
    country: str = ""  # the ISO 3166 code of the place whose law is shown first
    language: Language = Language.BRITISH
    voice: bool = False  # whether questions are read out loud
    record: bool = False  # whether spoken answers are recorded
    keep_recordings: int = 0  # days that recordings are kept; 0 to delete them with their sitting
    speech_model: Folder = Folder()
    packs: tuple[str, ...] = ()  # the ids of the built-in packs that are on
    coach_command: Command = Command()
    sync_auto: bool = False  # whether reviews sync in the background


# The setting of each field. One with a dot is in a table of the file: `sync.auto` is the field `sync_auto`.
_SETTINGS = {name.replace(".", "_"): name for name in DESCRIPTIONS}
_TYPES = {_SETTINGS[field]: kind for field, kind in (get_type_hints(Settings) | get_type_hints(Preferences)).items()}
_TEXTS = {Folder: "a folder", Command: "a command on one line"}


class ConfigError(GreenroomError):
    """The settings file, or the value of a setting, is not valid."""


def read_settings(path: Path) -> Settings:
    """Read the settings. What is missing or wrong has its default; `read_values` says what is wrong."""
    values, _ = read_values(path)
    return Settings(**{name: value for name, value in values.items() if name in Settings._fields})


def read_preferences(path: Path) -> Preferences:
    """Read the preferences, as `read_settings` reads the settings."""
    values, _ = read_values(path)
    return Preferences(**{field: values[name] for field in Preferences._fields if (name := _SETTINGS[field]) in values})


def named(values: Mapping[str, object]) -> dict[str, object]:
    """Return values by the names of their settings, given those by the fields of `Settings` and `Preferences`."""
    return {_SETTINGS[field]: value for field, value in values.items()}


def read_values(path: Path) -> tuple[dict[str, Any], list[GreenroomError]]:
    """Return the values in the file that can be used, and everything wrong with it; neither if there is no file."""
    try:
        table = _flat(read_table(path))
    except ConfigError as error:
        return {}, [error]
    values: dict[str, Any] = {}
    errors: list[GreenroomError] = []
    for name in table.keys() & _TYPES.keys():
        try:
            value = _typed(path, name, table[name])
            _check_range(name, value)
            values[name] = value
        except GreenroomError as error:
            errors.append(error)
    return values, sorted(errors, key=str)


def _flat(table: dict[str, Any]) -> dict[str, Any]:
    """Return what is in a file with the settings of its tables by their whole names."""
    for name in DESCRIPTIONS:
        outer, _, inner = name.rpartition(".")
        if outer and isinstance(table.get(outer), dict) and inner in table[outer]:
            table[name] = table[outer][inner]
    return table


def write_setting(path: Path, name: str, text: str) -> object:
    """Set one key and return its value. Everything else in the file stays as it is, comments included.

    Raises:
        ConfigError: There is no such setting, or `text` is not a value for it, or the file cannot be read or changed.
        SettingError: The value is out of range.
    """
    value = _place(text) if name == "country" else _parsed(name, text)
    _check_range(name, value)
    _write(path, name, str(value) if isinstance(value, str) else value)  # not as an enumeration or a folder
    return value


def write_packs(path: Path, packs: Sequence[str]) -> None:
    """Set which packs are on, as `write_setting` sets a key."""
    _write(path, "packs", list(packs))


def _write(path: Path, name: str, value: object) -> None:
    from decks.model.errors import DeckFileError
    from decks.toml.edit import CannotEdit, change_tables
    from decks.toml.limits import load_toml
    from decks.toml.records import Form, change_text
    from decks.toml.write import literal

    read_table(path)  # its errors are clearer than those of `change_text`

    def change(content: str) -> str:
        outer, _, inner = name.rpartition(".")
        try:
            table = load_toml(content)
            if outer and isinstance(table.get(outer), dict):
                return change_tables(content, {(outer,): {inner: value}})
            if outer:
                return change_tables(content, {(): {outer: {inner: value}}})
            if not isinstance(table.get(name), dict):
                return change_tables(content, {(): {name: value}})
        except CannotEdit:
            pass
        fix = f"Write {name} = {literal(value)} at the top of the file yourself."
        raise ConfigError(f"greenroom can't change {name} in {path}", fix)

    try:
        change_text(path, Form(items="settings", noun="setting", fields={}, named_by=()), change)
    except DeckFileError as error:
        raise ConfigError(error.what, error.fix) from None


def unknown_setting(name: str) -> ConfigError:
    """Return the error for a name that is not a setting."""
    from decks.model.problems import meant

    near = meant(name, DESCRIPTIONS)
    fix = f'Did you mean "{near}"? ' if near else ""
    return ConfigError(f'There is no setting "{name}"', f"{fix}`greenroom config` lists them.")


def _parsed(name: str, text: str) -> Any:
    """Return the value a person typed for a setting."""
    if name not in _TYPES:
        raise unknown_setting(name)
    kind = _TYPES[name]
    if name == "packs":
        fix = "`greenroom decks --enable ID` switches one on, `--disable ID` off."
        raise ConfigError("Packs can't be switched here", fix)
    try:
        if issubclass(kind, StrEnum):
            known = {value.casefold(): value for value in kind}
            return (known | (_LANGUAGES if name == "language" else {}))[text.strip().casefold()]
        return _SWITCH[text.casefold()] if kind is bool else kind(text)
    except (KeyError, ValueError):
        fix = "" if name == "language" else f"{name}: {DESCRIPTIONS[name]}."
        raise ConfigError(f'"{text}" is not {_expected(name)}', fix) from None


def _place(text: str) -> str:
    """Return the code of the place a person typed, as a code or a name, in any case; empty for none."""
    from decks.model.places import place_called, place_for, place_name

    if not text.strip():
        return ""
    if code := place_called(text):
        return code
    near = place_for(text)
    fix = f"Did you mean {near} ({place_name(near)})?" if near else "Write an ISO 3166 code, such as GB or US-NY."
    raise ConfigError(f'"{text}" is not a place code', fix)


def _expected(name: str) -> str:
    """Return what the value of a setting must be, in words."""
    kind = _TYPES[name]
    if kind is str:
        return "a place code"
    if kind in _TEXTS:
        return _TEXTS[kind]
    if name == "packs":
        return "a list of ids"
    if issubclass(kind, StrEnum):
        *others, last = (f'"{value}"' for value in kind)
        return f"{', '.join(others)} or {last}"
    return "true or false" if kind is bool else "a number"


def _check_range(name: str, value: Any) -> None:
    if name in Settings._fields:
        Settings(**{name: value})
    if name == "coach.command" and not _is_command(value):
        raise SettingError(name, value, "a command on one line, with every quote closed")
    if name == "keep_recordings" and not 0 <= value <= _MOST_DAYS:
        raise SettingError(name, value, f"a number of days from 0 to {_MOST_DAYS}")


def _is_command(text: str) -> bool:
    import sys

    from cards.text import clean_line
    from trainer.command_line import split_command

    try:
        return not text or (clean_line(text) == text and bool(split_command(text, windows=sys.platform == "win32")))
    except ValueError:
        return False


def _typed(path: Path, name: str, value: object) -> Any:
    """Return a value as the type of its setting; raise `ConfigError` if it has another."""
    kind = _TYPES[name]
    if kind is str:
        from decks.model.places import is_place

        fits = isinstance(value, str) and (value == "" or is_place(value))
    elif kind in _TEXTS:
        fits = isinstance(value, str)
    elif name == "packs":
        fits = isinstance(value, list) and all(isinstance(each, str) for each in value)
    else:
        fits = value in [*kind] if issubclass(kind, StrEnum) else isinstance(value, (int, kind))
    if isinstance(value, bool) != (kind is bool) or not fits:
        how = "greenroom decks --enable ID" if name == "packs" else f"greenroom config {name} VALUE"
        raise ConfigError(f"{path}: {name} is not {_expected(name)}", f"Set it: {how}.")
    return kind(value)


def read_table(path: Path) -> dict[str, Any]:
    """Return everything in the file; nothing if there is no file, as in most homes.

    Raises:
        ConfigError: The file can't be read, or is no TOML.
    """
    if not path.exists():
        return {}
    import tomllib

    from decks.toml.limits import load_toml
    from decks.toml.regular_files import read_bytes

    fix = "Fix it, or let `greenroom doctor --fix` set the file aside."
    try:
        return load_toml(read_bytes(path).decode("utf-8-sig"))
    except OSError as error:
        fix = os_fix(error) if path.is_file() else fix
        raise ConfigError(f"{path} cannot be read ({os_reason(error)})", fix) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path} is not valid TOML ({error})", fix) from None
