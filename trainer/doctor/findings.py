"""What a check of `greenroom doctor` found."""

from dataclasses import dataclass
from enum import StrEnum


class FindingLevel(StrEnum):
    """Whether something has to be done: `ok` and `note` need nothing, `wrong` does, `mended` has just been fixed."""

    OK = "ok"
    NOTE = "note"
    WRONG = "wrong"
    FIXED = "mended"  # the JSON output has always said so

    @property
    def label(self) -> str:
        """The word on screen."""
        return "fixed" if self is FindingLevel.FIXED else self.value


@dataclass(frozen=True, slots=True)
class Finding:
    """The result of one check.

    Attributes:
        check: The name of the check, one word.
        level: Whether something has to be done.
        message: What was found, in sentences.
        fix: What to do about it, in a sentence; empty if nothing.
    """

    check: str
    level: FindingLevel
    message: str
    fix: str = ""
