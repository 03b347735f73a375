"""What greenroom says about an interview after it was held."""

import json

import pytest

from tests.terminal import World
from tests.trainer.debrief.acme import debrief


def test_greenroom_offers_the_debrief_from_the_day_after(world: World) -> None:
    world.pass_days(-1)
    world.run("review", typed="q\n")
    assert "debrief" not in world.out
    world.pass_days(1)
    world.run(typed="q\n")
    assert "Acme was yesterday. Still time to note what they asked: `greenroom interview debrief`." in " ".join(
        world.out.split()
    )
    world.pass_days(2)
    world.run(typed="q\n")
    assert "Acme was 3 days ago." in world.out
    debrief(world, "", "", "", "")
    world.run(typed="q\n")
    assert "debrief" not in world.out


def test_each_notice_has_the_command_that_opens_its_interview(world: World) -> None:
    world.run("interview", "set", "2026-03-05", "--at", "Bolt Ltd")
    world.pass_days(2)
    world.run(typed="q\n")
    said = " ".join(world.out.split())

    assert "Bolt Ltd was yesterday. Still time to note what they asked: `greenroom interview debrief`." in said
    assert "`greenroom interview debrief --at Acme`" in said
    world.run("interview", "show")
    assert "debrief --at Acme`" in " ".join(world.out.split())


def test_greenroom_stops_offering_it_in_the_end(world: World) -> None:
    world.pass_days(30)
    world.run(typed="q\n")

    assert "interview debrief" not in world.out


@pytest.mark.parametrize(("days", "said"), [(5, ""), (6, "today"), (7, "yesterday"), (9, "3 days ago"), (14, "")])
def test_greenroom_says_when_the_decision_day_has_come(world: World, days: int, said: str) -> None:
    debrief(world, "", "", "", "2026-03-10")
    world.pass_days(days)
    world.run(typed="q\n")

    assert (f"Acme: they wanted to decide {said}." in world.out) is bool(said)


def test_show_tells_of_a_past_interview_until_its_debrief_and_after(world: World) -> None:
    world.run("interview", "show")
    assert "Acme · Tue 3 Mar · not debriefed yet: `greenroom interview debrief`" in world.out
    debrief(world, "Can you weld?", "", "", "", "Tom", "", "Wait", "2026-03-10")
    world.run("interview", "set", "2026-04-01", "--at", "Bolt")
    assert "Acme · Tue 3 Mar · debriefed" in world.out
    world.run("interview", "show", "--json")

    assert json.loads(world.out)["held"] == [
        {
            "at": "Acme",
            "date": "2026-03-03",
            "debriefed": "2026-03-04",
            "asked": [{"question": "Can you weld?", "card": "asked-acme/can-you-weld"}],
            "covered": 0,
            "people": [{"name": "Tom", "written": False}],
            "next_steps": "Wait",
            "decision": "2026-03-10",
            "result": None,
            "readiness": None,
        }
    ]


def test_an_old_interview_is_told_only_while_a_decision_is_to_come(world: World) -> None:
    debrief(world, "", "", "", "2026-06-01")
    world.pass_days(80)
    world.run("interview", "show")
    assert "They decide by Mon 1 Jun, in 9 days" in world.out
    world.pass_days(20)
    world.run("interview", "show")
    assert "Acme" not in world.out.replace("--at Acme", "").replace("--at\n Acme", "")


def test_what_an_old_interview_says_keeps_nobody_from_reviewing(world: World) -> None:
    path = world.home / "interviews.toml"
    path.write_text(
        f'{path.read_text("utf-8")}asked = "x"\n\n[[interviews]]\ndate = 2019-03-02\nasked = "x"\n', "utf-8"
    )
    assert world.run("review", typed="q\n") == 0

    assert " ".join(world.out.split()).count("asked is not a list of questions") == 1
