import json
from contextlib import closing
from pathlib import Path

import pytest
import wcwidth

from cards.key import CardKey
from scheduler.fsrs.parameters import DEFAULT_PARAMETERS
from scheduler.log.marks import Event
from scheduler.settings import Settings
from tests import ROOT
from tests.histories import DAY, open_store
from tests.learners import log_of, write_log
from tests.terminal import World


@pytest.fixture
def world(tmp_path: Path) -> World:
    world = World(tmp_path)
    world.write_deck()
    return world


def test_each_retention_is_told_with_its_minutes(world: World) -> None:
    world.run("config", "desired_retention", "0.87")

    assert world.run("simulate", "--deck", "mine", "--days", "30") == 0
    assert "30 days to Tue 31 Mar · 2 cards, 2 not met yet" in world.out
    assert [line[3:7] for line in world.out.splitlines() if "   " in line and " % " in line[3:8]][:6] == [
        "80 %",
        "85 %",
        "87 %",
        "90 %",
        "93 %",
        "95 %",
    ]
    assert "87 % *" in world.out
    assert "at 90 s an answer and 10 new cards a day, without suspended cards." in " ".join(world.out.split())


@pytest.mark.parametrize(("columns", "printed"), [(80, "min a day   busiest   answers"), (40, "on the busiest")])
def test_the_busiest_day_is_told_as_a_mean_that_real_days_exceed(world: World, columns: int, printed: str) -> None:
    world.columns = columns
    world.run("simulate", "--deck", "mine", "--days", "7")

    assert printed in world.out
    assert "Busiest is the longest day on average; a real one can be longer." in " ".join(world.out.split())
    assert "at most" not in world.out


def test_what_was_learned_and_set_aside_counts(world: World) -> None:
    write_learned_deck(world, 29)
    world.run("simulate", "--deck", "deck", "--json")
    before = json.loads(world.out)
    world.run("suspend", "deck/card-0001")
    world.run("simulate", "--deck", "deck", "--json")
    after = json.loads(world.out)

    assert before["cards"]["total"] == 29
    assert before["cards"]["unseen"] < 29
    assert after["cards"]["total"] == 28
    assert before["seconds_per_answer"] == 45
    assert before["days"] == len(before["estimates"][0]["minutes"]) == 90
    assert [found["desired_retention"] for found in before["estimates"]] == [0.8, 0.85, 0.9, 0.93, 0.95]


@pytest.mark.parametrize("columns", [40, 80])
def test_a_retention_between_whole_percents_is_told_as_it_is(world: World, columns: int) -> None:
    world.columns = columns
    world.run("config", "desired_retention", "0.901")
    world.run("simulate", "--deck", "mine", "--days", "7")

    assert " 90.1 % *" in world.out
    assert world.out.count(" 90 % ") == 2  # in the table and in the chart
    assert world.out.count(" 90.1 % ") == 2


def write_learned_deck(world: World, cards: int) -> None:
    names = [f"card-{number:04}" for number in range(1, cards + 1)]
    text = "".join(f'[[cards]]\nid = "{name}"\nquestion = "{name}?"\nanswer = "a"\n' for name in names)
    world.write_deck(f'[deck]\nid = "deck"\ntitle = "Deck"\n{text}', "deck.toml")
    write_log(world.home, log_of(DEFAULT_PARAMETERS, 400))


def test_each_retention_starts_from_the_due_days_it_would_really_give(world: World) -> None:
    write_learned_deck(world, 60)
    world.run("simulate", "--deck", "deck", "--days", "7", "--json")
    printed = json.loads(world.out)["estimates"]
    for retention in ("0.8", "0.95"):
        world.run("config", "desired_retention", retention)
        world.run("simulate", "--deck", "deck", "--days", "7", "--json")
        assert json.loads(world.out)["estimates"] == printed

    # A higher retention makes more cards due on the first day, a lower one fewer.
    assert printed[-1]["minutes"][0] > 2 * printed[0]["minutes"][0]


