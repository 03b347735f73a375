"""Decks as JSON, and everything that may be wrong in one."""

import json

import jsonschema
import pytest
from hypothesis import given

from cards.card import Card, Kind
from decks.formats.json import write_json
from decks.model.deck import Deck
from decks.model.fields import CARD_FIELDS
from tests import ROOT
from tests.reading import points, read, sentences
from tests.strategies import FEW_DECKS, decks

SCHEMA = json.loads((ROOT / "docs" / "deck.schema.json").read_text())
KEEPS_TO_IT = jsonschema.Draft202012Validator(SCHEMA)  # made once: `jsonschema.validate` checks the schema every time


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ('{"cards": [[}', "is not valid JSON"),
        ("[" * 100_000, "is JSON too complex to read"),
        ("[]", "has no list of questions"),
        ('{"format": 2, "cards": []}', "reads format 1"),
        ('{"cards": [{"answer": "So."}]}', "there is no question"),
        ('{"format": ' + "9" * 5000 + "}", "reads format 1"),
    ],
)
def test_what_is_wrong_in_json_is_one_sentence(content: str, said: str) -> None:
    assert said in str(read("json", content).problems)


ASKED = [("Why us?", "Bread."), ("Why now?", "Soon."), ("How so?", "So.")]


def test_what_is_missing_in_json_is_said_as_json() -> None:
    text = '{"cards": [{"answer": "So."}, {"question": "A?", "answer": "B", "target_seconds": "x"}]}'
    bundle = read("json", text)

    assert sentences(bundle)[0] == ('x.json: card 1: there is no question. Add "question": "..." to it.')
    assert bundle.problems[1].fix == 'Write "target_seconds": 90.'
    assert read("json", '{"cards": []}').problems[0].fix == 'Give it "cards": [{"question": "...", "answer": "..."}].'


@FEW_DECKS
@given(decks())
def test_what_is_written_keeps_to_the_published_schema(deck: Deck) -> None:
    KEEPS_TO_IT.validate(json.loads(write_json(deck)))


def test_the_schema_knows_every_field_and_word() -> None:
    properties = SCHEMA["$defs"]["card"]["properties"]

    assert list(properties) == list(CARD_FIELDS)
    assert SCHEMA["$defs"]["kind"]["enum"] == [kind.value for kind in Kind]
    KEEPS_TO_IT.check_schema(SCHEMA)
    assert not KEEPS_TO_IT.is_valid({"cards": [{"answer": "So."}]})


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

    assert str(problem) == "x.json:1: is JSON too complex to read. Simplify it: fewer levels, shorter numbers."


def test_a_number_of_any_length_is_wrong_in_its_card_alone() -> None:
    long = "1" * 5000
    cards = f'{{"question": "Long?", "target_seconds": {long}}}, {{"question": "Why?", "answer": "So."}}'
    bundle = read("json", f'{{"format": 1, "cards": [{cards}]}}'.encode())

    assert [card.question for one in bundle.decks for card in one.deck.cards] == ["Why?"]
    assert "target_seconds is not a whole number" in sentences(bundle)[0]
    (listed,) = read("json", f'[{{"question": "How many?", "answer": {long}}}]'.encode()).decks
    assert listed.deck.cards[0].answer == long


@pytest.mark.parametrize("broken", ['{"question": "Broken', "nonsense", DEEP, "[" * 100_000], ids=range(4))
@pytest.mark.parametrize("at", [0, 1, 2])
def test_a_line_that_is_not_json_leaves_the_others_be(broken: str, at: int) -> None:
    lines = ['{"question": "Why?", "answer": "So."}', '{"question": "How?", "answer": "Thus."}']
    lines.insert(at, broken)
    bundle = read("json", "\n".join(lines).encode())

    assert [card.question for one in bundle.decks for card in one.deck.cards] == ["Why?", "How?"]
    (problem,) = bundle.problems
    assert str(problem).startswith(f"x.json:{at + 1}: is not valid JSON (")


