"""The reader of a deck: it turns tables, whatever format they came from, into a deck, and reports every problem."""

from collections.abc import Mapping, Sequence
from typing import Any

from cards.card import Card, LegalNote
from decks.model.deck import Deck, DeckHead, default_title
from decks.model.fields import CARD_FIELDS, DECK_FIELDS
from decks.model.ids import derive_ids, is_slug
from decks.model.line_numbers import FileLines
from decks.model.notation import TOML, Notation
from decks.model.problems import Level, Problem, clipped
from decks.model.table_reader import TableReader
from decks.model.wordings import check_wordings


def deck_from_tables(
    data: Mapping[str, object],
    lines: FileLines,
    *,
    path: str,
    default_id: str,
    broken: Sequence[Problem] = (),
    notation: Notation = TOML,
) -> tuple[Deck | None, list[Problem]]:
    """Read a deck from the tables of the deck format.

    Args:
        data: What was read from TOML or JSON: `format`, `deck` and `cards`, with any content.
        lines: The lines of the tables.
        path: The file, as problems name it.
        default_id: The deck's id if the data has none.
        broken: The problems of cards that could not even be read as tables.
        notation: The format of the file, for the advice in problems.

    Returns:
        The deck with all of its usable cards, None if there are none, and every problem in the order of the lines.
    """
    reader = TableReader(path, lines, list(broken), notation=notation)
    head = _read_head(reader, data, default_id)
    raw_cards = data.get("cards", [])
    entries = raw_cards if isinstance(raw_cards, list) else []
    tables = [entry for entry in entries if isinstance(entry, dict)]
    if raw_cards is not entries or (entries and not tables):
        reader.add(lines.top.keys.get("cards", 1), "cards is not a list of cards", notation.listed)
    elif others := len(entries) - len(tables):
        one, several = "is not a card, so it was left out", "are not cards, so they were left out"
        message = f"1 entry of cards {one}" if others == 1 else f"{others} entries of cards {several}"
        reader.add(lines.top.keys.get("cards", 1), message, notation.listed)
    elif not entries and not broken:
        reader.add(1, "the file has no cards", notation.cards)
    deck = _read_cards(reader, tables, head)
    reader.problems.sort(key=lambda problem: problem.line)
    return deck, reader.problems


def _read_head(reader: TableReader, data: Mapping[str, object], default_id: str) -> DeckHead | None:
    """Return the deck's head; None if its cards cannot be used at all, or not under the right id."""
    if not reader.check_top(data, "format", "deck", "cards"):
        return None
    table, lines = data.get("deck", {}), reader.lines.deck
    if not isinstance(table, dict):
        reader.add(lines.line, "deck is not a table", reader.notation.deck)
        return None
    values, _ = reader.fields(table, DECK_FIELDS, lines, None)
    if "id" in table and "id" not in values:
        return None  # under another id its cards would lose their history
    deck_id = values.pop("id", default_id)
    if not is_slug(deck_id):
        message = f'the deck\'s id "{clipped(deck_id, 40)}" is not a slug'
        reader.add(lines.keys.get("id", lines.line), message, _slug_fix(reader.notation))
        return None
    title = values.pop("title", default_title(deck_id))
    return DeckHead(id=deck_id, title=title, **values)


def _read_cards(reader: TableReader, raw_cards: Sequence[Mapping[str, object]], head: DeckHead | None) -> Deck | None:
    derived = derive_ids(raw_cards)
    lines_of_ids: dict[str, int] = {}
    cards: list[Card] = []
    begins: dict[str, int] = {}
    for position, written in enumerate(raw_cards):
        lines = reader.lines.item(position)
        name = clipped(str(written.get("id") or written.get("question") or lines.place or f"card {position + 1}"), 40)
        raw, sound = check_wordings(reader, written, lines, name) if "wordings" in written else (written, True)
        values, usable = reader.fields(raw, CARD_FIELDS, lines, name)
        usable &= sound
        if "question" not in raw:
            reader.add(lines.line, "there is no question", reader.notation.question, card=name)
            usable = False
        values.setdefault("id", derived.get(position, ""))
        if "id" in raw:
            usable &= _check_id(reader, values["id"], lines.keys.get("id", lines.line), name, lines_of_ids)
        if "follow_ups" in values:
            _check_follow_ups(reader, values, lines.keys.get("follow_ups", lines.line), name)
        for wording in values.get("wordings", ()):
            if (reworded := dict(wording.fields)).keys() & {"phrasings", "follow_ups"}:
                line = lines.keys.get(f"wordings.{wording.language}", lines.keys.get("wordings", lines.line))
                _check_follow_ups(reader, values | reworded, line, name)
        if notes := values.get("legal"):
            _check_places(reader, notes, lines.keys.get("legal", lines.line), name)
        if usable and head:
            values.setdefault("kind", head.kind)
            cards.append(Card(**values))
            begins[cards[-1].id] = lines.line
    if head is None or not cards:
        return None
    return Deck(head=head, cards=tuple(cards), derived=frozenset(derived.values()) & begins.keys(), lines=begins)


def _check_id(reader: TableReader, card_id: str, line: int, name: str, lines_of_ids: dict[str, int]) -> bool:
    """Return whether an id is a slug and new; report it if not. `lines_of_ids` are the ids before it."""
    if not is_slug(card_id):
        if card_id:  # an id that is not even text has been reported already
            reader.add(line, f'the id "{clipped(card_id, 40)}" is not a slug', _slug_fix(reader.notation), card=name)
        return False
    if card_id in lines_of_ids:
        first = f", first on line {lines_of_ids[card_id]}" if reader.notation.lines else ""
        reader.add(line, f"the id is used twice{first}", "Give this card another id.", card=name)
        return False
    lines_of_ids[card_id] = line
    return True


def _check_follow_ups(reader: TableReader, values: Mapping[str, Any], line: int, name: str) -> None:
    """Report follow-ups to a wording that there is not: they would never be asked."""
    most = len(values.get("phrasings", ()))
    for unknown in sorted({each.phrasing or 0 for each in values.get("follow_ups", ())}):
        if unknown > most:
            there = f"there are {most}" if most else "there are none"
            fix = "0 is the question, 1 the first of phrasings; without a number it fits any wording."
            reader.add(line, f"a follow-up is for phrasing {unknown}, and {there}", fix, card=name, level=Level.WARNING)


def _check_places(reader: TableReader, notes: Sequence[LegalNote], line: int, name: str) -> None:
    """Warn of every jurisdiction that is not an ISO code."""
    from decks.model.places import is_place, place_for

    for place in dict.fromkeys(note.jurisdiction for note in notes):
        if not is_place(place):
            code = place_for(place)
            fix = f'Did you mean "{code}"?' if code else 'Write an ISO 3166 code, such as "GB" or "US-NY".'
            reader.add(line, f'jurisdiction is "{clipped(place, 40)}"', fix, card=name, level=Level.WARNING)


def _slug_fix(notation: Notation) -> str:
    shown = notation.pair("id", '"my-card"')
    return f"Write it in small letters, digits and hyphens: {shown}."
