"""`interview show`: readiness, what other minutes would change, and what will be left out."""

import re
from datetime import timedelta

import pytest

from tests.trainer.interview.days import GOOD, TODAY, Clocked, deck, plan


def screen(world: Clocked) -> str:
    """Return the screen of `interview show`."""
    assert world.run("interview", "show") == 0
    return world.out


def test_a_plan_is_shown_in_one_screen(world: Clocked) -> None:
    plan(world, decks=("mine", "other"))
    lines = world.out.splitlines()

    assert lines[0] == " Acme · Thu 12 Mar · 10 days left · 20 min a day is about 13 cards"
    assert lines[1] == " Seen 0 of 16 · must seen 0 of 3"
    assert "now  0 %   if you stop  0 %   if you keep going" in world.out
    assert [line.split()[0] for line in lines if "keep going" in line][-1] == "All"
    assert " The minutes suffice to meet every must card" in lines
    assert lines[-1] == " Today: 13 new, 0 again"
    assert len(lines) < 23
    for columns in (20, 40, 200):
        world.columns = columns
        world.run("interview")
        assert all(len(line) <= min(columns, 80) for line in world.out.splitlines())


@pytest.mark.parametrize("day", ["2026-03-02", "2026-03-03", "2026-03-06"])
def test_what_is_planned_is_not_left_out_and_the_advised_minutes_suffice(world: Clocked, day: str) -> None:
    world.write_deck(deck("mine", 60, musts=50))
    plan(world, day)
    shown = world.shown()
    advised = re.search(r"about (\d+) min a day would", " ".join(screen(world).split()))
    assert advised
    plan(world, day, "--minutes", advised[1])

    assert not set(shown["today"]) & set(shown["left_out"])
    assert "The minutes suffice to meet every must card" in world.out
    plan(world, day, "--minutes", str(int(advised[1]) * 9 // 10))
    assert "Too few minutes" in world.out or int(advised[1]) < 20


def test_more_musts_than_a_day_has_minutes_for_are_told_without_advice(world: Clocked) -> None:
    world.write_deck(deck("mine", 600, musts=600))
    plan(world, "2026-03-02")

    assert "not even 720 min a day would" in " ".join(world.out.split())


def test_too_few_minutes_are_told_with_the_cards_they_leave_out(world: Clocked) -> None:
    world.write_deck(deck("mine", 40, musts=30))
    plan(world, "2026-03-04", "--minutes", "3")

    text = " ".join(world.out.split())
    assert "Too few minutes to meet every must card; about 28 min a day would. Left out: mine/c1" in text
    assert "10 other cards will not be met by then" in text
    world.columns = 40
    world.write_deck(deck("mine-with-a-hyphen", 40, musts=30), "mine.toml")
    plan(world, "2026-03-04", "--minutes", "3", decks=("mine-with-a-hyphen",))
    assert len(re.findall(r"mine-with-a-hyphen/c\d\d", world.out)) == 8
    world.columns = 80
    world.write_deck(deck("mine", 40, musts=30))
    plan(world, "2026-03-04", "--minutes", "3")
    assert len(world.shown()["left_out"]) == 36
    plan(world, "2026-03-04", "--minutes", "29")
    assert "The minutes suffice to meet every must card" in world.out


def test_the_json_of_a_plan_has_its_keys(world: Clocked) -> None:
    plan(world)
    found = world.shown()

    assert set(found) >= {"date", "days_left", "minutes_per_day", "cards", "readiness", "decks", "today"}
    assert (found["date"], found["days_left"], found["minutes_per_day"]) == ("2026-03-12", 10, 20)
    assert found["cards"] == {"total": 12, "unseen": 12, "must": 3, "must_unseen": 3}
    assert set(found["readiness"]) == {"today", "if_you_stop", "if_you_keep_going"}
    assert found["today"][:4] == ["mine/c09", "mine/c10", "mine/c11", "mine/c00"]
    assert [(each["id"], each["cards"]) for each in found["decks"]] == [("mine", 12)]
    assert [each["minutes"] for each in found["with_minutes"]] == [10, 30]
    assert [each["day"] for each in found["curve"]] == [str(TODAY + timedelta(days=n)) for n in range(10)]


def test_without_an_interview_show_says_how_to_set_one(world: Clocked) -> None:
    assert world.run("interview") == 0
    assert "No interview is set. `greenroom interview set 2026-12-10" in world.out
    assert world.run("interview", "show", "--json") == 1
    assert (world.out, "No interview is set." in world.err) == ("", True)


def test_a_date_written_by_hand_may_be_far_off_and_a_deck_may_be_gone(world: Clocked) -> None:
    world.run("due")
    path = world.home / "interviews.toml"
    path.write_text('[[interviews]]\nat = "Far"\ndate = 2056-03-01\n')
    world.run("interview")
    assert "Far is on Wed 1 Mar 2056, but it is more than a year ahead." in world.out
    world.run("due")
    assert world.out == "0 due, 10 new\n"
    path.write_text('[[interviews]]\ndate = 2026-03-09\ndecks = ["mine", "gone"]\n')
    world.run("interview")
    assert "No longer there: gone." in world.out


def test_each_deck_takes_the_time_its_own_answers_took(world: Clocked) -> None:
    plan(world, "2026-03-12", decks=("mine", "other"))
    world.run("review", "--deck", "mine", "--minutes", "60", typed=GOOD * 12)
    world.run("interview")

    assert "is about 18 cards" in world.out  # 12 cards took a minute each, 4 have the usual minute and a half
