"""The order in which cards are asked before an interview, and the days they are promised for."""

from itertools import groupby, pairwise
from math import inf
from random import Random

import pytest
from hypothesis import given
from hypothesis import settings as profile
from hypothesis import strategies as st

from cards.key import CardKey
from scheduler.fsrs.formulas import FIRST_RATINGS, MemoryState
from scheduler.planning.candidates import Candidate
from scheduler.planning.interview import (
    FINAL_FIRST,
    FINAL_TIGHT,
    WITH_REPEATS,
    Days,
    Goal,
    days_ahead,
    fitting,
    goal_for,
    is_final,
    next_day,
    promised_seconds,
    readiness,
    recall_if_asked,
    recall_on,
    spare_seconds,
    unmet_seconds,
    value,
)
from scheduler.planning.weights import WEIGHTS
from tests.scheduler.planning.rehearsal import FORMULAS, PACES, STATES, TODAY, card, names, ordered, rehearsed, seen

NEEDED = st.sampled_from([-inf, inf]) | st.floats(-1, 20)


def goal_in(days: int, *, fits: bool = True) -> Goal:
    """Return the goal for an interview in this many days."""
    return Goal(TODAY + days, FORMULAS, fits)


# --- the value of a card ----------------------------------------------------------------------------


def test_the_value_is_what_a_review_today_adds_beyond_one_tomorrow_for_each_minute() -> None:
    state, elapsed, left = MemoryState(5.0, 6.0), 4, 10
    one = card("a", ago=elapsed, stability=5.0, seconds=30.0)._replace(state=state)
    without = FORMULAS.retrievability(5.0, elapsed + left)
    today = FORMULAS.recall_after(state, elapsed, left) - without
    tomorrow = FORMULAS.recall_after(state, elapsed + 1, left - 1) - without

    assert value(one, TODAY, goal_in(left)) == pytest.approx((today - 0.7 * tomorrow) * 2)
    for last in (0, 1):  # then there is no tomorrow to put it off to
        without = FORMULAS.retrievability(5.0, elapsed + last)
        expected = (FORMULAS.recall_after(state, elapsed, last) - without) * 2
        assert value(one, TODAY, goal_in(last)) == pytest.approx(expected)


def test_an_unseen_card_is_valued_by_the_same_measure_from_the_ratings_people_give_first() -> None:
    def recall(horizon: int) -> float:
        stabilities = [FORMULAS.first(rating).stability for rating in (1, 2, 3, 4)]
        recalls = [FORMULAS.retrievability(stability, horizon) for stability in stabilities]
        return sum(share * each for share, each in zip(FIRST_RATINGS, recalls, strict=True))

    new = card("new", seconds=60)
    assert recall_if_asked(new, TODAY, TODAY + 9, FORMULAS) == pytest.approx(recall(9))
    assert value(new, TODAY, goal_in(9)) == pytest.approx(recall(9) - 0.7 * recall(8))
    assert value(new, TODAY, goal_in(1)) == pytest.approx(recall(1))
    assert value(new, TODAY, goal_in(0)) == pytest.approx(1)


@given(PACES, PACES, st.integers(0, 60))
def test_an_unseen_must_card_is_worth_more_than_an_unseen_core_card_and_that_more_than_an_extra_one(
    pace: float, other: float, left: int
) -> None:
    must, core, extra = (value(card("new", rank, seconds=pace), TODAY, goal_in(left)) for rank in (0, 1, 2))
    slow = value(card("new", 1, seconds=other), TODAY, goal_in(left))

    assert must > core > extra > 0
    assert core * pace == pytest.approx(slow * other)


def test_in_the_last_two_days_a_must_card_not_asked_in_them_yet_is_worth_more() -> None:
    must = card("must", 0, stability=5, ago=9)
    core = must._replace(rank=1)
    for left in (0, 1, 2):
        plain = WEIGHTS[0] * value(core, TODAY, goal_in(left))
        assert value(must, TODAY, goal_in(left, fits=True)) == pytest.approx(plain + FINAL_FIRST)
        assert value(must, TODAY, goal_in(left, fits=False)) == pytest.approx(plain * FINAL_TIGHT)
    assert value(must, TODAY, goal_in(3)) == WEIGHTS[0] * value(core, TODAY, goal_in(3))
    asked = must._replace(last=TODAY - 1)
    assert [is_final(asked, TODAY, TODAY + left) for left in (0, 1, 2, 3)] == [False, False, True, False]


