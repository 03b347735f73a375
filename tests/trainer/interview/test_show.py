"""`interview show`: readiness, what other minutes would change, and what will be left out."""

import re
from datetime import timedelta

import pytest

from tests.trainer.interview.days import GOOD, TODAY, Clocked, deck, plan


def screen(world: Clocked) -> str:
    """Return the screen of `interview show`."""
    assert world.run("interview", "show") == 0
    return world.out


def text(world: Clocked) -> str:
    """Return the output without its line breaks."""
    return " ".join(world.out.split())


def test_a_plan_is_shown_in_one_screen_must_haves_first(world: Clocked) -> None:
    plan(world, decks=("mine", "other"))
    lines = world.out.splitlines()

    assert lines[0] == " Acme · Thu 12 Mar · 10 days left · 20 min a day, about 13 cards"
    assert lines[2] == " Decks        Mine, Other"
    assert lines[3] == " Must-haves   0 of 3 met · 0 ready · all met by Mon 2 Mar at this pace"
    assert lines[4] == "              ready on the day: 3 of 3 (the model's estimate)"
    assert lines[5] == " Other cards  13 more will be asked"
    assert lines[6].startswith(" Readiness    0 % now, 9")
    assert lines[8] == " Today        13 new, about 20 min"
    assert "of cards you'll meet" not in world.out  # it covers all
    assert text(world).endswith("at least 90 % likely to be recalled on the day.")
    assert len(lines) < 12
    for columns in (20, 40, 200):
        world.columns = columns
        world.run("interview", "show", "--all")
        assert all(len(line) <= min(columns, 80) for line in world.out.splitlines())


def test_decks_are_shown_on_request(world: Clocked) -> None:
    plan(world, decks=("mine", "other"))
    assert "by deck" not in world.out
    world.run("interview", "show", "--all")

    lines = world.out.splitlines()
    start = next(row for row, line in enumerate(lines) if "by deck" in line)
    assert lines[start].split()[3:] == ["now", "if", "you", "stop", "if", "you", "go", "on"]
    assert [line.split()[0] for line in lines[start + 1 : start + 4]] == ["Other", "Mine", "All"]
    assert re.fullmatch(r" All \d+ cards +0 %  +0 %  +9\d %", lines[start + 3])


def test_what_today_s_sitting_added_is_shown(world: Clocked) -> None:
    plan(world)
    world.run("review", "--limit", "2", typed=GOOD * 2)
    assert " Acme: must-haves 2 of 3 met · 0 ready (today +2 met).\n" in world.out
    world.run("interview")
    assert "Today        so far: must-haves +2 met · 10 new, about 15 min" in world.out
    world.pass_days(1)
    world.run("interview")
    assert "so far" not in world.out


@pytest.mark.parametrize("day", ["2026-03-02", "2026-03-03", "2026-03-06"])
def test_what_is_planned_is_not_left_out_and_the_advised_minutes_are_enough(world: Clocked, day: str) -> None:
    world.write_deck(deck("mine", 60, musts=50))
    plan(world, day)
    shown = world.shown()
    advised = re.search(r"won't fit; (\d+) min (?:a day|today) would help", " ".join(screen(world).split()))
    assert advised
    plan(world, day, "--minutes", advised[1])

    assert not set(shown["today"]) & set(shown["left_out"])
    assert "must-haves won't fit" not in text(world)
    plan(world, day, "--minutes", str(int(advised[1]) * 9 // 10))
    assert "won't fit" in text(world) or int(advised[1]) < 20


def test_more_musts_than_a_day_has_minutes_for_are_told_without_advice(world: Clocked) -> None:
    world.write_deck(deck("mine", 600, musts=600))
    plan(world, "2026-03-02")

    assert "not even 720 min today would help, or fewer decks" in text(world)


def test_must_haves_that_will_not_fit_are_named_with_what_would_make_them_fit(world: Clocked) -> None:
    world.write_deck(deck("mine", 40, musts=30))
    plan(world, "2026-03-04", "--minutes", "3")

    assert re.search(
        r"2\d must-haves won't fit; \d\d min a day would help, or fewer decks \(`--deck`\). Left out: mine/c",
        text(world),
    )
    shown = world.shown()
    assert len(shown["musts"]["left_out"]) == len([key for key in shown["left_out"] if int(key[-2:]) < 30])
    world.columns = 40
    world.write_deck(deck("mine-with-a-hyphen", 40, musts=30), "mine.toml")
    plan(world, "2026-03-04", "--minutes", "3", decks=("mine-with-a-hyphen",))
    assert len(re.findall(r"mine-with-a-hyphen/c\d\d", world.out)) == 8


def test_a_last_pass_that_will_not_fit_is_told_with_the_minutes_that_would(world: Clocked) -> None:
    world.write_deck(deck("mine", 40, musts=30))
    plan(world)
    found = re.search(r"The last 2 days have room to repeat (\d+) of the 30 must-haves; (\d+) min", text(world))
    assert found
    plan(world, "2026-03-12", "--minutes", found[2])

    assert "once more" not in text(world)


def test_the_json_of_a_plan_has_its_keys(world: Clocked) -> None:
    plan(world)
    found = world.shown()

    assert found["musts"] == {
        "total": 3,
        "met": 0,
        "ready": 0,
        "ready_on_the_day": 3,
        "all_met_by": "2026-03-02",
        "left_out": [],
    }
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
    assert "No interview is set. `greenroom interview set fri" in world.out
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
    assert 'There is no deck "gone". `greenroom decks` lists them all.' in world.out
    assert " Decks        Mine\n" in world.out


def test_an_interview_without_a_card_says_why(world: Clocked) -> None:
    world.run("due")
    path = world.home / "interviews.toml"
    path.write_text('[[interviews]]\ndate = 2026-03-09\ndecks = ["mien"]\n')
    world.run("interview")
    assert text(world) == (
        'Your interview is on Mon 9 Mar 2026, but there are no cards for it. There is no deck "mien".'
        ' Did you mean "mine"? `greenroom decks` lists them all.'
    )
    path.write_text('[[interviews]]\ndate = 2026-03-09\ndecks = ["other"]\n')
    for number in range(4):
        world.run("suspend", f"other/c{number:02}")
    world.run("interview")
    assert text(world).endswith("but all its cards are suspended. `greenroom unsuspend CARD` brings one back.")


def test_met_and_ready_are_explained_by_the_help(world: Clocked) -> None:
    assert world.run("interview", "show", "--help") == 0
    assert "A card is met once you have rated it. A must-have is ready if" in text(world)


def test_each_deck_takes_the_time_its_own_answers_took(world: Clocked) -> None:
    plan(world, "2026-03-12", decks=("mine", "other"))
    world.run("review", "--deck", "mine", "--minutes", "60", typed=GOOD * 12)
    world.run("interview")

    assert "about 18 cards" in world.out  # 12 cards took a minute each, 4 have the usual minute and a half


def test_interviews_that_ask_the_same_cards_say_how_they_share_their_minutes(world: Clocked) -> None:
    plan(world, "2026-03-06", "--minutes", "15")
    world.run("interview", "set", "2026-03-12", "--at", "Beta", "--minutes", "10", "--deck", "mine")
    assert " Acme on Fri 6 Mar comes first: it uses the same cards, and gets these minutes.\n" in world.out
    assert re.search(r" Today .* about 18 min, together with Acme\n", world.out)
    world.run("interview", "show", "--at", "Acme")

    assert "25 min a day" in world.out
    assert " Beta on Thu 12 Mar uses the same cards; its 10 min are included.\n" in world.out
    assert world.out.count("Beta") == 1
