"""Deck files as people write them by hand: odd spacing, comments, quoted keys, long strings, keys of their own."""

import json
from random import Random
from typing import NamedTuple

from hypothesis import strategies as st

# Text that looks like structure, and is only part of a string, a comment or a quoted key.
_LOOKALIKES = ["[deck]", "[deck]", "[[cards]]", "[cards.replies]", 'id = "no"', "key = value", "# no comment", "}"]
_WORDS = ["größe", "", 'say "so"', "it's", "C:\\new", "a\tb"]
_NAMES = ["mine", "my-note", "1", "first name", "a.b", 'say "so"', "it's", "größe", "名", "", "[deck]", "# = ]", "a\tb"]
_TABLE_NAMES = ["notes", "other table", "x.y", "tables", "]]", "# ["]
_INDENTS = ["", "", "", "  ", "\t"]
_EQUALS = [" = ", " = ", "=", "  =\t", " =   "]
_COMMENTS = ["", "", "", "  # mine", "#", "\t# [[cards]]", ' # "quote', " # größe = 1"]
_BETWEEN = ["", "", "", "\n", "\n\n", "# mine\n", "  # [deck]\n\n", '#"""\n', " \t\n"]
_OWN_VALUES = [
    "1",
    "1.50",
    "nan",
    "-inf",
    "true",
    "2026-11-23",
    "2026-11-23 10:00:00Z",
    "10:00:00",
    "0x1F",
    "[]",
    "{}",
    '{a = 1, "b c" = [1, {d.e = 2}]}',
    "[ [1, 2],\n  # inside ]\n  [3] ]",
    '[{a = "}"}, {b = \'"\'}]',
]
_LEGAL = [
    'jurisdiction = "US"',
    "status = 'asking-barred'",
    'note = """a\n[deck]"""',
    "source = 's'",
    "as_of = 2026-11-23",
]


class Piece(NamedTuple):
    """A stretch of a file's text.

    Attributes:
        text: The text.
        card: The position of the card it belongs to; -1 outside the cards and for comments.
        field: The card field it is a part of; empty for everything that a change of fields must leave alone.
        value: Whether it is the field's value, not its key or the end of its line.
        unknown: The name of the unknown key that it is the first mention of.
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


class _Values:
    """Writes values and keys in one of the forms that TOML has for them."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.pick = random.choice

    def chance(self, share: float) -> bool:
        return self.random.random() < share

    def some(self, choices: list[str], most: int) -> list[str]:
        return self.random.sample(choices, self.random.randint(0, most))

    def key(self, *names: str) -> str:
        return self.pick([".", ".", " . "]).join(map(self._key, names))

    def _key(self, name: str) -> str:
        forms = [json.dumps(name, ensure_ascii=False)]
        if "'" not in name:
            forms.append(f"'{name}'")
        if name.isascii() and name.replace("-", "").replace("_", "").isalnum():
            forms += [name] * 6 + [f'"\\u{ord(name[0]):04x}{name[1:]}"']
        return self.pick(forms)

    def string(self) -> str:
        """Return a string in one of its four forms, never blank."""
        lines = [*self.random.choices(_LOOKALIKES + _WORDS, k=self.random.randint(0, 4)), "end"]
        first = self.pick(["", "\n", "\n\n"])
        match self.random.randint(0, 4):
            case 0:
                return "'" + " ".join(lines).replace("'", "") + "'"
            case 1:
                ending = self.pick(["", "\n", '"', '""', "\\\n   ", '\\"""', "\\\\"])
                return f'"""{first}' + "\n".join(lines).replace("\\", "\\\\") + f'{ending}"""'
            case 2:
                return f"'''{first}" + "\n".join(lines) + self.pick(["", "\n", "'", "''", "\\"]) + "'''"
        return json.dumps(self.pick([" ", "\n", "\t"]).join(lines), ensure_ascii=False)

    def _point(self) -> str:
        form = self.pick(["{}", "{}", "{{text = {}, must = true}}", "{{ must=false ,text = {} }}", '{{"text" = {}}}'])
        return form.format(self.string())

    def array(self, *, points: bool) -> str:
        """Return an array of one to three strings or key points, on one line or several."""
        items = [self._point() if points else self.string() for _ in range(self.random.randint(1, 3))]
        if self.chance(0.5):
            return f"[{self.pick(['', ' '])}{', '.join(items)}{self.pick(['', ',', ' '])}]"
        lines = [f"{self.pick(_INDENTS)}{item},{self.pick(_COMMENTS)}\n" for item in items]
        return f"[{self.pick(_COMMENTS)}\n{''.join(lines)}{self.pick(_BETWEEN)}]"

    def of(self, field: str) -> str:
        """Return a value for a field of a card."""
        if field in ("key_points", "tags", "pitfalls", "phrasings"):
            return self.array(points=field == "key_points")
        few = {
            "target_seconds": ["90", "1_20", "0x20"],
            "kind": ['"skill"', "'story'"],
            "priority": ['"must"', "'extra'"],
        }
        return self.pick(few[field]) if field in few else self.string()