def test_the_last_days_are_a_pass_through_all_musts_if_these_fit_into_three_quarters_of_their_minutes() -> None:
    cards = [*(card(f"{n}", 0, seconds=60) for n in range(30)), *(card(f"core {n}") for n in range(99))]

    assert goal_for(cards, TODAY + 9, 20 * 60, FORMULAS) == Goal(TODAY + 9, FORMULAS, fits=True)
    assert goal_for(cards, TODAY + 9, 20 * 60 - 1, FORMULAS) == Goal(TODAY + 9, FORMULAS, fits=False)
    assert goal_for([card("core")], TODAY + 9, 0, FORMULAS).fits


@profile(max_examples=50)
@given(STATES, st.integers(1, 60), st.integers(0, 60))
def test_readiness_never_falls_when_a_good_is_added(state: MemoryState, elapsed: int, left: int) -> None:
    before = Candidate(CardKey("deck", "card"), 1, 90.0, state, TODAY - elapsed)
    after = before._replace(state=FORMULAS.later(state, 3, elapsed), last=TODAY)
    unseen = before._replace(state=None, last=0)
    met = unseen._replace(state=FORMULAS.first(3), last=TODAY)

    for day in (TODAY, TODAY + left):
        assert readiness([after, unseen], day, FORMULAS) >= readiness([before, unseen], day, FORMULAS)
        assert readiness([met], day, FORMULAS) > readiness([unseen], day, FORMULAS) == 0
    assert readiness([], TODAY, FORMULAS) == 0


def test_recall_before_its_last_rating_is_certain() -> None:
    assert recall_on(card("a", stability=2, ago=-3), TODAY, FORMULAS) == 1


# --- the order --------------------------------------------------------------------------------------


@given(rehearsed(), st.integers(0, 30), st.integers(0, 40), st.randoms(use_true_random=False))
def test_the_order_has_each_card_not_rated_today_once_and_is_the_same_every_time(
    cards: list[Candidate], left: int, minutes: int, chance: Random
) -> None:
    found = ordered(cards, TODAY + left, minutes=minutes)
    goal = goal_for(cards, TODAY + left, minutes * 60, FORMULAS)

    assert sorted(names(found)) == [each.key.card for each in cards if each.last < TODAY]
    assert found == ordered(cards, TODAY + left, minutes=minutes)
    shuffled = sorted(cards, key=lambda _: chance.random())  # only cards that are level change places
    assert [(each.planned, value(each, TODAY, goal)) for each in ordered(shuffled, TODAY + left, minutes=minutes)] == [
        (each.planned, value(each, TODAY, goal)) for each in found
    ]


@given(rehearsed(), st.integers(0, 30), st.integers(0, 40))
def test_cards_promised_for_today_come_first_and_those_promised_for_a_later_day_last(
    cards: list[Candidate], left: int, minutes: int
) -> None:
    day = TODAY + left
    taken = sum(each.seconds for each in cards if each.last == TODAY)
    taken += sum(each.seconds for each in cards if TODAY <= each.planned < day)
    unmet = sum(each.seconds for each in cards if each.rank == 0 and each.state is None)
    behind = WITH_REPEATS * (taken + unmet) > left * minutes * 60

    def place(each: Candidate) -> int:
        if behind and each.rank == 0 and each.state is None:
            return 0
        return 1 if each.planned == TODAY else 3 if TODAY < each.planned < day else 2

    found = ordered(cards, day, minutes=minutes)
    goal = goal_for(cards, day, minutes * 60, FORMULAS)
    assert [place(each) for each in found] == sorted(place(each) for each in found)
    for at, group in groupby(found, place):
        for before, after in pairwise(group):
            more, less = value(before, TODAY, goal), value(after, TODAY, goal)
            if at == 1:
                assert (before.rank, -more) <= (after.rank, -less)
            elif at == 3:
                assert (before.planned, -more) <= (after.planned, -less)
            elif before.planned == after.planned == 0:
                assert more >= less


def test_must_cards_never_met_come_before_promises_only_when_there_is_no_longer_time_for_both() -> None:
    musts = [card(f"must {n}", 0, seconds=100) for n in range(8)]
    promised = [card("today", 0, stability=2, planned=TODAY, seconds=100)]
    others = [card("later", stability=2, planned=TODAY + 2, seconds=100), card("core")]
    need = 1150 / 3 / 60  # ten cards with time for repeats, in three days

    def first(*more: Candidate, minutes: float) -> str:
        return names(ordered([*musts, *promised, *others, *more], TODAY + 3, minutes=minutes))[0]

    assert first(minutes=need + 0.01) == "today"
    assert first(minutes=need - 0.01) == "must 0"
    asked = card("asked", stability=2, ago=0, seconds=100)
    assert first(asked, minutes=need + 0.01) == "must 0"  # today's minutes are no longer all there
    assert first(asked, minutes=need * 1.1 + 0.01) == "today"


