"""The minutes of a day without an interview ahead, as a person sees them."""

import json
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from cards.text import clean_line
from tests.learners import write_log
from tests.trainer.interview.days import GOOD, TODAY, Clocked, asked, deck, plan
from trainer.terminal.layout import width_of


@pytest.fixture
def world(tmp_path: Path) -> Clocked:
    """A home with forty cards, five of them `must`, that took 45 seconds each and have been due for weeks."""
    world = Clocked(tmp_path / "home")
    world.write_deck(deck("mine", 40, musts=5))
    before = (TODAY - timedelta(days=30)).isoformat()
    write_log(world.home, [("mine", f"c{number:02}", 3, before, number + 1) for number in range(40)])
    world.run("config", "new_per_day", "0")
    return world


def due(world: Clocked) -> dict[str, Any]:
    world.run("due", "--json")
    found: dict[str, Any] = json.loads(world.out)
    return {name: found[name] for name in ("due", "new", "again", "waiting", "next_due")}


def words(world: Clocked, *argv: str, typed: str = "") -> str:
    """Run a command; return what it printed as one line."""
    assert world.run(*argv, typed=typed) == 0, world.err
    return clean_line(world.out)


def test_a_backlog_is_asked_within_the_minutes_and_the_rest_waits(world: Clocked) -> None:
    world.run("config", "minutes_per_day", "8")
    assert words(world, "due") == "10 due, 0 new, 30 waiting"
    assert due(world) == {"due": 10, "new": 0, "again": 0, "waiting": 30, "next_due": "2026-03-03"}
    shown = words(world, "review", typed=GOOD * 40)

    assert "greenroom · Mon 2 Mar · 10 cards, about 8 min; 30 more over the next days" in shown
    assert "1 of 10 - Mine - must - aim 1:00 - 8 min left" in shown
    assert asked(world.out)[:6] == ["mine 35", "mine 36", "mine 37", "mine 38", "mine 39", "mine 0"]
    assert len(asked(world.out)) == 8  # this time a card took a minute
    assert words(world, "due") == "today's minutes are done, 32 waiting"
    assert due(world) == {"due": 0, "new": 0, "again": 0, "waiting": 32, "next_due": "2026-03-03"}


@pytest.mark.parametrize("away", [3, 5, 9, 12])
def test_breaks_between_sittings_cost_nothing_and_stats_count_the_same_minutes(world: Clocked, away: int) -> None:
    world.run("config", "minutes_per_day", "8")
    for left in (10, 9, 8):  # 7:30, 7:00 and 6:30 at 45 seconds a card
        world.run("review", typed=GOOD + "q\n")
        world.now += timedelta(minutes=away)
        assert due(world)["due"] == left
    world.run("stats", "--json")

    assert json.loads(world.out)["today"]["minutes"] == 1.5  # three answers of half a minute


@pytest.mark.parametrize("away", [3, 5, 9, 12])
def test_a_sitting_and_the_next_one_have_the_same_minutes_left(world: Clocked, away: int) -> None:
    def leave() -> None:
        world.now += timedelta(minutes=away)

    world.run("config", "minutes_per_day", "8")
    world.run("review", typed=GOOD * 2 + "q\n", before={1: leave, 3: leave})
    question, *others = re.findall(r"(\d+) of (\d+) - Mine .* (\d+) min left", world.out)
    assert [question, *others] == [("1", "10", "8"), ("2", "11", "8"), ("3", "11", "7")]  # half a minute a card
    assert "Reviewed 2 cards in 1 min" in world.out
    world.run("review", typed="q\n")

    assert "1 of 9 - Mine - must - aim 1:00 - 7 min left" in world.out


def test_once_the_minutes_are_used_up_review_says_how_to_go_on(world: Clocked) -> None:
    world.run("config", "minutes_per_day", "3")
    world.run("review", typed=GOOD * 40)
    world.now += timedelta(hours=3)

    assert words(world, "review") == "Today's 3 minutes are done. To carry on: `greenroom review --minutes 10`."
    assert words(world, "review", "--ahead", "9") == words(world, "review")
    shown = words(world, "review", "--minutes", "4", typed="q\n")
    assert "5 cards, about 4 min; 32 more over the next days" in shown
    world.run("config", "minutes_per_day", "1")
    assert words(world, "review") == "Today's 1 minute is done. To carry on: `greenroom review --minutes 10`."