SOUND = [f'{{"question": "Why {at}?", "answer": "So."}}' for at in range(4)]
BROKEN = {
    "a comma too many": '{"question": "Broken?",}',
    "no quotes": '{question: "Broken?"}',
    "other quotes": "{'question': 'Broken?'}",
    "no end": '{"question": "Broken?"',
    "an open string": '{"question": "Broken?}',
    "an escape": '{"question": "Broken\\x?"}',
    "depth": f'{{"question": "Broken?", "answer": {DEEP}}}',
    "depth alone": DEEP,
}


@pytest.mark.parametrize("broken", BROKEN)
@pytest.mark.parametrize("at", [1, 2, 4])
@pytest.mark.parametrize("around", ['{{"format": 1, "deck": {{"id": "own", "title": "Own"}}, "cards": [{}]}}', "[{}]"])
def test_an_entry_that_is_not_json_leaves_the_others_be(around: str, at: int, broken: str) -> None:
    entries = [*SOUND[:at], BROKEN[broken], *SOUND[at:]]
    bundle = read("json", around.format(",\n".join(entries)).encode())

    (deck,) = bundle.decks
    assert [card.question for card in deck.deck.cards] == [f"Why {at}?" for at in range(4)]
    assert deck.deck.head.title == ("Own" if "own" in around else "X")
    (problem,) = bundle.problems
    assert problem.line in (at + 1, at + 2)
    assert str(problem).startswith(f"x.json:{problem.line}: is not valid JSON (")


@pytest.mark.parametrize("entry", ["5", "null", '"Why?"', "[1]"])
def test_an_entry_that_is_no_card_leaves_the_others_be(entry: str) -> None:
    bundle = read("json", f'{{"format": 1, "cards": [{SOUND[0]}, {entry}, {SOUND[1]}]}}'.encode())

    assert len(bundle.decks[0].deck.cards) == 2
    assert bundle.problems[0].message == "1 entry of cards is not a card, so it was left out"


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({f"k{at}": "a" for at in range(100_001)}, "has more than 100,000 different keys"),
        (["Why?"] * 200_001, "has a list of more than 200,000 values"),
    ],
)
def test_more_than_any_list_of_questions_has_is_one_sentence(data: object, said: str) -> None:
    (problem,) = read("json", json.dumps(data).encode()).problems

    assert problem.message == said


@pytest.mark.parametrize("value", ["[" + "{}," * 500_001 + "{}]", "[" * 600_000])
def test_more_objects_than_any_deck_has_are_not_even_parsed(value: str) -> None:
    (problem,) = read("json", value.encode()).problems

    assert "is JSON too complex to read" in str(problem)


