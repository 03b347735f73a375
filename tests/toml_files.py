"""Deck files as people write them by hand: odd spacing, comments, quoted keys, long strings, keys of their own."""

from random import Random
from typing import NamedTuple

from hypothesis import strategies as st

from tests.toml_values import BETWEEN, COMMENTS, EQUALS, INDENTS, LEGAL, NAMES, OWN_VALUES, TABLE_NAMES, TomlValues


class Piece(NamedTuple):
    """A stretch of a file's text.

    Attributes:
        text: The text.
        card: The position of the card it belongs to; -1 outside the cards and for comments.
        field: The card field it is part of; empty for everything that a change of fields must leave alone.
        value: Whether it is the field's value or a part of it, not its key or the end of its line.
        unknown: The name of an unknown key, if this is its first mention.
        ends: Whether another statement may follow it.
    """

    text: str
    card: int = -1
    field: str = ""
    value: bool = False
    unknown: str | None = None
    ends: bool = False


class HandWritten(NamedTuple):
    """A deck file that is valid TOML, piece by piece."""

    pieces: tuple[Piece, ...]

    def __repr__(self) -> str:
        return f"HandWritten({self.text!r})"

    @property
    def text(self) -> str:
        return "".join(piece.text for piece in self.pieces)

    @property
    def unknown_keys(self) -> list[tuple[int, str]]:
        """The line of each unknown key, and its name."""
        found, line = [], 1
        for piece in self.pieces:
            if piece.unknown is not None:
                found.append((line, piece.unknown))
            line += piece.text.count("\n")
        return found


