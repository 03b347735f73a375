"""Dates, times and numbers as people read them, the same in every locale."""

import sys
from datetime import date

# The key for a new line in an answer. Windows Terminal keeps Alt-Enter for itself, and macOS needs a setting for it.
NEW_LINE = {"win32": "Ctrl-Enter", "darwin": "Esc, Enter"}.get(sys.platform, "Alt-Enter")
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

_HALF_A_YEAR = 183  # days


def short_day(day: date, today: date | None = None) -> str:
    """Return a day as `Thu 3 Dec`, with the year if it is more than half a year from `today`."""
    year = f" {day.year}" if today is not None and abs(day.toordinal() - today.toordinal()) > _HALF_A_YEAR else ""
    return f"{_DAYS[day.weekday()]} {day.day} {MONTHS[day.month - 1]}{year}"


def until(day: date, today: date) -> str:
    """Return how far ahead a day is: `in 9 days`, `tomorrow` or `today`."""
    left = day.toordinal() - today.toordinal()
    return {0: "today", 1: "tomorrow"}.get(left, f"in {left} days")


def clock(seconds: float) -> str:
    """Return a time as `1:05`, or `1:00:05` from an hour on."""
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def count(number: int, noun: str, plural: str = "") -> str:
    """Return `1 card`, `2 cards`."""
    return f"{number} {noun if number == 1 else plural or f'{noun}s'}"


def workload(cards: int, seconds: float, waiting: int = 0) -> str:
    """Return cards and the time they take as `20 cards, about 30 min`, with how many are left for later days."""
    later = f"; {waiting} more over the next days" if waiting else ""
    return f"{count(cards, 'card')}, about {max(1, round(seconds / 60))} min{later}"


def percent(share: float | None) -> str:
    """Return a share from 0 to 1 as `86 %`; None, for unknown, as a dash."""
    return "-" if share is None else f"{round(100 * share)} %"


def title_of(name: str) -> str:
    """Return an identifier as a heading: `question-to-ask` as `Question to ask`."""
    return name.replace("-", " ").capitalize()


def size(octets: int) -> str:
    """Return a size in bytes as `340 bytes`, `12 kB`, `3.4 MB` or `2.1 GB`."""
    if octets < 1000:
        return count(octets, "byte")
    if octets < 1_000_000:
        return f"{octets / 1000:.0f} kB"
    return f"{octets / 1_000_000:.1f} MB" if octets < 1_000_000_000 else f"{octets / 1_000_000_000:.1f} GB"
