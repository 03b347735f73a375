"""Records of files: what machines tell each other about a file, and what of it can be used here."""

import json
from hashlib import sha256
from typing import NamedTuple
from unicodedata import normalize

from cards.errors import GreenroomError
from cards.text import clean_line
from decks.model.problems import clipped
from decks.toml.regular_files import MAX_BYTES
from trainer.sync.kinds import BY_NAME, Kind, can_travel
from trainer.sync.segment import Record
from trainer.sync.tables import NotUnits
from trainer.sync.version import Version, dump, load

LOG = "file/"  # the names of these records' logs begin with it
_MOST_NAMED = 3  # settings


class RefusedRecord(GreenroomError):
    """A record that no greenroom writes, or that can't be used here."""


class NewerRecord(GreenroomError):
    """A record of a kind of file that only a newer greenroom knows."""


class FileRecord(NamedTuple):
    """A record that can be used here.

    Attributes:
        kind: What kind of file it is about.
        version: The file on the machine that sent it, as far as this greenroom knows what may be in it.
        record: The whole record.
    """

    kind: Kind
    version: Version
    record: Record


def make_record(kind: Kind, version: Version, device: str) -> Record:
    """Return a version of a file as a record."""
    return {
        "log": LOG + kind.name,
        "path": normalize("NFC", version.path),
        "stamp": version.newest,
        "device": device,
        "text": version.text,
        "registers": dump(kind, version),
    }


def read_record(record: Record) -> FileRecord:
    """Return what a record from another machine says.

    Raises:
        NewerRecord: Only a newer greenroom can read it.
        RefusedRecord: It can't be used.
    """
    kind = BY_NAME.get(str(record.get("log")).removeprefix(LOG))
    path, text, dumped = (record.get(key) for key in ("path", "text", "registers"))
    name = clean_line(str(path))[:80]
    if kind is None:
        what = f'"{name}" came from another machine, and only a newer greenroom can read it'
        raise NewerRecord(what, "It's kept until you update greenroom.")
    folder = f"{kind.folder}/" if kind.folder else ""
    if not isinstance(path, str) or not path.startswith(folder) or not can_travel(kind, path.removeprefix(folder)):
        what = f'"{name}" came from another machine, and is not a name for a file here'
        raise RefusedRecord(what, "It was left out.")
    what = f"What {name} is on another machine can't be used here"
    if not isinstance(text, str | None) or not isinstance(dumped, str) or len((text or "").encode()) > MAX_BYTES:
        raise RefusedRecord(what, "It was left out.")
    try:
        return FileRecord(kind, load(kind, path, text, dumped), record)
    except ValueError as error:
        reason = f" (it {clean_line(str(error))[:200]})" if isinstance(error, NotUnits) else ""
        raise RefusedRecord(what + reason, "It was left out.") from None


def record_name(record: Record) -> str:
    """Return what a record is known by: a checksum of what it says."""
    text = json.dumps([record.get(key) for key in ("log", "path", "text", "registers")])
    return sha256(text.encode()).hexdigest()


def newer_settings_sentence(name: str, settings: tuple[str, ...]) -> str:
    """Return the sentence about settings in a file that only a newer greenroom knows; their names are untrusted."""
    named = ", ".join(clipped(clean_line(each), 40) for each in settings[:_MOST_NAMED])
    more = f" and {len(settings) - _MOST_NAMED} more" if len(settings) > _MOST_NAMED else ""
    return f"{name} on another machine has settings of a newer greenroom: {named}{more}. Update greenroom to use them."
