"""The decks that ship keep the form that makes them worth rehearsing."""

import re
from itertools import combinations
from pathlib import Path

import pytest

from cards.card import TARGETS, Card, Kind
from decks.deck import Deck
from decks.library import BUILTIN
from decks.reading import read_file

FILES = sorted(BUILTIN.glob("*.toml"))
EVERY_DECK = pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)


def load(path: Path) -> Deck:
    deck, problems = read_file(path)
    assert problems == []
    assert deck is not None
    return deck


def words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text.casefold()))


def overlap(one: str, other: str) -> float:
    """Share of the shorter wording's words that the other has too."""
    return len(words(one) & words(other)) / min(len(words(one)), len(words(other)))


def complaints(card: Card) -> list[str]:
    """Return what is wrong with one card."""
    musts = sum(point.must for point in card.key_points)
    wordings = (card.question, *card.phrasings)
    band = TARGETS[card.kind]
    rules = {
        "fewer than 3 phrasings": len(card.phrasings) < 3,
        "phrasings too much alike": any(overlap(a, b) >= 0.7 for a, b in combinations(wordings, 2)),
        "not 3 to 6 key points": not 3 <= len(card.key_points) <= 6,
        "not 1 to 3 musts": not 1 <= musts <= 3,
        "a key point too long to hear": any(len(point.text.split()) > 14 for point in card.key_points),
        "fewer than 2 follow-ups": len(card.follow_ups) < 2,
        "fewer than 2 pitfalls": len(card.pitfalls) < 2,
        "no outline": not 2 <= len(card.outline) <= 6,
        "nothing it looks for": not card.looks_for,
        "a script to recite": bool(card.answer),
        "an aim outside its kind's band": not band.min <= card.target.aim <= band.max,
        "no source": not card.sources,
        "no tags": not card.tags,
    }
    if card.kind is Kind.DEFLECTION:
        rules["not all three replies"] = not all((card.replies.concern, card.replies.redirect, card.replies.decline))
        rules["no legal note"] = not card.legal
    return [name for name, broken in rules.items() if broken]


def test_the_four_decks_that_the_trainer_exists_for_are_there() -> None:
    assert {"analytical-technique", "skill-acquisition", "off-limits-questions", "cultural-fit"} <= {
        p.stem for p in FILES
    }


@EVERY_DECK
def test_a_deck_has_twelve_good_cards_or_more(path: Path) -> None:
    deck = load(path)

    assert deck.head.id == path.stem
    assert deck.head.license == "CC-BY-4.0"
    assert deck.derived == frozenset()
    assert len(deck.cards) >= 12
    assert {card.id: found for card in deck.cards if (found := complaints(card))} == {}


@EVERY_DECK
def test_a_deck_says_which_cards_matter_most(path: Path) -> None:
    musts = [card.id for card in load(path).cards if card.priority == "must"]

    assert 3 <= len(musts) <= 6


def test_no_question_is_asked_by_two_decks() -> None:
    questions = [card.question for path in FILES for card in load(path).cards]

    assert len(set(questions)) == len(questions)


def test_legal_notes_are_dated_and_sourced() -> None:
    notes = [note for path in FILES for card in load(path).cards for note in card.legal]

    assert notes
    assert all(note.as_of.year >= 2026 and note.source and note.note for note in notes)
