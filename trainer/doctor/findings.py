"""What a check of `greenroom doctor` found."""

from dataclasses import dataclass
from enum import StrEnum

from cards.errors import GreenroomError


class FindingLevel(StrEnum):
    """Whether something has to be done: `ok` and `note` need nothing, `wrong` does, `FIXED` has just been fixed."""

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
    """The result of one check."""

    check: str  # one word
    level: FindingLevel
    message: str  # in sentences
    fix: str = ""  # what to do about it, in a sentence

    @classmethod
    def of_error(cls, check: str, error: GreenroomError) -> "Finding":
        """Return the finding of a check that ended with an error."""
        return cls(check, FindingLevel.WRONG, f"{error.what}.", error.fix)
