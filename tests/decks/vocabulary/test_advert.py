"""What greenroom knows about adverts, and the signs of competencies."""

import re

import pytest

from cards.advert import ABOUT, DUTY, NOTICE
from cards.card import Kind
from cards.competencies import Competency
from cards.key import CardKey
from cards.matching.phrases import GAP
from decks.library.library import BUILTIN
from decks.toml.files import read_file
from decks.vocabulary.advert import read_advert_data
from decks.vocabulary.competencies import read_competencies

DATA = read_advert_data()
VOCABULARY = read_competencies()


@pytest.mark.parametrize("competency", VOCABULARY.by_id.values(), ids=list(VOCABULARY.by_id))
def test_every_sign_is_found_as_one(competency: Competency) -> None:
    filled = {sign: sign.replace(GAP, "of the") for sign in competency.signs}

    assert [sign for sign, text in filled.items() if competency.id not in VOCABULARY.signs_in(text)] == []


def test_every_card_of_the_spine_ships() -> None:
    decks = [deck for path in BUILTIN.glob("*.toml") if (deck := read_file(path)[0])]
    known = {str(CardKey(deck.head.id, card.id)) for deck in decks for card in deck.cards}

    assert len(DATA.spine) == len(set(DATA.spine)) == 13
    assert set(DATA.spine) <= known


def test_sections_that_are_guessed_are_there_and_what_is_needed_counts_most() -> None:
    weights = {section.id: section.weight for section in DATA.terms.sections}

    assert weights.keys() >= {ABOUT, DUTY, NOTICE}
    assert max(weights, key=weights.__getitem__) == "essential"
    assert weights["benefits"] == weights["notice"] == 0


def test_no_heading_begins_two_sections() -> None:
    headings = [form for section in DATA.terms.sections for form in (*section.headings, *section.alone)]

    assert len(headings) == len(set(headings))


def test_templates_ask_for_what_can_be_heard_and_every_pattern_compiles() -> None:
    assert {Kind(template.kind) for template in DATA.templates.values()} == {
        Kind.STORY,
        Kind.SKILL,
        Kind.QUESTION_TO_ASK,
    }
    assert all(any(must for _, must in template.key_points) for template in DATA.templates.values())
    for kind in DATA.terms.things:
        assert all(re.compile(pattern) for pattern in kind.patterns)
