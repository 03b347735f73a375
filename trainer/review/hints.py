"""Hints: signs at the key points that the words of an answer seem to cover. They tick nothing."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

from cards.answer import Answer
from cards.card import Card
from trainer.terminal.layout import Layout, Line, paragraph, shorten

if TYPE_CHECKING:
    from cards.matching.suggest import Suggestion

Hints = Mapping[int, "Suggestion"]  # what the words of an answer seem to say about key points, by position from 0
NO_HINTS: Hints = MappingProxyType({})
LEGEND = "~ looks covered · ? looks contradicted · no mark: can't tell"
_LONGEST_QUOTE = 160
_DOUBTS = {
    None: "your words",
    "denied": "denied?",
    "opposite": "the opposite?",
    "swapped": "the other way round?",
    "number": "another figure?",
}


def hints_for(card: Card, answer: Answer, languages: Iterable[str]) -> Hints:
    """Return the hints that the words of an answer give; none without words, or if a language isn't English."""
    if not answer.text:
        return NO_HINTS
    from cards.matching.suggest import suggest_points
    from decks.model.deck import is_english

    if not all(map(is_english, languages)):
        return NO_HINTS
    points, cues = [point.text for point in card.key_points], [point.cues for point in card.key_points]
    found = suggest_points(points, answer.text, cues)
    return {position: suggestion for position, suggestion in enumerate(found) if suggestion is not None}


def sign(hint: "Suggestion | None") -> str:
    """Return the sign beside a point's number: `~` looks covered, `?` looks contradicted."""
    if hint is None:
        return " "
    return "~" if hint.doubt is None else "?"


def quote(hint: "Suggestion", layout: Layout) -> list[Line]:
    """Quote the words about a point, and say what is doubtful."""
    text = f'{_DOUBTS[hint.doubt]} "{shorten(hint.quote, _LONGEST_QUOTE)}"'
    return paragraph(text, layout.width, style="dim", first=" " * 5)
