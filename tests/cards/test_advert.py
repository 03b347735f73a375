"""Job adverts: cut into sections, and what their words ask for."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cards.advert import Reading
from cards.advert_lines import AdvertCutter, unwrapped
from cards.advert_reader import AdvertReader
from decks.vocabulary.advert import read_advert_data
from decks.vocabulary.competencies import read_competencies

CUTTER = AdvertCutter(read_advert_data().terms)
READER = AdvertReader(read_advert_data().terms, read_competencies())
ADVERT = """\
Depot Manager

About us
We are a creative, friendly bunch.

What you'll do
- Lead a team of 20 drivers
- Plan routes, and keep to them

Requirements
- You can lead a team under pressure
- Excel, and 3 years of experience

Nice to have:
- You can negotiate with suppliers

Benefits
- A team that presents you with a cake
Equal opportunity employer, committed to being honest.
"""


def read(text: str) -> Reading:
    return READER.read(CUTTER.cut(unwrapped(text.splitlines())))


def sections(text: str) -> dict[str, str]:
    return {line.text: line.section for line in CUTTER.cut(unwrapped(text.splitlines())) if not line.is_heading}


def weights(text: str) -> dict[str, int]:
    return {demand.id: demand.weight for demand in read(text).competencies}


def test_a_line_counts_for_its_heaviest_section_and_each_other_line_for_one() -> None:
    (leading,) = (each for each in read(ADVERT).competencies if each.id == "leadership")

    assert (leading.parts, leading.weight, leading.lines) == ((3, 1), 4, (11, 7))


def test_what_they_would_like_counts_less_than_what_they_need() -> None:
    assert weights(ADVERT)["negotiation"] == 1
    assert weights(ADVERT)["composure"] == 3


def test_the_web_page_around_an_advert_asks_for_nothing() -> None:
    page = """\
We use cookies. Some are essential. Click "Accept all" to agree.
Share this job   Email   LinkedIn

Requirements
- You can lead a team

