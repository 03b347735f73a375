import random
from datetime import timedelta

import pytest

from cards.key import CardKey
from scheduler.fsrs.due_day_spread import spread_interval
from scheduler.fsrs.formulas import MemoryState, fsrs6
from scheduler.fsrs.memory import Memory, MemoryModel
from scheduler.fsrs.parameters import DEFAULT_PARAMETERS
from scheduler.planning.habits import Habits, habits
from scheduler.planning.simulation import Projection, SeenCard, simulate
from scheduler.settings import Settings
from tests.histories import DAY

STEADY = Habits((0.2, 0.1, 0.6, 0.1), (0.2, 0.7, 0.1), 60.0, 10)


def played(
    met: list[SeenCard], unseen: int = 0, *, habits: Habits = STEADY, retention: float = 0.9, days: int = 60
) -> Projection:
    settings = Settings(desired_retention=retention)
    return simulate(met, unseen, habits, settings, DEFAULT_PARAMETERS, today=DAY, days=days)


def card(number: int, stability: float, difficulty: float, since: int, *, buried: bool = False) -> SeenCard:
    """Return a card rated some days ago. Its due day is arbitrary, as `simulate` ignores it."""
    last = DAY - timedelta(days=since)
    memory = Memory(
        stability=stability,
        difficulty=difficulty,
        last_review=last,
        due=DAY + timedelta(days=number % 9),
        first_review=last,
    )
    return SeenCard(CardKey("deck", f"card-{number}"), memory, buried)


def waiting(number: int) -> list[SeenCard]:
    return [card(place, 2 + place % 30, 3 + place % 5, place % 7 + 1) for place in range(number)]


def test_the_same_cards_give_the_same_estimate() -> None:
    assert played(waiting(40), 60) == played(waiting(40), 60)


def test_a_higher_retention_costs_more_and_brings_more() -> None:
    projections = [played(waiting(100), 100, retention=retention) for retention in (0.8, 0.85, 0.9, 0.95)]
    minutes = [sum(projection.minutes) for projection in projections]
    recalled = [projection.recalled or 0 for projection in projections]

    assert minutes == sorted(minutes)
    assert recalled == sorted(recalled)
    assert [projection.known for projection in projections] == sorted(projection.known for projection in projections)
    assert recalled == pytest.approx([0.8, 0.85, 0.9, 0.95], abs=0.03)


def test_no_cards_take_no_time() -> None:
    assert played([]) == Projection(0.9, (0.0,) * 60, 0.0, None, 0.0)


def test_new_cards_are_met_so_many_a_day() -> None:
    never_failed = Habits((0, 0, 0, 1), (0, 0, 1), 30.0, 4)
    projection = played([], 10, habits=never_failed, days=3)

    assert projection.minutes == pytest.approx((2, 2, 1))  # 4, 4 and 2 cards of half a minute
    assert projection.recalled is None


@pytest.mark.parametrize(("met_today", "minutes"), [(0, (2, 2, 1)), (3, (0.5, 2, 2)), (4, (0, 2, 2)), (9, (0, 2, 2))])
def test_new_cards_already_met_today_are_taken_off_what_today_allows(
    met_today: int, minutes: tuple[float, ...]
) -> None:
    never_failed = Habits((0, 0, 0, 1), (0, 0, 1), 30.0, 4, met_today)

    assert played([], 10, habits=never_failed, days=3).minutes == pytest.approx(minutes)


def test_cards_that_will_not_be_met_are_not_known() -> None:
    nothing_new = Habits(*STEADY[:3], 0)
    few = played(waiting(10), 0, habits=nothing_new).known

    assert played(waiting(10), 10, habits=nothing_new).known == pytest.approx(few / 2)
    assert played([], 10, habits=nothing_new).known == 0


def test_a_card_not_due_is_not_asked_and_fades_as_fsrs_says() -> None:
    projection = played([card(0, 100.0, 5.0, 10)], days=30)

    assert sum(projection.minutes) == 0
    assert projection.known == pytest.approx(fsrs6().retrievability(100.0, 39))


@pytest.mark.parametrize("maximum", [20, 365])
def test_a_card_is_first_asked_when_the_settings_played_would_have_it_due(maximum: int) -> None:
    met = card(7, 40.0, 5.0, 15)
    for retention in (0.8, 0.85, 0.9, 0.95):
        settings = Settings(desired_retention=retention, maximum_interval=maximum)
        due = MemoryModel(settings).due(met.key, met.memory)
        found = simulate([met], 0, STEADY, settings, DEFAULT_PARAMETERS, today=DAY, days=200)

        assert next(day for day, minutes in enumerate(found.minutes) if minutes) == max(0, (due - DAY).days)


