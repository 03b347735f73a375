"""How a card is worded elsewhere: what is read, what is wrong, and that it is written as it was read."""

import json

import jsonschema
import pytest
from hypothesis import given

from cards.card import Card, FollowUp, KeyPoint, Wording
from decks.formats.json import write_json
from decks.formats.registry import writer
from decks.model.deck import Deck, DeckHead
from decks.toml.deck_edits import replace_cards
from decks.toml.read import read_deck
from decks.toml.write import write_deck
from tests import ROOT
from tests.reading import read as read_file
from tests.strategies import FEW_DECKS, reworded_cards

CARD = """[[cards]]
id = "why"
question = "Why organise it?"
phrasings = ["How come?"]
key_points = ["a colour", {text = "a must", must = true}]
"""


def read(text: str) -> Deck:
    deck, problems = read_deck(text, path="x.toml", default_id="x")
    assert [str(problem) for problem in problems] == []
    assert deck is not None
    return deck


def mistakes(text: str) -> list[str]:
    return [str(problem).removeprefix("x.toml:") for problem in read_deck(text, path="x.toml", default_id="x")[1]]


def test_fields_are_read_inline_or_as_a_table_of_their_own() -> None:
    for form in (
        'wordings = {"en-US" = {question = "Why organize it?"}}\n',
        'wordings.en-us.question = "Why organize it?"\n',
        '[cards.wordings.en-US]\nquestion = "Why organize it?"\n',
    ):
        assert read(CARD + form).cards[0].wordings == (Wording("en-US", (("question", "Why organize it?"),)),)


def test_a_reworded_point_given_as_text_is_as_much_a_must_as_the_cards() -> None:
    (card,) = read(CARD + 'wordings.en-US.key_points = ["a color", "a must, too"]\n').cards

    assert dict(card.wordings[0].fields)["key_points"] == (KeyPoint("a color"), KeyPoint("a must, too", must=True))


def test_every_mistake_is_told_with_its_line() -> None:
    wordings = """[cards.wordings.en-US]
qestion = "Why?"
priority = "must"
question = ""
key_points = ["a color"]
[cards.wordings.en-GB]
key_points = [{text = "a colour", must = true}, "a must"]
follow_ups = [{text = "And then?", phrasing = 2}]
[cards.wordings.american]
"""
    assert mistakes(CARD + wordings) == [
        '7: card "why": unknown key "qestion". Did you mean "question"?',
        (
            '8: card "why": unknown key "priority". These may differ from language to language: question, context,'
            " phrasings, looks_for, key_points, outline, follow_ups, bridges, pitfalls, answer, replies."
        ),
        '9: card "why": wordings.en-US.question is empty. Write wordings.en-US.question = "..." or remove the line.',
        (
            '10: card "why": wordings.en-US.key_points and the card\'s key_points differ in length (1 and 2).'
            " Reword every point, in the same order."
        ),
        (
            '11: card "why": a follow-up is for phrasing 2, and there are 1. 0 is the question, 1 the first of'
            " phrasings; without a number it fits any wording."
        ),
        (
            '12: card "why": wordings.en-GB.key_points changes whether point 1 is a must. Write only its text: what'
            " must be said is the same in every language."
        ),
        '14: card "why": wordings.american is not a language. Name it by its tag, such as "en-US" or "de".',
    ]
    assert mistakes(CARD + "wordings = 3\n")[0].startswith('6: card "why": wordings is not a table of languages.')
    assert "is defined twice" in mistakes(CARD + "[cards.wordings.en-US]\n[cards.wordings.en-us]\n")[0]


def test_a_follow_up_may_be_to_a_phrasing_that_only_the_wording_has() -> None:
    more = 'wordings.en-US = {phrasings = ["How so?", "Why?"], follow_ups = [{text = "And?", phrasing = 2}]}\n'

    assert dict(read(CARD + more).cards[0].wordings[0].fields)["follow_ups"] == (FollowUp("And?", 2),)


@pytest.mark.slow
@FEW_DECKS
@given(reworded_cards())
def test_what_is_written_as_toml_or_json_reads_back_the_same(card: Card) -> None:
    deck = Deck(head=DeckHead(id="x", title="X"), cards=(card,))

    assert read(write_deck(deck)) == deck
    written = write_json(deck)
    jsonschema.validate(json.loads(written), json.loads((ROOT / "docs" / "deck.schema.json").read_text()))
    assert read_file("json", written).decks[0].deck == deck


def test_tables_markdown_and_anki_leave_it_out() -> None:
    deck = read(CARD + 'wordings = {"en-US" = {question = "Why organize it?"}}\n')

    for kind in ("csv", "tsv", "md"):
        assert b"organize" not in writer(kind)(deck)


def test_a_changed_wording_changes_only_its_own_statement() -> None:
    text = CARD + '# mine\n[cards.wordings.en-US]  # us\nquestion = "Why organize it?"  # z\n'
    (card,) = read(text).cards
    after = card._replace(wordings=(Wording("en-US", (("question", "How come?"),)),))

    assert replace_cards(text, {0: (card, after)}) == text.replace("Why organize it?", "How come?")
