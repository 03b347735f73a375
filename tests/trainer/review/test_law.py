"""The law is shown for where you interview; the rest is folded."""

import re
from datetime import date
from pathlib import Path

import pytest

from cards.card import Card, LegalNote, LegalStatus
from tests.terminal import World
from trainer.review.law import law, law_in_short
from trainer.terminal.layout import Line, joined, layout_for

DAY = date(2026, 12, 1)
WIDE = layout_for(200, drawn=True)


def note(place: str, status: LegalStatus = LegalStatus.LAWFUL) -> LegalNote:
    return LegalNote(place, status, f"Note on {place}.", "s", DAY)


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path / "home")


NOTES = (note("US", LegalStatus.MAY_BE_EVIDENCE), note("GB"), note("US-NY", LegalStatus.ASKING_BARRED), note("DE"))
CARD = Card(id="c", question="Are you married?", legal=NOTES)
DECK = """
[[cards]]
id = "married"
kind = "deflection"
question = "Are you married?"
key_points = ["Turn to the job"]
legal = [
  {jurisdiction = "US", status = "may-be-evidence", note = "Federal.", source = "s", as_of = 2026-11-01},
  {jurisdiction = "US-NY", status = "asking-barred", note = "State.", source = "s", as_of = 2026-11-01},
  {jurisdiction = "GB", status = "lawful", note = "British.", source = "s", as_of = 2026-11-01},
]
"""


def unwrapped(lines: list[Line]) -> list[str]:
    return [line.strip() for line in re.sub(r"\n {3,}", " ", joined(lines)).splitlines()]


def shown(card: Card = CARD, *, country: str = "", every: bool = False, more: str = "") -> list[str]:
    return unwrapped(law(card, DAY, WIDE, country=country, every=every, more=more))


def test_without_a_country_every_note_is_shown_in_the_order_of_the_card() -> None:
    assert [line.split(":")[0] for line in shown()] == ["Law, US", "Law, GB", "Law, US-NY", "Law, DE"]


def test_the_notes_of_a_place_come_before_those_of_the_larger_ones_it_is_in_and_the_rest_is_one_line() -> None:
    lines = shown(country="US-NY", more="m again")

    assert [line.split(":")[0] for line in lines] == ["Law, US-NY", "Law, US", "Law elsewhere"]
    assert lines[-1] == "Law elsewhere: GB, DE · m again"


def test_the_rest_unfolds() -> None:
    lines = shown(country="US-NY", every=True)

    assert [line.split(":")[0] for line in lines] == ["Law, US-NY", "Law, US", "Law, GB", "Law, DE"]


def test_a_place_without_a_note_is_told_so() -> None:
    assert shown(country="IE")[0] == "Law, IE: no note on this question."
    assert shown(Card(id="c", question="Why us?"), country="IE") == []


def test_a_member_of_the_european_union_sees_its_law_too() -> None:
    card = CARD._replace(legal=(note("EU"), *NOTES))

    assert [line.split(":")[0] for line in shown(card, country="DE")][:2] == ["Law, DE", "Law, EU"]


def test_the_date_of_the_source_is_shown_and_makes_a_note_old() -> None:
    card = CARD._replace(legal=(note("GB")._replace(source_date=date(2024, 5, 8)),))

    assert shown(card) == [
        "Law, GB: asking is lawful. Note on GB. (s of 2024-05-08, as of 2026-12-01; over a year ago, look it up again)"
    ]


def test_in_short_the_law_is_a_line_and_only_with_a_country() -> None:
    assert law_in_short(CARD, WIDE, "") == []
    assert law_in_short(CARD, WIDE, "FR") == []
    assert unwrapped(law_in_short(CARD, WIDE, "US-NY")) == [
        "Law, US-NY: asking is barred; US: asking may be evidence of discrimination · m shows 2 more"
    ]