def test_a_card_buried_today_is_not_asked_before_tomorrow() -> None:
    overdue, later = card(0, 2.0, 5.0, 30, buried=True), card(0, 10.0, 5.0, 4, buried=True)

    assert [minutes > 0 for minutes in played([overdue]).minutes[:2]] == [False, True]
    assert played([later]) == played([later._replace(buried=False)])


def test_a_failed_card_is_asked_once_more_that_day() -> None:
    always_failed = Habits((1, 0, 0, 0), (0, 1, 0), 60.0, 1)

    assert played([], 1, habits=always_failed, days=1).minutes == (2.0,)


def test_the_part_of_a_large_collection_is_the_same_every_time() -> None:
    assert played(waiting(1100), days=3) == played(waiting(1100), days=3)


def test_a_large_collection_is_reckoned_from_a_part_of_it() -> None:
    whole, part = played(waiting(900)), played(waiting(9000))

    assert part.answers == pytest.approx(10 * whole.answers, rel=0.05)
    assert part.known == pytest.approx(whole.known, abs=0.01)


def test_a_few_ratings_weigh_little_and_many_decide() -> None:
    usual = habits({}, {}, seconds=90, new_per_day=10)
    few = habits({1: 1}, {4: 1}, seconds=90, new_per_day=10)
    many = habits({3: 10_000}, {2: 10_000}, seconds=90, new_per_day=10)

    assert sum(usual.first_ratings) == pytest.approx(1)
    assert usual.first_ratings[0] < few.first_ratings[0] < usual.first_ratings[0] + 0.05
    assert many.first_ratings[2] > 0.99
    assert many.recalled_ratings[0] > 0.99


# --- against a plain version of the same simulation -----------------------------------------------------


def by_hand(met: list[SeenCard], unseen: int, habits: Habits, maximum: int, days: int) -> Projection:
    """Simulate every card day by day, as the docstrings describe it, with so few cards that none is left out."""
    model = fsrs6(DEFAULT_PARAMETERS, 0.9)
    starts = [number // habits.new_per_day for number in range(unseen)] if habits.new_per_day else []
    coming: list[tuple[MemoryState | None, int, int]] = []
    for key, memory, buried in met:
        interval = spread_interval(min(model.interval(memory.stability), maximum), key, memory.last_review, maximum)
        since = (DAY - memory.last_review).days
        coming.append((MemoryState(memory.stability, memory.difficulty), -since, max(int(buried), interval - since)))
    coming += [(None, 0, start) for start in starts if start < days]
    runs = 1000 // len(coming)
    answers, reviews, recalled, known = [0] * days, 0, 0, 0.0
    for run in range(runs):
        for number, card in enumerate(coming):
            state, last, due = card
            chance = random.Random((1000 + run) * 1000 + number)
            for day in range(days):
                if day != due:
                    continue
                answers[day] += 1
                if state is None:
                    rating = chance.choices((1, 2, 3, 4), habits.first_ratings)[0]
                    state = model.first(rating)
                else:
                    reviews += 1
                    passed = chance.random() < model.retrievability(state.stability, day - last)
                    recalled += passed
                    rating = chance.choices((2, 3, 4), habits.recalled_ratings)[0] if passed else 1
                    state = model.later(state, rating, day - last) if day > last else model.repeat(state, rating)
                if rating == 1:
                    answers[day] += 1
                    state = model.repeat(state, 3)
                last, due = day, day + min(model.interval(state.stability), maximum)
            known += model.retrievability(state.stability, days - 1 - last) if state is not None else 0.0
    return Projection(
        0.9,
        tuple(count / runs * habits.seconds / 60 for count in answers),
        sum(answers) / runs / days,
        recalled / reviews if reviews else None,
        known / runs / (len(met) + unseen),
    )


@pytest.mark.parametrize(
    ("met", "unseen", "new_per_day", "maximum", "days"),
    [(7, 0, 0, 365, 40), (7, 30, 3, 365, 7), (0, 5, 2, 365, 9), (40, 40, 10, 6, 30), (3, 9, 4, 365, 1)],
)
def test_an_estimate_is_that_of_playing_each_card_day_by_day(
    met: int, unseen: int, new_per_day: int, maximum: int, days: int
) -> None:
    habits = Habits((0.3, 0.1, 0.5, 0.1), (0.2, 0.6, 0.2), 45.0, new_per_day)
    cards = [card._replace(buried=place % 4 == 0) for place, card in enumerate(waiting(met))]
    settings = Settings(maximum_interval=maximum)
    found = simulate(cards, unseen, habits, settings, DEFAULT_PARAMETERS, today=DAY, days=days)
    expected = by_hand(cards, unseen, habits, maximum, days)

    assert found.minutes == pytest.approx(expected.minutes)
    assert (found.desired_retention, found.answers, found.known) == pytest.approx(
        (0.9, expected.answers, expected.known)
    )
    assert found.recalled == (None if expected.recalled is None else pytest.approx(expected.recalled))
