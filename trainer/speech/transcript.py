"""An answer as a model heard it, and what can be counted in it."""

import re
from dataclasses import dataclass

_FILLER = re.compile(r"\b(?:u+[hm]+|e+rm*|h+m+|m{2,})\b", re.IGNORECASE)
_WORD = re.compile(r"[^\W_]+(?:['\u2019.,-][^\W_]+)*")
_ENOUGH = 10.0  # seconds of speech; a pace over less is chance


@dataclass(frozen=True, slots=True)
class Transcript:
    """What was said, in a model's words. It leaves out some fillers and repetitions, and gets names wrong."""

    text: str
    model: str  # its known name, or the start of its hash
    method: str  # of decoding; figures are compared only between the same model and method

    @classmethod
    def of(cls, text: str, source: str) -> "Transcript":
        """Return a text with its source."""
        model, _, method = source.rpartition(" ")
        return cls(text, model, method)

    @property
    def source(self) -> str:
        """The model and the method, as they are logged."""
        return f"{self.model} {self.method}"

    @property
    def words(self) -> int:
        """The number of words; a figure such as 38,000 counts as one, though it takes three to say."""
        return len(_WORD.findall(self.text))

    @property
    def fillers(self) -> tuple[tuple[int, str], ...]:
        """The fillers that were heard, each with its place in the text. There may have been more."""
        return tuple((found.start(), found.group().lower()) for found in _FILLER.finditer(self.text))


def words_a_minute(words: int, speaking: float) -> int | None:
    """Return the pace to the nearest ten; None under ten seconds of speech.

    Args:
        words: How many were said.
        speaking: The seconds it took, without pauses.
    """
    return round(words / speaking * 6) * 10 if speaking >= _ENOUGH else None
