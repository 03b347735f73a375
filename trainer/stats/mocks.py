"""Earlier mock interviews, one a line."""

from collections.abc import Sequence

from cards.review import Rating
from scheduler.mock.results import MockResult
from trainer.terminal.layout import Layout, Line, paragraph
from trainer.terminal.words import short_day


def history(results: Sequence[MockResult], layout: Layout, *, heading: str) -> list[Line]:
    """Tell of earlier mocks, one a line; nothing if there are none."""
    lines = paragraph(heading, layout.width) if results else []
    for found in results:
        covered = "" if found.coverage is None else f", {round(100 * found.coverage)} % of points"
        held = sum(found.ratings[Rating.GOOD - 1 :])
        told = f"{held} of {sum(found.ratings)} Good or Easy{covered}, {found.in_band} of {found.answered} in time"
        lines += paragraph(told, layout.width, first=f"   {short_day(found.day):<11}")
    return lines
