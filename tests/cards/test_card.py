from copy import copy
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cards.answer import Answer, Mode, points_from_text, points_to_text
from cards.card import TARGETS, Card, KeyPoint, Kind, LegalNote, LegalStatus, TargetSeconds
from cards.errors import GreenroomError
from cards.grading import missed_musts, suggest_rating
from cards.key import CardKey, Priority
from cards.review import Rating
from cards.timing import Pace, pace


def card_with(points: int, *, musts: frozenset[int] = frozenset(), kind: Kind = Kind.TECHNIQUE) -> Card:
    key_points = tuple(KeyPoint(f"point {n}", n in musts) for n in range(points))
    return Card(id="c", question="Why?", kind=kind, key_points=key_points)


@given(st.integers(1, 12), st.data())
def test_the_suggestion_follows_the_share_of_points(total: int, data: st.DataObject) -> None:
    musts = data.draw(st.frozensets(st.integers(0, total - 1)))
    covered = data.draw(st.frozensets(st.integers(0, total - 1)))
    share = len(covered) / total

    suggested = suggest_rating(card_with(total, musts=musts), Answer(milliseconds=90_000, covered=covered))

    if share < 0.4:
        assert suggested is Rating.AGAIN
    elif share < 0.7 or musts - covered:
        assert suggested is Rating.HARD
    elif share < 0.95:
        assert suggested is Rating.GOOD
    else:
        assert suggested is Rating.EASY


@pytest.mark.parametrize(
    ("total", "covered", "expected"),
    [(5, 1, Rating.AGAIN), (5, 2, Rating.HARD), (10, 6, Rating.HARD), (10, 7, Rating.GOOD), (20, 19, Rating.EASY)],
)
def test_a_share_that_is_just_enough_is_enough(total: int, covered: int, expected: Rating) -> None:
    answer = Answer(milliseconds=90_000, covered=frozenset(range(covered)))

    assert suggest_rating(card_with(total), answer) is expected


def test_an_answer_over_its_maximum_is_good_at_best() -> None:
    card = card_with(2)
    everything = frozenset({0, 1})

    assert suggest_rating(card, Answer(milliseconds=135_000, covered=everything)) is Rating.EASY
    assert suggest_rating(card, Answer(milliseconds=135_001, covered=everything)) is Rating.GOOD


def test_an_answer_after_peeking_is_hard_at_best() -> None:
    answer = Answer(milliseconds=90_000, covered=frozenset({0, 1}), peeked=True)

    assert suggest_rating(card_with(2), answer) is Rating.HARD


def test_a_card_without_points_suggests_good() -> None:
    card = Card(id="c", question="Why?", answer="Because.")

    assert suggest_rating(card, Answer(milliseconds=1)) is Rating.GOOD
    assert suggest_rating(card, Answer(milliseconds=1, peeked=True)) is Rating.HARD


def test_missed_musts_are_counted() -> None:
    assert missed_musts(card_with(3, musts=frozenset({0, 2})), frozenset({0})) == 1


def test_every_kind_has_a_band_in_order() -> None:
    assert set(TARGETS) == set(Kind)
    assert all(band.min < band.aim < band.max for band in TARGETS.values())


def test_a_cards_own_aim_moves_the_whole_band() -> None:
    card = Card(id="c", question="Why?", kind=Kind.TECHNIQUE, target_seconds=120)

    assert card.target == TargetSeconds(80, 120, 180)


def test_wordings_go_round_and_begin_with_the_question() -> None:
    card = Card(id="c", question="Q", phrasings=("A", "B"), follow_ups=("x", "y"))

    assert [card.wording(n) for n in range(4)] == ["Q", "A", "B", "Q"]
    assert [card.follow_up(n) for n in range(3)] == ["x", "y", "x"]
    assert Card(id="c", question="Q").follow_up(0) is None


@pytest.mark.parametrize(
    ("seconds", "expected"), [(59, Pace.SHORT), (60, Pace.WITHIN), (135, Pace.WITHIN), (136, Pace.LONG)]
)
def test_the_pace_tells_where_the_time_lies(seconds: float, expected: Pace) -> None:
    assert pace(seconds, TARGETS[Kind.TECHNIQUE]) is expected


@given(st.integers(1, 20), st.data())
def test_ticked_points_survive_the_log(total: int, data: st.DataObject) -> None:
    covered = data.draw(st.frozensets(st.integers(0, total - 1)))
    text = points_to_text(covered, total)

    assert text is not None
    assert len(text) == total
    assert points_from_text(text) == covered


def test_points_not_asked_for_are_not_points_missed() -> None:
    assert points_to_text(None, 3) is None
    assert points_to_text(frozenset(), 0) is None
    assert points_from_text(None) is None


def test_the_mode_is_typed_as_soon_as_there_is_text() -> None:
    assert Answer(milliseconds=1).mode is Mode.SPOKEN
    assert Answer(milliseconds=1, text="words").mode is Mode.TYPED


@pytest.mark.parametrize("text", ["", "deck", "deck/", "/card", "a/b/c"])
def test_only_deck_slash_card_is_a_key(text: str) -> None:
    assert CardKey.parse(text) is None


def test_a_key_reads_back_as_it_is_written() -> None:
    key = CardKey("deck", "card")

    assert CardKey.parse(str(key)) == key


def test_priorities_rank_must_core_extra() -> None:
    assert [Priority(word).rank for word in ("must", "core", "extra")] == [0, 1, 2]


def test_ratings_are_named_as_people_see_them() -> None:
    assert [rating.title for rating in Rating] == ["Again", "Hard", "Good", "Easy"]


def test_an_error_is_one_sentence_and_a_way_out() -> None:
    assert str(GreenroomError("It broke", "Mend it.")) == "It broke. Mend it."
    assert str(GreenroomError("It broke")) == "It broke."


def test_a_legal_note_is_old_after_twelve_months() -> None:
    note = LegalNote(jurisdiction="UK", status=LegalStatus.LAWFUL, note="n", source="s", as_of=date(2025, 3, 2))

    assert not note.is_old(date(2026, 3, 2))
    assert note.is_old(date(2026, 3, 3))


def test_an_error_says_the_same_in_another_process() -> None:
    error = GreenroomError("It broke", "Mend it.")

    assert error.args == ("It broke", "Mend it.")
    assert str(copy(error)) == str(error)
