"""What both the summary of the figures and their sections show."""

from collections.abc import Sequence

from cards.text import clean_line
from scheduler.stats.known import CardGroup
from scheduler.stats.retention import Retention
from trainer.stats.charts import Row
from trainer.stats.figures import DeckFigures, Figures, KindFigures
from trainer.terminal.layout import Layout, Line, paragraph, sides, width_of
from trainer.terminal.words import percent, title_of

Section = list[Line]
_TABLE_FROM = 62  # columns that the table of retention needs


def retention(figures: Figures, layout: Layout, spans: Sequence[str]) -> Section:
    """Return true retention over some spans, as a table where there is room for one."""
    shown = [(span, figures.retention[span]) for span in spans]
    if not layout.drawn or layout.width < _TABLE_FROM:
        lines = paragraph("True retention", layout.width, style="title")
        for span, ages in shown:
            lines += sides(("", span), ("", _share(ages["all"])), layout.width - 1, first="   ")
            told = " · ".join(f"{age} {_share(ages[age])}" for age in ("young", "mature") if ages[age].total)
            lines += paragraph(" ".join(told.split()), layout.width, style="dim", first="     ") if told else []
        return lines
    lines = [(("title", " True retention"), ("dim", f"{'young':>15}{'mature':>18}{'all':>18}"))]
    for span, ages in shown:
        lines.append((("", f"   {span:<9}"), ("", "".join(f"{_share(found):>18}" for found in ages.values()))))
    return lines


def _share(found: Retention) -> str:
    return f"{found.passed}/{found.total} {percent(found.rate):>5}" if found.total else "-"


def deck_rows(decks: Sequence[DeckFigures]) -> list[Row]:
    """Return a row a deck: retention of all time, and readiness."""
    return [Row(deck.title, *_kept(deck.retention["all"], deck.ready)) for deck in decks]


def kind_rows(kinds: Sequence[KindFigures]) -> list[Row]:
    """Return a row a kind of question: retention, and readiness."""
    return [Row(title_of(kind.kind.value), *_kept(kind.retention, kind.ready)) for kind in kinds]


def _kept(found: Retention, ready: CardGroup) -> tuple[float | None, str]:
    share = f"{percent(found.rate):>5} {f'{found.passed}/{found.total}':>9}" if found.total else f"{'-':>15}"
    return found.rate, f"{share}   ready {percent(ready.readiness):>5}"


def missed(figures: Figures, layout: Layout, most: int, first: str) -> Section:
    """Return the points missed most, so many of them, with what stands before the first."""
    lines: Section = []
    for point in figures.missed[:most]:
        text = f'{point.missed} of {point.asked}: "{point.text}"'
        lines += paragraph(text, layout.width, first=first)
        first = " " * len(first)
        lines += whole(str(point.key), layout, style="dim", first=first)
    return lines


def whole(key: str, layout: Layout, *, first: str, style: str = "") -> Section:
    """Set a card's key on a line of its own, so that it can be copied; it is broken only if it is wider."""
    text = clean_line(key)
    first = first if width_of(first) + width_of(text) <= layout.width else ""
    return (
        [(("", first), (style, text))] if width_of(text) <= layout.width else paragraph(text, layout.width, style=style)
    )
