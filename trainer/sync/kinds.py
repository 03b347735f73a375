"""The kinds of files that travel: where they are, what their records are known by, and which of their keys travel."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple
from unicodedata import normalize

from cards.text import clean_line
from trainer.config import Preferences
from trainer.home import Home
from trainer.sync.values import encode

Table = Mapping[str, Any]
# Settings of a machine, not of its user: what it has a microphone, loudspeakers, room and programs for.
OF_THE_MACHINE = frozenset({"voice", "record", "keep_recordings", "speech_model", "coach_command", "sync_auto"})


def _any(key: str) -> bool:  # noqa: ARG001
    return True


class Kind(NamedTuple):
    """A kind of file.

    Attributes:
        name: The name of its log, without what all begin with.
        folder: Its folder in the home; empty for the home itself.
        file: The name of its only file; empty if there are many.
        items: The key of its list of tables; empty if there is none.
        noun: What a table of that list is called.
        name_item: Returns what a table is known by.
        travels: Returns whether a key at the top travels.
        whole: Whether all of the file travels, with its comments and its order.
        quiet: The keys of which the older value is not worth keeping.
    """

    name: str
    folder: str
    file: str
    items: str
    noun: str
    name_item: Callable[[Table], str]
    travels: Callable[[str], bool] = _any
    whole: bool = True
    quiet: frozenset[str] = frozenset()

    @property
    def of_any_greenroom(self) -> "Kind":
        """The kind as another greenroom may know it, with more keys at the top."""
        return self._replace(travels=_any)

    def names(self, tables: Sequence[Table]) -> list[str]:
        """Return what each table of the list is known by; a second one of a name gets a number."""
        counts: dict[str, int] = {}
        names = []
        for table in tables:
            name = self.name_item(table)
            counts[name] = number = counts.get(name, 0) + 1
            names.append(f"{self.items}/{name}" if number == 1 else f"{self.items}/{name}#{number}")
        return names


def _by_id(otherwise: str) -> Callable[[Table], str]:
    """Return a function that names a table by its id, or by another value: ids made from that depend on all tables."""

    def name(table: Table) -> str:
        found = table.get("id")
        return found if isinstance(found, str) else _checksum(table.get(otherwise, table))

    return name


def _of_answer(table: Table) -> str:
    """Name a version of an answer by what it says: two that say the same are one, and an edit makes another."""
    return _checksum({key: table[key] for key in ("card", "written", "points", "notes") if key in table})


def _of_interview(table: Table) -> str:
    at = clean_line(str(table.get("at", "")))
    return f"{at} {table.get('date', '')} {table.get('round', '')}".strip()


def _of_setting(key: str) -> bool:
    from scheduler.settings import Settings

    return key in {*Settings._fields, *Preferences._fields} - OF_THE_MACHINE


def _checksum(value: object) -> str:
    return "?" + sha256(encode(value).encode()).hexdigest()[:16]


KINDS = (
    Kind("decks", "decks", "", "cards", "card", _by_id("question")),
    Kind("answers", "answers", "", "answers", "answer", _of_answer, quiet=frozenset({"tick"})),
    Kind("stories", "", "stories.toml", "stories", "story", _by_id("title")),
    Kind("interviews", "", "interviews.toml", "interviews", "interview", _of_interview, quiet=frozenset({"id"})),
    Kind("settings", "", "config.toml", "", "setting", str, _of_setting, whole=False),
)
BY_NAME = {kind.name: kind for kind in KINDS}

_LONGEST = 200  # bytes of a name; most systems allow 255
_RESERVED = re.compile(
    r"(?:con|prn|aux|nul|com[0-9\u00b9\u00b2\u00b3]|lpt[0-9\u00b9\u00b2\u00b3])(?:\..*)?", re.IGNORECASE
)
_FORBIDDEN = re.compile(r'[\x00-\x1f\x7f-\x9f\\/:*?"<>|]')


def can_travel(kind: Kind, name: str) -> bool:
    """Return whether a file of a kind can have a name on every system, and stays where such files are."""
    if kind.file:
        return name == kind.file
    return (
        name.endswith(".toml")
        and len(name.encode("utf-8", "surrogatepass")) <= _LONGEST
        and clean_line(name) == normalize("NFC", name)
        and not name.startswith((".", " ", "~"))
        and not name.removesuffix(".toml").endswith((".", " "))
        and not _FORBIDDEN.search(name)
        and not _RESERVED.fullmatch(name)
    )


def folded(name: str) -> str:
    """Return a name without case, as systems compare names that don't tell upper from lower case."""
    return normalize("NFC", normalize("NFC", name).casefold())


def own_files(home: Home, kind: Kind) -> Iterator[Path]:
    """Yield the files of a kind that are there, links included; hidden ones are those of editors."""
    names = kind.file or "*.toml"
    found = sorted((home.path / kind.folder).glob(names))
    yield from (path for path in found if not path.name.startswith(".") and (path.is_symlink() or path.is_file()))
