"""`interview set` and `interview clear`, and what they refuse."""

from datetime import timedelta

import pytest

from tests.trainer.interview.days import Clocked, plan


def test_a_date_moves_and_a_second_round_follows_the_first(world: Clocked) -> None:
    plan(world, "2026-03-12", "--minutes", "30")
    world.run("interview", "set", "2026-03-14", "--at", "ACME")
    found = world.shown()
    assert (found["at"], found["date"], found["minutes_per_day"]) == ("Acme", "2026-03-14", 30)
    assert (found["cards"]["total"], found["also"]) == (12, [])

    world.now += timedelta(days=13)
    world.run("interview", "set", "2026-03-25", "--at", "acme")
    assert " Taken from Acme on Sat 14 Mar: 30 min a day, mine.\n" in world.out
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


def test_the_date_can_be_several_words(world: Clocked) -> None:
    assert world.run("interview", "set", "Thu", "12", "March", "--at", "Acme") == 0
    assert "Acme · Thu 12 Mar · " in world.out
    assert world.run("interview", "set", "--at", "Acme", "in", "two", "weeks") == 0
    assert "Acme · Mon 16 Mar · " in world.out


def test_a_date_that_can_be_two_days_is_asked_about_at_a_terminal(world: Clocked) -> None:
    world.interactive, world.variables = True, {"GREENROOM_PLAIN": "1"}
    assert world.run("interview", "set", "9/3", typed="2\n") == 0
    assert " Which day   Mon 9 Mar (1) or Thu 3 Sep 2026 (2)?\n > " in world.out
    assert world.shown()["date"] == "2026-09-03"
    for typed, day in (("1\n", "2026-03-09"), ("\n9 mar\n", "2026-03-09"), ("q\n", "2026-03-09"), ("", "2026-03-09")):
        assert world.run("interview", "set", "9/3", typed=typed) == 0
        assert world.shown()["date"] == day


@pytest.mark.parametrize(("word", "day"), [("today", "Tue 3 Mar"), ("tomorrow", "Wed 4 Mar")])
def test_after_midnight_today_is_the_calendar_day_for_an_interview(world: Clocked, word: str, day: str) -> None:
    world.now += timedelta(hours=12, minutes=22)
    plan(world, word)

    assert f"Acme · {day} · " in world.out
    assert "It is past midnight, so today is Tue 3 Mar. Your study day, Mon 2 Mar, lasts until 04:00." in " ".join(
        world.out.split()
    )
    assert world.run("interview", "set", "2026-03-02") == 1
    assert "2026-03-02 is past: today is 2026-03-03." in world.err


@pytest.mark.parametrize(
    ("options", "code", "sentence"),
    [
        (["2026-02-30"], 2, "February has no 30th. Correct the day or the month."),
        (["tomorow"], 2, 'Can\'t read "tomorow" as a date. Try tomorrow, fri or 2026-12-10.'),
        (["9/3"], 2, '"9/3" can mean 2026-03-09 or 2026-09-03. Write the one you mean.'),
        (["Mon", "12", "Mar"], 2, "2026-03-12 is a Thursday, not a Monday. Correct one, or leave the weekday out."),
        (["yesterday"], 1, "2026-03-01 is past: today is 2026-03-02."),
        (["2026-03-01"], 1, "2026-03-01 is past: today is 2026-03-02."),
        (["2056-03-01"], 1, "2056-03-01 is more than a year ahead."),
        (["2026-03-09", "--minutes", "0"], 2, '"0" is not a whole number from 1 to 720'),
        (["2026-03-09", "--minutes", "10000"], 2, '"10000" is not a whole number from 1 to 720'),
        (["2026-03-09", "--deck", "mein"], 1, 'There is no deck "mein". Did you mean "mine"?'),
    ],
)
def test_what_cannot_be_set_is_one_sentence_and_changes_nothing(
    world: Clocked, options: list[str], code: int, sentence: str
) -> None:
    plan(world)
    before = (world.home / "interviews.toml").read_text()

    assert world.run("interview", "set", *options) == code
    assert sentence in world.err
    assert (world.home / "interviews.toml").read_text() == before


def test_without_a_date_the_rest_changes_and_the_day_stays(world: Clocked) -> None:
    plan(world, "2026-03-12", "--minutes", "30")
    assert world.run("interview", "set", "--at", "acme", "--deck", "all") == 0
    assert "Decks" not in world.out
    assert (world.shown()["date"], world.shown()["minutes_per_day"]) == ("2026-03-12", 30)
    assert len(world.shown()["decks"]) > 2
    assert world.run("interview", "set", "--minutes", "15", "--deck", "other") == 0
    assert " Decks        Other\n" in world.out
    found = world.shown()
    assert (found["at"], found["date"], found["minutes_per_day"], found["also"]) == ("Acme", "2026-03-12", 15, [])
    assert world.run("interview", "set") == 2
    assert "No date given. Say when it is: `greenroom interview set fri`." in world.err


