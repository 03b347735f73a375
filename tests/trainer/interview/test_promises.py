"""The days the plan promises: that they are kept, and how a rating chooses them."""

from collections import Counter
from datetime import date, timedelta
from math import inf
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import settings as profile
from hypothesis import strategies as st

from cards.key import CardKey
from cards.review import Rating
from scheduler.fsrs.memory import Memory
from scheduler.log.store import Store
from scheduler.planning.candidates import Candidate
from scheduler.planning.interview import days_ahead
from tests.histories import temporary_store
from tests.scheduler.planning.rehearsal import TODAY as NOW
from tests.scheduler.planning.rehearsal import card, rehearsed
from tests.trainer.interview.days import GOOD, TODAY, Clocked, Rated, asked, dates, deck, plan, rated, rehearse
from trainer.interview.dates import Interview
from trainer.interview.parts import Part
from trainer.interview.plan import NextReview, Plan

NEVER = date.max


def shipped(tmp_path: Path, days: int = 14, minutes: int = 20) -> Clocked:
    """Return a world with as many cards as the decks we ship, each of which takes a minute and a half."""
    tmp_path.mkdir(exist_ok=True)
    world = Clocked(tmp_path / "home", step=45.0)
    world.write_deck(deck("mine", 204, musts=42, extras=40))
    plan(world, str(TODAY + timedelta(days=days)), "--minutes", str(minutes))
    return world


def questions(reviews: list[Rated]) -> set[str]:
    return {each.question for each in reviews}


@pytest.mark.slow
def test_the_dates_shown_are_kept_to_the_day_if_you_keep_your_minutes(tmp_path: Path) -> None:
    found = [rehearse(shipped(tmp_path / f"{seed}"), 14, seed) for seed in range(2)]
    given = [each for days in found for each in dates(days)]
    promised = [each for each in given if each[0]]
    resting = [asked_on for day, asked_on in given if day is None]

    assert len(promised) > 100
    assert sum(day == asked_on for day, asked_on in promised) >= 0.95 * len(promised)
    assert len(resting) > 100
    assert sum(asked_on is None for asked_on in resting) >= 0.95 * len(resting)


@pytest.mark.slow
def test_a_fortnight_uses_every_minute_and_asks_every_must_card_on_two_days(tmp_path: Path) -> None:
    found = rehearse(shipped(tmp_path), 14)
    musts = {f"mine {number}" for number in range(162, 204)}
    on_days = Counter(question for reviews in found for question in questions(reviews))

    assert all(on_days[must] >= 2 for must in musts)
    assert all(len(reviews) in (13, 14) for reviews in found)  # a minute and a half each
    for reviews in found:
        for question, times in Counter(each.question for each in reviews).items():
            ratings = [each.rating for each in reviews if each.question == question]
            assert times == 1 or (times == 2 and ratings[0] == "Again")


@pytest.mark.slow
@pytest.mark.parametrize("missed", [{4}, {5, 6}, {2, 3, 4, 5}, {12}], ids=str)
def test_a_card_whose_day_you_missed_is_asked_soon_after(tmp_path: Path, missed: set[int]) -> None:
    found = rehearse(shipped(tmp_path), 14, seed=1, missed=frozenset(missed))
    reviewed = [TODAY + timedelta(days=day) for day in range(14) if day not in missed]
    late = [
        sum(given <= day <= (asked_on or NEVER) for day in reviewed)
        for given, asked_on in dates(found)
        if given and given != asked_on
    ]

    assert late
    assert max(late) <= 4  # days of rehearsal
    assert all(len(reviews) in ((0,) if day in missed else (13, 14)) for day, reviews in enumerate(found))


def test_cards_that_rest_do_not_crowd_the_day_an_interview_was_moved_from(world: Clocked) -> None:
    world.write_deck(deck("mine", 60, musts=20))
    plan(world, "2026-03-04")
    before = rehearse(world, 2)
    plan(world, "2026-03-20")
    world.run("review", typed=GOOD * 10)

    assert sum(each.back is None for day in before for each in day) > 20
    assert set(asked(world.out)) - questions(before[0]) - questions(before[1])


# --- when a card comes back -------------------------------------------------------------------------


def plan_of(store: Store, cards: list[Candidate], left: int, minutes: int) -> Plan:
    """Return the plan for an interview in `left` days about some cards."""
    interview = Interview(day=date.fromordinal(NOW + left), at="Acme", minutes=minutes)
    return Plan(store, [Part(interview, ("deck",), {card.key: card for card in cards}, store.model.fsrs)])


