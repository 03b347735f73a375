"""The debrief of a real interview, whole conversations of it."""

from datetime import date
from pathlib import Path

import pytest

from tests.terminal import World
from tests.trainer.debrief.acme import cards, debrief, entry, log


def test_the_day_of_the_first_debrief_stays(world: World) -> None:
    debrief(world, "", "", "", "")
    world.pass_days(2)
    debrief(world, "", "", "", "")

    assert entry(world)["debriefed"] == date(2026, 3, 4)


def test_next_steps_and_the_decision_day_are_kept_and_shown(world: World) -> None:
    shown = debrief(world, "", "", "A second round", "soon", "2026-03-01", "2028-01-01", "2026-03-10")

    assert 'Can\'t read "soon" as a date. Try tomorrow, fri or 2026-12-10.' in shown
    assert shown.count("is not within a year of the interview.") == 2
    assert (entry(world)["next_steps"], entry(world)["decision"]) == ("A second round", date(2026, 3, 10))
    world.run("interview", "show")
    assert "Acme · Tue 3 Mar · debriefed" in world.out
    assert "Next: A second round" in world.out
    assert "They decide by Tue 10 Mar, in 6 days" in world.out


def test_next_steps_and_the_decision_day_can_be_changed_and_taken_off(world: World) -> None:
    debrief(world, "", "", "Wait", "2026-03-10")
    shown = debrief(world, "", "", "", "2026-03-11")
    assert 'Next steps   "Wait"; Enter keeps it' in shown
    assert (entry(world)["next_steps"], entry(world)["decision"]) == ("Wait", date(2026, 3, 11))
    debrief(world, "", "", "-", "-")
    assert not {"next_steps", "decision"} & entry(world).keys()


def test_held_twice_nothing_is_doubled(world: World) -> None:
    typed = ("Can you weld?", "", "1", "How did you make sure of that?", "y", "2", "", "Tom", "", "Wait", "2026-03-10")
    debrief(world, *typed)
    before = (cards(world), entry(world), log(world))
    shown = debrief(world, "can you WELD?", "", "tom", "", "", "")

    assert (cards(world), entry(world), log(world)) == before
    assert "Rate" not in shown
    assert "Kept: Can you weld?" in shown
    assert "Kept: Tom" in shown


@pytest.mark.parametrize("entered", [1, 2, 3, 4, 6, 8, 9, 11])
def test_it_can_be_left_at_any_point_and_goes_on_with_all_that_was_entered(world: World, entered: int) -> None:
    typed = ["Can you weld?", "a seam", "", "1", "Why?", "", "", "", "Tom", "", "Wait", "2026-03-10"]
    shown = debrief(world, *typed[:entered])
    assert "Saved so far." in shown
    assert "debriefed" not in entry(world)
    asked = [text for text in ("Can you weld?", "Why?") if text in typed[:entered]]
    assert [each["question"] for each in entry(world).get("asked", [])] == asked
    assert entry(world).get("people", []) == (["Tom"] if entered >= 9 else [])
    assert entry(world).get("next_steps", "") == ("Wait" if entered >= 11 else "")
    debrief(world, *["q"][: entered % 2], *[""] * 9)
    assert len(log(world)) == (1 if entered >= 4 else 0)
    questions = list(cards(world))
    assert len(questions) == len(set(questions))


def test_a_debrief_leaves_what_is_written_into_the_file_by_hand(world: World) -> None:
    path = world.home / "interviews.toml"
    path.write_text(path.read_text("utf-8").replace("[[interviews]]", "# mine\n[[interviews]]  # at last"), "utf-8")
    debrief(world, "Can you weld?", "", "1", "", "Tom", "", "Wait", "")
    text = path.read_text("utf-8")

    assert "# mine\n[[interviews]]  # at last\nat" in text
    path.write_text(text.replace("{question", '{heard = "on the stairs", question'), "utf-8")
    debrief(world, "Why?", "", "", "", "", "", "")
    assert 'heard = "on the stairs"' in path.read_text("utf-8")


def test_a_new_decision_day_is_kept_at_once(world: World) -> None:
    debrief(world, "", "", "", "2026-03-10")
    assert world.run("interview", "debrief", "--decision", "2026-03-17") == 0
    assert world.out == " Acme: they decide by Tue 17 Mar.\n"
    assert entry(world)["decision"] == date(2026, 3, 17)
    world.run("interview", "debrief", "--decision", "2026-03-03")
    assert "Tue 3 Mar, which is in the past." in world.out
    assert world.run("interview", "debrief", "--decision", "soon") == 2
    assert 'Can\'t read "soon" as a date. Try tomorrow, fri or 2026-12-10.' in world.err
    assert world.run("interview", "debrief", "--decision", "in", "two", "weeks") == 0
    assert world.out == " Acme: they decide by Wed 18 Mar.\n"
    world.run("interview", "debrief", "--decision", "none")
    assert "decision" not in entry(world)


