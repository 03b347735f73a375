import re
from collections import Counter

import pytest

from cards.competencies import Competency
from cards.matching.phrases import phrase_of
from cards.text import is_clean
from decks.library.library import BUILTIN
from decks.model.ids import is_slug
from decks.toml.files import read_file
from decks.vocabulary.competencies import read_competencies
from tests import ROOT

VOCABULARY = read_competencies()
EVERY_COMPETENCY = pytest.mark.parametrize("competency", VOCABULARY.by_id.values(), ids=list(VOCABULARY.by_id))


def test_there_are_about_thirty() -> None:
    assert 28 <= len(VOCABULARY.by_id) <= 36


@EVERY_COMPETENCY
def test_a_competency_says_what_it_is_in_a_title_and_one_sentence(competency: Competency) -> None:
    assert is_slug(competency.id)
    assert competency.title[0].isupper()
    assert len(competency.title.split()) <= 3
    assert competency.meaning.startswith("You ")
    assert competency.meaning.count(".") == 1
    assert competency.meaning.endswith(".")
    assert all(is_clean(text) for text in (competency.title, competency.meaning, *competency.forms))


@EVERY_COMPETENCY
def test_a_competency_goes_by_ten_to_twenty_phrases(competency: Competency) -> None:
    assert 10 <= len({form.casefold() for form in competency.forms}) == len(competency.forms) <= 20


@EVERY_COMPETENCY
def test_a_competency_is_found_by_each_of_its_phrases_alone(competency: Competency) -> None:
    wrong = {form: found for form in competency.forms if (found := VOCABULARY.find(form)) != (competency.id,)}

    assert wrong == {}


def test_no_phrase_and_no_name_belongs_to_two_competencies() -> None:
    owners = {
        (phrase_of(name), each.id) for each in VOCABULARY.by_id.values() for name in (each.id, each.title, *each.forms)
    }

    assert [phrase for phrase, times in Counter(phrase for phrase, _ in owners).items() if times > 1] == []


def test_both_spellings_are_known() -> None:
    for british, american in (
        ("organised", "organized"),
        ("analyse", "analyze"),
        ("sound judgement", "sound judgment"),
    ):
        assert VOCABULARY.find(british) == VOCABULARY.find(american) != ()


def test_decks_that_ship_have_cards_for_every_competency_and_name_no_other() -> None:
    decks = [read_file(path)[0] for path in BUILTIN.rglob("*.toml")]
    used = {each for deck in decks if deck for card in deck.cards for each in card.competencies}

    assert used == VOCABULARY.by_id.keys()


def test_the_format_lists_every_competency() -> None:
    section = (ROOT / "docs" / "deck-format.md").read_text(encoding="utf-8").split("## Competencies and tags")[1]

    listed = re.findall(r"`([^`]+)`", section.split("[competencies.toml]")[0].split(":", 1)[1])
    assert listed == list(VOCABULARY.by_id)
