"""The decks that ship keep the form that makes them worth rehearsing."""

import re
import subprocess
import sys
import tomllib
from collections import Counter
from dataclasses import fields
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from cards.card import Card, Kind, LegalStatus
from cards.key import Priority
from decks.library.library import BUILTIN
from decks.lint.deck_file import DeckFile
from decks.lint.quality import find_weaknesses
from decks.lint.spelling import find_mistakes
from decks.model.deck import Deck
from decks.model.deck_reader import deck_from_tables
from decks.model.line_numbers import FileLines
from decks.model.notation import TOML
from decks.toml.files import read_file
from tests import GOLDEN
from trainer.mock.manners import Voice, voices

FILES = sorted(BUILTIN.glob("*.toml"))
PACKS = sorted((BUILTIN / "packs").glob("*.toml"))
GERMAN = sorted((BUILTIN / "de").glob("*.toml"))
EVERY_DECK = pytest.mark.parametrize("path", [*FILES, *PACKS, *GERMAN], ids=lambda path: path.stem)
BRITISH = re.compile(
    r"\b(?:CVs?|per cent|straight away|payslips?|rota|canteen|car park|advert|right[ -]to[ -]work|fortnight"
    r"|maths|towards|erm?|get on with|got on with|for ever|any more|out of the door|the sums|the lift|shall|mum"
    r"|sixth-former|tribunal|registrar|bleep\w*|drug round|head office|pupils?|marking|reckon|daft|adjustments?"
    r"|half past|do sit|must run|carry on)\b",
    re.IGNORECASE,
)
NO_LAW_IS_OLD = date(2026, 11, 1)
IDS = GOLDEN / "builtin-cards.txt"
DOCS = Path(__file__).parents[2] / "docs" / "decks.md"
# The four question types that the trainer exists for.
DEEPEST = {"analytical-technique", "skill-acquisition", "off-limits-questions", "cultural-fit"}
OTHERS = {
    "plan-and-open",
    "achievement-stories",
    "expert-probe",
    "attributes",
    "curveballs",
    "unskilled-interviewers",
    "questions-you-ask",
    "close-and-follow-up",
    "pay-and-dates",
}


@cache
def load(path: Path) -> Deck:
    deck, problems = read_file(path)
    assert problems == []
    assert deck is not None
    return deck


def in_variety(path: Path, variety: str) -> Deck:
    """Return a deck with the wordings of one variety of its language in place of its own."""
    tables = tomllib.loads(path.read_text())
    tables["cards"] = [card | card.pop("wordings", {}).get(variety, {}) for card in tables["cards"]]
    deck, problems = deck_from_tables(tables, FileLines(), path=path.name, default_id=path.stem, notation=TOML)
    assert problems == []
    assert deck is not None
    return deck


def said(card: Card) -> list[str]:
    """Return everything of a card that a person reads or says."""
    follow_ups = [each.text for each in card.follow_ups]
    points = [point.text for point in card.key_points]
    replies = filter(None, card.replies)
    return [*card.asked, card.looks_for, *points, *card.outline, *follow_ups, *card.bridges, *card.pitfalls, *replies]


def test_thirteen_decks_ship_and_those_of_the_four_question_types_are_the_deepest() -> None:
    sizes = {path.stem: len(load(path).cards) for path in FILES}

    assert sizes.keys() == DEEPEST | OTHERS
    assert sum(sizes.values()) >= 180
    assert all(sizes[deck] >= 18 for deck in DEEPEST)
    assert all(sizes[deck] >= 10 for deck in OTHERS)


def test_a_pack_is_a_dozen_cards_and_four_of_them_matter_most() -> None:
    packs = {path.stem: [card.priority for card in load(path).cards] for path in PACKS}

    assert {name: len(cards) for name, cards in packs.items()} == dict.fromkeys(packs, 12)
    assert {name: cards.count(Priority.MUST) for name, cards in packs.items()} == dict.fromkeys(packs, 4)


def test_no_card_has_a_weakness() -> None:
    decks = [DeckFile(path.stem, load(path)) for path in (*FILES, *PACKS, *GERMAN)]
    newest = max(note.as_of for _, deck in decks for card in deck.cards for note in card.legal)

    assert [str(problem) for problem in find_weaknesses(decks, newest)] == []


def test_an_american_wording_asks_as_often_for_the_same_points_and_has_no_weakness() -> None:
    for path in (*FILES, *PACKS):
        british, american = load(path), in_variety(path, "en-US")

        assert find_weaknesses([DeckFile(path.stem, american)], NO_LAW_IS_OLD) == []
        for ours, theirs in zip(british.cards, american.cards, strict=True):
            assert len(theirs.phrasings) == len(ours.phrasings), ours.id
            assert [point.must for point in theirs.key_points] == [point.must for point in ours.key_points], ours.id