def test_a_decision_day_that_is_past_is_asked_about(world: World) -> None:
    shown = debrief(world, "", "", "", "2026-03-03", "", "2026-03-03", "y")

    assert shown.count("Tue 3 Mar is past; y keeps it") == 2
    assert entry(world)["decision"] == date(2026, 3, 3)


def test_where_nothing_was_entered_nothing_is_said_to_be_kept(world: World) -> None:
    assert "Nothing was entered." in debrief(world, "q")


def test_without_an_interview_its_day_and_name_are_asked(tmp_path: Path) -> None:
    world = World(tmp_path / "home")
    assert "No interview is set" in debrief(world, "q")
    assert not (world.home / "interviews.toml").exists()
    shown = debrief(world, "soon", "2026-03-09", "yesterday", "Acme", "", "Tom", "", "", "")

    assert 'Can\'t read "soon" as a date.' in shown
    assert "Mon 9 Mar is still ahead: `greenroom interview set 2026-03-09`" in " ".join(shown.split())
    assert (entry(world)["at"], entry(world)["date"]) == ("Acme", date(2026, 3, 1))


def test_an_interview_to_come_has_no_debrief_yet(world: World) -> None:
    world.pass_days(-2)
    assert world.run("interview", "debrief") == 1

    assert "Acme is still ahead, on Tue 3 Mar. Debrief it afterwards" in world.err


def test_on_the_evening_of_the_day_it_can_be_held(world: World) -> None:
    world.pass_days(-1)
    debrief(world, "Can you weld?", "", "1", "", "", "", "")

    assert entry(world)["debriefed"] == date(2026, 3, 3)


def test_one_that_was_never_set_is_kept_as_one_of_today(tmp_path: Path) -> None:
    world = World(tmp_path / "home")
    debrief(world, "", "", "Tom", "", "", "", at="Köln AG")

    assert entry(world)["at"] == "Köln AG"
    assert entry(world)["date"] == entry(world)["debriefed"] == date(2026, 3, 2)
    assert cards(world, "asked-koln-ag")


def test_one_that_is_over_comes_before_one_of_today_unless_that_is_named(world: World) -> None:
    world.run("interview", "set", "2026-03-04", "--at", "Bolt")
    assert "Debrief · Bolt" in debrief(world, "q", at="Bolt")
    assert "Debrief · Acme" in debrief(world, "", "", "", "")
    assert "Debrief · Bolt" in debrief(world, "q")


def test_one_left_for_weeks_does_not_take_the_place_of_todays(world: World) -> None:
    world.pass_days(30)
    world.run("interview", "set", "today", "--at", "Bolt")

    assert "Debrief · Bolt" in debrief(world, "q")


def test_the_latest_one_that_wants_its_debrief_is_meant_unless_named(world: World) -> None:
    world.run("interview", "set", "2026-03-05", "--at", "Bolt")
    world.pass_days(2)
    assert "Debrief · Bolt" in debrief(world, "", "", "", "")
    assert "Debrief · Acme" in debrief(world)
    assert "Debrief · Bolt" in debrief(world, at="bolt")
    assert world.run("interview", "debrief", "--at", "Cog") == 1
    assert 'There is no interview at "Cog"' in world.err


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ('people = "Tom"', "people is not a list of names"),
        ('asked = ["Why?"]', "asked is not a list of questions"),
        ("next_steps = 3", "next_steps is not text"),
        ('decision = "soon"', 'interviews.toml: can\'t read "soon" as a date. Write decision = 2026-12-10.'),
    ],
)
def test_what_a_person_wrote_into_the_file_is_told_and_left(world: World, line: str, told: str) -> None:
    path = world.home / "interviews.toml"
    path.write_text(f"{path.read_text('utf-8')}{line}\n", "utf-8")
    before = path.read_bytes()

    assert world.run("interview", "debrief", typed="Why?\n") == 1
    assert told in world.err
    assert path.read_bytes() == before


def test_what_else_the_file_says_stays(world: World) -> None:
    path = world.home / "interviews.toml"
    path.write_text(f"{path.read_text('utf-8')}room = 12\n", "utf-8")
    debrief(world, "", "Tom", "", "", "")

    assert (entry(world)["room"], entry(world)["decks"]) == (12, ["mine"])


@pytest.mark.parametrize("columns", [20, 40, 80, 200])
def test_nothing_is_wider_than_the_terminal(world: World, columns: int) -> None:
    world.columns = columns
    shown = debrief(world, "Why?", "", "1", "", "Tom", "", "Wait", "2026-03-10")
    world.run("interview", "show")

    assert all(len(line) <= columns for line in (shown + world.out).splitlines() if str(world.home) not in line)


def test_what_was_typed_cannot_steer_the_terminal(world: World) -> None:
    debrief(world, "", "T\x1b[2Jom", "", "", "")

    assert entry(world)["people"] == ["Tom"]
