"""The figures on screens of any width."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from benchmarks.data import TODAY
from cards.key import CardKey
from scheduler.mock.results import MockResult
from scheduler.stats.answers import Timing
from scheduler.stats.knowledge import Leech
from scheduler.stats.retention import Retention
from tests.terminal import World
from tests.trainer.stats.worlds import figures_of, json_of, reviewed_world, shown
from trainer.stats.charts import BLOCKS
from trainer.stats.figures import Figures, ModeFigures
from trainer.stats.interview_sections import mocks as mock_section
from trainer.stats.report.page import report
from trainer.stats.sections import sections
from trainer.stats.terminal import draw
from trainer.terminal.layout import Layout, joined, width_of

WIDTHS = (20, 40, 61, 80, 120, 160, 200)


@pytest.mark.parametrize("columns", WIDTHS)
@pytest.mark.parametrize("argv", [(), ("--all",), ("--deck", "expert-probe")])
def test_no_line_is_wider_than_the_terminal(year: World, columns: int, argv: tuple[str, ...]) -> None:
    lines = shown(year, *argv, columns=columns)

    assert max(map(width_of, lines)) <= columns
    assert not any(line != line.rstrip() for line in lines)


def test_the_summary_fits_one_screen_and_names_every_part(year: World) -> None:
    lines = shown(year)
    text = "\n".join(lines)

    assert len(lines) <= 23  # the prompt needs a line too
    for part in (
        "Today",
        "Due",
        "Cards",
        "readiness",
        "True retention",
        "weakest first",
        "Missed most",
        "FSRS",
        "Next 14",
    ):
        assert part in text
    assert len(shown(year, "--deck", "expert-probe")) <= 23


def test_all_of_it_has_every_section_in_one_column_or_in_two(year: World) -> None:
    narrow, wide = shown(year, "--all"), shown(year, "--all", columns=160)
    titles = [line for line in narrow if line.startswith(" ") and not line.startswith("  ") and line != " "]

    assert len(titles) >= 18
    assert all(any(title.strip() in line for line in wide) for title in titles[4:])
    assert len(wide) < len(narrow) * 0.65


def test_bars_and_calendar_are_left_out_for_those_who_listen(year: World) -> None:
    drawn = shown(year, "--all")
    year.variables = {"GREENROOM_PLAIN": "1"}
    spoken = shown(year, "--all")
    year.variables = {"TERM": "dumb"}
    dumb = shown(year, "--all")
    year.variables = {}

    assert spoken == dumb
    assert any("█" in line for line in drawn)
    assert not any(mark in line for line in spoken for mark in "█▏░▒▓▁▅")
    assert any("Expert probe" in line and "ready" in line for line in spoken)


def test_the_first_review_of_all_makes_no_odd_screen(tmp_path: Path) -> None:
    world = World(tmp_path / "home")
    world.write_deck()
    world.run("review", "--deck", "mine", "--limit", "1", typed="\na\n\n")
    for argv in ((), ("--all",), ("--html", str(tmp_path / "x.html"))):
        text = "\n".join(shown(world, *argv))
        assert "nan" not in text
        assert "None" not in text
    world.pass_days(400)
    assert shown(world)[0].endswith("streak 0 · longest 1")


def test_nothing_yet_is_said_within_the_width(tmp_path: Path) -> None:
    assert max(map(width_of, shown(World(tmp_path / "home"), columns=40))) <= 40


def test_a_deck_without_reviews_says_how_to_start_it(tmp_path: Path) -> None:
    world = World(tmp_path / "home")
    world.write_deck()
    assert shown(world, "--deck", "mine") == [
        "No reviews of Mine yet. Start with `greenroom review --deck mine`.",
    ]
    assert json_of(world)["calibration"] == {
        "n": 0,
        "predicted": None,
        "actual": None,
        "log_loss": None,
        "rmse_bins": None,
        "bins": [],
    }


def test_suspended_cards_stand_with_the_card_counts(tmp_path: Path) -> None:
    world = reviewed_world(tmp_path)
    assert "suspended" not in "\n".join(shown(world))
    assert world.run("suspend", "mine/why") == 0

    for argv in ((), ("--all",)):
        assert " · 1 suspended" in "\n".join(shown(world, *argv))


def test_decks_and_kinds_that_are_not_begun_are_counted_not_charted(tmp_path: Path) -> None:
    lines = shown(reviewed_world(tmp_path), "--all")
    decks = next(at for at, line in enumerate(lines) if line.startswith(" Decks, weakest first"))
    kinds = next(at for at, line in enumerate(lines) if line.startswith(" Kinds of question"))

    assert lines[decks + 1].startswith("   Mine ")
    assert lines[decks + 2] == "   Not started: 13 decks."
    assert lines[kinds + 1].startswith("   Technique ")
    assert "Not started: " in lines[kinds + 2]


def test_all_of_the_leeches_are_listed(year: World) -> None:
    figures = figures_of(year)
    leeches = tuple(Leech(CardKey("mine", f"card-{number}"), 9) for number in range(23))
    cards = figures.cards._replace(known=figures.cards.known._replace(leeches=leeches))
    text = all_sections(figures._replace(cards=cards), 80)

    assert all(f" mine/card-{number} " in text for number in range(23))


def test_a_list_of_mocks_that_is_cut_says_so(year: World) -> None:
    figures = figures_of(year)
    mocks = [MockResult(0, TODAY, "silent", 3, 3, 100.0, 2, 3, 4, (0, 1, 2, 0))] * 12
    shown = (figures.interviews._replace(mocks=mocks[:most]) for most in (12, 10))
    some, few = (
        joined(draw(mock_section(figures._replace(interviews=interviews)), TODAY, Layout(80), BLOCKS)).splitlines()
        for interviews in shown
    )

    assert some[0] == " The last 10 of 12 mock interviews"
    assert few[0] == " Mock interviews"
    assert len(some) == len(few) == 11


def test_the_calendar_says_how_many_weeks_it_has(year: World) -> None:
    assert any(line.startswith(" The year: ") for line in shown(year, "--all"))
    narrow = "\n".join(shown(year, "--all", columns=40))
    last = json_of(year)["calendar"]
    weeks = [day for day in last if date.fromisoformat(day["day"]) > TODAY - timedelta(weeks=32)]

    assert " The last 32 weeks: " in narrow
    assert f"{sum(day['reviews'] for day in weeks)} reviews" in narrow


def test_no_number_parts_from_its_unit_and_keys_stay_whole(year: World) -> None:
    figures = figures_of(year)
    missed, leeches = figures.answers.missed, figures.cards.known.leeches
    keys = {str(point.key) for point in missed} | {str(leech.key) for leech in leeches}
    for columns in range(38, 80):
        text = all_sections(figures, columns)
        assert not any(line.lstrip().startswith("%") for line in text.splitlines())
        assert {key for key in keys if len(key) <= columns} <= set(text.split())
        assert not any(
            line in keys and len(line) < columns for line in text.splitlines()
        )  # indented where there is room


def test_a_median_is_rounded(tmp_path: Path) -> None:
    figures = figures_of(reviewed_world(tmp_path))
    mode = ModeFigures("spoken", Retention(0, 0), Timing(2, 53.6, 0, 2, 0))
    changed = figures._replace(
        answers=figures.answers._replace(modes=[mode]),
        cards=figures.cards._replace(kinds=[figures.cards.kinds[0]._replace(time=mode.time)]),
    )
    text = all_sections(changed, 80)

    assert "median 0:54" in text
    assert "0:54 of" in text
    assert "median 0:54" in report(changed)
    assert "0:53" not in text + report(changed)


def all_sections(figures: Figures, columns: int) -> str:
    layout = Layout(columns)
    return "".join(joined(draw(section, figures.today, layout, BLOCKS)) for section in sections(figures))
