from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from cards.card import Card, KeyPoint, Kind
from cards.own_answer import OwnAnswer, read_form, with_own_points, write_form
from tests.strategies import LINES, NO_CUES

CARD = Card(id="sure", question="Sure?", kind=Kind.TECHNIQUE, key_points=(KeyPoint("a"),), tags=("accuracy", "number"))
POINTS = st.builds(KeyPoint, LINES.filter(lambda text: not text.startswith("!")), st.booleans(), NO_CUES)
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


def test_versions_say_the_same_whenever_they_were_written() -> None:
    own = OwnAnswer(points=(KeyPoint("a"),), notes="n", written=date(2026, 3, 2))

    assert own.same_content_as(replace(own, written=None, tick=True))
    assert not own.same_content_as(replace(own, notes=""))
    assert not own.same_content_as(replace(own, points=()))
    assert not own.same_content_as(None)
