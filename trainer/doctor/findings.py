"""What `greenroom doctor` finds."""

from dataclasses import dataclass
from enum import StrEnum


class FindingLevel(StrEnum):
    """How it stands: `ok` and `note` need nothing, `wrong` does, `mended` did."""

    OK = "ok"
    NOTE = "note"
    WRONG = "wrong"
    MENDED = "mended"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at; `message` is a sentence, `fix` another on what to do, or empty."""

    check: str
    level: FindingLevel
    message: str
    fix: str = ""
