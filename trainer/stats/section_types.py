"""The types of a section of the figures: its title and table, and the bars of its chart."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Literal, NamedTuple, TypeVar

from cards.card import TargetSeconds
from cards.key import CardKey
from scheduler.stats.retention import Retention

_C = TypeVar("_C")


class Part(NamedTuple):
    """Some of a whole: `7 of 9`."""

    part: int
    whole: int


# An int is a count, a float a share from 0 to 1, a timedelta an answer time, None an unknown figure.
Cell = str | int | float | date | timedelta | CardKey | Part | Retention | TargetSeconds | None
Form = Literal[
    "bars", "columns", "scatter", "calendar", "retention", "points", "list", "leeches", "trend", "parts", "questions"
]


class Bar(NamedTuple):
    """One bar of a chart.

    Attributes:
        label: The name of the bar.
        share: How much of the room it fills, from 0 to 1; None draws no bar.
        values: The numbers beside it, padded so that they line up between bars on a terminal.
        mark: Where a second figure lies, from 0 to 1.
        band: The shares between which the mark should lie.
        about: A line below the label in the report.
    """

    label: str
    share: float | None
    values: tuple[str, ...]
    mark: float | None = None
    band: tuple[float, float] | None = None
    about: str = ""


class Section(NamedTuple):
    """One part of the figures.

    Attributes:
        title: Its heading in the report.
        heading: Its heading on a terminal, where no note explains the numbers, and the name of its chart.
        note: What it shows, in a sentence or two.
        columns: The heads of its table.
        rows: The cells of its table; the first cell of a row names the row.
        form: How it is drawn. The report draws `columns` from the second cell of each row, a `scatter` from the fourth
            cell against the third, a `calendar` from the days and counts, and the lines of a `trend` from the cells
            after the day; everything else from the bars. Those of `parts` fill a whole: a part up to the share,
            another one up to the mark.
        bars: Its bars; for `columns` and `scatter`, only the terminal draws them.
        lines: Label and text of each line of a `list` on a terminal.
        ending: A sentence below it.
        names: What the chart's shares or lines are, and its marks or its second line, if it has a legend.
        goal: A target share, drawn into a `trend`.
    """

    title: str
    heading: str
    note: str
    columns: Sequence[str]
    rows: Sequence[tuple[Cell, ...]]
    form: Form
    bars: Sequence[Bar] = ()
    lines: Sequence[tuple[str, str]] = ()
    ending: str = ""
    names: tuple[str, ...] = ()
    goal: float | None = None

    def column(self, at: int, kind: type[_C]) -> list[_C]:
        """Return the cells of one column that have a type."""
        return [cell for row in self.rows if isinstance(cell := row[at], kind)]

    def line(self, at: int) -> list[float | None]:
        """Return the cells of one column as shares; None for cells that are not."""
        rates = [cell.rate if isinstance(cell, Retention) else cell for cell in (row[at] for row in self.rows)]
        return [rate if isinstance(rate, float) else None for rate in rates]


class Group(NamedTuple):
    """Sections that belong together."""

    title: str
    sections: Sequence[Section]


def relative_bars(found: Iterable[tuple[str, float, tuple[str, ...]]]) -> list[Bar]:
    """Return (label, amount, values) as bars; the greatest amount fills its bar."""
    listed = list(found)
    most = max((amount for _, amount, _ in listed), default=0) or 1
    return [Bar(label, amount / most, values) for label, amount, values in listed]