def test_the_most_valuable_card_comes_first_seen_or_not() -> None:
    cards = [
        card("firm", stability=50, ago=9),
        card("extra", 2),
        card("firm must", 0, stability=20, ago=9),
        card("core", 1),
        card("weak must", 0, stability=1),
        card("must", 0),
    ]

    assert names(ordered(cards, TODAY + 9)) == ["must", "weak must", "core", "firm must", "extra", "firm"]


def test_of_two_equal_cards_the_quicker_comes_first() -> None:
    cards = [card("a", stability=2, seconds=180), card("b", stability=2, seconds=30)]

    assert names(ordered(cards, TODAY + 9)) == ["b", "a"]


def test_cards_that_are_level_stay_in_the_order_given() -> None:
    cards = [card(name) for name in "bca"]

    assert names(ordered(cards, TODAY + 9)) == ["b", "c", "a"]


def test_a_promise_for_the_day_of_the_interview_or_after_it_no_longer_holds_a_card_back() -> None:
    firm, weak = card("firm", stability=300), card("weak", stability=1, planned=TODAY + 5)

    for left, expected in ((6, ["firm", "weak"]), (5, ["weak", "firm"]), (4, ["weak", "firm"])):
        assert names(ordered([firm, weak], TODAY + left)) == expected


@pytest.mark.parametrize("stability", [0.5, 10, 300])
def test_in_the_last_two_days_must_cards_are_gone_through_once_more_however_firm_if_there_is_time(
    stability: float,
) -> None:
    musts = [card(f"must {n}", 0, stability=stability, ago=4) for n in range(3)]
    cards = [*musts, card("core")]

    for left in (1, 2):
        assert names(ordered(cards, TODAY + left)) == ["must 0", "must 1", "must 2", "core"]
        asked = [card("asked", 0, stability=stability, ago=left), *cards]
        assert names(ordered(asked, TODAY + 1))[:3] == ["must 0", "must 1", "must 2"]
    if stability > 1:
        assert names(ordered(cards, TODAY + 3))[0] == "core"
        assert names(ordered(cards, TODAY + 2, minutes=2))[0] == "core"  # too little time for all of them


def test_on_the_day_itself_the_least_known_come_first() -> None:
    cards = [card(f"{stability}", stability=stability) for stability in (30.0, 1.0, 8.0)]

    assert names(ordered(cards, TODAY)) == ["1.0", "8.0", "30.0"]


# --- the minutes of a day ---------------------------------------------------------------------------


@given(rehearsed(), st.integers(0, 30), st.integers(0, 60), st.integers(0, 30))
def test_no_minutes_stay_unused_while_a_card_is_left_and_more_minutes_only_add_cards(
    cards: list[Candidate], left: int, minutes: int, more: int
) -> None:
    in_order = ordered(cards, TODAY + left)
    planned = list(fitting(in_order, minutes * 60))
    spare = minutes * 60 - sum(each.seconds for each in planned)

    assert planned == in_order[: len(planned)]
    assert planned == in_order or spare < in_order[len(planned)].seconds / 2
    assert not planned or spare >= -planned[-1].seconds / 2
    assert list(fitting(in_order, (minutes + more) * 60))[: len(planned)] == planned


def test_a_card_fits_while_half_of_it_does() -> None:
    cards = [card("a", seconds=90), card("b", seconds=60), card("c", seconds=30)]

    def fits(seconds: float) -> str:
        return "".join(names(list(fitting(cards, seconds))))

    assert [fits(seconds) for seconds in (0, 44, 45, 119, 120, 150, 164, 165, 999)] == [
        "",
        "",
        "a",
        "a",
        "ab",
        "ab",
        "ab",
        "abc",
        "abc",
    ]


# --- the days promised ------------------------------------------------------------------------------


def test_the_seconds_promised_on_a_day_are_those_of_its_cards_with_time_for_repeats() -> None:
    cards = [
        card("a", stability=2, planned=TODAY + 1, seconds=100),
        card("b", stability=2, planned=TODAY + 1, seconds=60),
        card("c", stability=2, planned=TODAY + 4, seconds=20),
        card("today", stability=2, planned=TODAY),
        card("missed", stability=2, planned=TODAY - 1),
        card("none", stability=2),
        card("new"),
    ]

    assert promised_seconds(cards, TODAY) == {TODAY + 1: pytest.approx(184), TODAY + 4: pytest.approx(23)}