def previewed(store: Store, card: Candidate) -> dict[Rating, Memory]:
    """Return the memory each rating of a card would leave today."""
    memory = None
    if card.state is not None:
        last, first = date.fromordinal(card.last), date.fromordinal(card.first)
        memory = Memory(
            stability=card.state.stability,
            difficulty=card.state.difficulty,
            last_review=last,
            due=last + timedelta(days=1),
            first_review=first,
        )
    return store.model.preview(memory, date.fromordinal(NOW), card.key)


def backs_of(store: Store, found: Plan, card: Candidate, *, missed_must: bool) -> dict[Rating, NextReview]:
    return found.next_reviews(card.key, previewed(store, card), date.fromordinal(NOW), missed_must=missed_must)


@pytest.mark.slow
@profile(max_examples=25)
@given(rehearsed(), st.integers(1, 20), st.integers(1, 30), st.booleans())
def test_a_worse_rating_never_brings_a_card_back_later_nor_a_repeat_later_than_the_rating_before_it(
    cards: list[Candidate], left: int, minutes: int, missed: bool
) -> None:
    with temporary_store() as store:
        found = plan_of(store, cards, left, minutes)
        for card in cards:
            backs = backs_of(store, found, card, missed_must=missed)
            days = [backs[rating].day or NEVER for rating in Rating]

            assert days == sorted(days)
            assert all(NOW < day.toordinal() < NOW + left for day in days if day != NEVER)
            if card.last == NOW and card.planned < NOW + left and card.planned:
                assert days[-1].toordinal() <= card.planned
            assert backs == backs_of(store, found, card, missed_must=missed)


@pytest.mark.slow
@given(rehearsed(), st.integers(2, 9), st.integers(1, 12))
def test_a_must_card_that_was_not_delivered_comes_back_on_the_next_day_that_has_room(
    cards: list[Candidate], left: int, minutes: int
) -> None:
    with temporary_store() as store:
        found = plan_of(store, cards, left, minutes)
        for card in (each for each in cards if each.rank == 0):
            others = [each for each in cards if each.key != card.key]
            days = days_ahead(others, NOW, found.parts[0].goal, minutes * 60, (inf,) * (left - 1))
            rated = card._replace(last=NOW)
            failed = backs_of(store, found, card, missed_must=False)[Rating.AGAIN]
            gap = backs_of(store, found, card, missed_must=True)[Rating.HARD]

            assert failed == gap
            earlier = range(NOW + 1, failed.day.toordinal() if failed.day else NOW + left)
            full = not any(days.has_room(day, rated) for day in earlier)
            assert full or (failed.day is None and not days.leave_time_for(rated))


def test_once_a_promised_day_was_missed_not_all_minutes_are_counted_on_to_meet_the_must_cards(store: Store) -> None:
    musts = [card(f"must {n}", 0, seconds=100) for n in range(8)]
    promised = card("promised", 0, stability=2, planned=NOW, seconds=100)
    missed = card("missed", stability=2, planned=NOW - 1, seconds=100)

    def first(*cards: Candidate) -> str:
        return plan_of(store, [*musts, promised, *cards], 3, minutes=8).queue(date.fromordinal(NOW))[0].card

    assert first() == first(missed._replace(planned=0)) == "promised"  # 1,035 of 1,440 seconds
    assert first(missed) == "must 0"


def test_an_interview_today_or_over_leaves_due_days_to_fsrs(store: Store) -> None:
    card = Candidate(CardKey("deck", "a"), 0, 90.0)
    for left in (0, -1):
        backs = backs_of(store, plan_of(store, [card], left, 20), card, missed_must=True)
        assert backs == {rating: NextReview(memory.due) for rating, memory in previewed(store, card).items()}
        assert {back.promised for back in backs.values()} == {None}


def test_breaks_between_sittings_of_one_card_cost_no_promised_day(tmp_path: Path) -> None:
    world = Clocked(tmp_path / "home")
    world.write_deck(deck("mine", 15, musts=5))
    plan(world, str(TODAY + timedelta(days=10)), "--minutes", "5")
    days = list[list[Rated]]()
    for _ in range(3):
        begun, reviews = world.now, list[Rated]()
        while world.run("review", typed=f"{GOOD}q\n") == 0 and (found := list(rated(world.out))):
            reviews += found
            world.now += timedelta(minutes=5)
        days.append(reviews)
        world.now = begun
        world.next_day()

    assert [len(reviews) for reviews in days] == [9, 10, 10]  # the first day, a card is thought to take 90 seconds
    assert all(asked_on <= back for back, asked_on in dates(days) if back is not None and asked_on is not None)
    assert all(back is None or back > TODAY + timedelta(days=2) for back, asked_on in dates(days) if asked_on is None)
