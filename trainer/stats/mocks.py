"""Earlier mock interviews, one a line."""

from collections.abc import Sequence

from cards.review import Rating
from scheduler.mock.results import MockResult
from trainer.terminal.layout import Layout, Line, paragraph
from trainer.terminal.words import percent, short_day


def history(results: Sequence[MockResult], layout: Layout, *, heading: str) -> list[Line]:
    """Return a heading and a line for each mock; nothing if there are none."""
    lines = paragraph(heading, layout.width) if results else []
    for result in results:
        day, sentence = history_line(result)
        lines += paragraph(sentence, layout.width, first=f"   {day:<11}")
    return lines


def history_line(result: MockResult) -> tuple[str, str]:
    """Return the day of a mock, and its ratings, its points and its timing."""
    covered = "" if result.coverage is None else f", {percent(result.coverage)} of points"
    passed = sum(result.ratings[Rating.GOOD - 1 :])
    timing = f"{result.in_band} of {result.answered} in time"
    return short_day(result.day), f"{passed} of {sum(result.ratings)} Good or Easy{covered}, {timing}"