def test_an_american_wording_has_no_british_spelling_or_word(tmp_path: Path) -> None:
    """A field that is not reworded stays as it is, so a line added in British English shows here."""
    spoken_by = {
        path.stem: [line for card in in_variety(path, "en-US").cards for line in said(card)]
        for path in (*FILES, *PACKS)
    }
    interviewers = [getattr(voice, each.name) for voice in voices("en-US").values() for each in fields(Voice)]
    spoken_by["manners"] = [line for each in interviewers for line in ([each] if isinstance(each, str) else each)]
    for speaker, lines in spoken_by.items():
        (tmp_path / f"{speaker}.txt").write_text("\n".join(lines), encoding="utf-8")

        assert [line for line in lines if BRITISH.search(line)] == []
    command = [sys.executable, "-m", "codespell_lib", "--builtin", "clear,en-GB_to_en-US", str(tmp_path)]
    assert subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False).stdout == ""


def test_no_word_is_misspelt() -> None:
    assert [str(problem) for problem in find_mistakes([str(path) for path in (*FILES, *PACKS)])] == []


def test_no_two_decks_in_any_language_have_the_same_id_which_their_history_hangs_on() -> None:
    ids = [load(path).head.id for path in BUILTIN.rglob("*.toml")]

    assert len(ids) == len(set(ids))


def test_every_id_that_was_ever_shipped_is_that_of_a_card_or_one_it_had_before() -> None:
    """History hangs on the ids: a new one is added to the list, and no line of it ever changes."""
    shipped = [
        f"{path.stem}/{each}"
        for path in (*FILES, *PACKS, *GERMAN)
        for card in load(path).cards
        for each in (card.id, *card.was)
    ]

    assert sorted(shipped) == IDS.read_text().split()


@EVERY_DECK
def test_a_deck_says_what_it_is_and_that_it_may_be_shared(path: Path) -> None:
    deck = load(path)

    assert deck.head.id == path.stem
    assert deck.head.license == "CC-BY-4.0"
    assert deck.head.description


@EVERY_DECK
def test_points_are_taught_and_no_script_is_recited(path: Path) -> None:
    cards = load(path).cards

    assert [card.id for card in cards if card.answer] == []
    assert [card.id for card in cards if not (card.sources and 1 <= len(card.competencies) <= 4)] == []


def test_three_days_suffice_for_what_matters_most() -> None:
    musts = Counter(path.stem for path in FILES for card in load(path).cards if card.priority == "must")

    assert 36 <= musts.total() <= 45
    assert all(2 <= musts[deck] <= 9 for deck in DEEPEST)


def test_three_days_suffice_in_german_too() -> None:
    musts = [card.id for path in GERMAN for card in load(path).cards if card.priority is Priority.MUST]

    assert 36 <= len(musts) <= 45


def test_german_points_call_you_du_and_interviewers_say_sie() -> None:
    """So nobody takes the trainer's voice for the interviewer's."""
    cards = [card for path in GERMAN for card in load(path).cards]
    formal = re.compile(r"\b(?:Sie|Ihr(?:e[mnrs]?)?|Ihnen)\b")

    assert [point.text for card in cards for point in card.key_points if formal.search(point.text)] == []
    assert all(load(path).head.language == "de" for path in GERMAN)
    assert [card.id for card in cards if not any(map(formal.search, card.asked))] == []


def test_the_thirty_questions_that_second_rounds_ask_most_are_must_haves() -> None:
    rows = re.findall(r"^\| \d+ \| .+ \| (.+) \|$", DOCS.read_text(encoding="utf-8"), re.MULTILINE)
    named = [re.findall(r"`([a-z-]+/[a-z-]+)`", row) for row in rows]
    musts = {f"{path.stem}/{card.id}" for path in FILES for card in load(path).cards if card.priority is Priority.MUST}

    assert len(named) == 30
    assert [cards for cards in named if not cards or not set(cards) <= musts] == []


def test_notes_to_be_written_ask_for_words_and_the_rest_to_be_said() -> None:
    notes = {card.id for path in FILES for card in load(path).cards if card.kind is Kind.NOTE}

    assert len(notes) >= 5
    assert all(
        card.kind is not Kind.NOTE for path in FILES if path.stem != "close-and-follow-up" for card in load(path).cards
    )


def test_legal_notes_are_dated_and_cover_the_places_named() -> None:
    notes = [note for path in (*FILES, *GERMAN) for card in load(path).cards for note in card.legal]

    assert all(date(2026, 11, 1) <= note.as_of for note in notes)
    assert {"US", "US-CA", "US-NY", "GB", "CA-ON", "CA-QC", "DE", "AT", "CH", "FR", "AU", "IE", "NZ", "EU"} <= {
        note.jurisdiction for note in notes
    }
    assert all(bool(note.stage) == (note.status is LegalStatus.LIMITED) for note in notes)
