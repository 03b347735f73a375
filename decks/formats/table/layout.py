"""The columns of a table, each with the card field that it becomes part of, and the rows that are cards."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from decks.formats.field_names import known_names
from decks.model.notation import few
from decks.model.problems import Problem, clipped

Finding = tuple[str, str]  # what to say about the columns, and how to fix it


class TableRow(NamedTuple):
    """A row, the line of the file where it begins, and its number in a spreadsheet, 0 if it has none."""

    line: int
    cells: Sequence[str]
    number: int = 0

    @property
    def name(self) -> str:
        """What problems call it; empty if it has no number."""
        return f"row {self.number}" if self.number else ""


class Column(NamedTuple):
    """What a column holds.

    Attributes:
        field: The card field; `star` for a part of a story, `options` for choices to pick from; empty if left out.
        title: Its name in the file.
        labelled: Whether its title is written in front of its cells, which would be unclear alone.
        whole: For tags, whether a cell is one tag, spaces and all.
    """

    field: str
    title: str = ""
    labelled: bool = False
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Layout:
    """The columns of a table and the rows that are cards.

    Attributes:
        columns: One for each column.
        rows: The rows without the header; none if the columns can't make a card.
        problems: What the user should know about the columns.
        header: What the first row is: `header`, `card`, or empty if something else names the columns.
    """

    columns: tuple[Column, ...]
    rows: Sequence[TableRow]
    problems: tuple[Problem, ...] = ()
    header: str = ""

    @property
    def understood(self) -> str:
        """Which column was taken for which field, the question first: `question from "Frage", answer from "Text"`."""
        order = known_names()
        taken = sorted(
            (column for column in self.columns if column.field),
            key=lambda column: order.index(field_name(column.field)),
        )
        return few(
            [
                field_name(column.field) + (f' from "{clipped(column.title, 30)}"' if column.title else "")
                for column in taken
            ]
        )


def is_export(titles: Sequence[str]) -> bool:
    """Return whether greenroom wrote a table with these columns: then nothing in it has to be guessed."""
    return list(titles[:4]) == ["question", "answer", "key points", "tags"]


def card_field(field: str) -> str:
    """Return the card field that a column becomes part of."""
    return {"star": "key_points", "options": "context"}.get(field, field)


def field_name(field: str) -> str:
    """Return the name, for messages, of the card field that a column becomes part of."""
    return card_field(field).replace("_", " ")