def test_a_review_shows_the_law_of_the_country_and_the_rest_with_the_second_m(world: World) -> None:
    world.write_deck(DECK)
    world.run("config", "country", "us-ny")
    assert world.out == 'country = "US-NY"\n'
    world.run("review", "--deck", "mine", typed="a\n\nm\nm\na\n3\n\n")

    assert "Law, US-NY: asking is barred; US: asking may be evidence of" in world.out
    folded, unfolded = world.out.split("Law elsewhere: GB · m again")
    assert "British." not in folded
    assert "British." in unfolded


def test_a_pipe_is_never_asked_for_the_country(world: World) -> None:
    world.write_deck(DECK)
    world.run("review", "--deck", "mine", typed="a\n\na\n3\n\n")

    assert "Where do you interview?" not in world.out


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("Ontaria", '"Ontaria" is not a place code. Did you mean CA-ON (Ontario)?'),
        ("US-NYC", '"US-NYC" is not a place code. Did you mean US-NY (New York)?'),
        ("over the rainbow", "Write an ISO 3166 code, such as GB or US-NY."),
    ],
)
def test_a_country_is_a_code(world: World, text: str, sentence: str) -> None:
    assert world.run("config", "country", text) == 1
    assert sentence in world.err
    assert not (world.home / "config.toml").exists()


@pytest.mark.parametrize(
    ("text", "code"),
    [
        *(
            ("UK", "GB"),
            ("U.S.", "US"),
            ("usa", "US"),
            ("Deutschland", "DE"),
            ("\u00f6sterreich", "AT"),
            (" Schweiz ", "CH"),
        ),
        *(("Germany", "DE"), ("new york", "US-NY"), ("us-ny", "US-NY"), ("Qu\u00e9bec", "CA-QC")),
    ],
)
def test_a_country_can_be_set_by_any_name_people_call_it(world: World, text: str, code: str) -> None:
    assert world.run("config", "country", text) == 0
    assert world.out == f'country = "{code}"\n'


def test_a_country_can_be_taken_back(world: World) -> None:
    world.run("config", "country", "IE")
    assert world.run("config", "country", "") == 0

    assert world.out == 'country = ""\n'


def test_a_wrong_country_in_the_file_is_said_in_one_sentence(world: World) -> None:
    world.home.mkdir(parents=True, exist_ok=True)
    (world.home / "config.toml").write_text('country = "UK"\n')
    world.write_deck(DECK)

    assert world.run("review", "--deck", "mine") == 0
    assert "country is not a place code; the default is used. Set it: greenroom config country VALUE." in world.err


@pytest.mark.parametrize(
    ("typed", "country"),
    [("\n", None), ("Ontari\n", "CA-ON"), ("qqqqqq\nus-ny\n", "US-NY"), ("q\n", None), ("", None)],
)
def test_at_a_terminal_the_first_such_card_asks_for_the_country_and_no_other(
    tmp_path: Path, typed: str, country: str | None
) -> None:
    world = World(tmp_path / "home", interactive=True, variables={"GREENROOM_PLAIN": "1"})
    world.write_deck(DECK + DECK.replace('"married"', '"again"').replace("Are you", "Were you"))
    world.run("review", "--deck", "mine", typed=f"\na\n\n{typed}a\n3\na\n\na\n3\n\n")
    first = "Where do you interview?" in world.out
    world.run("review", "--deck", "mine", "--ahead", "9", typed="a\n\na\n3\n\n")
    then = "Where do you interview?" in world.out
    world.run("config", "country")

    assert (first, then) == (True, False)
    assert world.out == f'"{country or ""}"\n'


def test_the_question_for_the_country_keeps_the_answer_and_shows_its_law(tmp_path: Path) -> None:
    world = World(tmp_path / "home", interactive=True, variables={"GREENROOM_PLAIN": "1"})
    world.write_deck(DECK)
    world.run("review", "--deck", "mine", typed="\nI would rather not.\n\nOntario\nn\n")

    assert world.out.count("Where do you interview?") == 1
    assert "Ontario it is. `greenroom config country` changes it." in world.out
    assert world.out.index("Where do you interview?") < world.out.index("You took")
