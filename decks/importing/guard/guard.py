"""The guard of an import: it compares a file with its cards, and says which questions are on none.

The readers know the styles people write questions in. The guard knows none of them: it compares what ends in a question
mark in the raw text with what is on the cards. So it also notices questions in a style that no reader knows.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from cards.card import Card
from decks.formats.bundle import Bundle
from decks.formats.registry import LISTS, NOTES
from decks.importing.guard.raw_text import Asked, find_asked
from decks.importing.guard.suspects import find_suspects
from decks.importing.guard.words import Tails, letters
from decks.model.problems import Problem, clipped, warning

_MOST_NAMED = 10
_FIX = "If it is a question, write it as a heading, or as Q: ... with A: ... below."
_FIX_LIST = 'If it is a question, write it as "question": "...".'
_FIX_TABLE = "If it is a question, put it in the column of questions."
_QUESTIONS = {"question", "phrasings", "context"}


class Doubt(NamedTuple):
    """What the guard found.

    Attributes:
        problems: Questions not on any card and cards that look wrong, as warnings.
        refusal: Why the file should not come in like that; None if it may.
        lost: How many questions are not on any card.
    """

    problems: tuple[Problem, ...] = ()
    refusal: Problem | None = None
    lost: int = 0


def look_again(bundle: Bundle, text: str, *, path: str, kind: str) -> Doubt:
    """Compare a file with the cards that were read from it.

    Args:
        bundle: What was read.
        text: The file; empty if it is not text.
        path: The file's name in problems.
        kind: Its extension.
    """
    cards = [card for one in bundle.decks for card in one.deck.cards]
    titles = [one.deck.head.title for one in bundle.decks]
    lost = _lost(text.replace("\r\n", "\n").replace("\r", "\n"), kind, cards, titles)
    suspects = list(find_suspects(cards, notes=kind in NOTES))
    fix = _FIX if kind in NOTES else _FIX_LIST if kind in LISTS else _FIX_TABLE
    problems = (
        *_named(lost, path, fix),
        *(warning(path, 0, suspect.message, suspect.fix, suspect.card) for suspect in suspects),
    )
    missing = len(lost) + sum(suspect.lost for suspect in suspects)
    good = len(cards) - sum(suspect.useless for suspect in suspects)
    if missing <= good:
        return Doubt(problems, None, len(lost))
    what = "a question" if missing == 1 else f"{missing} questions"
    come = f"bring in only {good} card{'' if good == 1 else 's'}" if good else "bring in no cards"
    fix = "--dry-run shows how greenroom reads it; --anyway imports it like that."
    return Doubt(problems, Problem(path, 0, f"this would lose {what} and {come}", fix), len(lost))


def _lost(text: str, kind: str, cards: Sequence[Card], titles: Iterable[str]) -> list[Asked]:
    """Return what a text asks that is not on any card, each text once, in the order of the file."""
    questions = {card.question for card in cards}
    seen = [each for each in find_asked(text, kind, questions) if each.text.strip() not in questions]
    if not seen:
        return []
    asked, said = Tails(titles), Tails()
    for card in cards:
        for name, value in zip(card._fields, card, strict=True):
            if value:
                (asked if name in _QUESTIONS else said).add(_texts(value))
    lost: dict[str, Asked] = {}
    for each in seen:
        text = letters(each.text)
        known = text in asked or (each.heading and letters(each.heading) in asked)
        if text and not known and (each.strong or text not in said):
            lost.setdefault(text, each)
    return sorted(lost.values())


def _texts(value: object) -> Iterator[str]:
    """Yield every text in a field of a card."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from _texts(item)


def _named(lost: Sequence[Asked], path: str, fix: str) -> Iterator[Problem]:
    """Yield a warning for each of the first lost questions, and one for the rest."""
    for each in lost[:_MOST_NAMED]:
        yield warning(path, each.line, f'"{clipped(each.text, 60)}" is not on any card', fix)
    if (more := len(lost) - _MOST_NAMED) > 0:
        line = lost[_MOST_NAMED].line
        yield warning(path, line, f"{more} more lines end in a question mark but are not on any card", fix)
