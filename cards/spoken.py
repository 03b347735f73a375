"""How an answer was spoken, in figures estimated from its recording."""

from typing import NamedTuple


class Spoken(NamedTuple):
    """The figures of one spoken answer. They compare only with figures of the same method and, for words, model.

    Attributes:
        method: How the sound was measured.
        model: What wrote the text in which words and fillers are counted, and how; empty if nothing did.
        start_ms: The time until the first word, in milliseconds.
        speaking_ms: The time spent speaking, without pauses.
        longest_pause_ms: The longest pause between the first word and the last.
        pauses: How many pauses were long.
        words: The number of words; None without a text.
        fillers: How many fillers were heard, there may have been more; None without a text.
    """

    method: str
    model: str
    start_ms: int
    speaking_ms: int
    longest_pause_ms: int
    pauses: int
    words: int | None = None
    fillers: int | None = None
