"""Own answers, stories and the shares of their sections: values and arithmetic."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cards.card import Card, KeyPoint, Kind
from cards.key import CardKey
from cards.own_answer import OwnAnswer, read_form, with_own_points, write_form
from cards.story import TITLE_LETTERS, Story, fit_score, recall_card, suggest_stories, title_problem
from cards.timing import Split
from tests.strategies import LINES

CARD = Card(id="sure", question="Sure?", kind=Kind.TECHNIQUE, key_points=(KeyPoint("a"),), tags=("accuracy", "number"))
STORY = Story(id="ledger", title="The ledger", competencies=("Accuracy",))

POINTS = st.builds(KeyPoint, LINES.filter(lambda text: not text.startswith("!")), st.booleans())
NOTES = st.lists(LINES.filter(lambda text: text[0] not in "-*"), max_size=3).map("\n".join)


@given(st.builds(OwnAnswer, points=st.lists(POINTS, max_size=4).map(tuple), notes=NOTES))
def test_the_form_reads_back_as_what_was_written(own: OwnAnswer) -> None:
    assert read_form(write_form(own)) == own


@given(st.text())
def test_any_text_is_a_form(text: str) -> None:
    own = read_form(text)

    assert all(point.text for point in own.points)


def test_the_form_has_a_line_a_point_and_then_the_notes() -> None:
    points = (KeyPoint("the ledger"), KeyPoint("40,000", must=True))

    assert write_form(OwnAnswer(points=points, notes="calm\nslow")) == "- the ledger\n- ! 40,000\ncalm\nslow"
    assert write_form(OwnAnswer(points=points)) == "- the ledger\n- ! 40,000"
    assert write_form(OwnAnswer()) == ""


def test_the_form_takes_points_musts_and_notes_as_people_type_them() -> None:
    own = read_form("- the ledger\n  * ! 40,000\n-!must too\n-no space\n-5 degrees\n\n- \n--\n*b*\ncalm")

    musts = KeyPoint("40,000", must=True), KeyPoint("must too", must=True)
    assert own.points == (KeyPoint("the ledger"), *musts, KeyPoint("no space"))
    assert own.notes == "-5 degrees\n\n--\n*b*\ncalm"
    assert read_form("*X* marks it\n*X").points == ()
    assert read_form('-"so they say"\n- - so').points == (KeyPoint('"so they say"'), KeyPoint("- so"))
    assert read_form("first \n  indented  \n").notes == "first\n  indented"


def test_own_points_are_ticked_only_when_the_user_wants_it_and_there_are_any() -> None:
    mine = (KeyPoint("mine"),)

    assert with_own_points(CARD, OwnAnswer(points=mine, tick=True)).key_points == mine
    assert with_own_points(CARD, OwnAnswer(points=mine)) == CARD
    assert with_own_points(CARD, OwnAnswer(notes="none", tick=True)) == CARD
    assert with_own_points(CARD, None) == CARD


def test_a_story_says_what_it_still_needs() -> None:
    bare = ("when", "situation", "task", "actions", "result", "lesson", "30-second version")
    assert STORY.missing == bare
    whole = Story(
        id="x",
        title="X",
        when="2024",
        situation="s",
        task="t",
        actions=("a",),
        result="faster",
        lesson="l",
        short="s",
        competencies=("c",),
    )
    assert whole.missing == ("a number in the result",)


def test_the_recall_of_a_story_asks_for_its_parts_in_the_order_they_are_told() -> None:
    story = Story(
        id="x", title="X", when="2024", situation="s", task="t", actions=("a", "b"), result="9", short="all", lesson="l"
    )
    card = recall_card(replace(story, competencies=("calm",)))

    assert card is not None
    assert card == Card(
        id="x",
        question="Tell the story: X",
        kind=Kind.STORY,
        key_points=card.key_points,
        answer="all",
        tags=("calm",),
    )
    texts = [point.text for point in card.key_points]
    assert texts == ["Situation (2024): s", "Task: t", "Action: a", "Action: b", "Result: 9", "Lesson: l"]
    assert [point.text for point in card.key_points if point.must] == ["Result: 9"]
    assert recall_card(Story(id="x", title="X")) is None
    undated = recall_card(Story(id="x", title="X", situation="s"))
    assert undated is not None
    assert undated.key_points == (KeyPoint("Situation: s"),)


@pytest.mark.parametrize(
    ("competencies", "expected"),
    [
        (("accuracy",), 1),
        (("Numbers", "accuracy"), 2),
        (("technique",), 1),
        (("accurate numbers",), 0),
        (("number, accuracy",), 1),
        (("calm",), 0),
        (("!",), 0),
    ],
)
def test_a_story_fits_by_tags_and_kind_singular_or_plural(competencies: tuple[str, ...], expected: int) -> None:
    assert fit_score(Story(id="x", title="X", competencies=competencies), CARD) == expected


def test_a_story_fits_a_card_that_asks_for_nothing_else() -> None:
    assert (
        fit_score(Story(id="x", title="X", competencies=("fit",)), Card(id="c", question="Why us?", kind=Kind.FIT)) == 1
    )


def test_stories_are_offered_told_first_then_fitting_then_fresh() -> None:
    worn, fresh, other, last = (Story(id=name, title=name, competencies=("accuracy",)) for name in "wfol")
    other = Story(id="o", title="o")
    carries = {"w": [CardKey("d", "1"), CardKey("d", "2")]}

    def ids(card: Card) -> list[str]:
        return [story.id for story in suggest_stories([worn, fresh, other, last], card, told="l", carries=carries)]

    assert ids(CARD) == ["l", "f", "w"]
    assert ids(Card(id="s", question="Tell?", kind=Kind.STORY)) == ["l", "f", "o", "w"]
    assert ids(Card(id="s", question="Tell?", kind=Kind.CURVEBALL, tags=("accuracy",))) == []


def test_shares_are_told_with_what_to_shift() -> None:
    assert Split(10, 10, 60, 20).shares == (20, 60, 20)
    assert Split(10, 10, 60, 20).advice == ()
    assert Split(60, 20, 15, 5).advice == (
        "less on situation and task",
        "more on what you did",
        "more on what came of it",
    )
    assert Split(0, 0, 0, 0).shares == (0, 0, 0)


def test_a_story_is_called_by_its_title_however_that_is_cased() -> None:
    story = Story(id="x", title="The Stra\u00dfe ledger")

    assert story.has_title("the STRASSE Ledger")
    assert not story.has_title("the ledger")


def test_a_title_is_a_handle_of_six_words_and_sixty_letters_at_most() -> None:
    assert title_problem("The ledger that did not balance") == ""
    assert title_problem("The ledger that did not balance twice") == "7 words; a handle has at most 6"
    assert title_problem("x" * 60) == ""
    assert title_problem("x" * 61) == "61 characters; a handle has at most 60"


def test_a_title_that_is_too_long_is_cut_to_be_a_handle() -> None:
    assert Story(id="x", title="x" * 60).handle == "x" * TITLE_LETTERS
    assert Story(id="x", title="x" * 61).handle == f"{'x' * (TITLE_LETTERS - 1)}\u2026"


def test_versions_say_the_same_whenever_they_were_written() -> None:
    own = OwnAnswer(points=(KeyPoint("a"),), notes="n", written=date(2026, 3, 2))

    assert own.same_content_as(replace(own, written=None, tick=True))
    assert not own.same_content_as(replace(own, notes=""))
    assert not own.same_content_as(replace(own, points=()))
    assert not own.same_content_as(None)
