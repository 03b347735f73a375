"""Line numbers, from 1, of every table and key in a file, so that a problem can say where it is."""

from dataclasses import dataclass, field


@dataclass(slots=True)
class TableLines:
    """The lines of one table.

    Attributes:
        line: The line of its header.
        keys: The line of each of its keys, those of tables inside it included, by their dotted names.
        place: What problems call it if nothing in it names it: "row 4"; empty to go by its position.
    """

    line: int = 1
    keys: dict[str, int] = field(default_factory=dict)
    place: str = ""


@dataclass(slots=True)
class FileLines:
    """The lines of a file that is a list of tables, such as a deck file, which is a list of cards.

    Attributes:
        name: The key of the list.
        top: The keys outside all tables, and the names of the tables.
        deck: The `[deck]` table.
        items: The tables of the list.
    """

    name: str = "cards"
    top: TableLines = field(default_factory=TableLines)
    deck: TableLines = field(default_factory=TableLines)
    items: list[TableLines] = field(default_factory=list)

    def item(self, position: int) -> TableLines:
        """Return the lines of the table at a position in the list; those of the list itself if there is none."""
        if position < len(self.items):
            return self.items[position]
        return TableLines(self.top.keys.get(self.name, 1))
