"""Deck files as people write them: read without a fault, and changed only where something changed."""

import tomllib
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from cards.card import Card
from decks.formats.bundle import Bundle, BundledDeck
from decks.importing.merge import plan_merges, write_merges
from decks.model.deck import Deck
from decks.model.problems import Level, clipped
from decks.toml.deck_edits import add_ids, append_cards, replace_cards, set_deck_id
from decks.toml.edit import remove_table
from decks.toml.files import deck_id_of, read_file
from decks.toml.positions import comments
from decks.toml.read import read_deck
from decks.toml.write import card_text, statement
from tests.reading import own_library
from tests.toml_files import HandWritten, hand_written

FIELDS = ["question", "answer", "key_points", "looks_for", "tags", "pitfalls", "phrasings", "replies", "legal"]
FIELDS += ["kind", "priority", "target_seconds"]
pytestmark = pytest.mark.slow
MANY = settings(max_examples=settings().max_examples * 2)  # a file takes milliseconds

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


def read(text: str) -> Deck:
    deck, problems = read_deck(text, path="deck.toml", default_id="deck")
    assert deck is not None
    assert [str(problem) for problem in problems if problem.level is Level.ERROR] == []
    return deck


@MANY
@given(hand_written())
def test_every_card_is_read_and_every_unknown_key_named_on_its_line(file: HandWritten) -> None:
    deck, problems = read_deck(file.text, path="deck.toml", default_id="deck")
    expected = [(line, f'unknown key "{clipped(name, 40)}"') for line, name in file.unknown_keys]

    assert deck is not None
    assert len(deck.cards) == len({piece.card for piece in file.pieces} - {-1})
    assert sorted((problem.line, problem.message) for problem in problems) == sorted(expected)


@MANY
@given(hand_written())
def test_the_id_of_a_files_deck_is_found_without_reading_its_cards(
    tmp_path_factory: pytest.TempPathFactory, file: HandWritten
) -> None:
    path = tmp_path_factory.mktemp("decks") / "some-name.toml"
    path.write_bytes(file.text.encode())
    deck, _ = read_file(path)

    assert deck is not None
    assert deck_id_of(path) == deck.head.id


@MANY
@given(hand_written())
def test_what_was_read_can_be_written_again(file: HandWritten) -> None:
    for name, value in tomllib.loads(file.text, parse_float=str).items():
        assert tomllib.loads(statement(name, value)) == {name: value}


def is_empty(value: object) -> bool:
    return not (any(value) if isinstance(value, tuple) else value)


def in_order(stretches: list[str], text: str) -> bool:
    """Return whether the text contains all of the stretches, in their order."""
    at = 0
    for stretch in stretches:
        found = text.find(stretch, at)
        if found < 0:
            return False
        at = found + len(stretch)
    return True


class Change:
    """A card whose fields take the values of another's, and what must be left of the file it is in."""

    def __init__(self, file: HandWritten, other: HandWritten, number: int, fields: set[str]) -> None:
        self.file = file
        self.deck = read(file.text)
        self.position = number % len(self.deck.cards)
        self.before = self.deck.cards[self.position]
        new = read(other.text).cards[0]
        after = self.before._replace(**{name: getattr(new, name) for name in fields})
        self.after = after if after.answer or after.key_points else after._replace(answer="So.")
        self.fields = {name for name in Card._fields if getattr(self.before, name) != getattr(self.after, name)}

    def keeps_all_else_in(self, text: str) -> bool:
        """Return whether the text is the file with no byte changed but where the changed fields are."""
        kept = [""]  # stretches of the file; what the change needs may be between them
        for piece in self.file.pieces:
            changed = piece.card == self.position and piece.field in self.fields
            # A field that is taken out takes its key and the end of its line along.
            free = changed and (piece.value or is_empty(getattr(self.after, piece.field)))
            if changed:  # comments inside the old value may now be above its key
                kept.append("")
            if not free:
                kept[-1] += piece.text
            if changed or (piece.ends and piece.card == self.position):
                kept.append("")
        return text.startswith(kept[0]) and text.endswith(kept[-1]) and in_order(kept, text)


CHANGES = st.builds(Change, hand_written(), hand_written(), st.integers(0, 2), st.sets(st.sampled_from(FIELDS)))


@MANY
@given(CHANGES)
def test_a_change_to_a_card_leaves_everything_else_byte_for_byte(change: Change) -> None:
    text = replace_cards(change.file.text, {change.position: (change.before, change.after)})
    deck = read(text)

    assert change.keeps_all_else_in(text)
    assert sorted(comments(text, 0, len(text))) == sorted(comments(change.file.text, 0, len(change.file.text)))
    assert deck.head == change.deck.head
    assert list(deck.cards) == [change.after if card is change.before else card for card in change.deck.cards]


@given(CHANGES)
def test_an_import_that_changes_a_card_leaves_everything_else_byte_for_byte(
    tmp_path_factory: pytest.TempPathFactory, change: Change
) -> None:
    # An import empties no field, and keeps a reply where it has none.
    assume(not any(is_empty(getattr(change.after, field)) for field in change.fields))
    assume("replies" not in change.fields or all(change.after.replies))
    folder = tmp_path_factory.mktemp("home") / "decks"
    folder.mkdir()
    path = folder / f"{change.deck.head.id}.toml"
    path.write_bytes(change.file.text.encode())
    incoming = BundledDeck(deck=Deck(head=change.deck.head, cards=(change.after,)))
    bundle = Bundle(decks=(incoming,), fields_present=frozenset(change.fields))
    with own_library(folder) as library, write_merges(plan_merges(bundle, library), folder / "backups", NOW) as merged:
        assert merged[0].result.updated == ((change.before.id,) if change.fields else ())
    text = path.read_bytes().decode()

    assert change.keeps_all_else_in(text)
    assert read(text).cards[change.position] == change.after


@MANY
@given(hand_written())
def test_inserted_ids_are_new_lines_and_change_no_other(file: HandWritten) -> None:
    text, ids = add_ids(file.text)

    assert in_order(file.text.split("\n"), text)
    assert text.count("\n") == file.text.count("\n") + len(ids)
    assert read(text) == replace(read(file.text), derived=frozenset())
    assert add_ids(text) == (text, [])


@given(hand_written(), hand_written())
def test_appended_cards_change_no_line(file: HandWritten, other: HandWritten) -> None:
    deck, card = read(file.text), read(other.text).cards[0]._replace(id="added")
    text = append_cards(file.text, [card_text(card)])

    assert text.startswith(file.text)
    assert read(text).cards == (*deck.cards, card)


@MANY
@given(hand_written())
def test_a_deck_gets_another_id_and_nothing_else(file: HandWritten) -> None:
    deck = read(file.text)
    text = set_deck_id(file.text, "other-id")

    assert in_order([piece.text for piece in file.pieces if "mine" not in piece.text], text)
    assert read(text) == replace(deck, head=replace(deck.head, id="other-id", title=read(text).head.title))
    assert set_deck_id(text, "other-id") == text


@MANY
@given(hand_written(), st.data())
def test_a_table_is_removed_and_nothing_else(file: HandWritten, data: st.DataObject) -> None:
    raw = tomllib.loads(file.text, parse_float=str)
    position = data.draw(st.integers(0, len(raw["cards"]) - 1))
    text = remove_table(file.text, ("cards", position))
    del raw["cards"][position]

    assert {"cards": [], **tomllib.loads(text, parse_float=str)} == raw
    assert in_order(text.split("\n"), file.text)
