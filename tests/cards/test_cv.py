"""A CV beside what an advert asks for."""

from cards.advert import AdvertReader
from cards.cv import Shown, Support, set_against
from decks.vocabulary.advert import read_advert_data
from decks.vocabulary.competencies import read_competencies

VOCABULARY = read_competencies()
READER = AdvertReader(read_advert_data().terms, VOCABULARY)
READING = READER.read(READER.cut(enumerate(["Requirements", "Lead a team", "SQL, Excel, nights"], start=1)))


def shown(*cv: str) -> dict[str, Shown]:
    return set_against(READING, list(enumerate(cv, start=1)), VOCABULARY, ["tool"])


def test_one_line_with_a_figure_or_two_lines_show_something() -> None:
    assert shown("Led a team of 8")["leadership"] == Shown(Support.SHOWN, (1,))
    assert shown("Led a team", "Team leader")["leadership"] == Shown(Support.SHOWN, (1, 2))


def test_one_line_without_a_figure_is_thin_and_a_year_is_no_figure() -> None:
    assert shown("Led a team in 2019")["leadership"] == Shown(Support.THIN, (1,))


def test_what_no_line_has_is_missing() -> None:
    assert shown("Baker")["leadership"] == Shown(Support.MISSING)


def test_a_tool_is_shown_by_its_name_and_what_no_cv_can_show_is_left_out() -> None:
    found = shown("Wrote sql for a bakery")

    assert (found["SQL"], found["Excel"]) == (Shown(Support.SHOWN, (1,)), Shown(Support.MISSING))
    assert "nights" not in found
