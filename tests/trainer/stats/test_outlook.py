"""The interview ahead in the figures: on top of the report, with its must-haves and the curve of readiness."""

import json
import re
import shutil
from html import unescape
from pathlib import Path

import pytest

from tests.terminal import World
from tests.trainer.stats.worlds import NOON, demo_world, json_of, shown


@pytest.fixture(scope="module")
def demo_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return demo_world(tmp_path_factory.mktemp("demo") / "home", days=30).home


@pytest.fixture
def world(demo_home: Path, tmp_path: Path) -> World:
    shutil.copytree(demo_home, tmp_path / "home")
    return World(tmp_path / "home", now=NOON)


def page_of(world: World) -> str:
    assert world.run("stats", "--html", "-") == 0, world.err
    return world.out.replace("&nbsp;", " ")


def told_by_show(world: World) -> str:
    assert world.run("interview", "show") == 0
    return " ".join(world.out.split())


def test_the_report_begins_with_the_interview_then_goes_from_musts_to_pace(world: World) -> None:
    headings = re.findall(r"<h[123][^>]*>(.*?)</h", page_of(world))

    assert headings[:5] == ["greenroom stats", "Acme", "Readiness on the day", "Interviews", "Must-haves"]
    wanted = ["Readiness over time", "True retention", "The year", "Points missed most", "Time of an answer"]
    assert [heading for heading in headings if heading in wanted] == wanted


def test_it_agrees_with_what_interview_show_says(world: World) -> None:
    page, said = page_of(world), told_by_show(world)
    total, met, ready = json_of(world)["interview"]["musts"].values()
    then = re.search(r"(\d+ %) on the day,? of cards", said)

    assert "<b>9</b> days left" in page
    assert "Wed 2 Dec 2026 · 20 min a day" in page
    assert f"<b>{ready}</b> of {total} must-haves ready, {met} met" in page
    assert f"{met} of {total} met · {ready} ready" in said
    assert re.search(r"Expected on the day: (\d+ of \d+) ready", page)[1] in said  # type: ignore[index]
    assert then
    assert f"{then[1]} if you go on" in page


def test_what_is_not_ready_is_named_by_its_question_and_weak_points_too(world: World) -> None:
    page, musts = page_of(world), json_of(world)["interview"]["musts"]
    todo = page[page.index(">Must-haves not ready yet<") :]
    rows = re.findall(r'<tr><th class="words" scope="row">(.*?)</th><td class="words">(.*?)</td>', todo)
    rows = rows[: musts["total"] - musts["ready"]]
    missed = json_of(world)["missed_points"][0]

    assert all(world.run("cards", card.split("/")[0], "--json") == 0 and card in world.out for _, card in rows[:3])
    assert all(question for question, _ in rows)
    assert world.run("cards", missed["key"].split("/")[0], "--json") == 0
    point = page[page.index(">Points missed most<") :]
    about = re.search(r'<div class="about">(.*?)</div>', point)
    assert about
    assert unescape(about[1]) in [card["question"] for card in json.loads(world.out)]


def test_without_an_interview_or_for_one_deck_the_figures_come_first(world: World) -> None:
    assert world.run("stats", "--html", "-", "--deck", "expert-probe") == 0
    one = world.out
    assert world.run("interview", "clear") == 0
    for page in (one, page_of(world)):
        assert "Acme" not in page
        assert page.index('<dl class="tiles">') < page.index("<h2")


def test_on_the_day_and_the_eve_it_says_so(world: World) -> None:
    world.pass_days(8)
    assert '<b class="word">Tomorrow</b>' in page_of(world)
    world.pass_days(1)
    assert '<b class="word">Today</b>' in page_of(world)


def test_the_long_screen_has_it_too_and_reads_well_without_drawings(world: World) -> None:
    text = "\n".join(shown(world, "--all"))
    world.variables = {"GREENROOM_PLAIN": "1"}
    spoken = "\n".join(shown(world, "--all"))

    for part in ("Readiness on the day for Acme", "Must-haves by deck", "% on the day: ", "Readiness over time"):
        assert part in text
        assert part in spoken
    assert re.search(r"   from \d+ % to \d+ %\n", spoken)
    assert not set("▁▅█") & set(spoken)


def test_the_json_has_the_keys_that_scripts_know(world: World) -> None:
    found = json_of(world)

    figures = """study_day deck reviews minutes today streak true_retention buttons forecast calendar calibration mocks
        asked_in_interviews readiness decks kinds missed_points modes suggested_given speech hours cards leeches
        interview"""
    assert list(found) == figures.split()
    assert list(found["interview"]) == ["title", "day", "musts"]
    assert list(found["missed_points"][0]) == ["key", "point", "missed", "asked"]
