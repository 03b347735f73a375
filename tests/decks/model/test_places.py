"""Places are ISO codes, and what people write in their place leads to one."""

import pytest

from decks.model.places import is_place, lineage, place_for, place_name


@pytest.mark.parametrize("code", ["GB", "US-NY", "CA-ON", "AU-QLD", "GB-NIR", "DE-BY", "FR-75", "EU"])
def test_a_country_or_a_part_of_one_is_a_place(code: str) -> None:
    assert is_place(code)


@pytest.mark.parametrize("code", ["UK", "Canada", "us-ny", "US-XX", "CA-", "ZZ", "ZZ-1", "DE-Bayern", "", "EU "])
def test_anything_else_is_none(code: str) -> None:
    assert not is_place(code)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("UK", "GB"),
        ("Canada", "CA"),
        ("us-ny", "US-NY"),
        ("New York", "US-NY"),
        ("ontario", "CA-ON"),
        ("Ontari", "CA-ON"),
        ("Queensland", "AU-QLD"),
        ("Irland", "IE"),
        ("Deutschland", "DE"),
        ("USA", "US"),
        ("US-NYC", "US-NY"),
        (" gb ", "GB"),
    ],
)
def test_what_people_write_leads_to_a_code(text: str, code: str) -> None:
    assert place_for(text) == code


@pytest.mark.parametrize("text", ["", "x", "qqqqqq", "over the rainbow"])
def test_what_is_like_no_place_leads_nowhere(text: str) -> None:
    assert place_for(text) is None


def test_the_law_of_larger_places_applies_too() -> None:
    assert lineage("US-NY") == ("US-NY", "US")
    assert lineage("DE-BY") == ("DE-BY", "DE", "EU")
    assert lineage("GB") == ("GB",)
    assert lineage("EU") == ("EU",)


def test_places_have_names() -> None:
    assert place_name("US-NY") == "New York"
    assert place_name("IE") == "Ireland"
    assert place_name("DE-BY") == "DE-BY"
