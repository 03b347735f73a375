"""Own answers to cards and decks that are not there: they wait, unseen, until those are there again."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from decks.library.library import Library
from decks.model.problems import Level, Problem, nearest
from decks.own.answers import lines_answered


def find_strays(path: Path, library: Library) -> Iterator[Problem]:
    """Yield a warning for each card that a file of answers speaks of and its deck does not have."""
    answered = lines_answered(path)
    decks = {deck.id: deck for deck in library.decks()}
    if answered and path.stem not in decks:
        near = nearest(path.stem, list(decks))
        meant = f'Did you mean "{near}"? Rename the file.' if near else "`greenroom decks` lists them all."
        yield _warning(path, 1, None, f'there is no deck "{path.stem}", so these answers are never shown', meant)
        return
    cards = [card for ids in decks[path.stem].ids for card in ids] if answered else []
    yield from _strangers(path, answered, cards)


def _strangers(path: Path, answered: Mapping[str, int], cards: list[str]) -> Iterator[Problem]:
    known = frozenset(cards)
    for card, line in answered.items():
        if card not in known:
            near = nearest(card, cards)
            meant = f'Did you mean "{near}"?' if near else f"`greenroom cards {path.stem}` lists its cards."
            yield _warning(path, line, card, "there is no such card, so it is never shown", meant)


def _warning(path: Path, line: int, card: str | None, message: str, fix: str) -> Problem:
    return Problem(path=str(path), line=line, card=card, level=Level.WARNING, message=message, fix=fix, noun="answer")