class _Writer(TomlValues):
    """Writes one file, piece by piece."""

    def __init__(self, random: Random) -> None:
        super().__init__(random)
        self.pieces: list[Piece] = []
        self._card = -1
        self._tables = self.some(TABLE_NAMES, 3)

    def header(self, *names: str, array: bool = False, field: str = "", unknown: str | None = None) -> None:
        space = self.pick(["", "", " ", "\t"])
        opening, closing = ("[[", "]]") if array else ("[", "]")
        text = f"{self.pick(INDENTS)}{opening}{space}{self.key(*names)}{space}{closing}"
        self._line([Piece(text, self._card, field, value=True, unknown=unknown)], field, part=True)

    def statement(
        self, value: str, *names: str, field: str = "", unknown: str | None = None, part: bool = False
    ) -> None:
        """Write a key with its value, which may be only a part of the value of a card's field."""
        key = f"{self.pick(INDENTS)}{self.key(*names)}{self.pick(EQUALS)}"
        pieces = [Piece(key, self._card, field, part, unknown), Piece(value, self._card, field, value=True)]
        self._line(pieces, field, part=part)

    def _line(self, pieces: list[Piece], field: str, *, part: bool) -> None:
        comment = self.pick(COMMENTS)
        space = comment[: len(comment) - len(comment.lstrip())]
        self.pieces += [*pieces, Piece(space, self._card, field, part), Piece(comment[len(space) :])]
        self.pieces += [Piece("\n", self._card, field, part, ends=True), Piece(self.pick(BETWEEN))]

    def own(self, *inside: str, tell: bool = True) -> None:
        """Write statements with keys that greenroom does not know."""
        for name in self.some(NAMES, 2):
            unknown = name if tell else None
            if self.chance(0.75):
                value = self.string() if self.chance(0.5) else self.pick(OWN_VALUES)
                self.statement(value, *inside, name, unknown=unknown)
            else:
                self.statement("1", *inside, name, "x y", unknown=unknown)
                self.statement("[2]", *inside, name, "z")

    def own_table(self) -> None:
        """Write a table that greenroom does not know, if there is a name left for one."""
        if not self._tables:
            return
        name, card, self._card = self._tables.pop(), self._card, -1
        self.header(name, array=self.chance(0.5), unknown=name)
        self.own(tell=False)
        if self.chance(0.5):
            self.header(name, "deep table", array=self.chance(0.5))
            self.own(tell=False)
        self._card = card

    def deck(self, *inside: str) -> None:
        self._card = -1
        if not inside:
            self.header("deck")
        self.own(*inside)
        for name in self.random.sample(["id", "title", "description"], self.random.randint(1, 3)):
            self.statement(self.pick(['"mine"', "'mine'"]) if name == "id" else self.string(), *inside, name)

    def card(self, number: int) -> None:
        self._card = number
        self.header("cards", array=True)
        fields = {"question", self.pick(["answer", "key_points"])}
        fields |= {*self.some(["answer", "key_points", "looks_for", "tags", "pitfalls", "phrasings"], 2)}
        fields |= {*self.some(["id", "kind", "priority", "target_seconds"], 2)}
        tables = {*self.some(["key_points", "replies", "legal"], 3)}  # fields with headers of their own
        for field in self.random.sample(sorted(fields), len(fields)):
            if field == "id":
                self.statement(f'"card-{number}"', field)
            elif field not in tables:
                self.statement(self.of(field), field, field=field)
        replies = self.some(["concern", "redirect", "decline"], 3)
        if "replies" not in tables:
            self.replies(replies)
        self.own()
        if "legal" not in tables and self.chance(0.3):
            self.statement(f"[\n  {{{', '.join(LEGAL)}}},  # mine\n]", "legal", field="legal")
        self.sub_tables(tables if "key_points" in fields else tables - {"key_points"}, replies)

    def sub_tables(self, fields: set[str], replies: list[str]) -> None:
        if self.chance(0.2):  # the tables below it are still parts of the card
            self.own_table()
        if "replies" in fields and replies:
            self.tables("replies", [(name, self.string()) for name in replies], array=False)
        if "legal" in fields:
            self.tables("legal", [line.partition(" = ")[::2] for line in LEGAL])
        if "key_points" in fields:
            self.tables("key_points", [("text", self.string()), ("must", "true")])
        if self.chance(0.25):
            self.header("cards", "my table", array=self.chance(0.5), unknown="my table")
            self.own(tell=False)

    def replies(self, names: list[str]) -> None:
        if names and self.chance(0.5):
            inner = ", ".join(f"{self.key(name)} = {self.string()}" for name in names)
            self.statement(f"{{ {inner} }}", "replies", field="replies")
            return
        for name in names:
            self.statement(self.string(), "replies", name, field="replies", part=True)

    def tables(self, field: str, statements: list[tuple[str, str]], *, array: bool = True) -> None:
        for _ in range(self.random.randint(1, 2) if array else 1):
            self.header("cards", field, array=array, field=field)
            for name, value in statements:
                self.statement(value, name, field=field, part=True)

    def file(self) -> None:
        self.pieces.append(Piece(self.pick(BETWEEN)))
        if self.chance(0.5):
            self.statement("1", "format")
        self.own()
        deck = self.pick(["", "", "first", "first", "last", "dotted", "inline"])
        if deck == "inline":
            self.statement(f'{{{self.key("id")} = "mine", title = {self.string()}}}', "deck")
        if deck == "dotted":
            self.deck("deck")
        if deck == "first":
            self.deck()
        for number in range(self.random.randint(1, 3)):
            if self.chance(0.4):
                self.own_table()
            self.card(number)
        if deck == "last":
            self.deck()
        if self.chance(0.4):
            self.own_table()


@st.composite
def hand_written(draw: st.DrawFn) -> HandWritten:
    """A deck file of one to three cards as a person may write it: all of it is valid, and none of it is in our form."""
    random = Random(draw(st.integers(0, 2**32)))  # a choice of hypothesis for each character would take seconds
    writer = _Writer(random)
    writer.file()
    pieces = writer.pieces
    newlines = random.choice([["\n"], ["\n"], ["\r\n"], ["\n", "\r\n"]])
    pieces = [piece._replace(text=piece.text.replace("\n", random.choice(newlines))) for piece in pieces]
    if random.random() < 0.5:  # no line end after the last line
        last = max(number for number, piece in enumerate(pieces) if piece.text)
        pieces[last] = pieces[last]._replace(text=pieces[last].text.removesuffix("\n").removesuffix("\r"))
    return HandWritten(tuple(pieces))
