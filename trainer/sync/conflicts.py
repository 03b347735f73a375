"""What was changed on two machines at once and doesn't stand: kept in the folder `conflicts` for the user."""

from collections.abc import Iterable, Mapping
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from trainer.files.home_files import CONFLICTS
from trainer.home import Home
from trainer.terminal.words import count

if TYPE_CHECKING:
    from trainer.sync.kinds import Kind
    from trainer.sync.registers import Clash, Units


def conflict_files(home: Home) -> list[Path]:
    """Return the files in the folder."""
    return sorted((home.path / CONFLICTS).glob("*.toml"))


def conflicts_sentence(home: Home) -> str:
    """Return a sentence about what is in the folder; empty if it is empty."""
    files = conflict_files(home)
    if not files:
        return ""
    return (
        f"{count(len(files), 'file')} in {home.path / CONFLICTS}: changes that lost to later ones on another machine. "
        "Copy back what you want, then delete them."
    )


def keep_beside(home: Home, kind: "Kind", name: str, clashes: "Iterable[Clash]", units: "Units") -> Path:
    """Write values that don't stand to a file in the folder, unless it is there already; return the file.

    Args:
        home: The home.
        kind: The kind of the file they were in.
        name: That file, relative to the home.
        clashes: The values.
        units: What that file says now, for the names of its tables.

    Raises:
        DeckFileError: It can't be written.
    """
    from decks.toml.atomic import make_folder, replace_own
    from trainer.sync.tables import TOP

    by_unit: dict[str, dict[str, str]] = {}
    for clash in clashes:
        by_unit.setdefault(clash.unit, {})[clash.key] = clash.value
    tables = sorted(by_unit.items(), key=lambda each: (each[0] != TOP, each[0]))
    pieces = [_table(kind, unit, values, units.get(unit, {})) for unit, values in tables]
    head = (
        f"# Changed on two machines. The later change stands in {name}; this is the other one.\n"
        "# Copy back what you want, then delete this file.\n"
    )
    content = (head + "".join(pieces)).encode()
    path = home.path / CONFLICTS / f"{PurePosixPath(name).stem}-{sha256(content).hexdigest()[:12]}.toml"
    if not path.exists():
        make_folder(path.parent)
        replace_own(path, content)
    return path


def _table(kind: "Kind", unit: str, values: Mapping[str, str], now: Mapping[str, str]) -> str:
    """Return values as TOML, under the header of their table and with what it is known by."""
    from decks.toml.write import statement
    from trainer.sync.tables import DECK, TOP
    from trainer.sync.values import decode

    header = {TOP: "", DECK: f"\n[{DECK}]\n"}.get(unit, f"\n[[{kind.items}]]\n")
    names = (
        ("at", "date")
        if "date" in now
        else next(((key,) for key in ("id", "card", "question", "title") if key in now), ())
    )
    shown = {key: now[key] for key in names if key in now and unit not in (TOP, DECK)} | dict(values)
    return header + "".join(statement(key, decode(value)) for key, value in shown.items() if key)
