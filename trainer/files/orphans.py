"""Orphaned answers: the user's own answers to cards or decks that do not exist, kept but never shown."""

from collections.abc import Iterator
from pathlib import Path

from decks.library.library import Library
from decks.library.packs import find_builtin
from decks.model.problems import Level, Problem, nearest
from decks.own.answers import lines_answered

_MOST_COMPARED = 20  # orphans of a file; each is compared with all cards of its deck


def find_orphans(path: Path, library: Library) -> Iterator[Problem]:
    """Yield a warning for each answer in a file whose card is not in the deck, or one if there is no such deck.

    Answers to a built-in deck that is off wait for it.
    """
    answered = lines_answered(path)
    decks = {deck.id: deck for deck in library.decks()}
    if path.stem not in decks and find_builtin(path.stem):
        return
    if answered and path.stem not in decks:
        near = nearest(path.stem, list(decks))
        advice = f'Did you mean "{near}"? Rename the file.' if near else "`greenroom decks` lists them all."
        yield _warning(path, 1, None, f'there is no deck "{path.stem}", so you never see these answers', advice)
        return
    cards = dict.fromkeys(key.card for key in decks[path.stem].keys) if answered else {}
    orphans = [(card, line) for card, line in answered.items() if card not in cards]
    for number, (card, line) in enumerate(orphans):
        near = nearest(card, list(cards)) if number < _MOST_COMPARED else None
        advice = f'Did you mean "{near}"?' if near else f"`greenroom cards {path.stem}` lists its cards."
        yield _warning(path, line, card, "there is no such card, so you never see this answer", advice)


def _warning(path: Path, line: int, card: str | None, message: str, fix: str) -> Problem:
    return Problem(str(path), line, message, fix, card, Level.WARNING, noun="answer")
