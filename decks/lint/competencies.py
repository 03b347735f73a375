"""Competencies that are not in the shared vocabulary."""

from collections.abc import Iterator, Sequence
from functools import cache

from decks.lint.deck_file import DeckFile
from decks.model.problems import Problem, clipped, nearest
from decks.vocabulary.competencies import read_competencies


def find_unknown_competencies(decks: Sequence[DeckFile], *, strict: bool) -> Iterator[Problem]:
    """Yield a warning for each competency that looks like a slip for a known one; if `strict`, for each unknown one."""
    for entry in decks:
        for card in entry.deck.cards:
            for name in card.competencies:
                message = f'"{clipped(name, 40)}" is not one of the shared competencies'
                if known := _meant(name):
                    yield entry.weakness(card, message, f'Did you mean "{known}"?')
                elif strict and known is None:
                    known_ids = ", ".join(read_competencies().by_id)
                    yield entry.weakness(card, message, f"Make it a tag, or take one of: {known_ids}.")


@cache
def _meant(name: str) -> str | None:
    """Return the competency that an unknown name probably means, None for no idea; empty if the name is known."""
    vocabulary = read_competencies()
    if name in vocabulary.by_id:
        return ""
    return next(iter(sorted(vocabulary.meant_by(name))), None) or nearest(name.casefold(), list(vocabulary.by_id))
