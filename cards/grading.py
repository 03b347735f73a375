"""The suggested rating: arithmetic on ticked points and time that a user can check."""

from cards.answer import Answer
from cards.card import Card
from cards.review import Rating

# Percent of the key points an answer needs for each rating: greenroom's own proposal, never validated.
_HARD_FROM, _GOOD_FROM, _EASY_FROM = 40, 70, 95


def suggest_rating(card: Card, answer: Answer) -> Rating:
    """Suggest Again under 40 % of the points, Hard under 70 % or with a `must` missed, Good under 95 %, else Easy.

    An answer outside the card's band gets Good at best, and one given after peeking Hard at best. If there are no key
    points, or nobody ticked them, there is nothing to count: that gets Good, with the same caps.
    """
    from cards.timing import Pace, pace

    rating = _from_points(card, answer.covered)
    if pace(answer.seconds, card.target) is not Pace.WITHIN:
        rating = min(rating, Rating.GOOD)
    return min(rating, Rating.HARD) if answer.peeked else rating


def missed_musts(card: Card, covered: frozenset[int]) -> int:
    """Count the `must` points that were not ticked."""
    return sum(point.must and position not in covered for position, point in enumerate(card.key_points))


def _from_points(card: Card, covered: frozenset[int] | None) -> Rating:
    if not card.key_points or covered is None:
        return Rating.GOOD
    percent = 100 * sum(position in covered for position in range(len(card.key_points))) / len(card.key_points)
    if percent < _HARD_FROM:
        return Rating.AGAIN
    if percent < _GOOD_FROM or missed_musts(card, covered):
        return Rating.HARD
    return Rating.GOOD if percent < _EASY_FROM else Rating.EASY
