"""The spread of due days: intervals change by up to 5 %, so that cards rated together come back on different days."""

from collections.abc import Callable
from datetime import date
from functools import cache
from zlib import crc32

from cards.key import CardKey

_SHARE = 0.05
SPREAD_FROM = 20  # days: 5 % of a shorter interval is less than a day


def spread_interval(interval: int, key: CardKey, day: date, maximum: int) -> int:
    """Cap an interval that starts on a study day, then change it by up to 5 %; return 1 to `maximum` days.

    A checksum of card and day decides by how much, so a replay gives the same result as the rating did. A longer
    interval never comes out shorter than a shorter one.
    """
    return spread_of(key, maximum)(interval, day)


def spread_of(key: CardKey, maximum: int) -> Callable[[int, date], int]:
    """Return `spread_interval` for one card, as a function of interval and day: a replay calls it for every rating."""
    checksum = crc32(f"{key} ".encode())

    def spread(interval: int, day: date) -> int:
        capped = min(interval, maximum)
        if capped < SPREAD_FROM:
            return max(1, capped)
        position = crc32(_text(day), checksum) % 2001 / 1000 - 1  # from -1 to 1
        return min(capped + int(position * _SHARE * capped), maximum)

    return spread


@cache
def _text(day: date) -> bytes:
    return day.isoformat().encode()