@pytest.mark.parametrize(
    "text",
    [
        json.dumps({"format": [1] * 100_000, "cards": []}),
        json.dumps({"cards": [{"question": "Why?", "answer": "So.", "kind": ["x"] * 100_000}]}),
        json.dumps({"format": 1, "cards": [{"question": "Why?", "answer": "So.", "id": "X" * 100_000}]}),
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


def found(data: object) -> list[Card]:
    return [card for one in read("json", json.dumps(data)).decks for card in one.deck.cards]


def asked(data: object) -> list[tuple[str, str]]:
    return [(card.question, card.answer) for card in found(data)]


@pytest.mark.parametrize(
    "data",
    [
        [{"question": "Why rye?", "answer": "Taste."}, {"question": "Why salt?", "answer": ""}],
        [{"Prompt": "Why rye?", "idealAnswer": "Taste."}, {"Prompt": "Why salt?", "idealAnswer": None}],
        {"bread": {"items": [{"q": "Why rye?", "a": "Taste."}, {"q": "Why salt?"}]}},
        {"Why rye?": "Taste.", "Why salt?": ""},
        {"1": {"question": "Why rye?", "answer": ["Taste."]}, "2": {"question": "Why salt?"}},
        [["Why rye?", "Taste."], ["Why salt?"]],
        [{"question": ["Why rye?"], "answer": {"text": "Taste."}}, {"question": {"text": "Why salt?"}}],
        [{"section": "Bread", "questions": [{"text": "Why rye?", "answer": "Taste."}, {"text": "Why salt?"}]}],
        [{"question": "Why rye?", "meta": {"answer": "Taste.", "level": 1}}, "Why salt?"],
    ],
    ids=range(9),
)
def test_a_list_of_questions_comes_in_whatever_its_shape(data: object) -> None:
    assert asked(data) == [("Why rye?", "Taste."), ("Why salt?", "")]


def test_questions_alone_come_in() -> None:
    assert asked(["Why rye?", "Tell me about salt."]) == [("Why rye?", ""), ("Tell me about salt.", "")]
    assert asked({"q1": "Why rye?", "q2": "Why salt?"}) == [("Why rye?", ""), ("Why salt?", "")]
    assert asked({"questions": ["Rye", "Salt"]}) == [("Rye", ""), ("Salt", "")]


def test_a_json_value_on_each_line_is_a_list() -> None:
    (one,) = read("json", '{"question": "Why rye?"}\n{"question": "Why salt?"}\n').decks

    assert [card.question for card in one.deck.cards] == ["Why rye?", "Why salt?"]


def test_nested_lists_become_tags_points_and_answers() -> None:
    (card,) = found([{"question": "Why?", "answer": ["a", "b"], "tags": ["x y", "z"], "goodToHear": ["one; two", "3"]}])

    assert (card.answer, card.tags, points(card)) == ("- a\n- b", ("x y", "z"), ["one; two", "3"])


def test_several_lists_of_one_file_are_told_apart_by_tags() -> None:
    data = {"title": "Bakery", "craftQuestions": ["Why rye?"], "team fit": ["Why us?"], "tips": ["Sleep well"]}
    (one,) = read("json", json.dumps(data)).decks

    assert one.deck.head.title == "Bakery"
    assert [(card.question, card.tags) for card in one.deck.cards] == [
        ("Why rye?", ("craft",)),
        ("Why us?", ("team fit",)),
    ]


def test_objects_around_a_list_say_what_it_is_about() -> None:
    rounds = [{"name": "Team", "questions": ["Why us?"]}, {"name": "Craft", "questions": ["Why rye?"]}]
    cards = found({"name": "All", "company": "Acme", "rounds": rounds})

    assert [(card.question, card.tags) for card in cards] == [
        *(("Why us?", ("Acme", "Team")), ("Why rye?", ("Acme", "Craft"))),
    ]


def test_a_story_inside_an_entry_becomes_points() -> None:
    story = {"situation": "Smoke", "task": "Get out", "action": "Rang", "result": "All safe"}
    (card,) = found([{"question": "Tell me about a fire.", "answer": story}])

    assert points(card) == ["Situation: Smoke", "Task: Get out", "Action: Rang", "Result: All safe"]


def test_entries_without_a_question_are_told_by_number() -> None:
    bundle = read("json", json.dumps([{"question": "Why?"}, {"answer": "So."}, 7, {"question": "How?", "mood": "x"}]))

    assert sentences(bundle)[:2] == [
        'x.json: entry 2 has no question. Add "question": "..." to it.',
        'x.json: entry 3 has no question. Add "question": "..." to it.',
    ]
    assert sentences(bundle)[2].startswith(
        'x.json: greenroom doesn\'t know the key "mood", so it was left out. To keep'
    )
    assert len(bundle.decks[0].deck.cards) == 2


@pytest.mark.parametrize(
    "data",
    [
        {"name": "x", "scripts": {"test": "pytest"}, "keywords": ["a", "b"], "files": [{"name": "a", "url": "b"}]},
        [{"slug": "sum", "title": "Two sum", "url": "https://example.org", "level": 1}],
        [1, 2, 3],
        {"all": [{"language": "Arabic", "url": "arabic/"}]},
        "Why?",
    ],
    ids=range(5),
)
def test_json_without_questions_is_refused_in_a_sentence(data: object) -> None:
    bundle = read("json", json.dumps(data))

    assert bundle.decks == ()
    assert "has no list of questions" in sentences(bundle)[0]


def test_choices_of_an_entry_are_shown_with_its_question() -> None:
    (card,) = found([{"question": "Which?", "options": ["Rye", "Oats"], "correctAnswer": "Rye"}])

    assert (card.context, card.answer) == ("A. Rye\nB. Oats", "Rye")
    choices = [{"text": "Rye", "correct": False}, {"text": "Oats", "correct": True}]
    (card,) = found([{"question": "Which?", "choices": choices, "explanation": "It says so."}])

    assert (card.context, card.answer) == ("A. Rye\nB. Oats", "Oats\n\nExplanation: It says so.")


def test_an_entry_without_a_question_is_named_by_the_list_it_is_in() -> None:
    lists = [
        {"title": "Nights, late", "cards": [{"front": "Why?", "back": "So."}]},
        {"title": "Ovens", "cards": [{"front": "", "back": "x"}]},
    ]
    bundle = read("json", json.dumps(lists))

    assert sentences(bundle) == ['x.json: entry 1 of "Ovens" has no question. Add "question": "..." to it.']
    assert bundle.decks[0].deck.cards[0].tags == ("Nights, late",)


def test_one_value_that_reads_as_a_request_makes_no_list_of_questions() -> None:
    hooks = ("Explain reasoning over images.", "Optimal use of training.")
    found = [{"slug": f"{n}", "hook": hook, "area": "x", "mood": f"{n}"} for n, hook in enumerate(hooks)]

    assert read("json", json.dumps(found)).decks == ()


@pytest.mark.parametrize(
    "data",
    [
        {"Why us?": "Bread.", "Why now?": ["Soon."], "How so?": {"answer": "So."}},
        {
            "notes": [
                {"fields": ["Why us?", "Bread."]},
                {"fields": ["Why now?", "Soon."]},
                {"fields": ["How so?", "So."]},
            ]
        },
        [{"question": {"en": q, "de": "?"}, "answer": {"en": a}} for q, a in ASKED],
    ],
)
def test_other_programs_write_notes_in_their_own_shapes(data: object) -> None:
    (one,) = read("json", json.dumps(data)).decks

    assert [(card.question, card.answer) for card in one.deck.cards] == ASKED


def turns(*said: str) -> dict[str, object]:
    return {
        "messages": [{"role": role, "content": text} for role, text in zip(("user", "assistant"), said, strict=True)]
    }


@pytest.mark.parametrize(
    "data",
    [
        {"question": [q for q, _ in ASKED], "answer": [a for _, a in ASKED]},
        {"columns": ["question", "answer"], "data": ASKED},
        [turns(*pair) for pair in ASKED],
        [{"from": who, "value": text} for pair in ASKED for who, text in zip(("human", "gpt"), pair, strict=True)],
    ],
)
def test_columns_and_conversations_are_lists_of_questions(data: object) -> None:
    (one,) = read("json", json.dumps(data)).decks

    assert [(card.question, card.answer) for card in one.deck.cards] == ASKED


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        (
            '[{"q": "What is REST?", "a": "A style."}, ["What is CORS?"], "What is DNS?", ["What is TLS?", "Safe."]]',
            [("What is REST?", "A style."), ("What is CORS?", ""), ("What is DNS?", ""), ("What is TLS?", "Safe.")],
        ),
        (
            '{"title": "Bakery", "Why us?": "Bread.", "Tell me about yourself": {"answer": "A baker."}, "Pay?": null}',
            [("Why us?", "Bread."), ("Tell me about yourself", "A baker."), ("Pay?", "")],
        ),
        (
            '{"Why us?": "Bread.", "Tell me\u2026": {"when": "at night", "text": "I bake."}}',
            [("Why us?", "Bread."), ("Tell me\u2026", "I bake.")],
        ),
    ],
)
def test_questions_written_in_different_ways_are_cards_with_what_they_have(
    text: str, asked: list[tuple[str, str]]
) -> None:
    (one,) = read("json", text).decks

    assert [(card.question, card.answer) for card in one.deck.cards] == asked
