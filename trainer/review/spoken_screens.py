"""What is shown about a spoken answer. All of its figures are estimates, and say so."""

from typing import TYPE_CHECKING

from cards.spoken import Spoken
from trainer.terminal.layout import Layout, Line, paragraph
from trainer.terminal.words import clock, count

if TYPE_CHECKING:
    from trainer.speech.delivery import Delivery


def reveal(delivery: "Delivery", figures: Spoken | None, last: Spoken | None, layout: Layout) -> list[Line]:
    """Show how an answer was spoken, beside the last time, and which keys its recording has.

    Args:
        delivery: What was measured.
        figures: The same, and what the text adds; None if they can't be told.
        last: The figures of the answer before, if they compare.
        layout: How lines are drawn.
    """
    lines = paragraph(_figures(figures, last), layout.width, style="dim") if figures else []
    keys = f"Recorded, {clock(delivery.length)}: p plays it · k keeps it."
    return [*lines, *paragraph(keys, layout.width, style="dim")]


def _figures(now: Spoken, last: Spoken | None) -> str:
    start, longest = (round(each / 1000) for each in (now.start_ms, now.longest_pause_ms))
    parts = [
        f"your first word after about {start} s" if start else "your first word at once",
        f"about {clock(now.speaking_ms / 1000)} of speech{_before(last and clock(last.speaking_ms / 1000))}",
    ]
    if longest:
        pauses = f", {count(now.pauses, 'pause')} over 2 s{_before(last and last.pauses)}" if now.pauses else ""
        parts.append(f"longest pause about {longest} s{pauses}")
    text = "; ".join(parts)
    return f"Estimates: {text}."


def _before(last: object) -> str:
    return "" if last is None else f" (last time {last})"
