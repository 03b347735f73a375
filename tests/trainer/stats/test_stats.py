"""What `stats` tells, on screens of any width, to scripts, and beside Anki."""

import itertools
import json
import os
import subprocess
import sys
import time
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from anki.collection import Collection, ImportAnkiPackageOptions, ImportAnkiPackageRequest

from benchmarks.data import TODAY, main, make_year
from cards.key import CardKey
from scheduler.mock.results import MockResult
from scheduler.stats.answers import Timing
from scheduler.stats.known import Leech
from scheduler.stats.retention import Retention
from scheduler.study_day import study_day
from tests import ROOT
from tests.terminal import World
from trainer.home import Home
from trainer.opening import open_library, open_store
from trainer.stats.charts import ASCII, BLOCKS, Row, bar, bars, calendar, shade, shade_limits, sparkline
from trainer.stats.figures import Figures, ModeFigures, gather
from trainer.stats.report.blocks import report
from trainer.stats.sections import sections
from trainer.terminal.layout import Layout, joined, text_of, width_of
from trainer.terminal.words import MONTHS

NOON = datetime(TODAY.year, TODAY.month, TODAY.day, 12, tzinfo=UTC)
WIDTHS = (20, 40, 61, 80, 120, 160, 200)


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> World:
    home = tmp_path_factory.mktemp("year") / "home"
    make_year(home, days=150)
    return World(home, now=NOON)


def shown(world: World, *argv: str, columns: int = 80) -> list[str]:
    world.columns = columns
    assert world.run("stats", *argv) == 0
    return world.out.splitlines()


def told(world: World, *argv: str) -> dict[str, Any]:
    assert world.run("stats", "--json", *argv) == 0
    found: dict[str, Any] = json.loads(world.out)
    return found


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


def test_json_has_the_fixed_keys_and_adds_up(year: World) -> None:
    found = told(year)
    fixed = {"study_day", "reviews", "minutes", "streak", "true_retention", "buttons", "forecast", "calendar"}

    assert fixed | {"calibration", "decks"} <= set(found)
    assert set(found["streak"]) == {"current", "longest"}
    assert set(found["true_retention"]) == {"today", "yesterday", "week", "month", "year", "all"}
    assert set(found["true_retention"]["all"]) == {"young", "mature", "all"}
    assert set(found["true_retention"]["all"]["young"]) == {"passed", "failed", "rate"}
    assert {"n", "log_loss", "rmse_bins", "bins"} <= set(found["calibration"])
    assert found["study_day"] == TODAY.isoformat()
    assert sum(found["buttons"].values()) == found["reviews"] == sum(day["reviews"] for day in found["calendar"])
    assert sum(hour["reviews"] for hour in found["hours"]) == found["reviews"]
    everything = found["true_retention"]["all"]["all"]
    for parts in (found["decks"], found["kinds"]):
        kept = [part["true_retention"]["all"] if "true_retention" in part else part["retention"] for part in parts]
        assert sum(part["passed"] for part in kept) == everything["passed"]
        assert sum(part["failed"] for part in kept) == everything["failed"]
        assert sum(part["cards"] for part in parts) == 204
        rates = [(part["passed"] + 1) / (part["passed"] + part["failed"] + 2) for part in kept]
        assert rates == sorted(rates)
    assert found["calibration"]["n"] == everything["passed"] + everything["failed"]
    times = [kind["time"] for kind in found["kinds"] if kind["time"]]
    assert all(one["short"] + one["within"] + one["long"] == one["answers"] for one in times)
    assert sum(one["answers"] for one in times) == found["reviews"]
    cards = found["cards"]
    assert cards["new"] + cards["young"] + cards["mature"] == 204
    assert sum(row["cards"] for row in cards["retrievability"]) == cards["young"] + cards["mature"]