def test_a_day_has_room_until_all_of_it_is_promised() -> None:
    one = card("a", stability=2, seconds=100)  # 115 with time for repeats

    def room(promised: float) -> bool:
        return Days(TODAY + 1, 1000.0, (0.0, 0.5), {TODAY + 2: promised}, 0.0).has_room(TODAY + 2, one)

    assert [room(promised) for promised in (0, 884, 886)] == [True, True, False]
    assert Days(TODAY + 1, 1.0, (inf,), {}, 0.0).has_room(TODAY + 1, one)  # the first card always has


def test_the_last_days_spare_what_neither_promises_nor_the_last_pass_nor_cards_asked_in_them_need() -> None:
    cards = [
        card("must", 0, stability=2, seconds=100),
        card("new must", 0, seconds=100),
        card("promised must", 0, stability=2, seconds=100, planned=TODAY + 4),
        card("core", 1, stability=2, seconds=100),
        card("promised core", 1, stability=2, seconds=100, planned=TODAY + 3),
        card("promised before", 1, stability=2, seconds=100, planned=TODAY + 2),
        card("asked must", 0, stability=2, ago=0, seconds=100),
    ]

    def spare(left: int) -> float:
        return spare_seconds(cards, TODAY, goal_in(left), 1000.0)

    assert spare(5) == pytest.approx(2000 - 5 * 115)
    assert spare(2) == pytest.approx(2000 - 4 * 115)  # three to be asked, and one asked today
    asked = [each._replace(last=TODAY, planned=TODAY + 1) for each in cards]
    assert spare_seconds(asked, TODAY, goal_in(2), 1000.0) == pytest.approx(2000 - 14 * 115)
    assert spare_seconds(asked, TODAY, goal_in(2), 100.0) == pytest.approx(100 - 7 * 115)  # no more than a day today


def test_in_the_last_days_only_a_must_card_still_to_be_asked_in_them_may_take_the_time_of_the_last_pass() -> None:
    must, core = (card("a", rank, stability=2, ago=0, seconds=100) for rank in (0, 1))

    def room(one: Candidate, day: int, left: int, spare: float) -> bool:
        return Days(TODAY + 1, 1000.0, (0.0,) * (left - 1), {TODAY + day: 90.0}, 0.0, spare).has_room(TODAY + day, one)

    assert [room(core, 3, 5, spare) for spare in (114, 116)] == [False, True]
    assert [room(core, day, 5, 0) for day in (1, 2, 3, 4)] == [True, True, False, False]
    assert room(must, 3, 5, 0)
    assert not room(must, 1, 2, 0)  # it was asked in the last days
    assert days_ahead([must], TODAY, goal_in(5), 1000.0, ()).spare == 2000 - 115
    assert days_ahead([must], TODAY, goal_in(5, fits=False), 1000.0, ()).spare == inf


@given(rehearsed(), st.integers(1, 12), st.integers(1, 40), st.data())
def test_promises_leave_the_last_days_the_time_to_ask_every_must_card_once_more(
    cards: list[Candidate], left: int, minutes: int, data: st.DataObject
) -> None:
    goal = goal_for(cards, TODAY + left, minutes * 60, FORMULAS)._replace(fits=True)
    needed = data.draw(st.lists(NEEDED, min_size=left - 1, max_size=left - 1))
    before = spare_seconds(cards, TODAY, goal, minutes * 60)
    for position, one in enumerate(cards):
        if one.last == TODAY and one.planned <= TODAY:
            others = cards[:position] + cards[position + 1 :]
            days = days_ahead(others, TODAY, goal, minutes * 60, needed)
            cards[position] = one._replace(planned=next_day(one, days, goal, undelivered=data.draw(st.booleans())) or 0)

    assert spare_seconds(cards, TODAY, goal, minutes * 60) >= min(before, 0) - 1e-6