def test_new_cards_that_no_minute_is_left_for_are_not_counted(world: Clocked) -> None:
    world.run("review", "--minutes", "60", typed=GOOD * 40)
    world.run("config", "new_per_day", "9")
    world.run("config", "minutes_per_day", "45")
    assert words(world, "due") == "0 due, 7 new"
    world.run("config", "minutes_per_day", "30")

    assert words(world, "due") == "today's minutes are done"
    assert due(world) == {"due": 0, "new": 0, "again": 0, "waiting": 0, "next_due": "2026-04-07"}
    assert words(world, "review").startswith("Today's 30 minutes are done.")


def test_new_must_haves_come_before_due_cards_that_can_wait(world: Clocked) -> None:
    world.run("config", "new_per_day", "9")

    assert words(world, "due") == "31 due, 9 new, 9 waiting"


def test_a_card_that_failed_is_asked_once_more_when_the_minutes_are_used_up(world: Clocked) -> None:
    world.run("config", "minutes_per_day", "3")
    world.run("review", typed="\n1\n" + GOOD * 40)
    assert asked(world.out) == ["mine 35", "mine 36", "mine 37", "mine 35"]
    world.run("undo")
    world.now += timedelta(hours=3)
    world.run("config", "minutes_per_day", "1")

    assert words(world, "due") == "0 due, 0 new, 1 to repeat, 37 waiting"
    shown = words(world, "review", typed=GOOD)
    assert "1 card, about 1 min; 37 more over the next days" in shown
    assert asked(world.out) == ["mine 35"]
    assert words(world, "due") == "today's minutes are done, 37 waiting"


def test_the_summary_counts_for_tomorrow_what_is_left_over_and_what_comes_due(world: Clocked) -> None:
    world.run("config", "minutes_per_day", "6")
    shown = words(world, "review", typed="\n1\n" + GOOD + "q\n")
    assert "Tomorrow: 8 cards, about 6 min; 31 more over the next days." in shown  # with the one that failed
    world.next_day()
    assert words(world, "due") == "8 due, 0 new, 31 waiting"

    world.run("config", "minutes_per_day", "0")
    assert "Tomorrow: 39 cards, about 29 min." in words(world, "review", typed="q\n")
    world.run("config", "new_per_day", "4")
    assert "Tomorrow: 43 cards, about 32 min." in words(world, "review", typed="q\n")


def test_with_nothing_left_the_summary_says_so(world: Clocked) -> None:
    world.run("config", "minutes_per_day", "0")

    assert "Tomorrow: nothing due." in words(world, "review", typed=("\n4\n") * 40)


def test_the_day_after_an_interview_has_no_more_than_its_minutes(world: Clocked) -> None:
    world.run("config", "minutes_per_day", "10")
    plan(world, "2026-03-03")
    world.next_day()
    shown = words(world, "review", typed=GOOD * 3)
    assert "Acme today" in shown
    assert "Tomorrow: 13 cards, about 10 min; 24 more over the next days." in shown
    world.next_day()

    assert words(world, "due") == "13 due, 0 new, 24 waiting"


def test_after_todays_interview_the_next_one_is_what_tomorrow_is_for(world: Clocked) -> None:
    plan(world, "2026-03-02")
    world.write_deck(deck("other", 4), "other.toml")
    world.run("interview", "set", "2026-03-09", "--at", "Initech", "--deck", "other")

    assert "Tomorrow: 20 min for Initech." in words(world, "review", typed="q\n")


def test_a_load_that_fits_is_asked_as_ever_without_a_word_about_minutes(world: Clocked) -> None:
    shown = words(world, "review", typed="q\n")

    assert "40 cards, about 30 min 1 of 40 - Mine - aim 1:00 mine 0?" in shown
    assert asked(world.out) == ["mine 0"]


@pytest.mark.parametrize("columns", [20, 40, 80, 200])
def test_every_width_has_room_for_it(world: Clocked, columns: int) -> None:
    world.run("config", "minutes_per_day", "10")
    world.columns = columns
    world.interactive = True
    world.variables = {"GREENROOM_PLAIN": "1"}
    world.run("review", typed=GOOD * 2)
    assert all(width_of(line) <= columns for line in world.out.splitlines())
    assert "27 more over the next days" in clean_line(world.out)


def test_minutes_that_are_none_are_refused(world: Clocked) -> None:
    assert world.run("config", "minutes_per_day", "1441") == 1
    assert "minutes_per_day = 1441 is not between 0 and 1440 minutes." in world.err
    assert world.run("config", "minutes_per_day", "much") == 1
    assert '"much" is not a number. minutes_per_day: minutes of review a day' in world.err