class _Writer(_Values):
    """Writes one file, piece by piece."""

    def __init__(self, random: Random) -> None:
        super().__init__(random)
        self.pieces: list[Piece] = []
        self._card = -1

    def header(self, *names: str, array: bool = False, field: str = "", unknown: str | None = None) -> None:
        space = self.pick(["", "", " ", "\t"])
        opening, closing = ("[[", "]]") if array else ("[", "]")
        text = f"{self.pick(_INDENTS)}{opening}{space}{self.key(*names)}{space}{closing}"
        self._line([Piece(text, self._card, field, unknown=unknown)], field)

    def statement(self, value: str, *names: str, field: str = "", unknown: str | None = None) -> None:
        key = f"{self.pick(_INDENTS)}{self.key(*names)}{self.pick(_EQUALS)}"
        at = self._card, field
        self._line([Piece(key, *at, unknown=unknown), Piece(value, *at, value=True)], field)

    def _line(self, pieces: list[Piece], field: str) -> None:
        comment = self.pick(_COMMENTS)
        space = comment[: len(comment) - len(comment.lstrip())]
        self.pieces += [*pieces, Piece(space, self._card, field), Piece(comment[len(space) :])]
        self.pieces += [Piece("\n", self._card, field, ends=True), Piece(self.pick(_BETWEEN))]

    def own(self, *inside: str, tell: bool = True) -> None:
        """Write statements with keys that greenroom does not know."""
        for name in self.some(_NAMES, 2):
            unknown = name if tell else None
            if self.chance(0.75):
                self.statement(
                    self.string() if self.chance(0.5) else self.pick(_OWN_VALUES), *inside, name, unknown=unknown
                )
            else:
                self.statement("1", *inside, name, "x y", unknown=unknown)
                self.statement("[2]", *inside, name, "z")

    def own_table(self, name: str) -> None:
        self._card = -1
        self.header(name, array=self.chance(0.5), unknown=name)
        self.own(tell=False)
        if self.chance(0.5):
            self.header(name, "deep table", array=self.chance(0.5))
            self.own(tell=False)

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
        for field in self.random.sample(sorted(fields), len(fields)):
            if field == "id":
                self.statement(f'"card-{number}"', field)
            else:
                self.statement(self.of(field), field, field=field)
        replies = self.some(["concern", "redirect", "decline"], 3)
        form = self.pick(["inline", "dotted", "table"]) if replies else ""
        legal = self.pick(["", "", "", "inline", "tables"])
        if form == "inline":
            inner = ", ".join(f"{self.key(name)} = {self.string()}" for name in replies)
            self.statement(f"{{ {inner} }}", "replies", field="replies")
        self.own()
        if form == "dotted":
            self.replies(replies, "replies")
        if legal == "inline":
            self.statement(f"[\n  {{{', '.join(_LEGAL)}}},  # mine\n]", "legal", field="legal")
        if form == "table":
            self.header("cards", "replies", field="replies")
            self.replies(replies)
        if legal == "tables":
            self.legal_notes()
        if self.chance(0.25):
            self.header("cards", "my table", array=self.chance(0.5), unknown="my table")
            self.own(tell=False)

    def replies(self, names: list[str], *inside: str) -> None:
        for name in names:
            self.statement(self.string(), *inside, name, field="replies")

    def legal_notes(self) -> None:
        for _ in range(self.random.randint(1, 2)):
            self.header("cards", "legal", array=True, field="legal")
            for name, _, value in (line.partition(" = ") for line in _LEGAL):
                self.statement(value, name, field="legal")

    def file(self) -> None:
        self.pieces.append(Piece(self.pick(_BETWEEN)))
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
        tables = self.some(_TABLE_NAMES, 3)
        for number in range(self.random.randint(1, 3)):
            if tables and self.chance(0.5):
                self.own_table(tables.pop())
            self.card(number)
        if deck == "last":
            self.deck()
        for name in tables:
            self.own_table(name)


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
