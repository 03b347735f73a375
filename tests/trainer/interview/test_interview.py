"""Interviews to come, as they are told and rehearsed for: whole days, played."""

import json
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from math import inf
from pathlib import Path
from typing import Any

import pytest

from tests import ROOT
from tests.terminal import World
from trainer.environment import Environment

TODAY = date(2026, 3, 2)


@dataclass
class Clocked(World):
    """A world in which time goes by while cards are answered: half a minute with every look at the stopwatch."""

    hours_east: int = 0

    def environment(self, typed: str = "") -> Environment:
        zone = timezone(timedelta(hours=self.hours_east))
        return super().environment(typed)._replace(clock=lambda: self.now + timedelta(seconds=self.seconds), zone=zone)

    def next_day(self) -> None:
        self.now, self.seconds = self.now + timedelta(days=1), 0.0

    def shown(self, *options: str) -> dict[str, Any]:
        assert self.run("interview", "show", "--json", *options) == 0
        found: dict[str, Any] = json.loads(self.out)
        return found


def deck(name: str, cards: int, musts: int = 0) -> str:
    text = f'[deck]\nid = "{name}"\ntitle = "{name.title()}"\n'
    for number in range(cards):
        priority = "must" if number >= cards - musts else "core"
        text += f'[[cards]]\nid = "c{number:02}"\nquestion = "{name} {number}?"\n'
        text += f'answer = "Yes."\npriority = "{priority}"\n'
    return text