@pytest.mark.parametrize("undelivered", [False, True])
def test_while_must_cards_are_unseen_no_card_is_promised_the_time_they_need(undelivered: bool) -> None:
    one, goal = card("a", 0, stability=5, ago=0, seconds=100), goal_in(3)

    def promised(unmet: float, kept: float = 0.0, rest: float = 0.0) -> int | None:
        days = Days(TODAY + 1, 1000.0, (-inf, -inf), {TODAY + 2: kept, goal.day: rest}, unmet)
        return next_day(one, days, goal, undelivered=undelivered)

    assert [promised(unmet) for unmet in (0, 1684, 1686)] == [TODAY + 1, TODAY + 1, None]  # nine tenths, less 115
    assert [promised(1000, kept) for kept in (684, 686)] == [TODAY + 1, None]
    assert promised(0, 2000) == promised(1000, rest=2000) == TODAY + 1
    missed = card("missed", 1, stability=2, planned=TODAY - 1)
    for seconds, expected in ((1144, TODAY + 1), (1146, None)):  # seven tenths of nine, less 115
        unmet = card("unmet", 0, seconds=seconds / WITH_REPEATS)
        days = days_ahead([unmet, missed], TODAY, goal_in(3, fits=False), 1000.0, (-inf, -inf))
        assert next_day(one, days, goal, undelivered=undelivered) == expected


def test_the_time_unseen_must_cards_need_is_theirs_with_time_for_repeats() -> None:
    cards = [card("must", 0, seconds=100), card("must 2", 0, seconds=20), card("core", 1)]

    assert unmet_seconds([*cards, card("seen", 0, stability=2)]) == pytest.approx(138)


@st.composite
def days_to_come(draw: st.DrawFn) -> Days:
    """Draw the days from tomorrow to the eve, some of them promised to other cards."""
    needed = draw(st.lists(NEEDED, max_size=12))
    promised = draw(st.dictionaries(st.integers(TODAY + 1, TODAY + 12), st.sampled_from([90.0, 500.0, 1100.0, 1300.0])))
    return Days(TODAY + 1, 1200.0, needed, promised, 0.0)


RATED = seen(card("a", 0)).map(lambda each: each._replace(last=TODAY, planned=0))


@given(RATED, st.integers(0, 2), days_to_come(), st.booleans())
def test_a_promised_day_is_one_to_come_until_the_eve_that_has_room(
    one: Candidate, rank: int, days: Days, undelivered: bool
) -> None:
    one, goal = one._replace(rank=rank), Goal(days.first + len(days.needed), FORMULAS, fits=True)
    found = next_day(one, days, goal, undelivered=undelivered)
    open_days = [day for day in range(days.first, goal.day) if days.has_room(day, one)]

    assert found is None or found in open_days
    if undelivered:
        assert found == next(iter(open_days), None)
    worth_it = [day for day in open_days if value(one, day, goal) >= days.needed[day - days.first]]
    if worth_it and not undelivered:
        assert found == worth_it[0]


@given(RATED, days_to_come())
def test_a_must_card_met_on_one_day_only_comes_back_in_the_last_two_days_that_have_room(
    one: Candidate, days: Days
) -> None:
    days = days._replace(needed=[inf] * len(days.needed))
    goal = Goal(days.first + len(days.needed), FORMULAS, fits=True)
    last_days = [day for day in (goal.day - 2, goal.day - 1) if day >= days.first and days.has_room(day, one)]
    once = one._replace(first=one.last)

    assert next_day(once, days, goal) == next(iter(last_days), None)
    assert next_day(once._replace(rank=1), days, goal) is None
    assert next_day(once._replace(first=TODAY - 3), days, goal) is None


@given(RATED, days_to_come())
def test_a_fuller_calendar_never_brings_a_card_back_sooner(one: Candidate, days: Days) -> None:
    goal = Goal(days.first + len(days.needed), FORMULAS, fits=True)
    found = next_day(one, days, goal)
    fuller = next_day(one, days._replace(promised={**days.promised, found or 0: 1e9}), goal)

    assert found is None or fuller is None or fuller > found


def test_a_card_comes_back_on_the_first_day_on_which_it_is_worth_asking() -> None:
    one, goal = card("a", stability=5, ago=0), goal_in(5)
    days = Days(TODAY + 1, 1200.0, (inf, inf, -inf, -inf), {}, 0.0)

    assert next_day(one, days, goal) == TODAY + 3
    exactly = value(one, TODAY + 1, goal)
    assert next_day(one, days._replace(needed=(exactly, inf, -inf, -inf)), goal) == TODAY + 1
    assert next_day(one, days._replace(needed=(exactly + 1e-9, inf, inf, inf)), goal) is None
    assert next_day(one, days._replace(promised={TODAY + 3: 1200.0}), goal) == TODAY + 4
    assert next_day(one, days._replace(needed=()), goal) is None
