"""The queue of the plan: from the log alone, and for several interviews."""

from collections.abc import Mapping, Sequence
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given
from hypothesis import settings as profile
from hypothesis import strategies as st

from cards.key import CardKey
from cards.review import Rating
from scheduler.log.store import Store
from tests.histories import open_store, review
from tests.trainer.interview.days import TODAY, Clocked
from trainer.home import Home
from trainer.interview.dates import Interview
from trainer.interview.dates_file import add_interview
from trainer.interview.plan import Plan, build_plan, when_back

HOUR = 3_600_000  # milliseconds
SECONDS = 90  # of a card


def numbered(musts: int, cores: int, extras: int) -> list[list[str]]:
    """Return the ids of a deck's cards by rank."""
    return [[f"{rank}-{number}" for number in range(count)] for rank, count in enumerate((musts, cores, extras))]


def built(folder: Path, store: Store, decks: Mapping[str, Sequence[Sequence[str]]], today: date) -> Plan:
    """Return the plan as a new start of greenroom makes it."""
    plan = build_plan(Home(folder, Clocked(folder).environment()), store, decks, frozenset(), today)
    assert plan is not None
    return plan


STEPS = st.tuples(
    st.sampled_from(["rate", "rate", "rate", "undo", "sleep"]), st.integers(0, 9), st.sampled_from(Rating)
)


@profile(max_examples=20)
@given(st.lists(STEPS, max_size=20))
def test_the_same_log_and_day_give_the_same_queue_however_it_came_about(steps: list[tuple[str, int, Rating]]) -> None:
    decks, today = {"mine": numbered(3, 4, 1)}, TODAY
    with TemporaryDirectory() as name, closing(open_store(folder := Path(name))) as store:
        add_interview(folder / "interviews.toml", Interview(day=TODAY + timedelta(days=20), minutes=5))
        found = built(folder, store, decks, today)
        for number, (step, turn, rating) in enumerate(steps):
            queue = found.queue(today)
            if step == "sleep":
                today += timedelta(days=1 + turn % 2)
            elif step == "undo":
                undone = store.undo(0)
                if undone is not None:
                    found.refresh(undone.key)
            elif queue:
                key = queue[turn % len(queue)]
                promised = when_back(store, found, key, today, today)[rating].promised
                seconds = review(f"{number}", rating, today, key, at=number * HOUR, answer_ms=SECONDS * 1000)
                store.record(seconds, planned=promised)
                found.refresh(key)
            again = built(folder, store, decks, today)
            assert found.queue(today) == again.queue(today)
            assert found.planned(today) == again.planned(today)
            assert found.seconds_left(today) == again.seconds_left(today)


DECKS = {"a": numbered(1, 1, 0), "b": numbered(4, 9, 3), "c": numbered(12, 30, 5)}


@st.composite
def interviews(draw: st.DrawFn) -> list[Interview]:
    """Draw interviews ahead, each about some decks or all."""
    return [
        Interview(
            day=TODAY + timedelta(days=draw(st.integers(0, 20))),
            at=f"{number}",
            minutes=draw(st.integers(1, 40)),
            decks=tuple(draw(st.lists(st.sampled_from(sorted(DECKS)), unique=True))),
        )
        for number in range(draw(st.integers(1, 4)))
    ]


@profile(max_examples=30)
@given(interviews())
def test_several_interviews_share_cards_and_minutes_and_none_is_lost(ahead: list[Interview]) -> None:
    with TemporaryDirectory() as name, closing(open_store(folder := Path(name))) as store:
        for each in ahead:
            add_interview(folder / "interviews.toml", each)
        found = built(folder, store, DECKS, TODAY)
        seconds, queue = found.seconds_left(TODAY), found.queue(TODAY)
        planned = [card.key for card in found.planned(TODAY)]
    in_order = sorted(ahead, key=lambda each: each.day)
    nearest = {deck: next((each for each in in_order if each.is_about(deck)), None) for deck in DECKS}
    owners = {each.at for each in nearest.values() if each}
    keys = [CardKey(deck, card) for deck in DECKS if nearest[deck] for ids in DECKS[deck] for card in ids]

    for key in keys:
        part, owner = found.part_of(key), nearest[key.deck]
        assert part
        assert owner
        assert part.interview.at == owner.at
    assert {part.interview.at for part in found.parts} == owners
    for part in found.parts:  # an interview without decks of its own shares its minutes with one that has its cards
        assert part.minutes == part.interview.minutes + sum(each.minutes for each in part.sharing)
        assert all(each.at not in owners and any(map(each.is_about, part.decks)) for each in part.sharing)
    assert seconds == sum(each.minutes for each in ahead) * 60

    assert sorted(queue) == sorted(keys)
    assert len(planned) == len(set(planned))
    assert set(planned) == set(keys) or seconds - SECONDS * len(planned) < SECONDS / 2