def test_cards_buried_today_are_asked_tomorrow_at_the_earliest(world: World) -> None:
    write_learned_deck(world, 10)
    world.run("config", "new_per_day", "0")
    world.run("simulate", "--deck", "deck", "--days", "7", "--json")
    before = json.loads(world.out)["estimates"][-1]["minutes"]
    with closing(open_store(world.home, Settings(new_per_day=0))) as store:
        for number in range(1, 11):
            store.mark(CardKey("deck", f"card-{number:04}"), Event.BURY, DAY, 0)
    world.run("simulate", "--deck", "deck", "--days", "7", "--json")
    after = json.loads(world.out)["estimates"][-1]["minutes"]

    assert before[0] > 0
    assert after[0] == 0
    assert after[1] > 0


def test_new_cards_met_today_are_taken_off_what_today_allows(world: World) -> None:
    cards = "".join(f'[[cards]]\nquestion = "Number {number}?"\nanswer = "a"\n' for number in range(9))
    world.write_deck(f'[deck]\nid = "few"\n{cards}', "few.toml")
    world.run("config", "new_per_day", "3")
    world.run("review", "--deck", "few", typed="\n4\n" * 3)
    world.run("simulate", "--deck", "few", "--days", "7", "--json")
    printed = json.loads(world.out)

    assert printed["cards"] == {"total": 9, "unseen": 6}
    assert all(found["minutes"][0] == 0 and found["minutes"][1] > 0 for found in printed["estimates"])


@pytest.mark.slow
def test_an_interview_is_told_as_its_plan_is_not_played(world: World) -> None:
    world.run("simulate", "--deck", "mine", "--json")
    assert "interview" not in json.loads(world.out)
    world.run("interview", "set", "2026-03-20", "--at", "Beta")
    world.run("interview", "set", "2026-03-12", "--at", "Acme", "--deck", "mine")
    world.run("interview", "set", "2029-03-12", "--at", "Too far", "--deck", "mine")
    printed = "on {}, the plan picks your cards, which these figures ignore. See `greenroom interview show`."
    for decks, expected in (
        (["--deck", "mine"], f"Until Acme {printed.format('Thu 12 Mar')}"),
        (["--deck", "close-and-follow-up"], f"Until Beta {printed.format('Fri 20 Mar')}"),
        ([], f"Until Acme {printed.format('Thu 12 Mar')}"),
    ):
        world.run("simulate", *decks)
        assert expected in " ".join(world.out.split())
        assert world.out.count("Until") == 1
    world.run("simulate", "--json")
    assert json.loads(world.out)["interview"] == {"at": "Acme", "date": "2026-03-12"}
    world.now = world.now.replace(day=21)
    world.run("simulate", "--deck", "mine")

    assert "Until" not in world.out


def test_no_cards_are_said_to_be_none(world: World) -> None:
    world.run("suspend", "mine/sure")
    world.run("suspend", "mine/why")

    assert world.run("simulate", "--deck", "mine") == 0
    assert "You have no cards, or all of them are suspended." in world.out
    assert world.run("simulate", "--deck", "mine", "--json") == 0
    assert json.loads(world.out)["cards"] == {"total": 0, "unseen": 0}


def test_an_unknown_deck_is_named(world: World) -> None:
    assert world.run("simulate", "--deck", "nope") == 1
    assert 'There is no deck "nope"' in world.err


@pytest.mark.slow
@pytest.mark.parametrize("columns", [20, 40, 80, 200])
def test_nothing_is_wider_than_the_terminal(world: World, columns: int) -> None:
    world.columns = columns
    world.run("simulate", "--deck", "mine", "--days", "21")

    assert all(wcwidth.wcswidth(line) <= min(columns, 80) for line in world.out.splitlines())


def test_a_large_collection_says_that_a_part_stands_for_all(world: World) -> None:
    cards = "".join(f'[[cards]]\nquestion = "Number {number}?"\nanswer = "a"\n' for number in range(1001))
    world.write_deck(f'[deck]\nid = "many"\ntitle = "Many"\n{cards}', "many.toml")

    assert world.run("simulate", "--deck", "many", "--days", "120") == 0
    assert "It simulates 1,000 of the cards" in world.out.replace("\n ", " ")


def test_a_day_far_ahead_is_told_with_its_year(world: World) -> None:
    world.run("simulate", "--deck", "mine", "--days", "365")

    assert "365 days to Mon 1 Mar 2027" in world.out


def test_how_far_it_can_look_is_told(world: World) -> None:
    page = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
    world.run("simulate", "--help")

    assert "look 7 to 730 days ahead" in " ".join(world.out.split())
    assert "7 to 730 days" in page
