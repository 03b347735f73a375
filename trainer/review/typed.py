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


def not_points(text: str, card: Card) -> str:
    """Return the sentence for what `read_points` could not read."""
    words = text.split()
    are = "is no point" if len(words) == 1 else "are not points"
    return f'"{text.strip()}" {are}: numbers from 1 to {len(card.key_points)}, a for all, or Enter.'


def read_rating(text: str, suggested: Rating) -> Rating | None:
    """Read a rating: 1 to 4 or its name, nothing for the suggested one; None if it is anything else."""
    word = text.strip().casefold()
    if not word:
        return suggested
    return next((rating for rating in Rating if word in (str(rating.value), rating.title.casefold())), None)


def not_rating(text: str, suggested: Rating) -> str:
    """Return the sentence for what `read_rating` could not read."""
    return f'"{text.strip()}" is no rating: 1 Again, 2 Hard, 3 Good, 4 Easy, or Enter for {suggested.title}.'
