"""Reviews while an interview is ahead, over whole days."""

import json
import re
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from math import inf
from pathlib import Path

import pytest

from tests import ROOT
from tests.trainer.interview.days import GOOD, Clocked, asked, deck, offered, plan


@pytest.mark.slow
def test_a_fortnight_of_daily_reviews_makes_ready_for_the_day(tmp_path: Path) -> None:
    world = Clocked(tmp_path / "home")
    world.write_deck(deck("mine", 40, musts=8))
    plan(world, "2026-03-16", "--minutes", "10")
    first = world.shown()
    assert (first["days_left"], first["cards"]["unseen"], first["readiness"]["if_you_stop"]) == (14, 40, 0)
    assert first["left_out"] == []

    stops, met = [0.0], []
    for day in range(14):
        assert world.run("review", "--deck", "mine", typed="\n3\n\n3\n\n2\n\n1\n" * 12) == 0
        met.append(asked(world.out))
        assert f"Acme in {14 - day} days · 10 min left" in world.out or day == 13
        backs = [line.split("Back on ")[1] for line in world.out.splitlines() if "Back on " in line]
        assert not {back for back in backs if "16 Mar" in back or "Apr" in back}
        if day in (0, 6, 13):
            stops.append(world.shown()["readiness"]["if_you_stop"])
        world.next_day()

    musts = {f"mine {number}" for number in range(32, 40)}
    assert set(met[0][:8]) == musts
    assert musts <= set(met[12]) | set(met[13])
    assert len({question for day in met for question in day}) >= 36  # although a quarter of all ratings are Again
    assert all(7 <= len(questions) <= 20 for questions in met), list(map(len, met))
    assert stops == sorted(stops)
    assert stops[-1] > 0.85
    assert abs(first["readiness"]["if_you_keep_going"] - stops[-1]) < 0.1

    assert world.shown()["days_left"] == 0
    world.next_day()
    assert world.run("review", "--deck", "mine") == 0
    assert "Acme was yesterday. Still time to note what they asked: `greenroom interview debrief`." in " ".join(
        world.out.split()
    )
    assert "Acme in" not in world.out


def test_a_review_tells_the_days_and_minutes_left_and_when_a_card_really_comes_back(world: Clocked) -> None:
    plan(world, "2026-03-05", "--minutes", "20")
    world.run("review", typed=GOOD * 3)

    assert " greenroom · Mon 2 Mar · Acme in 3 days · 20 min left, about 13 cards" in world.out
    assert asked(world.out)[:4] == ["mine 9", "mine 10", "mine 11", "mine 0"]
    assert offered(world.out)[0] == ("1",) * 4
    assert "Good: complete. Back on Tue 3 Mar." in world.out
    assert "Tomorrow: 20 min for Acme." in world.out
    world.now += timedelta(days=2)
    world.run("review", typed=GOOD)
    assert "Acme tomorrow" in world.out
    assert offered(world.out)[0] == ("rests",) * 4
    assert "Good: complete. Not before Acme." in world.out
    assert "Tomorrow: Acme." in world.out


def test_no_rating_is_said_to_bring_a_card_back_later_than_a_better_one(world: Clocked) -> None:
    world.write_deck(deck("mine", 30, musts=3))
    plan(world, "2026-05-30", "--minutes", "8")
    shown = ""
    for _ in range(5):
        world.run("review", "--deck", "mine", typed="\n3\n\n1\n\n2\n" * 5)
        shown += world.out
        world.next_day()
    days = [[float(day) if day.isdecimal() else inf for day in row] for row in offered(shown)]

    assert len(days) > 20
    assert all(row == sorted(row) for row in days), days
    assert any(row[0] < row[3] for row in days)


def test_two_interviews_on_one_day_each_have_their_own_outlook(world: Clocked) -> None:
    plan(world, "2026-03-06", "--minutes", "60")
    world.run("interview", "set", "2026-03-06", "--at", "Initech", "--minutes", "1", "--deck", "other")
    world.run("review", "--deck", "other", "--minutes", "9", typed=GOOD)
    alone = offered(world.out)[0]
    world.run("undo")
    world.run("review", "--deck", "mine", "--deck", "other", "--minutes", "90", typed=GOOD * 13)

    both = offered(world.out)
    assert (asked(world.out)[12], both[12]) == ("other 0", alone)
    assert both[0] != alone