def test_without_a_date_the_name_of_one_that_has_none_can_be_given(world: Clocked) -> None:
    assert world.run("interview", "set", "--at", "Acme") == 1
    assert 'There is no interview at "Acme". `greenroom interview set fri --at NAME` sets one.' in world.err
    world.run("interview", "set", "2026-03-12")
    assert world.run("interview", "set", "--at", "Acme") == 0
    assert world.out.startswith(" Your interview on Thu 12 Mar is now called Acme.\n")
    assert world.run("interview", "set", "--at", "Beta", "--minutes", "5") == 1
    assert 'There is no interview at "Beta". You have "Acme".' in world.err
    plan(world, "2026-03-13")
    world.run("interview", "set", "2026-03-20")
    assert world.run("interview", "set", "--minutes", "5") == 1
    assert 'Several interviews are set: "Acme" on Fri 13 Mar, one without a name on Fri 20 Mar.' in world.err
    assert 'Name one: --at "Acme" or --at "".' in world.err
    assert world.run("interview", "set", "--at", "", "--minutes", "5") == 0


def test_an_interview_added_beside_others_says_so_and_how_to_move_them(world: Clocked) -> None:
    plan(world)
    added = 'another besides Acme on Thu 12 Mar. To move that one instead, run `greenroom undo` and add `--at "Acme"`.'
    assert added in world.run_in_words("interview", "set", "2026-03-20")
    assert "another" not in world.run_in_words("interview", "set", "2026-03-21")  # that moves it
    assert "another" not in world.run_in_words("interview", "set", "2026-03-22", "--at", "Beta")
    world.run("interview", "clear", "--at", "")
    assert "another besides Acme on Thu 12 Mar and Beta on Sun 22 Mar." in world.run_in_words(
        "interview", "set", "2026-03-25"
    )


def test_a_broken_file_of_interviews_is_one_sentence_everywhere(world: Clocked) -> None:
    world.run("due")
    (world.home / "interviews.toml").write_text("[[interviews]]\nminutes = 3")
    for command in (["review"], ["due"], ["interview"], ["interview", "set", "2026-03-09"], ["interview", "clear"]):
        assert world.run(*command) == 1
        assert "interviews.toml:1: an interview has no date. Write date = 2026-12-10." in world.err
    assert (world.home / "interviews.toml").read_text() == "[[interviews]]\nminutes = 3"


def test_at_a_terminal_one_of_several_interviews_is_chosen(world: Clocked) -> None:
    plan(world)
    world.run("interview", "set", "2026-03-20")
    world.interactive, world.variables = True, {"GREENROOM_PLAIN": "1"}
    assert world.run("interview", "clear", typed="q\n") == 1
    assert "Nothing was chosen." in world.err
    assert world.run("interview", "set", "--minutes", "7", typed="your\n") == 0
    assert "  1  Acme, Thu 12 Mar\n  2  Your interview, Fri 20 Mar\n" in world.out
    assert world.run("interview", "clear", typed="1\n") == 0
    assert "Cleared Acme on Thu 12 Mar." in world.out
    world.run("interview", "show")

    assert "7 min a day" in world.out


def test_an_interview_can_be_cleared(world: Clocked) -> None:
    assert world.run("interview", "clear") == 1
    assert "No interview is set." in world.err
    plan(world)
    world.run("interview", "set", "2026-03-20")
    assert world.run("interview", "clear") == 1
    assert 'Several interviews are set: "Acme" on Thu 12 Mar, one without a name on Fri 20 Mar.' in world.err
    assert 'Name one: --at "Acme" or --at "".' in world.err
    assert world.run("interview", "clear", "--at", "Initech") == 1
    assert 'There is no interview at "Initech". You have "Acme", one without a name.' in world.err
    assert world.run("interview", "clear", "--at", "acme") == 0
    sentence = "Cleared Acme on Thu 12 Mar. Everything you have learned stays."
    assert sentence in " ".join(world.out.split())
    assert world.shown()["at"] == ""
    world.now += timedelta(days=30)
    plan(world, "2026-04-20")
    for cleared in ("Acme on Mon 20 Apr", "your interview on Fri 20 Mar"):
        assert world.run("interview", "clear") == 0
        assert world.out.startswith(f" Cleared {cleared}.")


def test_the_one_without_a_name_is_cleared_by_an_empty_name(world: Clocked) -> None:
    plan(world)
    assert world.run("interview", "clear", "--at", "") == 1
    assert 'There is no interview without a name. You have "Acme".' in world.err
    world.run("interview", "set", "2026-03-20")
    assert world.run("interview", "clear", "--at", "") == 0
    assert world.out.startswith(" Cleared your interview on Fri 20 Mar.")
    assert world.shown()["also"] == []


