"""A CV beside what an advert asks for."""

import pytest

from cards.advert_lines import AdvertCutter
from cards.advert_reader import AdvertReader
from cards.cv import Shown, Support, set_against
from decks.vocabulary.advert import read_advert_data
from decks.vocabulary.competencies import read_competencies

VOCABULARY = read_competencies()
TERMS = read_advert_data().terms
CUTTER, READER = AdvertCutter(TERMS), AdvertReader(TERMS, VOCABULARY)
READING = READER.read(CUTTER.cut(enumerate(["Requirements", "Lead a team", "SQL, Excel, nights"], start=1)))


def shown(*cv: str) -> dict[str, Shown]:
    return set_against(READING, list(enumerate(cv, start=1)), VOCABULARY, ["tool"])


def test_one_line_with_a_figure_or_two_lines_show_something() -> None:
    assert shown("Led a team of 8")["leadership"] == Shown(Support.SHOWN, (1,))
    assert shown("Led a team", "Team leader")["leadership"] == Shown(Support.SHOWN, (1, 2))


def test_one_line_without_a_figure_is_thin_and_a_year_is_no_figure() -> None:
    assert shown("Led a team in 2019")["leadership"] == Shown(Support.THIN, (1,))


def test_what_no_line_has_is_missing() -> None:
    assert shown("Baker")["leadership"] == Shown(Support.MISSING)


LADDERS = TERMS.ladders


@pytest.mark.parametrize(
    ("asked", "cv", "support"),
    [
        ("a degree in nursing", "BSc Nursing, Leeds, 2014", "shown"),
        ("A Bachelor\u2019s degree or equivalent", "B.A. English", "shown"),
        ("bachelors degree", "PhD in chemistry", "shown"),
        ("Master's", "BSc", "missing"),
        ("BSc or equivalent", "First degree in physics", "shown"),
        ("GCSEs in English and maths", "Eight GCSEs, three A-levels", "shown"),
        ("high school diploma or GED", "Bachelor of Science", "shown"),
        ("valid driver\u2019s license", "Full driving licence", "shown"),
        ("a full UK driving licence", "HGV Class 1 driver", "shown"),
        ("forklift license", "Counterbalance licence (RTITB)", "shown"),
        ("SC clearance", "DV cleared", "shown"),
        ("security clearance", "Baker", "missing"),
        ("DV clearance", "SC cleared", "missing"),
        ("RN license", "Registered nurse, NMC pin", "shown"),
    ],
)
def test_what_is_asked_for_is_shown_by_another_name_for_it_or_for_more(asked: str, cv: str, support: str) -> None:
    reading = READER.read(CUTTER.cut(enumerate(["Requirements", f"You need {asked}"], start=1)))
    found = set_against(reading, [(1, cv)], VOCABULARY, ["certificate", "licence", "clearance"], LADDERS)
    first = next(thing.text for thing in reading.things if thing.kind in ("certificate", "licence", "clearance"))

    assert found[first].support == support


def test_every_name_on_a_ladder_is_on_one_rung() -> None:
    for rungs in LADDERS:
        names = [name for rung in rungs for name in rung]
        assert len(names) == len(set(names))


def test_a_tool_is_shown_by_its_name_and_what_no_cv_can_show_is_left_out() -> None:
    found = shown("Wrote sql for a bakery")

    assert (found["SQL"], found["Excel"]) == (Shown(Support.SHOWN, (1,)), Shown(Support.MISSING))
    assert "nights" not in found
