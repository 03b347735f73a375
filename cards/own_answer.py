"""The user's own answer to a card: points and notes, and the text form they are edited in."""

from dataclasses import dataclass
from datetime import date

from cards.card import Card, KeyPoint
from cards.text import clean, clean_line

_QUOTES = "\"'(\u201c\u2018"


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnAnswer:
    """One version of the user's own answer: points to make, never a script.

    Attributes:
        tick: Whether the user ticks these points instead of the card's.
        written: The day or instant it was written; None if the file does not say.
    """

    points: tuple[KeyPoint, ...] = ()
    notes: str = ""
    tick: bool = False
    written: date | None = None

    @property
    def is_empty(self) -> bool:
        """Whether it has neither points nor notes, because the user deleted their answer."""
        return not (self.points or self.notes)

    def same_content_as(self, other: "OwnAnswer | None") -> bool:
        """Return whether both have the same points and notes, whenever they were written."""
        return other is not None and (self.points, self.notes) == (other.points, other.notes)


def with_own_points(card: Card, own: OwnAnswer | None) -> Card:
    """Return the card with the points to tick: the user's own if they chose to tick those, else the card's."""
    return card._replace(key_points=own.points) if own is not None and ticks_own_points(own) else card


def ticks_own_points(own: OwnAnswer | None) -> bool:
    """Return whether the user ticks their own points instead of the card's."""
    return own is not None and own.tick and bool(own.points)


def write_form(own: OwnAnswer) -> str:
    """Write an answer in the form the user edits: `- ` before a point, `- ! ` before a must-have, then the notes."""
    points = [f"- ! {point.text}" if point.must else f"- {point.text}" for point in own.points]
    return "\n".join([*points, *([own.notes] if own.notes else [])])


def read_form(text: str) -> OwnAnswer:
    """Read an edited form: `-` or `*` begins a point, `!` after it marks a must-have, everything else is notes.

    A `-` directly before a word needs no space; directly before a digit it is a minus sign.
    """
    points: list[KeyPoint] = []
    notes: list[str] = []
    for line in clean(text).split("\n"):
        mark, rest = line.lstrip()[:1], line.lstrip()[1:]
        if (mark in ("-", "*") and (not rest or rest[0] in " !")) or (
            mark == "-" and (rest[0].isalpha() or rest[0] in _QUOTES)
        ):
            if point := clean_line(rest.strip().removeprefix("!")):
                points.append(KeyPoint(point, must=rest.strip().startswith("!")))
        else:
            notes.append(line.rstrip())
    return OwnAnswer(points=tuple(points), notes="\n".join(notes).strip())