@pytest.fixture(scope="module")
def read_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home that has read the built-in decks, which takes longer than most tests here."""
    home = tmp_path_factory.mktemp("read") / "home"
    assert Clocked(home).run("due") == 0
    return home


@pytest.fixture
def world(tmp_path: Path, read_once: Path) -> Clocked:
    shutil.copytree(read_once, tmp_path / "home")
    world = Clocked(tmp_path / "home")
    world.write_deck(deck("mine", 12, musts=3))
    world.write_deck(deck("other", 4), "other.toml")
    return world


def plan(world: Clocked, day: str = "2026-03-12", *options: str, decks: tuple[str, ...] = ("mine",)) -> None:
    chosen = [option for each in decks for option in ("--deck", each)]
    assert world.run("interview", "set", day, "--at", "Acme", *chosen, *options) == 0, world.err


def asked(shown: str) -> list[str]:
    """Return the questions in the order asked."""
    return [line.strip().rstrip("?") for line in shown.splitlines() if line.startswith("   ") and line.endswith("?")]


GOOD = "\n3\n"


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
    assert {question for day in met for question in day} == {f"mine {number}" for number in range(40)}
    assert all(7 <= len(questions) <= 20 for questions in met), list(map(len, met))
    assert stops == sorted(stops)
    assert stops[-1] > 0.85
    assert abs(first["readiness"]["if_you_keep_going"] - stops[-1]) < 0.1

    assert world.shown()["days_left"] == 0
    world.next_day()
    assert world.run("review", "--deck", "mine") == 0
    assert "Acme was yesterday. While it is fresh: `greenroom interview debrief`." in world.out
    assert "Acme in" not in world.out


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
    told = re.search(r"about (\d+) min a day would", " ".join(world_shown(world).split()))
    assert told
    plan(world, day, "--minutes", told[1])

    assert not set(shown["today"]) & set(shown["left_out"])
    assert "The minutes suffice to meet every must card" in world.out
    plan(world, day, "--minutes", str(int(told[1]) * 9 // 10))
    assert "Too few minutes" in world.out or int(told[1]) < 20


def test_more_musts_than_a_day_has_minutes_for_are_told_without_advice(world: Clocked) -> None:
    world.write_deck(deck("mine", 600, musts=600))
    plan(world, "2026-03-02")

    assert "not even 720 min a day would" in " ".join(world.out.split())


def world_shown(world: Clocked) -> str:
    """Return what is shown, as a person sees it."""
    assert world.run("interview", "show") == 0
    return world.out


def test_too_few_minutes_are_told_with_the_cards_they_leave_out(world: Clocked) -> None:
    world.write_deck(deck("mine", 40, musts=30))
    plan(world, "2026-03-04", "--minutes", "3")

    told = " ".join(world.out.split())
    assert "Too few minutes to meet every must card; about 28 min a day would. Left out: mine/c1" in told
    assert "10 other cards will not be met by then" in told
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


def test_a_review_tells_the_days_and_minutes_left_and_when_a_card_really_comes_back(world: Clocked) -> None:
    plan(world, "2026-03-05", "--minutes", "20")
    world.run("review", typed=GOOD * 3)

    assert " greenroom · Mon 2 Mar · Acme in 3 days · 20 min left, about 13 cards" in world.out
    assert asked(world.out)[:4] == ["mine 9", "mine 10", "mine 11", "mine 0"]
    assert "Rate   1 Again 1 d   2 Hard 1 d   3 Good 1 d *   4 Easy 1 d" in world.out
    assert "Tomorrow: 20 min for Acme." in world.out
    world.now += timedelta(days=2)
    world.run("review", typed=GOOD)
    assert "Acme tomorrow" in world.out
    assert "3 Good rests *" in world.out
    assert "Rests until after Acme." in world.out
    assert "Tomorrow: Acme." in world.out


def test_no_rating_is_said_to_bring_a_card_back_later_than_a_better_one(world: Clocked) -> None:
    world.write_deck(deck("mine", 30, musts=3))
    plan(world, "2026-05-30", "--minutes", "8")
    shown = ""
    for _ in range(5):
        world.run("review", "--deck", "mine", typed="\n3\n\n1\n\n2\n" * 5)
        shown += world.out
        world.next_day()
    told = re.findall(r"1 Again (\S+) .*2 Hard (\S+) .*3 Good (\S+) .*4 Easy (\S+) ", shown)
    days = [[float(day) if day.isdecimal() else inf for day in row] for row in told]

    assert len(days) > 20
    assert all(row == sorted(row) for row in days), days
    assert any(row[0] < row[3] for row in days)


def test_two_interviews_on_one_day_each_have_their_own_outlook(world: Clocked) -> None:
    plan(world, "2026-03-06", "--minutes", "60")
    world.run("interview", "set", "2026-03-06", "--at", "Initech", "--minutes", "1", "--deck", "other")
    world.run("review", "--deck", "other", "--minutes", "9", typed=GOOD)
    alone = re.findall("Rate .*", world.out)[0]
    world.run("undo")
    world.run("review", "--deck", "mine", "--deck", "other", "--minutes", "90", typed=GOOD * 13)

    both = re.findall("Rate .*", world.out)
    assert (asked(world.out)[12], both[12]) == ("other 0", alone)
    assert both[0] != alone


def test_minutes_are_counted_over_the_sittings_of_a_day(world: Clocked) -> None:
    plan(world, "2026-03-12", "--minutes", "5")
    world.run("review", typed=GOOD * 2)
    world.run("review", typed=GOOD * 20)
    assert "3 min left" in world.out
    world.run("review", typed=GOOD)
    assert "Acme in 10 days. Today's minutes are done. `greenroom review --minutes 10` goes on." in " ".join(
        world.out.split()
    )
    world.run("due")
    assert world.out == "Acme in 10 days: nothing more to do today\n"
    world.run("review", "--minutes", "4", typed=GOOD * 20)
    assert "4 min left" in world.out
    world.run("review", "--minutes", "60", typed=GOOD * 40)
    world.run("review", "--minutes", "60", typed=GOOD * 40)
    world.run("review", "--minutes", "60", "--deck", "mine", typed=GOOD)
    assert "Every card has been asked today" in world.out


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
    assert asked(world.out)[0] == "mine 0"
    world.run("review", "--new", "20", "--minutes", "90", "--deck", "mine", "--deck", "other", typed=GOOD * 30)
    assert set(asked(world.out)) >= {"mine 8", "other 3"}


def test_a_rating_taken_back_puts_the_card_back_in_its_place(world: Clocked) -> None:
    plan(world)
    world.run("review", typed="\n3\n\n3\nu\nu\nb\nq\n")

    assert asked(world.out) == ["mine 9", "mine 10", "mine 11", "mine 10", "mine 9", "mine 10"]


def test_a_failed_card_comes_once_more_the_same_day_even_without_minutes_left(world: Clocked) -> None:
    plan(world, "2026-03-12", "--minutes", "1")
    world.run("review", "--minutes", "9", typed="\n1\n\n3\n")
    world.run("due")
    assert world.out == "Acme in 10 days: 0 due, 0 new, 1 once more\n"
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


def test_a_date_moves_and_a_second_round_follows_the_first(world: Clocked) -> None:
    plan(world, "2026-03-12", "--minutes", "30")
    world.run("interview", "set", "2026-03-14", "--at", "ACME")
    found = world.shown()
    assert (found["at"], found["date"], found["minutes_per_day"]) == ("Acme", "2026-03-14", 30)
    assert (found["cards"]["total"], found["also"]) == (12, [])

    world.now += timedelta(days=13)
    world.run("interview", "set", "2026-03-25", "--at", "acme")
    assert " As for Acme on Sat 14 Mar: 30 min a day, mine.\n" in world.out
    found = world.shown()
    assert (found["at"], found["minutes_per_day"], found["cards"]["total"]) == ("Acme", 30, 12)
    assert "asked" not in (world.home / "interviews.toml").read_text()
    assert (world.home / "interviews.toml").read_text().count("Acme") == 2


def test_a_second_round_can_have_other_decks_and_minutes(world: Clocked) -> None:
    plan(world, "2026-03-12", "--minutes", "30")
    world.now += timedelta(days=13)
    plan(world, "2026-03-25", "--minutes", "10", decks=("other",))

    assert "As for" not in world.out
    assert (world.shown()["minutes_per_day"], world.shown()["cards"]["total"]) == (10, 4)


@pytest.mark.parametrize(("word", "day"), [("today", "Tue 3 Mar"), ("tomorrow", "Wed 4 Mar")])
def test_after_midnight_today_is_the_calendar_day_for_an_interview(world: Clocked, word: str, day: str) -> None:
    world.now += timedelta(hours=12, minutes=22)
    plan(world, word)

    assert f"Acme · {day} · " in world.out
    assert "It is past midnight: today is Tue 3 Mar. Your study day, Mon 2 Mar, goes on until 04:00." in " ".join(
        world.out.split()
    )
    assert world.run("interview", "set", "2026-03-02") == 1
    assert "2026-03-02 is past: today is 2026-03-03." in world.err


def test_an_interview_today_is_rehearsed_for_and_then_plain_review_goes_on(world: Clocked) -> None:
    world.run("interview", "set", "today", "--deck", "mine")
    assert "Interview · Mon 2 Mar · today · 20 min a day is about 13 cards" in world.out
    world.run("review", typed=GOOD)
    assert "Interview today" in world.out
    assert "Back on Wed 4 Mar." in world.out
    assert "Tomorrow: plain review again." in world.out
    world.next_day()
    world.run("due")
    assert "Interview" not in world.out
    world.run("interview", "set", "tomorrow")
    assert "Interview · Wed 4 Mar · tomorrow" in world.out


def test_an_interview_can_be_cleared(world: Clocked) -> None:
    assert world.run("interview", "clear") == 1
    assert "No interview is set." in world.err
    plan(world)
    world.run("interview", "set", "2026-03-20")
    assert world.run("interview", "clear") == 1
    assert 'Several interviews are set: "Acme" on 2026-03-12, one without a name on 2026-03-20. Say which' in world.err
    assert world.run("interview", "clear", "--at", "Initech") == 1
    assert 'There is no interview at "Initech". Set are: "Acme", one without a name.' in world.err
    assert world.run("interview", "clear", "--at", "acme") == 0
    told = "Acme on Thu 12 Mar is no longer planned for; everything you have learned stays."
    assert told in " ".join(world.out.split())
    assert world.shown()["at"] == ""
    world.now += timedelta(days=30)
    plan(world, "2026-04-20")
    for told in ("Acme on Mon 20 Apr is", "Interview on Fri 20 Mar is"):
        assert world.run("interview", "clear") == 0
        assert world.out.startswith(f" {told}")


def test_one_that_was_held_is_cleared_by_its_name_and_can_be_brought_back(world: Clocked) -> None:
    plan(world)
    world.now += timedelta(days=11)
    typed = "Can you weld?\n\n\n\n\n\n2026-03-13\n"
    assert world.run("interview", "debrief", typed=typed) == 0
    assert world.run("interview", "clear") == 1
    assert "No interview is to come. One that was held is cleared by its name: --at NAME." in world.err
    before = (world.home / "interviews.toml").read_bytes()
    assert world.run("interview", "clear", "--at", "acme") == 0
    told = "Acme on Thu 12 Mar is forgotten, with what was written down then; everything you have learned stays."
    assert told in " ".join(world.out.split())
    world.run(typed="q\n")
    assert "decide" not in world.out
    world.run("interview", "show")
    assert "Acme ·" not in world.out
    assert world.run("undo") == 0
    assert "cleared the interview at Acme" in " ".join(world.out.split())
    assert (world.home / "interviews.toml").read_bytes() == before


def test_without_an_interview_show_says_how_to_set_one(world: Clocked) -> None:
    assert world.run("interview") == 0
    assert "No interview is set. `greenroom interview set 2026-12-10" in world.out
    assert world.run("interview", "show", "--json") == 1
    assert (world.out, "No interview is set." in world.err) == ("", True)


@pytest.mark.parametrize(
    ("options", "code", "told"),
    [
        (["2026-02-30"], 2, '"2026-02-30" is no day. Write it as 2026-12-10, or today, or tomorrow.'),
        (["tomorrowish"], 2, '"tomorrowish" is no day.'),
        (["2026-03-01"], 1, "2026-03-01 is past: today is 2026-03-02."),
        (["2056-03-01"], 1, "2056-03-01 is more than a year ahead."),
        (["2026-03-09", "--minutes", "0"], 2, '"0" is not a whole number from 1 to 720'),
        (["2026-03-09", "--minutes", "10000"], 2, '"10000" is not a whole number from 1 to 720'),
        (["2026-03-09", "--deck", "mein"], 1, 'There is no deck "mein". Did you mean "mine"?'),
    ],
)
def test_what_cannot_be_set_is_one_sentence_and_changes_nothing(
    world: Clocked, options: list[str], code: int, told: str
) -> None:
    plan(world)
    before = (world.home / "interviews.toml").read_text()

    assert world.run("interview", "set", *options) == code
    assert told in world.err
    assert (world.home / "interviews.toml").read_text() == before


def test_a_broken_file_of_interviews_is_one_sentence_everywhere(world: Clocked) -> None:
    world.run("due")
    (world.home / "interviews.toml").write_text("[[interviews]]\nminutes = 3")
    for command in (["review"], ["due"], ["interview"], ["interview", "set", "2026-03-09"], ["interview", "clear"]):
        assert world.run(*command) == 1
        assert "interviews.toml:1: an interview has no date. Write date = 2026-12-10." in world.err
    assert (world.home / "interviews.toml").read_text() == "[[interviews]]\nminutes = 3"


def test_an_interview_without_cards_that_may_be_asked_leaves_plain_review(world: Clocked) -> None:
    world.write_deck(deck("mine", 1))
    plan(world)
    world.run("suspend", "mine/c00")
    world.run("interview")
    assert "Acme is on Thu 12 Mar 2026, but none of its cards may be asked." in world.out
    assert world.shown()["readiness"]["today"] is None
    world.run("due")
    assert world.out == "0 due, 10 new\n"


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


def test_a_sitting_may_go_on_past_the_day_itself(world: Clocked) -> None:
    plan(world, "2026-03-02", "--minutes", "600")
    world.now += timedelta(hours=15, minutes=58)
    world.run("review", "--deck", "mine", typed=GOOD * 5)

    assert "Acme today" in world.out
    assert len(asked(world.out)) == 2
    assert "Tomorrow: plain review again." in world.out


def test_a_change_of_zone_between_sittings_asks_no_card_twice_a_day(world: Clocked) -> None:
    plan(world)
    world.hours_east = 14
    world.run("review", "--limit", "2", typed=GOOD * 2)
    world.hours_east = -11
    world.run("review", "--limit", "2", typed=GOOD * 2)

    assert asked(world.out) == ["mine 11", "mine 0"]
    assert world.run("interview") == 0


def test_each_deck_takes_the_time_its_own_answers_took(world: Clocked) -> None:
    plan(world, "2026-03-12", decks=("mine", "other"))
    world.run("review", "--deck", "mine", "--minutes", "60", typed=GOOD * 12)
    world.run("interview")

    assert "is about 18 cards" in world.out  # 12 cards took a minute each, 4 have the usual minute and a half


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
    assert done.stdout.startswith("Interview in ")