def test_one_deck_has_its_own_figures(year: World) -> None:
    whole = told(year)
    parts = [told(year, "--deck", deck["id"]) for deck in whole["decks"]]

    assert sum(part["reviews"] for part in parts) == whole["reviews"]
    assert sum(part["forecast"][3]["due"] for part in parts) == whole["forecast"][3]["due"]
    assert all(len(part["decks"]) == 1 for part in parts)
    readiness = sum(part["readiness"] * part["decks"][0]["cards"] for part in parts) / 204
    assert readiness == pytest.approx(whole["readiness"], abs=1e-4)


def test_due_agrees_with_the_command_due(year: World) -> None:
    whole = told(year)
    assert year.run("due", "--json") == 0

    assert json.loads(year.out)["due"] == whole["forecast"][0]["due"]


def test_points_missed_are_told_in_their_words_until_the_card_changes(tmp_path: Path) -> None:
    world = World(tmp_path / "home")
    deck = world.write_deck()
    for _ in range(3):
        world.run("review", "--deck", "mine", "--limit", "1", typed="\n1\n3\n")
        world.pass_days(90)
    found = told(world)["missed_points"]
    deck.write_text(deck.read_text().replace('"gives a number"', '"gives a number", "ends in time"'))

    assert found == [
        {"key": "mine/sure", "point": "says what could go wrong", "missed": 3, "asked": 3},
        {"key": "mine/sure", "point": "gives a number", "missed": 3, "asked": 3},
    ]
    assert told(world)["missed_points"] == []


def test_own_points_missed_are_told_in_their_own_words(tmp_path: Path) -> None:
    world = World(tmp_path / "home")
    world.write_deck()
    world.run("review", "--deck", "mine", "--limit", "1", typed="\nw\n- the ledger\n- 40,000\n- by hand\n\no\n1\n3\n")
    for _ in range(2):
        world.pass_days(90)
        world.run("review", "--deck", "mine", "--limit", "1", "--new", "0", typed="\n1\n3\n")
    found = told(world)["missed_points"]
    world.run("review", "--deck", "mine", "--limit", "1", "--new", "0", typed="\no\nq\n")

    assert found == [
        {"key": "mine/sure", "point": "40,000", "missed": 3, "asked": 3},
        {"key": "mine/sure", "point": "by hand", "missed": 3, "asked": 3},
    ]
    assert told(world)["missed_points"] == found
    (world.home / "answers" / "mine.toml").unlink()
    assert told(world)["missed_points"] == []


def test_what_is_due_tomorrow_is_the_same_after_a_review_and_in_the_figures(tmp_path: Path) -> None:
    world = World(tmp_path / "home")
    deck = world.write_deck()
    world.run("review", "--deck", "mine", typed="\na\n1\n\n1\nq\n")
    assert "2 cards due" in world.out
    deck.write_text(deck.read_text().split('[[cards]]\nid = "why"')[0])
    world.run("review", "--deck", "mine", typed="q\n")

    assert "1 card due" in world.out
    assert told(world)["forecast"][1]["due"] == 1


def test_a_deck_without_reviews_says_how_to_start_it(tmp_path: Path) -> None:
    world = World(tmp_path / "home")
    world.write_deck()
    assert shown(world, "--deck", "mine") == [
        "No reviews of Mine yet. `greenroom review --deck mine` starts the first one; the",
        "figures come with it.",
    ]
    assert told(world)["calibration"] == {
        "n": 0,
        "predicted": None,
        "actual": None,
        "log_loss": None,
        "rmse_bins": None,
        "bins": [],
    }


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


def test_json_and_a_report_do_not_go_together(year: World) -> None:
    assert year.run("stats", "--json", "--html", "x.html") == 2
    assert "not allowed with argument --json" in year.err


