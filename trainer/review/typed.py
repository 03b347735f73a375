"""Read what was typed at a prompt."""

from cards.card import Card
from cards.review import Rating


def read_points(text: str, card: Card) -> frozenset[int] | None:
    """Read ticked points: numbers, `a` for all, nothing for none; None if it is anything else."""
    words = text.replace(",", " ").split()
    if words == ["a"]:
        return frozenset(range(len(card.key_points)))
    if not all(word.isascii() and word.isdecimal() and 1 <= int(word[:9]) <= len(card.key_points) for word in words):
        return None
    return frozenset(int(word) - 1 for word in words)


def read_rating(text: str, suggested: Rating) -> Rating | None:
    """Read a rating: 1 to 4 or its name, nothing for the suggested one; None if it is anything else."""
    word = text.strip().casefold()
    if not word:
        return suggested
    return next((rating for rating in Rating if word in (str(rating.value), rating.title.casefold())), None)