def test_minutes_are_counted_over_the_sittings_of_a_day(world: Clocked) -> None:
    plan(world, "2026-03-12", "--minutes", "5")
    world.run("review", typed=GOOD * 2)
    world.run("review", typed=GOOD * 20)
    assert "must - aim 1:00 - 4 min left" in world.out
    world.run("review", typed=GOOD)
    assert "1 of 1 - Mine - aim 1:00 - 1 min left" in world.out  # the clock ran between the sittings, too
    world.run("review", typed=GOOD)
    assert "Acme in 10 days. Today's minutes are done. To carry on: `greenroom review --minutes 10`." in " ".join(
        world.out.split()
    )
    world.run("due")
    assert world.out == "Acme in 10 days: nothing more to do today\n"
    world.run("review", "--minutes", "4", typed=GOOD * 20)
    assert "4 min left" in world.out
    world.run("review", "--minutes", "60", typed=GOOD * 40)
    world.run("review", "--minutes", "60", typed=GOOD * 40)
    world.run("review", "--minutes", "60", "--deck", "mine", typed=GOOD)
    assert "You've been asked every card today" in world.out


def test_other_decks_follow_when_all_is_rehearsed_and_can_be_chosen_at_any_time(world: Clocked) -> None:
    plan(world, "2026-03-12", "--minutes", "300")
    world.run("review", "--deck", "mine", "--deck", "other", typed=GOOD * 40)
    assert asked(world.out)[12:] == [f"other {number}" for number in range(4)]
    world.next_day()
    world.run("due", "--json")
    found = json.loads(world.out)
    assert found["interview"] == {"at": "Acme", "date": "2026-03-12", "days_left": 9, "minutes_left": 300}
    assert next(each for each in found["decks"] if each["id"] == "mine")["due"] == 12

    world.run("review", "--deck", "other", typed=GOOD)
    assert "Acme" not in world.out
    assert "min left" not in world.out


def test_limits_asked_for_are_kept(world: Clocked) -> None:
    plan(world)
    world.run("review", "--limit", "2", typed="\n1\n\n3\n\n3\n")
    assert asked(world.out) == ["mine 9", "mine 10", "mine 9"]
    world.run("review", "--new", "3", typed=GOOD * 5)
    assert asked(world.out) == ["mine 11"]
    world.next_day()
    world.run("review", "--new", "1", "--limit", "3", "--deck", "mine", typed="\n3\n\n3\nu\n3\n\n3\n")
    assert len(set(asked(world.out))) == 3
    assert asked(world.out)[0] == "mine 9"  # which failed yesterday
    world.run("review", "--new", "20", "--minutes", "90", "--deck", "mine", "--deck", "other", typed=GOOD * 30)
    assert set(asked(world.out)) >= {"mine 8", "other 3"}


def test_a_rating_taken_back_puts_the_card_back_in_its_place(world: Clocked) -> None:
    plan(world)
    world.run("review", typed="\n3\n\n3\nu\nu\nb\nq\n")

    assert asked(world.out) == ["mine 9", "mine 10", "mine 11", "mine 10", "mine 9", "mine 10"]


def test_a_failed_card_comes_once_more_the_same_day_even_without_minutes_left(world: Clocked) -> None:
    plan(world, "2026-03-12", "--minutes", "1")
    world.run("review", "--minutes", "9", typed="\n1\n\n3\n")
    assert ", and once more today if there's time." in world.out
    world.run("due")
    assert world.out == "Acme in 10 days: 0 due, 0 new, 1 to repeat\n"
    world.run("review", typed=GOOD * 3)
    assert asked(world.out) == ["mine 9"]


def test_of_several_interviews_the_nearest_that_a_card_belongs_to_counts(world: Clocked) -> None:
    plan(world, "2026-03-20", "--minutes", "3", decks=("mine", "other"))
    world.run("interview", "set", "2026-03-06", "--at", "Initech", "--minutes", "3", "--deck", "other")
    assert "Also: Acme on Fri 20 Mar, in 18 days" in world.out
    assert world.shown()["also"] == [{"at": "Acme", "date": "2026-03-20"}]
    assert world.shown("--at", "acme")["cards"]["total"] == 16

    world.run("review", typed=GOOD * 9)
    assert "Initech in 4 days · 6 min left" in world.out
    first, *_, last = asked(world.out)
    assert (first[:5], last[:4]) == ("other", "mine")
    world.now += timedelta(days=5)
    world.run("due")
    assert world.out.startswith("Acme in 13 days: ")


