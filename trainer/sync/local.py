"""A file of this home that travels: read safely, compared with what was last agreed on, and written undoably."""

import json
from pathlib import Path
from stat import S_ISLNK
from typing import NamedTuple

from cards.errors import GreenroomError, os_fix, os_reason
from cards.text import clean_line
from decks.model.errors import DeckFileError
from decks.toml.atomic import ChangedMeanwhile, make_folder, remove_own, replace_own
from decks.toml.files import Unreadable, checksum, read_text
from decks.toml.write import statement
from scheduler.log.store import Store
from trainer.files.journal import journaled
from trainer.home import Home
from trainer.sync.bases import Bases
from trainer.sync.kinds import Kind
from trainer.sync.registers import NEVER, Dot, Seen, edited, joined_seen, nothing_known, stamped
from trainer.sync.tables import TOP, NotUnits, read_units
from trainer.sync.values import decode
from trainer.sync.version import Version, dump, load

GONE = "gone"  # the checksum of no file


class CannotTravel(GreenroomError):
    """A file can't be read or written now, so it doesn't travel."""


class Base(NamedTuple):
    """What a home remembers of one file.

    Attributes:
        version: The file as it was when it was last compared.
        is_sent: Whether all that was written here has been handed over for sending.
    """

    version: Version
    is_sent: bool


def read_base(bases: Bases, kind: Kind, key: str) -> Base | None:
    """Return what is remembered of a file; None if nothing is, or what is there can't be read."""
    return _base(kind, bases.get(f"file/{key}"))


def _base(kind: Kind, stored: str | None) -> Base | None:
    try:
        path, text, dumped, is_sent = json.loads(stored or "")
        return Base(load(kind, path, text, dumped), is_sent)
    except (ValueError, TypeError):
        return None


def base_text(kind: Kind, base: Base) -> str:
    """Return a base as text."""
    version = base.version
    return json.dumps([version.path, version.text, dump(kind, version), base.is_sent], ensure_ascii=False)


def puts(kind: Kind, key: str, base: Base, raw: str | None) -> dict[str, str | None]:
    """Return what to put to remember a file; `raw` is its whole text."""
    settled = checksum_of(raw) if base.is_sent else None
    return {f"file/{key}": base_text(kind, base), f"sum/{key}": settled, f"going/{key}": None}


def checksum_of(raw: str | None) -> str:
    """Return the checksum of a text."""
    return GONE if raw is None else checksum(raw.encode())


def read_raw(home: Home, path: Path) -> str | None:
    """Return the text of a file of the home; None if there is none.

    Raises:
        CannotTravel: It can't be read as text, or is a link.
    """
    name = shown(home, path)
    try:
        if S_ISLNK(path.lstat().st_mode):
            raise CannotTravel(f"{name} is a link, so it doesn't travel", "Put the file itself there.")
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:  # what can't be read now hasn't been deleted
        what = f"{name} doesn't travel: it cannot be read ({os_reason(error)})"
        raise CannotTravel(what, os_fix(error)) from None
    try:
        return read_text(path)
    except Unreadable as error:
        raise CannotTravel(f"{name} doesn't travel: it {error.problem.message}", error.problem.fix) from None


def shown(home: Home, path: Path) -> str:
    """Return the name of a file for a sentence."""
    name = path.relative_to(home.path).as_posix()
    return clean_line(name.encode("utf-8", "backslashreplace").decode())


def travelling(kind: Kind, raw: str | None) -> str | None:
    """Return the part of a text that travels; raise `NotUnits` if it can't be read."""
    if kind.whole:
        return raw
    values = read_units(kind, raw or "").get(TOP, {})
    return "".join(statement(key, decode(value)) for key, value in sorted(values.items()))


class Here(NamedTuple):
    """A file of this home, as it is now.

    Attributes:
        kind: Its kind.
        path: Where it is.
        raw: Its whole text; None if there is no such file.
        base: Its version, with what was edited here since, and whether that has been sent.
    """

    kind: Kind
    path: Path
    raw: str | None
    base: Base


def read_here(home: Home, bases: Bases, kind: Kind, key: str, path: Path, dot: Dot) -> Here:
    """Return a file as it is now; what was edited since it was last compared is written at `dot`.

    Raises:
        CannotTravel: It can't be read, or has a form in which it can't be merged.
    """
    raw = read_raw(home, path)
    try:
        text = travelling(kind, raw)
        units = None if text is None else read_units(kind, text)
    except NotUnits as error:
        fix = f"See what is wrong: greenroom check {shown(home, path)}."
        raise CannotTravel(f"{shown(home, path)} doesn't travel: it {error}", fix) from None
    # What a program was about to write when it was killed counts if it was written.
    going = _base(kind, bases.get(f"going/{key}"))
    base = going if going is not None and going.version.text == text else read_base(bases, kind, key)
    if base is None:
        name = path.relative_to(home.path).as_posix()
        registers = nothing_known() if units is None else edited(nothing_known(), units, NEVER)
        texts: Seen = {NEVER.device: NEVER.stamp} if kind.whole and text is not None else {}
        return Here(kind, path, raw, Base(Version(name, text, registers, texts), is_sent=True))
    was = base.version
    registers = edited(was.registers, units, dot)
    texts = was.texts if text == was.text or not kind.whole else {**was.texts, dot.device: dot.stamp}
    is_sent = base.is_sent and registers is was.registers and texts is was.texts
    return Here(kind, path, raw, Base(was._replace(text=text, registers=registers, texts=texts), is_sent))


def settled(base: Base, dot: Dot) -> Base:
    """Return a base in which everything has a dot: what was never compared is taken as written now."""
    version = base.version
    registers = stamped(version.registers, dot)
    texts = version.texts
    if NEVER.device in texts:
        texts = {**{device: stamp for device, stamp in texts.items() if device != NEVER.device}, dot.device: dot.stamp}
    is_same = registers is version.registers and texts is version.texts
    return Base(version._replace(registers=registers, texts=joined_seen(texts, {})), base.is_sent and is_same)


def replace_here(home: Home, store: Store, here: Here, raw: str | None) -> bool:
    """Replace or remove a file, so that it can be undone, and a kill leaves it as it was or as it will be.

    Returns:
        Whether it was still as it was read. If not, it stays as another program has just saved it.

    Raises:
        DeckFileError: It can't be written; it is unchanged.
    """
    path, seen = here.path, None if here.raw is None else here.raw.encode()
    store.back_up()
    try:
        make_folder(path.parent)
        with journaled(home, store, "sync", shown(home, path)) as change, change.writing({path: raw}):
            if raw is not None:
                replace_own(path, raw.encode(), guarded=True, seen=seen)
            elif seen is not None:
                remove_own(path, seen=seen)
    except ChangedMeanwhile:
        return False
    except OSError as error:
        raise DeckFileError(path.parent, f"cannot be made ({os_reason(error)})", "Check its permissions.") from None
    return True