Similar jobs
Head of Privacy, with sensitive data
Subscribe to our newsletter
\u00a9 2026 Jobs   Privacy policy   Terms and conditions   Accessibility
"""
    found = read(page)

    assert [demand.id for demand in found.competencies] == ["leadership"]
    assert not found.unmatched
    assert {line.number: line.section for line in found.lines if line.section == "notice"}.keys() == {1, 2, 7, 8, 9, 10}


def test_about_us_benefits_and_small_print_ask_for_nothing() -> None:
    assert {"creativity", "presenting", "integrity"}.isdisjoint(weights(ADVERT))


def test_what_something_else_asks_for_counts_one_more_if_about_us_has_it_too() -> None:
    assert weights(ADVERT.replace("creative, friendly", "team-led, leading"))["leadership"] == 5


def test_an_advert_in_prose_is_cut_by_its_sentences() -> None:
    prose = (
        "You will answer the phone. You must be accurate. A licence would be useful. You'll get a pension and cake."
        " We are an equal opportunity employer."
    )

    assert list(sections(prose).values()) == ["duty", "essential", "desirable", "benefits", "notice"]


@pytest.mark.parametrize(
    "heading",
    [
        "## Requirements",
        "**Requirements**",
        "REQUIREMENTS",
        "Requirements:",
        "Minimum Requirements:",
        "You",
        "Skills & Experience",
    ],
)
def test_a_heading_is_known_by_its_words_and_its_form(heading: str) -> None:
    assert sections(f"{heading}\nBe there at nine")["Be there at nine"] == "essential"


@pytest.mark.parametrize("end", ["", ":"])
@pytest.mark.parametrize(
    ("heading", "section"),
    [
        ("What we need", "essential"),
        ("We need", "essential"),
        ("Who we need", "essential"),
        ("What we\u2019re after", "essential"),
        ("What you bring", "essential"),
        ("What we expect", "essential"),
        ("What it takes", "essential"),
        ("The person", "essential"),
        ("Prerequisites", "essential"),
        ("Your strengths", "essential"),
        ("What we need you to do", "duty"),
        ("What you'd do", "duty"),
        ("What we'd like", "desirable"),
        ("It helps if", "desirable"),
        ("What we do", "about"),
        ("What's on offer", "benefits"),
    ],
)
def test_what_is_needed_is_headed_in_many_ways(heading: str, section: str, end: str) -> None:
    assert sections(f"About us\n\n{heading}{end}\nBe there at nine")["Be there at nine"] == section


@pytest.mark.parametrize(
    ("heading", "section"),
    [("Who are we looking for?", "essential"), ("What will you do?", "duty"), ("**What do I get?**", "benefits")],
)
def test_a_heading_can_be_a_question(heading: str, section: str) -> None:
    assert sections(f"{heading}\nBe there at nine") == {"Be there at nine": section}


@pytest.mark.parametrize("item", ["- What customers need comes first", "Do you like people?"])
def test_an_item_or_a_question_of_another_kind_is_no_heading(item: str) -> None:
    assert item.removeprefix("- ") in sections(f"Requirements\n{item}\nBe there at nine")


@pytest.mark.parametrize(
    ("text", "competency"),
    [
        ("Accuracy", "accuracy"),
        ("High accuracy", "accuracy"),
        ("Accuracy under a deadline", "accuracy"),
        ("Accuracy and attention to detail", "accuracy"),
        ("Punctuality", "accountability"),
        ("Ownership", "accountability"),
        ("Versatility", "adaptability"),
        ("Numeracy", "analysis"),
        ("Diplomacy", "boundaries"),
        ("Teamwork", "collaboration"),
        ("Poise", "composure"),
        ("Inquisitiveness", "curiosity"),
        ("Empathy", "customers"),
        ("Decisiveness", "decisions"),
        ("Diversity", "inclusion"),
        ("Proactivity", "initiative"),
        ("Trustworthiness", "integrity"),
        ("Kindness", "motivation"),
        ("Endurance", "resilience"),
        ("Vigilance", "safety"),
    ],
)
def test_a_single_noun_asks_for_its_competency(text: str, competency: str) -> None:
    assert competency in weights(f"Requirements\n- {text}")


def test_a_list_that_lost_its_bullets_asks_for_its_items() -> None:
    found = read("Requirements\nAccuracy\nTeam Leadership\nExcel\n\nBenefits\nCreativity")

    assert {each.id: each.lines for each in found.competencies} == {"accuracy": (2,), "leadership": (3,)}
    assert [thing.text for thing in found.things] == ["Excel"]
    assert not found.unmatched


@pytest.mark.parametrize("text", ["Due diligence on funds", "Home ownership loans", "A courtesy car"])
def test_what_only_has_such_a_noun_in_it_asks_for_nothing(text: str) -> None:
    assert weights(f"Requirements\n- {text}") == {}


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("34,000 pounds a year", "34,000 pounds a year"),
        ("We pay 34000 pounds", "34000 pounds"),
        ("Between 30,000 and 34,000 euros", "34,000 euros"),
        ("34k", "34k"),
        ("Salary: 34k", "34k"),
        ("Salary 34k", "Salary 34k"),
        ("Salary up to 34k", "Salary up to 34k"),
        ("30-34k a year", "30-34k a year"),
        ("34k OTE", "34k OTE"),
        ("GBP 34,000 per year", "GBP 34,000 per year"),
        ("12.50 pounds an hour", "12.50 pounds an hour"),
        ("\u00a334k", "\u00a334k"),
    ],
)
def test_pay_is_named_without_a_sign_too(text: str, name: str) -> None:
    found = {(thing.kind, thing.text) for thing in read(f"Requirements\n- Be there\n\n{text}\n").things}

    assert ("pay", name) in found


@pytest.mark.parametrize("text", ["Lift 50 pounds", "A 10k run", "Serve 20k users", "Care for 34 kids"])
def test_other_numbers_are_no_pay(text: str) -> None:
    assert "pay" not in {thing.kind for thing in read(f"Requirements\n- {text}").things}


def test_a_sentence_with_a_headings_words_is_no_heading() -> None:
    assert "We sell requirements to experts." in sections("What you'll do\nWe sell requirements to experts.")


def test_an_item_is_no_heading_even_if_it_has_capital_letters() -> None:
    found = sections("What you'll do\n- Client Requirements Workshops\n- Be there at nine")

    assert set(found.values()) == {"duty"}


def test_essential_functions_are_duties() -> None:
    assert sections("Essential functions\nBe there at nine")["Be there at nine"] == "duty"


def test_a_label_puts_its_own_line_into_a_section() -> None:
    found = sections("Requirements\nPreferred: a cool head in a crisis\nBe there at nine")

    assert found == {"a cool head in a crisis": "desirable", "Be there at nine": "essential"}


def test_lines_that_a_fixed_width_broke_are_joined_and_keep_the_first_number() -> None:
    text = ["* Triage incoming patients and make rapid decisions about who is", "  seen first, day and night", "* Next"]

    assert unwrapped(text) == [(1, f"{text[0]} seen first, day and night"), (3, "* Next")]


def test_lines_broken_at_132_columns_are_joined_and_longer_ones_are_paragraphs() -> None:
    long = "x" * 60 + " You will work with doctors, physios and the many other people we have here"

    assert [number for number, _ in unwrapped([long[:130], "and others", "z " * 100, "and so on"])] == [1, 3, 4]


def test_things_are_named_as_they_stand_there_with_their_lines() -> None:
    found = {(thing.kind, thing.text): thing.lines for thing in read(ADVERT).things}

    assert found == {("tool", "Excel"): (12,), ("years", "3 years"): (12,)}


def test_pay_dates_and_checks_are_found_in_the_small_print_too() -> None:
    text = "Benefits\n£31,049 to £37,796 a year\nHow to apply\nBy 18 January 2027. Enhanced DBS check."
    found = {(thing.kind, thing.text) for thing in read(text).things}

    assert found >= {("pay", "£31,049 to £37,796 a year"), ("date", "18 January 2027")}
    assert "check" in {kind for kind, _ in found}


@pytest.mark.parametrize(
    ("text", "kind", "name"),
    [
        ("BSc in Computer Science", "certificate", "BSc"),
        ("A degree, or experience that equals one", "certificate", "degree"),
        ("Bachelor\u2019s degree in accounting", "certificate", "Bachelor\u2019s degree"),
        ("Bachelors or Masters", "certificate", "Bachelors"),
        ("MS in data science", "certificate", "MS"),
        ("BA/BS required", "certificate", "BA"),
        ("a PhD is welcome", "certificate", "PhD"),
        ("5 GCSEs, grade C or above", "certificate", "GCSEs"),
        ("A-levels in maths", "certificate", "A-levels"),
        ("High School Diploma", "certificate", "High School Diploma"),
        ("HND in engineering", "certificate", "HND"),
        ("Associate's degree", "certificate", "Associate's degree"),
        ("Valid driver\u2019s license", "licence", "driver\u2019s license"),
        ("Full clean driving license", "licence", "Full clean driving license"),
        ("Category C licence", "licence", "Category C licence"),
        ("HGV Class 1", "licence", "HGV Class 1"),
        ("Forklift certification", "licence", "Forklift certification"),
        ("Active TS/SCI", "clearance", "TS/SCI"),
        ("Security clearance to SC level", "clearance", "Security clearance"),
        ("PVG scheme membership", "check", "PVG"),
        ("Full time, five days", "shift", "Full time"),
    ],
)
def test_credentials_are_named_on_both_sides_of_the_atlantic(text: str, kind: str, name: str) -> None:
    assert (kind, name) in {(thing.kind, thing.text) for thing in read(f"Requirements\n- {text}").things}


@pytest.mark.parametrize("text", ["Valid driver\u2019s license", "Driving licence", "Evidence of further training"])
def test_credentials_are_no_competencies(text: str) -> None:
    assert weights(f"Requirements\n- {text}") == {}


@pytest.mark.parametrize(
    "text", ["Based in Boston, MA", "MS Office and BA flights", "A level of care", "Customs clearance", "Class 1 hotel"]
)
def test_what_only_looks_like_a_credential_is_none(text: str) -> None:
    kinds = {thing.kind for thing in read(f"Requirements\n- {text}").things}

    assert not kinds & {"certificate", "licence", "clearance"}


def test_a_name_behind_experience_of_needs_no_list_and_the_employers_is_left_out() -> None:
    text = "About us\nFennel makes soup.\nRequirements\nExperience with Quorvex and Fennel soups is needed"

    assert [thing.text for thing in read(text).things] == ["Quorvex"]


def test_what_matches_nothing_is_returned_with_its_line() -> None:
    found = read("Requirements\nBags of gumption, please\nAttention to detail").unmatched

    assert [(line.number, line.text) for line in found] == [(2, "Bags of gumption, please")]


def test_marks_of_markdown_are_no_part_of_a_line() -> None:
    text = "## Requirements\n1. A **clean** [licence](http://x.org/a_b)\n   * *Tact*, please"

    assert list(sections(text)) == ["A clean licence", "Tact, please"]


@given(st.text(max_size=400))
def test_any_text_is_read_and_every_number_is_one_of_a_line(text: str) -> None:
    found = read(text)
    numbers = {line.number for line in found.lines}

    assert all(numbers.issuperset(demand.lines) for demand in found.competencies)
    assert all(numbers.issuperset(thing.lines) for thing in found.things)
    assert all(demand.weight >= 1 for demand in found.competencies)
    assert [demand.weight for demand in found.competencies] == sorted(weights(text).values(), reverse=True)


@pytest.mark.parametrize(
    "line",
    [
        "1" * 20_000,
        "1 " * 5_000 + "years",
        "£1" + ",1" * 9_000,
        "A" * 20_000,
        "A " * 5_000,
        "salary " + "up to " * 4_000,
        "1,000" * 4_000,
        "What " * 4_000,
        "**" * 4_000,
        "a: " * 4_000,
    ],
)
def test_no_line_takes_long(line: str) -> None:
    begun = time.process_time()
    read(line)

    assert time.process_time() - begun < 2
