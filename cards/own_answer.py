"""What a person wrote for a card: their own points and notes, and the form in which they write them."""

from dataclasses import dataclass
from datetime import date

from cards.card import Card, KeyPoint
from cards.text import clean, clean_line

_QUOTES = "\"'(\u201c\u2018"


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnAnswer:
    """One version of a person's own answer: points to make, never a script.

    Attributes:
        points: What they want to say, a point each.
        notes: Anything else, of any number of lines.
        tick: Whether their points take the place of the card's own when points are ticked.
        written: When, a day or an instant; None if the file does not tell.
    """

    points: tuple[KeyPoint, ...] = ()
    notes: str = ""
    tick: bool = False
    written: date | None = None

    def same_content_as(self, other: "OwnAnswer | None") -> bool:
        """Tell whether both say the same, whenever they were written."""
        return other is not None and (self.points, self.notes) == (other.points, other.notes)


def with_own_points(card: Card, own: OwnAnswer | None) -> Card:
    """Return the card as its points are to be ticked: with the person's own points, where they want it so."""
    return card._replace(key_points=own.points) if own is not None and ticks_own_points(own) else card


def ticks_own_points(own: OwnAnswer | None) -> bool:
    """Tell whether it is the person's own points that are ticked, not the card's."""
    return own is not None and own.tick and bool(own.points)


def write_form(own: OwnAnswer) -> str:
    """Write an answer as a person edits it: `- ` before a point, `- ! ` before one that must be there, then notes."""
    points = [f"- ! {point.text}" if point.must else f"- {point.text}" for point in own.points]
    return "\n".join([*points, *([own.notes] if own.notes else [])])


def read_form(text: str) -> OwnAnswer:
    """Read what a person made of the form: `-` or `*` begins a point, `!` after it marks a must, all else is notes.

    A `-` needs no space before a word; before a figure it is a minus.
    """
    points: list[KeyPoint] = []
    notes: list[str] = []
    for line in clean(text).split("\n"):
        mark, said = line.lstrip()[:1], line.lstrip()[1:]
        if (mark in ("-", "*") and (not said or said[0] in " !")) or (
            mark == "-" and (said[0].isalpha() or said[0] in _QUOTES)
        ):
            if point := clean_line(said.strip().removeprefix("!")):
                points.append(KeyPoint(point, must=said.strip().startswith("!")))
        else:
            notes.append(line.rstrip())
    return OwnAnswer(points=tuple(points), notes="\n".join(notes).strip())