@pytest.fixture
def utc(monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.mark.skipif(os.name == "nt", reason="the zone of Anki's backend cannot be set there")
@pytest.mark.usefixtures("utc")
def test_anki_tells_the_same_of_the_same_reviews(tmp_path: Path) -> None:
    now = datetime.now(UTC)
    today = study_day(now, UTC)
    home = tmp_path / "home"
    make_year(home, today=today, days=200, new_a_day=3)
    world = World(home, now=now)
    assert world.run("suspend", "analytical-technique/made-sure-right") == 0
    package = tmp_path / "deck.apkg"
    assert world.run("export", "analytical-technique", "--to", str(package)) == 0
    ours = told(world, "--deck", "analytical-technique")
    theirs = graphs(package)

    assert ours["reviews"] > 100
    spans = {name: "all_time" if name == "all" else name for name in ours["true_retention"]}
    for name, span in spans.items():
        found, expected = ours["true_retention"][name], getattr(theirs.true_retention, span)
        for age in ("young", "mature"):
            told_there = (getattr(expected, f"{age}_passed"), getattr(expected, f"{age}_failed"))
            assert (name, age, found[age]["passed"], found[age]["failed"]) == (name, age, *told_there)
    counts = theirs.card_counts.excluding_inactive
    assert ours["cards"]["new"] == counts.newCards
    assert (ours["cards"]["young"], ours["cards"]["mature"]) == (counts.young, counts.mature)
    assert ours["cards"]["suspended"] == counts.suspended == 1
    due = Counter[int]()
    for day, cards in theirs.future_due.future_due.items():
        due[max(0, day)] += cards
    assert [day["due"] for day in ours["forecast"]] == [due[n] for n in range(30)]


def graphs(package: Path) -> Any:
    """Return Anki's own graphs of a package."""
    collection: Any = Collection(str(package.with_suffix(".anki2")))
    options = ImportAnkiPackageOptions(with_scheduling=True)
    collection.import_anki_package(ImportAnkiPackageRequest(package_path=str(package), options=options))
    found = collection._backend.graphs(search="", days=0)
    collection.close()
    return found


@pytest.mark.parametrize("ink", [BLOCKS, ASCII])
def test_a_bar_is_as_wide_as_asked_and_shows_what_is_more_than_nothing(ink: Any) -> None:
    for share in (-1, 0, 0.0001, 0.3, 0.5, 1, 7):
        drawn = bar(share, 10, ink)
        assert len(drawn) == 10
        assert drawn.count(ink.rest) == 10 if share <= 0 else drawn[0] != ink.rest
    assert bar(1, 10, ink).count(ink.parts[-1]) == 10


def test_a_bar_chart_gives_up_its_bars_where_there_is_no_room() -> None:
    rows = [Row("A long label indeed", 0.5, "50 %"), Row("\u4e2d\u6587", None, "-")]
    wide, narrow = bars(rows, Layout(60), BLOCKS), bars(rows, Layout(22), BLOCKS)

    assert any("█" in text_of(line) for line in wide)
    assert len({width_of(text_of(line)) for line in wide}) == 1
    assert not any("█" in text_of(line) for line in narrow)
    assert bars([], Layout(60), BLOCKS) == []


def test_a_sparkline_has_a_column_a_value_and_nothing_for_nothing() -> None:
    assert sparkline([0, 1, 50, 100], BLOCKS) == " ▁▄█"
    assert sparkline([0, 0], ASCII) == "  "
    assert sparkline([], BLOCKS) == ""


def test_shades_part_the_busiest_day_in_quarters() -> None:
    limits = shade_limits([0, 8, 3])

    assert [shade(amount, limits) for amount in (0, 1, 2, 3, 4, 5, 6, 7, 8)] == [0, 1, 1, 2, 2, 3, 3, 4, 4]
    assert shade(0, shade_limits([])) == 0


@pytest.mark.parametrize("most", [1, 2, 3, 4, 9])
def test_the_calendar_explains_every_shade_it_uses(most: int) -> None:
    amounts = {TODAY - timedelta(days=n): n for n in range(most + 1)}
    lines = [text_of(line) for line in calendar(amounts, TODAY, Layout(80), BLOCKS)]
    used = {mark for line in lines[1:8] for mark in line[7:] if mark != " "}

    assert all(mark in lines[-1] for mark in used)
    assert f"{most}" in lines[-1]
    assert len(lines) == 9
    assert len(calendar(amounts, TODAY, Layout(20), BLOCKS)[3][1][1]) == 12


@pytest.mark.parametrize("form", ["--json", "--all"])
def test_stats_load_nothing_that_only_a_review_needs(year: World, form: str) -> None:
    script = (
        "import sys; from trainer.cli import main; from trainer.environment import Environment;"
        f"main(['--home', {str(year.home)!r}, 'stats', {form!r}], Environment.real());"
        "print(*sorted({'prompt_toolkit', 'webbrowser', 'trainer.report'} & set(sys.modules)), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, cwd=ROOT, check=True)

    assert done.stderr.strip() == ""
    assert done.stdout


def first_cards(tmp_path: Path, cards: int = 2) -> World:
    """Return a world in which so many cards of one deck have been met today."""
    world = World(tmp_path / "home")
    world.write_deck()
    assert world.run("review", "--deck", "mine", "--limit", str(cards), typed="\na\n\n" * cards) == 0
    return world


def test_nothing_yet_is_said_within_the_width(tmp_path: Path) -> None:
    assert max(map(width_of, shown(World(tmp_path / "home"), columns=40))) <= 40


def test_suspended_cards_stand_with_the_card_counts(tmp_path: Path) -> None:
    world = first_cards(tmp_path)
    assert "suspended" not in "\n".join(shown(world))
    assert world.run("suspend", "mine/why") == 0

    for argv in ((), ("--all",)):
        assert " · 1 suspended" in "\n".join(shown(world, *argv))


def test_decks_and_kinds_that_are_not_begun_are_counted_not_charted(tmp_path: Path) -> None:
    lines = shown(first_cards(tmp_path), "--all")
    decks = next(at for at, line in enumerate(lines) if line.startswith(" Decks, weakest first"))
    kinds = next(at for at, line in enumerate(lines) if line.startswith(" Kinds of question"))

    assert lines[decks + 1].startswith("   Mine ")
    assert lines[decks + 2] == "   12 decks are not begun."
    assert lines[kinds + 1].startswith("   Technique ")
    assert "not begun" in lines[kinds + 2]


def test_all_of_the_leeches_are_listed(year: World) -> None:
    figures = _figures(year)
    leeches = tuple(Leech(CardKey("mine", f"card-{number}"), 9) for number in range(23))
    text = _all_sections(figures._replace(known=figures.known._replace(leeches=leeches)), 80)

    assert all(f" mine/card-{number} " in text for number in range(23))


def test_a_list_of_mocks_that_is_cut_says_so(year: World) -> None:
    figures = _figures(year)
    mocks = [MockResult(0, TODAY, "silent", 3, 3, 100.0, 2, 3, 4, (0, 1, 2, 0))] * 12
    some, few = (
        joined(sections(figures._replace(mocks=mocks[:most]), Layout(80), BLOCKS)[-2]).splitlines() for most in (12, 10)
    )

    assert some[0] == " The last 10 of 12 mock interviews"
    assert few[0] == " Mock interviews"
    assert len(some) == len(few) == 11


def _all_sections(figures: Figures, columns: int) -> str:
    return "".join(map(joined, sections(figures, Layout(columns), BLOCKS)))


def _figures(world: World) -> Figures:
    home = Home(world.home, world.environment())
    with open_store(home) as store, open_library(home, store) as library:
        return gather(store, library, lambda _: None, home.today)


def test_every_month_has_its_name_where_there_is_room() -> None:
    for day in range(0, 365, 3):
        today = TODAY + timedelta(days=day)
        months = text_of(calendar({}, today, Layout(80), BLOCKS)[0]).split()
        assert len(months) >= 12
        assert all(MONTHS[(MONTHS.index(before) + 1) % 12] == after for before, after in itertools.pairwise(months)), (
            months
        )


def test_the_calendar_says_how_many_weeks_it_has(year: World) -> None:
    assert any(line.startswith(" The year: ") for line in shown(year, "--all"))
    narrow = "\n".join(shown(year, "--all", columns=40))
    last = told(year)["calendar"]
    weeks = [day for day in last if date.fromisoformat(day["day"]) > TODAY - timedelta(weeks=32)]

    assert " The last 32 weeks: " in narrow
    assert f"{sum(day['reviews'] for day in weeks)} reviews" in narrow


def test_the_calendar_counts_one_review_a_day_in_any_number() -> None:
    legend = text_of(calendar({TODAY: 1}, TODAY, Layout(80), BLOCKS)[-1])

    assert legend == "   Reviews a day: · none · █ 1"


def test_no_number_parts_from_its_unit_and_keys_stay_whole(year: World) -> None:
    figures = _figures(year)
    keys = {str(point.key) for point in figures.missed} | {str(leech.key) for leech in figures.known.leeches}
    for columns in range(38, 80):
        text = _all_sections(figures, columns)
        assert not any(line.lstrip().startswith("%") for line in text.splitlines())
        assert {key for key in keys if len(key) <= columns} <= set(text.split())


def test_a_median_is_rounded(tmp_path: Path) -> None:
    figures = _figures(first_cards(tmp_path))
    mode = ModeFigures("spoken", Retention(0, 0), Timing(2, 53.6, 0, 2, 0))
    changed = figures._replace(modes=[mode], kinds=[figures.kinds[0]._replace(timing=mode.timing)])
    text = _all_sections(changed, 80)

    assert "median 0:54" in text
    assert "0:54 of" in text
    assert "median 0:54" in report(changed)
    assert "0:53" not in text + report(changed)


@pytest.mark.parametrize(
    ("argv", "sentence"),
    [
        (("--deck", "a", "--deck", "b"), "argument --deck: can be given only once"),
        (("--json", "--open"), "--open cannot be used with --json"),
        (("--all", "--open"), "--open cannot be used with --all"),
        (("--html", "-", "--open"), "--open cannot be used with --html -"),
        (("--html", ""), "argument --html: the name of the file is empty"),
    ],
)
def test_what_would_drop_an_option_is_wrong_usage(year: World, argv: tuple[str, ...], sentence: str) -> None:
    assert year.run("stats", *argv) == 2
    assert sentence in year.err
    assert year.out == ""


def test_a_broken_deck_file_is_named(tmp_path: Path) -> None:
    world = World(tmp_path / "home")
    path = world.write_deck("[deck\n", "broken.toml")
    assert world.run("stats") == 0
    assert world.err.startswith(f"{path}:1: ")
    assert world.run("stats", "--deck", "broken") == 1

    first, second = world.err.splitlines()
    assert first.startswith(f"{path}:1: ")
    assert second.startswith('greenroom: There is no deck "broken".')


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a device that is always full")
def test_output_that_finds_no_room_is_told_in_a_sentence(year: World) -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "trainer", "--home", str(year.home), "stats"],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            cwd=ROOT,
            check=False,
        )

    assert done.returncode == 1
    assert done.stderr == (
        "greenroom: The output could not be written (No space left on device). Make room, or send it elsewhere.\n"
    )


def test_a_home_to_look_at_ends_on_the_study_day_not_on_the_day_to_come(tmp_path: Path) -> None:
    main([str(tmp_path / "home"), "5"], datetime(2026, 11, 23, 2, tzinfo=UTC), UTC)
    world = World(tmp_path / "home", now=datetime(2026, 11, 23, 2, tzinfo=UTC))

    assert told(world)["calendar"][-1]["day"] == told(world)["study_day"] == "2026-11-22"
