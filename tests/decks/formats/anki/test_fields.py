"""Which field of a note becomes which field of a card, and what the user is shown about it."""

import sqlite3
from pathlib import Path

import pytest

from cards.card import FollowUp
from decks.formats.anki.read import read_package
from decks.model.errors import DeckFileError
from tests.anki_packages import altered, cards, make_notes

FIELDS = ("Question", "Answer", "Key points", "Follow ups", "Company", "Type", "Empty")


@pytest.fixture(scope="module")
def interview(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A package with a note type of a user's own, one card without an answer, and one with a picture."""
    return make_notes(
        tmp_path_factory.mktemp("anki") / "interview.apkg",
        FIELDS,
        "{{Question}}",
        "{{Answer}}",
        ("Why us?", "Because.", "one<br>two", "And then?", "Acme &amp; Co", "fit", ""),
        ("How?", 'So. <img src="a.png">', "", "", "", "", ""),
        ("Nothing?", "", "", "", "Acme", "", ""),
    )


def test_fields_can_be_told(package: Path) -> None:
    found = cards(read_package(package, fields={"question": "Back", "answer": "Front"}))

    assert found["So & so there"].answer.startswith("Why ")


def test_known_fields_go_by_their_names_and_the_others_into_the_answer(interview: Path) -> None:
    bundle = read_package(interview)
    card = cards(bundle)["Why us?"]

    assert card.answer == "Because.\n\nCompany: Acme & Co\nType: fit"
    assert ([point.text for point in card.key_points], card.follow_ups) == (["one", "two"], (FollowUp("And then?"),))
    said = [str(problem) for problem in bundle.problems]
    assert (
        f'{interview}: in notes "Interview", greenroom read Question, Answer, '
        "Key points, Follow ups, and added Company, Type to the answer. "
        "If that's wrong, use --fields question=Front,answer=Back."
    ) in said


@pytest.mark.parametrize(
    ("front", "back", "question", "answer"),
    [
        ("{{Question}}", "{{Answer}}", "Why us?", "Because.\n\nCompany: Acme"),
        ("{{Company}}: {{Question}}", "{{Answer}}", "Acme: Why us?", "Because."),
        ("{{Question}} {{hint:Company}}{{type:Answer}}", "{{Answer}}", "Why us?", "Because.\n\nCompany: Acme"),
        ("{{Answer}}", "{{Question}}", "Because.", "Why us?"),
        ("{{Question}} {{Answer}}", "{{Company}}", "Why us? Because.", "Acme"),
    ],
)
def test_what_stands_on_the_front_is_asked(tmp_path: Path, front: str, back: str, question: str, answer: str) -> None:
    note = ("Why us?", "Because.", "Acme")
    bundle = read_package(make_notes(tmp_path / "x.apkg", ("Question", "Answer", "Company"), front, back, note))

    assert [(card.question, card.answer) for card in cards(bundle).values()] == [(question, answer)]
    told = any(problem.message.endswith("added Company to the answer") for problem in bundle.problems)
    assert told is ("Company: " in answer)


def test_code_below_a_question_is_shown_with_it(tmp_path: Path) -> None:
    notes = ("What is printed?<pre>x = 1\nx</pre>", "1"), ("Why?", "So.")
    path = make_notes(tmp_path / "x.apkg", ("Front", "Back"), "{{Front}}", "{{FrontSide}}{{Back}}", *notes)
    bundle = read_package(path)

    assert [(card.question, card.context) for card in cards(bundle).values()] == [
        ("What is printed?", "x = 1\nx"),
        ("Why?", ""),
    ]
    assert "context" in bundle.fields_present


def test_lists_in_a_field_of_points_lose_their_marks(tmp_path: Path) -> None:
    note = ("How?", "<ol><li>one - first<ul><li>two</li></ul></li></ol>")
    path = make_notes(tmp_path / "x.apkg", ("Front", "Key points"), "{{Front}}", "{{Key points}}", note)
    (card,) = cards(read_package(path)).values()

    assert [point.text for point in card.key_points] == ["one - first", "two"]


def test_problems_of_a_package_name_no_line(interview: Path) -> None:
    said = [str(problem) for problem in read_package(interview).problems]

    assert f"{interview}: 1 card refers to images or sounds, which can't be imported. Describe them in words." in said
    assert len(said) == 2


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"foo": "Question"}, '"foo" is not a card field. Choose from question, answer'),
        ({"question": "Front"}, 'no note has a field "Front". The notes have Question, Answer, Key points'),
        ({"answer": "Question"}, "it doesn't say which field has the question"),
        ({"question": "Question", "tags": "Type"}, "it doesn't say which field has the answer or the key points"),
    ],
)
def test_fields_nobody_knows_are_one_error_that_lists_what_there_is(
    interview: Path, fields: dict[str, str], said: str
) -> None:
    with pytest.raises(DeckFileError) as error:
        read_package(interview, fields=fields)

    assert str(error.value).startswith(f"--fields: {said}")


def test_told_fields_leave_the_others_out_and_that_is_told(interview: Path) -> None:
    bundle = read_package(interview, fields={"question": "Question", "key points": "answer", "answer": "Follow ups"})
    card = cards(bundle)["Why us?"]

    assert card.answer == "And then?"
    assert "and left out Key points, Company, Type." in str(bundle.problems[0])
    assert [point.text for point in card.key_points] == ["Because."]


def test_notes_that_lack_the_told_fields_go_their_own_way_and_are_told(package: Path) -> None:
    bundle = read_package(package, fields={"question": "Back", "answer": "Front"})

    (problem,) = bundle.problems

    assert "[city] is in France" in cards(bundle)
    assert problem.message == 'notes "Cloze" lack the fields Back, Front, so --fields was ignored for them'


def test_fields_that_no_card_shows_are_told(schema11: bytes, tmp_path: Path) -> None:
    with sqlite3.connect(":memory:") as memory:
        memory.deserialize(schema11)
        (models,) = memory.execute("SELECT models FROM col").fetchone()
    changed = models.replace('"Front"', '"Vorn"').replace('"Back"', '"Hinten"')
    bundle = read_package(altered(schema11, tmp_path, ("UPDATE col SET models = ?", changed)))

    assert any("left out Vorn, Hinten, which no card shows" in str(problem) for problem in bundle.problems)
