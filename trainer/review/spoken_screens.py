"""What is shown about a spoken answer. All of its figures are estimates, and say so."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cards.spoken import Spoken
from trainer.terminal.layout import Layout, Line, paragraph
from trainer.terminal.words import clock, count

if TYPE_CHECKING:
    from trainer.speech.delivery import Delivery
    from trainer.speech.transcript import Transcript

_MOST_FILLERS = 12  # listed


def reveal(
    delivery: "Delivery", transcript: "Transcript | None", figures: Spoken | None, last: Spoken | None, layout: Layout
) -> list[Line]:
    """Show what was said and how, beside the last time, and which keys the recording has.

    Args:
        delivery: What was measured.
        transcript: What was said; None without a text.
        figures: What is logged; None if it can't be told.
        last: The figures of the answer before, if they compare.
        layout: How lines are drawn.
    """
    width = layout.width
    lines = said(transcript, layout) if transcript else []
    if figures is None and (why := _no_figures(delivery)):
        lines += paragraph(why, width, style="dim")
    if figures:
        lines += paragraph(f"Estimates: {'; '.join(_figures(figures, last))}.", width, style="dim")
    if transcript and figures:
        lines += paragraph(_fillers(transcript, last), width, style="dim")
    return [*lines, *key_line(delivery, layout, text=transcript is not None)]


def said(transcript: "Transcript", layout: Layout) -> list[Line]:
    """Show what was said, with its fillers between brackets."""
    return paragraph(f"You said: {_marked(transcript)}", layout.width, rest="   ")


def key_line(delivery: "Delivery", layout: Layout, *, text: bool) -> list[Line]:
    """Show the keys of a recording, which may have a text."""
    keys = f"Recorded, {clock(delivery.length)}: p plays it · k keeps it"
    return paragraph(f"{keys} · c corrects the text." if text else f"{keys}.", layout.width, style="dim")


def _no_figures(delivery: "Delivery") -> str:
    """Return why there are no figures; nothing where that was said already."""
    if delivery.told:
        return "No estimates, because you typed as well."
    return "Too noisy for estimates." if delivery.hearing.value == "noisy" else ""


def _marked(transcript: "Transcript") -> str:
    """Return the text with its fillers between brackets."""
    text, end = "", 0
    for start, filler in transcript.fillers:
        text += f"{transcript.text[end:start]}[{transcript.text[start : start + len(filler)]}]"
        end = start + len(filler)
    return text + transcript.text[end:]


def _figures(now: Spoken, last: Spoken | None) -> Iterator[str]:
    start, longest = (round(each / 1000) for each in (now.start_ms, now.longest_pause_ms))
    yield f"your first word after about {start} s" if start else "your first word at once"
    yield f"about {clock(now.speaking_ms / 1000)} of speech{_before(last and clock(last.speaking_ms / 1000))}"
    if longest:
        pauses = f", {count(now.pauses, 'pause')} over 2 s{_before(last and last.pauses)}" if now.pauses else ""
        yield f"longest pause about {longest} s{pauses}"
    if (pace := _pace(now)) is not None:
        yield f"about {pace} words a minute{_before(last and _pace(last))}"


def _pace(spoken: Spoken) -> int | None:
    from trainer.speech.transcript import words_a_minute

    return None if spoken.words is None else words_a_minute(spoken.words, spoken.speaking_ms / 1000)


def _fillers(transcript: "Transcript", last: Spoken | None) -> str:
    heard = [filler for _, filler in transcript.fillers]
    before = _before(last and last.fillers)
    if not heard:
        return f"No fillers heard{before}."
    more = ", ..." if len(heard) > _MOST_FILLERS else ""
    return f"At least {count(len(heard), 'filler')}: {', '.join(heard[:_MOST_FILLERS])}{more}{before}."


def _before(last: object) -> str:
    return "" if last is None else f" (last time {last})"
