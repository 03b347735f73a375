"""Simple command lines, read without argparse: loading and building it takes a tenth of the time of `greenroom due`."""

from collections.abc import Sequence
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, Self, cast

from trainer.options.practise import PRACTISE

if TYPE_CHECKING:
    from argparse import Namespace


def read_simple(argv: Sequence[str]) -> "Namespace | None":
    """Return the values of a command line, as argparse would; None if that has to read it, or say what is wrong.

    This reads the commands under "Practise" with at most one option: a switch, or one that takes any text.
    """
    home, words = None, [*argv]
    if words[:1] == ["--home"]:
        home, words = " ".join(words[1:2]), words[2:]
    if not words or words[0] not in PRACTISE or (home is not None and home.startswith("-")):
        return None
    name, *given = words
    module, _, declare = PRACTISE[name]
    options = _Options()
    declare(cast(Any, options))
    values = {"home": home, "module": module, "command": name, **options.defaults}
    match given:
        case []:
            pass
        case [switch] if switch in options.switches:
            values[options.switches[switch]] = True
        case [option, text] if option in options.texts and not text.startswith("-"):
            values[options.texts[option]] = text
        case _:
            return None
    return cast("Namespace", SimpleNamespace(**values))


class _Options:
    """The options that a command declares, as it would to a parser: their defaults, and those that are simple.

    Attributes:
        defaults: The default of each option, by the name of its value.
        switches: The names of the values of options that take none, by option.
        texts: The same of options that take any text.
    """

    def __init__(self) -> None:
        self.defaults: dict[str, object] = {}
        self.switches: dict[str, str] = {}
        self.texts: dict[str, str] = {"--home": "home"}

    def add_argument(self, option: str, *, action: object = "store", default: object = None, **more: object) -> None:
        """Note an option."""
        name = option.removeprefix("--").replace("-", "_")
        self.defaults[name] = False if action == "store_true" else default
        if action == "store_true":
            self.switches[option] = name
        elif action == "store" and more.keys() <= {"metavar", "help"}:
            self.texts[option] = name

    def add_mutually_exclusive_group(self) -> Self:
        """Return what notes the options of a group: with one option at most, none excludes another."""
        return self