def test_minutes_one_interview_cannot_use_go_to_the_others(world: Clocked) -> None:
    world.write_deck(deck("mine", 60, musts=3))
    plan(world, "2026-03-20", "--minutes", "10")
    world.run("interview", "set", "2026-03-06", "--at", "Initech", "--minutes", "20", "--deck", "other")
    world.run("due")
    assert world.out == "Initech in 4 days: 0 due, 20 new\n"
    world.step = 45.0
    world.run("review", typed=GOOD * 60)

    assert "Initech in 4 days · 30 min left, about 20 cards" in world.out
    assert [question.split()[0] for question in asked(world.out)] == ["other"] * 4 + ["mine"] * 16


def test_interviews_about_the_same_cards_add_up_their_minutes(world: Clocked) -> None:
    world.write_deck(deck("mine", 60, musts=3))
    plan(world, "2026-03-06", "--minutes", "10")
    world.run("interview", "set", "2026-03-10", "--at", "Initech", "--minutes", "5", "--deck", "mine")
    world.run("review", "--deck", "mine", typed=GOOD)
    assert "Acme in 4 days · 15 min left, about 10 cards" in world.out
    world.run("interview", "set", "2026-03-10", "--at", "Initech", "--deck", "other")
    world.run("review", "--deck", "mine", typed="q\n")
    assert "Acme in 4 days · 10 min left, about 6 cards" in world.out


def test_an_interview_today_is_rehearsed_for_and_then_plain_review_goes_on(world: Clocked) -> None:
    world.run("interview", "set", "today", "--deck", "mine")
    assert "Your interview · Mon 2 Mar · today · 20 min a day, about 13 cards" in world.out
    world.run("review", typed=GOOD)
    assert "Your interview today" in world.out
    assert "Back on Wed 4 Mar." in world.out
    assert "Tomorrow: 10 cards, about 15 min." in world.out  # plain review again
    world.next_day()
    world.run("due")
    assert "Interview" not in world.out
    world.run("interview", "set", "tomorrow")
    assert "Your interview · Wed 4 Mar · tomorrow" in world.out


def test_an_interview_without_cards_that_may_be_asked_leaves_plain_review(world: Clocked) -> None:
    world.write_deck(deck("mine", 1))
    plan(world)
    world.run("suspend", "mine/c00")
    world.run("interview")
    assert "Acme is on Thu 12 Mar 2026, but all its cards are suspended." in world.out
    assert world.shown()["readiness"]["today"] is None
    world.run("due")
    assert world.out == "0 due, 10 new\n"


def test_a_sitting_may_go_on_past_the_day_itself(world: Clocked) -> None:
    plan(world, "2026-03-02", "--minutes", "600")
    world.now += timedelta(hours=15, minutes=58)
    world.run("review", "--deck", "mine", typed=GOOD * 5)

    assert "Acme today" in world.out
    assert len(asked(world.out)) == 2
    assert "Tomorrow: 11 cards, about 16 min." in world.out  # plain review again


def test_a_change_of_zone_between_sittings_asks_no_card_twice_a_day(world: Clocked) -> None:
    plan(world)
    world.hours_east = 14
    world.run("review", "--limit", "2", typed=GOOD * 2)
    world.hours_east = -11
    world.run("review", "--limit", "2", typed=GOOD * 2)

    assert asked(world.out) == ["mine 11", "mine 0"]
    assert world.run("interview") == 0


def test_due_with_an_interview_loads_neither_fsrs_nor_prompt_toolkit(world: Clocked) -> None:
    plan(world, "2026-03-12")
    (world.home / "interviews.toml").write_text(
        f"[[interviews]]\ndate = {datetime.now(UTC).date() + timedelta(days=5)}\n"
    )
    code = (
        "import sys; from trainer.cli import main; from trainer.environment import Environment;"
        f"main(['--home', {str(world.home)!r}, 'due'], Environment.real());"
        "print(sorted({'fsrs', 'prompt_toolkit', 'scheduler.planning.forecast'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)

    assert done.stdout.splitlines()[-1] == "[]"
    assert done.stdout.startswith("Your interview in ")


def test_the_heading_is_one_line_at_80_columns_even_without_a_name(world: Clocked) -> None:
    world.run("interview", "set", "2026-03-12", "--minutes", "120")
    world.run("review", typed="q\n")
    heading = next(line for line in world.out.splitlines() if "Your interview in 10 days" in line)

    assert re.fullmatch(
        r" (greenroom · )?Mon 2 Mar · Your interview in 10 days · 120 min left, about \d+ cards", heading
    )
