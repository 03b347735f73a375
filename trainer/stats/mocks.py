"""A mock interview in one line, for the figures and the result of the next mock."""

from cards.review import Rating
from scheduler.mock.results import MockResult
from trainer.terminal.words import percent, short_day


def history_line(result: MockResult) -> tuple[str, str]:
    """Return the day of a mock, and its ratings, its points and its timing."""
    covered = "" if result.coverage is None else f", {percent(result.coverage)} of points"
    passed = sum(result.ratings[Rating.GOOD - 1 :])
    timing = f"{result.in_band} of {result.answered} in time"
    return short_day(result.day), f"{passed} of {sum(result.ratings)} Good or Easy{covered}, {timing}"
