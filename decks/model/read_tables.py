"""Tables -> deck: what the deck format means, in whatever notation it was written; all problems at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from cards.card import Card
from cards.text import is_clean
from decks.model.deck import FORMAT, Deck, DeckHead
from decks.model.fields import CARD_FIELDS, DECK_FIELDS, FieldError, Reader
from decks.model.ids import derive_ids, is_slug
from decks.model.lines import FileLines, TableLines
from decks.model.notation import TOML, Notation
from decks.model.problems import Level, Problem, clipped, nearest

_LONGEST = 300  # characters of a message


@dataclass(slots=True)
class Reading:
    """The problems found so far in one file.

    Attributes:
        path: How they call the file.
        lines: The lines of its tables and keys.
        problems: The problems.
        noun: What it is a list of.
        notation: How it is written.
    """

    path: str
    lines: FileLines
    problems: list[Problem] = field(default_factory=list)
    noun: str = "card"
    notation: Notation = TOML

    def add(self, line: int, message: str, fix: str, *, card: str | None = None, level: Level = Level.ERROR) -> None:
        """Note a problem; what a message quotes may be of any length."""
        line = line if self.notation.lines else 0
        self.problems.append(Problem(self.path, line, clipped(message, _LONGEST), fix, card, level, self.noun))

    def fields(
        self,
        table: Mapping[str, object],
        known: Mapping[str, Reader],
        lines: TableLines,
        card: str | None,
    ) -> tuple[dict[str, Any], bool]:
        """Read the known fields of a table; tell also whether all of them could be read."""
        values: dict[str, Any] = {}
        sound = True
        for name, value in table.items():
            at = lines.keys.get(name, lines.line)
            if name not in known:
                near = nearest(name, list(known))
                fix = f'Did you mean "{near}"?' if near else f"Known keys: {', '.join(known)}."
                self.add(at, f'unknown key "{clipped(name, 40)}"', fix, card=card, level=Level.WARNING)
                continue
            try:
                values[name] = known[name](name, value)
            except FieldError as error:
                self.add(at, error.message, error.fix(self.notation), card=card)
                sound = False
            if not _all_clean(value):
                fix = f"They are left out when the {self.noun} is shown; remove them from the file."
                self.add(at, f"{name} has control characters", fix, card=card, level=Level.WARNING)
        return values, sound


def read_tables(
    data: Mapping[str, object],
    lines: FileLines,
    *,
    path: str,
    default_id: str,
    broken: Sequence[Problem] = (),
    notation: Notation = TOML,
) -> tuple[Deck | None, list[Problem]]:
    """Read a deck from the tables of the deck format, wherever they were written.

    Args:
        data: What TOML or JSON gives: `format`, `deck` and `cards`, of any content.
        lines: The lines they stand on.
        path: How problems call the file.
        default_id: The deck's id if there is none.
        broken: Problems of cards that never became tables.
        notation: How they were written.
    """
    reading = Reading(path, lines, list(broken), notation=notation)
    head = _read_head(reading, data, default_id)
    raw_cards = data.get("cards", [])
    if not isinstance(raw_cards, list) or not all(isinstance(raw, dict) for raw in raw_cards):
        reading.add(reading.lines.top.keys.get("cards", 1), "cards is not a list of cards", notation.listed)
        raw_cards = []
    elif not raw_cards and not broken:
        reading.add(1, "the file has no cards", notation.cards)
    deck = _read_cards(reading, raw_cards, head)
    reading.problems.sort(key=lambda problem: problem.line)
    return deck, reading.problems


def _read_head(reading: Reading, data: Mapping[str, object], default_id: str) -> DeckHead | None:
    top = reading.lines.top.keys
    for name in sorted(set(data) - {"format", "deck", "cards"}):
        near = nearest(name, ["format", "deck", "cards"])
        fix = f'Did you mean "{near}"?' if near else "Known at the top: format, deck, cards."
        reading.add(top.get(name, 1), f'unknown key "{clipped(name, 40)}"', fix, level=Level.WARNING)
    if data.get("format", FORMAT) != FORMAT:
        reading.add(
            top.get("format", 1),
            f"format is {clipped(repr(data['format']), 40)}, and this greenroom reads format {FORMAT}",
            f"Write {reading.notation.pair('format', '1')}, or get a newer greenroom.",
        )
        return None
    table = data.get("deck", {})
    line = reading.lines.deck.line
    if not isinstance(table, dict):
        reading.add(top.get("deck", 1), "deck is not a table", reading.notation.deck)
        return None
    values, _ = reading.fields(table, DECK_FIELDS, reading.lines.deck, None)
    if "id" in table and "id" not in values:
        return None  # under another id its cards would lose their history
    deck_id = values.pop("id", default_id)
    if not is_slug(deck_id):
        message = f'the deck\'s id "{clipped(deck_id, 40)}" is not a slug'
        reading.add(reading.lines.deck.keys.get("id", line), message, _slug_fix(reading.notation))
        return None
    title = values.pop("title", deck_id.replace("-", " ").capitalize())
    return DeckHead(id=deck_id, title=title, **values)


def _read_cards(reading: Reading, raw_cards: Sequence[Mapping[str, object]], head: DeckHead | None) -> Deck | None:
    derived = derive_ids(raw_cards)
    first_lines: dict[str, int] = {}
    cards: list[Card] = []
    begins: dict[str, int] = {}
    for position, raw in enumerate(raw_cards):
        lines = reading.lines.item(position)
        line = lines.line
        name = _name(raw)
        values, sound = reading.fields(raw, CARD_FIELDS, lines, name)
        sound &= _check_content(reading, raw, values, line, name)
        values.setdefault("id", derived.get(position, ""))
        if "id" in raw:
            sound &= _check_id(reading, values["id"], lines.keys.get("id", line), name, first_lines)
        if sound and head:
            values.setdefault("kind", head.kind)
            cards.append(Card(**values))
            begins[cards[-1].id] = line
    if head is None or not cards:
        return None
    return Deck(head=head, cards=tuple(cards), derived=frozenset(derived.values()) & begins.keys(), lines=begins)


def _check_content(
    reading: Reading, raw: Mapping[str, object], values: Mapping[str, object], line: int, name: str
) -> bool:
    if "question" not in raw:
        reading.add(line, "there is no question", reading.notation.question, card=name)
        return False
    unread = any(key in raw and key not in values for key in ("answer", "key_points"))
    if not (unread or values.get("answer") or values.get("key_points")):
        reading.add(line, "there is neither an answer nor key points", reading.notation.answer, card=name)
        return False
    return True


def _check_id(reading: Reading, card_id: str, line: int, name: str, first_lines: dict[str, int]) -> bool:
    if not is_slug(card_id):
        if card_id:  # an id that is not even text has been reported already
            reading.add(line, f'the id "{clipped(card_id, 40)}" is not a slug', _slug_fix(reading.notation), card=name)
        return False
    if card_id in first_lines:
        first = f", first on line {first_lines[card_id]}" if reading.notation.lines else ""
        reading.add(line, f"the id is used twice{first}", "Give this card another id.", card=name)
        return False
    first_lines[card_id] = line
    return True


def _slug_fix(notation: Notation) -> str:
    shown = notation.pair("id", '"my-card"')
    return f"Write it in small letters, digits and hyphens: {shown}."


def _name(raw: Mapping[str, object]) -> str:
    """How problems call a card: its id, else the start of its question."""
    return clipped(str(raw.get("id") or raw.get("question") or "?"), 40)


def _all_clean(value: object) -> bool:
    match value:
        case str():
            return is_clean(value)
        case list():
            return all(_all_clean(item) for item in value)
        case dict():
            return all(_all_clean(item) for item in value.values())
    return True