def test_an_interview_set_without_a_name_gets_it_later(world: Clocked) -> None:
    world.run("interview", "set", "2026-03-12", "--minutes", "30", "--deck", "mine")
    assert world.run("interview", "set", "2026-03-12", "--at", "Acme") == 0
    assert world.out.startswith(" Your interview on Thu 12 Mar is now called Acme.\n")
    found = world.shown()
    assert (found["at"], found["minutes_per_day"], found["cards"]["total"], found["also"]) == ("Acme", 30, 12, [])

    assert world.run("undo") == 0
    assert "set the interview at Acme" in world.out
    assert world.shown()["at"] == ""


def test_its_minutes_and_decks_can_change_with_its_name(world: Clocked) -> None:
    world.run("interview", "set", "2026-03-12", "--minutes", "30", "--deck", "mine")
    plan(world, "2026-03-12", "--minutes", "10", decks=("other",))
    found = world.shown()

    assert (found["at"], found["minutes_per_day"], found["cards"]["total"], found["also"]) == ("Acme", 10, 4, [])


def test_a_name_on_another_day_is_another_interview_where_nobody_can_be_asked(world: Clocked) -> None:
    world.run("interview", "set", "2026-03-12")
    world.run("interview", "set", "2026-03-20", "--at", "Beta")

    assert "is now called" not in world.out
    assert (
        "Your interview on Thu 12 Mar still has no name. If that's the one at Beta: `greenroom undo`, then `greenroom"
        ' interview set --at "Beta"`, and then its new date.'
    ) in " ".join(world.out.split())
    assert world.shown()["also"] == [{"at": "Beta", "date": "2026-03-20"}]


@pytest.mark.parametrize(
    ("typed", "coming"),
    [
        ("\n", [("Beta", "2026-03-20")]),
        ("Y\n", [("Beta", "2026-03-20")]),
        ("maybe\nn\n", [("", "2026-03-12"), ("Beta", "2026-03-20")]),
        ("q\n", [("", "2026-03-12")]),
        ("", [("", "2026-03-12")]),
    ],
)
def test_at_a_terminal_a_name_on_another_day_is_asked_about(
    world: Clocked, typed: str, coming: list[tuple[str, str]]
) -> None:
    world.run("interview", "set", "2026-03-12", "--minutes", "30")
    world.interactive, world.variables = True, {"GREENROOM_PLAIN": "1"}
    assert world.run("interview", "set", "2026-03-20", "--at", "Beta", typed=typed) == 0

    assert "Is it the one at Beta, moved to Fri 20 Mar?" in " ".join(world.out.split())
    moved = "Your interview on Thu 12 Mar is now called Beta and has moved to Fri 20 Mar."
    assert (moved in " ".join(world.out.split())) == (coming == [("Beta", "2026-03-20")])
    assert ("Nothing was changed." in world.out) == (typed in ("q\n", ""))
    found = world.shown()
    assert [(found["at"], found["date"]), *((each["at"], each["date"]) for each in found["also"])] == coming
    assert found["minutes_per_day"] == 30


def test_a_named_interview_is_never_renamed(world: Clocked) -> None:
    plan(world)
    world.interactive, world.variables = True, {"GREENROOM_PLAIN": "1"}
    assert world.run("interview", "set", "2026-03-12", "--at", "Beta") == 0

    assert [world.shown()["at"], *(each["at"] for each in world.shown()["also"])] == ["Acme", "Beta"]


def test_without_a_name_the_only_interview_on_that_day_is_meant(world: Clocked) -> None:
    plan(world)
    world.run("interview", "set", "2026-03-12", "--minutes", "45")
    found = world.shown()
    assert (found["at"], found["minutes_per_day"], found["also"]) == ("Acme", 45, [])

    world.run("interview", "set", "2026-03-12", "--at", "")
    assert world.shown()["also"] == [{"at": "", "date": "2026-03-12"}]


def test_one_that_was_held_is_cleared_by_its_name_and_can_be_brought_back(world: Clocked) -> None:
    plan(world)
    world.now += timedelta(days=11)
    typed = "Can you weld?\n\n\n\n\n\n2026-03-13\n"
    assert world.run("interview", "debrief", typed=typed) == 0
    assert world.run("interview", "clear") == 1
    assert "There is no interview ahead. To clear a past one, name it: --at NAME." in world.err
    before = (world.home / "interviews.toml").read_bytes()
    assert world.run("interview", "clear", "--at", "acme") == 0
    sentence = "Cleared Acme on Thu 12 Mar, with your notes. Everything you have learned stays."
    assert sentence in " ".join(world.out.split())
    world.run(typed="q\n")
    assert "decide" not in world.out
    world.run("interview", "show")
    assert "Acme ·" not in world.out
    assert world.run("undo") == 0
    assert "cleared the interview at Acme" in " ".join(world.out.split())
    assert (world.home / "interviews.toml").read_bytes() == before
