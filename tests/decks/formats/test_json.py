"""Decks as JSON, and everything that may be wrong in one."""

import json

import jsonschema
import pytest
from hypothesis import given

from cards.card import Kind
from decks.formats.json import write_json
from decks.model.deck import Deck
from decks.model.fields import CARD_FIELDS
from tests import ROOT
from tests.reading import read, sentences
from tests.strategies import FEW_DECKS, decks

SCHEMA = json.loads((ROOT / "docs" / "deck.schema.json").read_text())


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ('{"cards": [[}', "is not valid JSON"),
        ("[" * 100_000, "is JSON beyond reading"),
        ("[]", "is no deck"),
        ('{"format": 2, "cards": []}', "reads format 1"),
        ('{"cards": [{"answer": "So."}]}', "there is no question"),
        ('{"format": ' + "9" * 5000 + "}", "is JSON beyond reading"),
    ],
)
def test_what_is_wrong_in_json_is_one_sentence(content: str, said: str) -> None:
    assert said in str(read("json", content).problems)


def test_what_is_missing_in_json_is_said_as_json() -> None:
    text = '{"cards": [{"answer": "So."}, {"question": "A?", "answer": "B", "target_seconds": "x"}]}'
    bundle = read("json", text)

    assert sentences(bundle)[0] == ('x.json: card "?": there is no question. Add "question": "..." to it.')
    assert bundle.problems[1].fix == 'Write "target_seconds": 90.'
    assert read("json", '{"cards": []}').problems[0].fix == 'Give it "cards": [{"question": "...", "answer": "..."}].'


@FEW_DECKS
@given(decks())
def test_what_is_written_keeps_to_the_published_schema(deck: Deck) -> None:
    jsonschema.validate(json.loads(write_json(deck)), SCHEMA)


def test_the_schema_knows_every_field_and_word() -> None:
    properties = SCHEMA["$defs"]["card"]["properties"]

    assert list(properties) == list(CARD_FIELDS)
    assert SCHEMA["$defs"]["kind"]["enum"] == [kind.value for kind in Kind]
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({"cards": [{"answer": "So."}]}, SCHEMA)


DEEP = "[" * 700 + "1" + "]" * 700


@pytest.mark.parametrize(
    "text",
    [
        f'{{"format": {DEEP}, "cards": []}}',
        f'{{"deck": {{"title": {DEEP}}}, "cards": []}}',
        f'{{"cards": [{{"id": {DEEP}, "question": "Why?", "answer": "So."}}]}}',
        f'{{"cards": [{{"question": "Why?", "answer": "So.", "kind": {DEEP}}}]}}',
        f'{{"cards": [{{"question": "Why?", "answer": "So.", "more": {DEEP}}}]}}',
        f'{{"more": {DEEP}, "cards": []}}',
        '{"cards": ' + '[{"question": "Why?", "answer": ' * 300 + '"So."' + "}]" * 300 + "}",
    ],
    ids=range(7),
)
def test_json_nested_deeper_than_any_deck_is_told_in_a_sentence(text: str) -> None:
    (problem,) = read("json", text.encode()).problems

    assert str(problem) == "x.json:1: is JSON beyond reading. Write it simpler: fewer levels, shorter numbers."


@pytest.mark.parametrize(
    "text",
    [
        json.dumps({"format": [1] * 100_000, "cards": []}),
        json.dumps({"cards": [{"question": "Why?", "answer": "So.", "kind": ["x"] * 100_000}]}),
        json.dumps({"cards": [{"question": "Why?", "answer": "So.", "id": "X" * 100_000}]}),
        json.dumps({"deck": {"id": "X" * 100_000}, "cards": []}),
        json.dumps({"x" * 100_000: 1, "cards": []}),
        json.dumps({"cards": [{"question": "Why?", "answer": "So.", "x" * 100_000: 1}]}),
    ],
    ids=range(6),
)
def test_no_value_makes_a_sentence_long(text: str) -> None:
    bundle = read("json", text.encode())

    assert bundle.problems
    assert all(len(str(problem)) < 400 for problem in bundle.problems)
