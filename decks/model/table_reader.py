"""The reader of single tables: it checks their fields, and collects every problem in the file."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from cards.text import is_clean
from decks.model.deck import FORMAT
from decks.model.fields import FieldError, Reader
from decks.model.line_numbers import FileLines, TableLines
from decks.model.notation import TOML, Notation
from decks.model.problems import Level, Problem, clipped, nearest

_LONGEST = 300  # characters of a message


@dataclass(slots=True)
class TableReader:
    """Reads the tables of one file and collects the problems.

    Attributes:
        path: The file, as problems name it.
        lines: The lines of its tables and keys.
        problems: The problems found so far.
        noun: What one of the file's tables is called.
        notation: The format of the file, for the advice in problems.
    """

    path: str
    lines: FileLines
    problems: list[Problem] = field(default_factory=list)
    noun: str = "card"
    notation: Notation = TOML

    def add(self, line: int, message: str, fix: str, *, card: str | None = None, level: Level = Level.ERROR) -> None:
        """Add a problem. A message longer than 300 characters is cut, as it may quote the file."""
        line = line if self.notation.lines else 0
        self.problems.append(Problem(self.path, line, clipped(message, _LONGEST), fix, card, level, self.noun))

    def check_top(self, data: Mapping[str, object], *known: str) -> bool:
        """Check the top of a file: report unknown keys, and return whether we can read its format."""
        top = self.lines.top.keys
        for name in sorted(data.keys() - set(known)):
            self.add_unknown(name, list(known), f"Known at the top: {', '.join(known)}.", top.get(name, 1), None)
        if (number := data.get("format", FORMAT)) == FORMAT:
            return True
        message = f"format is {clipped(repr(number), 40)}, but this greenroom reads format {FORMAT}"
        fix = f"Write {self.notation.pair('format', '1')}, or update greenroom."
        self.add(top.get("format", 1), message, fix)
        return False

    def fields(
        self, table: Mapping[str, object], known: Mapping[str, Reader], lines: TableLines, card: str | None
    ) -> tuple[dict[str, Any], bool]:
        """Read the known fields of a table, and report unknown keys.

        Args:
            table: The table.
            known: The reader of each field.
            lines: The lines of the table.
            card: The name of the card or other record it is, for problems; None for the deck's own table.

        Returns:
            The values that could be read, by field, and whether all known fields could be read.
        """
        values: dict[str, Any] = {}
        complete = True
        for name, value in table.items():
            line = lines.keys.get(name, lines.line)
            if name not in known:
                self.add_unknown(name, list(known), f"Known keys: {', '.join(known)}.", line, card)
                continue
            try:
                values[name] = known[name](name, value)
            except FieldError as error:
                self.add(line, error.message, error.fix(self.notation), card=card)
                complete = False
            if not (is_clean(value) if type(value) is str else _all_clean(value)):
                fix = f"They are left out when the {self.noun} is shown; remove them from the file."
                self.add(line, f"{name} has control characters", fix, card=card, level=Level.WARNING)
        return values, complete

    def add_unknown(self, name: str, known: list[str], fix: str, line: int, card: str | None) -> None:
        """Warn of an unknown key. If a known one is similar, the advice is that instead of `fix`."""
        near = nearest(name, known)
        fix = f'Did you mean "{near}"?' if near else fix
        self.add(line, f'unknown key "{clipped(name, 40)}"', fix, card=card, level=Level.WARNING)


def _all_clean(value: object) -> bool:
    if isinstance(value, str):
        return is_clean(value)
    if isinstance(value, list | dict):
        return all(map(_all_clean, value.values() if isinstance(value, dict) else value))
    return True
