"""Wrong clocks, odd days and long journeys, as whole commands meet them."""

import json
import random
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from scheduler.study_day import study_day
from tests import ROOT
from tests.histories import open_store
from tests.terminal import DECK, NOON, World
from trainer.environment import Environment

GOOD = "\n\n3\n\n\n3\n"  # both cards of the deck
NEGATIVE = re.compile(r"(?<![\w/.-])-\d+ (min|day|card)")
EVERYTHING: tuple[tuple[str, ...], ...] = (
    ("due", "--json"),
    ("stats",),
    ("stats", "--json"),
    ("undo", "--list"),
    ("interview", "show"),
    ("backup",),
    ("review", "--deck", "mine"),
)


@dataclass
class Traveller(World):
    """A world whose clock can jump and whose zone can change."""

    zone: tzinfo | None = UTC
    jumps: Iterator[timedelta] = iter(())  # noqa: RUF009  # none, for all of them

    def environment(self, typed: str = "") -> Environment:
        def clock() -> datetime:
            self.now += next(self.jumps, timedelta(0))
            return self.now

        return super().environment(typed)._replace(clock=clock, zone=self.zone)

    def jump_at(self, look: int, by: timedelta) -> None:
        """Let the clock jump when it is read next (`look` 0) or a few reads later."""
        self.jumps = iter([timedelta(0)] * look + [by])

    def json_of(self, *argv: str) -> Any:
        assert self.run(*argv, "--json") == 0, self.err
        return json.loads(self.out)

    def at(self, instant: str) -> None:
        self.now = datetime.fromisoformat(instant).replace(tzinfo=UTC)


@pytest.fixture
def world(tmp_path: Path) -> Traveller:
    world = Traveller(tmp_path / "home")
    world.write_deck()
    for folder, _, files in [(world.home, [], []), (world.home / "decks", [], ["mine.toml"])]:
        folder.chmod(0o700)
        for name in files:
            (folder / name).chmod(0o600)
    return world


def run_everything(world: Traveller) -> None:
    day = (world.now + timedelta(days=9)).date()
    assert world.run("interview", "set", day.isoformat(), "--at", "Acme") == 0, world.err
    for argv in EVERYTHING:
        assert world.run(*argv) == 0, (argv, world.err)
        assert not NEGATIVE.search(world.out), world.out
    assert world.run("interview", "clear", "--at", "Acme") == 0, world.err


# --- clocks ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "wrong",
    [
        timedelta(hours=-9),  # the study day before
        timedelta(days=-20500),  # a clock without a battery
        timedelta(days=50_000),  # later than a ZIP can tell
    ],
    ids=str,
)
def test_a_clock_that_was_wrong_and_is_set_right_stops_nothing_and_loses_nothing(
    world: Traveller, wrong: timedelta
) -> None:
    assert world.run("review", "--deck", "mine", typed=GOOD) == 0
    world.now += wrong
    assert world.run("review", "--deck", "mine", "--ahead", "1", typed=GOOD) == 0
    run_everything(world)
    world.now = NOON + timedelta(days=4)
    assert world.run("review", "--deck", "mine", typed=GOOD) == 0
    stats = world.json_of("stats")
    given = stats["reviews"]
    there = sorted(day["day"] for day in stats["calendar"] if day["reviews"])
    assert given >= 2
    assert (
        stats["streak"]["current"] <= stats["streak"]["longest"] <= len([day for day in there if day <= "2026-03-06"])
    )
    world.run("doctor", "--json")
    findings = {found["check"]: found for found in json.loads(world.out)["findings"]}
    assert findings["replay"]["level"] == "ok"
    assert (findings["clock"]["level"] == "wrong") is (wrong > timedelta(days=4))
    for _ in range(given + 2):  # an interview was set and cleared, too
        assert world.run("undo") == 0

    assert world.json_of("stats")["reviews"] == 0
    assert {card["state"] for card in world.json_of("cards", "mine")} == {"new"}


@pytest.mark.parametrize("seed", range(1))
def test_a_clock_that_jumps_at_every_look_ends_no_sitting_badly(world: Traveller, seed: int) -> None:
    rng = random.Random(seed)
    world.jumps = iter([timedelta(seconds=rng.choice((-1, 1)) * 10 ** rng.uniform(0, 8)) for _ in range(400)])
    typed = "\n\n3\nu\n\n1\n\n\n3\n\n\n2\nb\nf\n"
    assert world.run("review", "--deck", "mine", "--minutes", "20", "--ahead", "365", typed=typed) == 0, world.err
    assert not NEGATIVE.search(world.out), world.out
    assert world.run("mock", "--questions", "2", "--minutes", "10", typed="\n\n\n\n\n3\n\n3\n") == 0, world.err
    world.jumps = iter(())
    assert world.err == ""
    world.run("doctor", "--json")

    assert {found["level"] for found in json.loads(world.out)["findings"] if found["check"] == "replay"} == {"ok"}


def test_a_clock_set_back_during_a_sitting_makes_no_minutes_below_none(world: Traveller) -> None:
    world.run("config", "new_per_day", "50")
    for looks in (3, 14):
        world.jumps = iter([timedelta(0)] * looks + [timedelta(hours=-5)])
        assert world.run("review", "--deck", "mine", "--minutes", "20", typed=GOOD) == 0
        assert not NEGATIVE.search(world.out), world.out
        world.run("undo")
        world.run("undo")


def test_a_card_rated_when_the_clock_was_ahead_counts_on_that_day_till_it_comes(world: Traveller) -> None:
    world.now += timedelta(days=1)
    world.run("review", "--deck", "mine", typed=GOOD)
    world.now -= timedelta(days=1)
    assert world.json_of("stats")["streak"] == {"current": 0, "longest": 0}
    world.run("review", "--deck", "mine", "--ahead", "9", typed=GOOD)
    assert world.out.count("Good: complete.") == 0  # they have been asked, if on a day to come
    world.now += timedelta(days=1)

    assert world.json_of("stats")["streak"] == {"current": 1, "longest": 1}


@pytest.mark.parametrize("look", range(4))
@pytest.mark.parametrize("line", [1, 2])  # 1: the points, then the ratings are offered with their days; 2: the rating
def test_a_rating_given_around_four_has_all_its_days_from_one_study_day(world: Traveller, line: int, look: int) -> None:
    world.at("2026-03-03T03:59:59")
    assert world.run("interview", "set", "2026-03-09", "--at", "Acme", "--deck", "mine") == 0
    past_four = {line: lambda: world.jump_at(look, timedelta(seconds=2))}
    assert world.run("review", "--deck", "mine", "--limit", "1", typed="\n\n1\nq\n", before=past_four) == 0
    store = open_store(world.home)
    (review,) = store.reviews()
    store.close()
    tomorrow = review.study_day + timedelta(days=1)

    assert "Whatever you choose: 1 day" in world.out
    assert f"Back on {tomorrow:%a} {tomorrow.day} Mar" in world.out


def test_a_sitting_begun_around_four_is_of_one_study_day(world: Traveller) -> None:
    assert world.run("interview", "set", "2026-03-09", "--at", "Acme", "--deck", "mine") == 0
    for look in range(12):
        world.at("2026-03-03T03:59:59")
        world.jump_at(look, timedelta(seconds=2))
        assert world.run("review", "--deck", "mine", typed="q\n") == 0
        day, days_left = re.findall(r"greenroom · \w+ (\d+) Mar · Acme in (\d+) days", world.out)[0]
        assert int(day) + int(days_left) == 9


@pytest.mark.parametrize("look", range(3))
@pytest.mark.parametrize("letter", ["b", "f", ""])  # "" for `greenroom suspend`
def test_a_card_marked_around_four_is_marked_on_the_study_day_of_that_instant(
    world: Traveller, letter: str, look: int
) -> None:
    world.at("2026-03-03T03:59:59")
    if letter:
        past_four = {0: lambda: world.jump_at(look, timedelta(seconds=2))}
        assert world.run("review", "--deck", "mine", typed=f"{letter}\nq\n", before=past_four) == 0
    else:
        world.jump_at(look, timedelta(seconds=2))
        assert world.run("suspend", "mine/why") == 0
    store = open_store(world.home)
    ((day, at_utc_ms),) = store.rows("SELECT study_day, at_utc_ms FROM events")
    store.close()

    assert day == study_day(datetime.fromtimestamp(at_utc_ms / 1000, UTC), UTC).isoformat()


# --- zones ----------------------------------------------------------------------------------------------------


def test_going_west_over_the_date_line_repeats_a_day_and_asks_no_card_twice(world: Traveller) -> None:
    world.zone = ZoneInfo("Pacific/Auckland")
    world.at("2026-03-02T20:00:00")  # the morning of the 3rd there
    world.run("review", "--deck", "mine", typed=GOOD)
    assert world.json_of("stats")["study_day"] == "2026-03-03"
    world.zone = ZoneInfo("Pacific/Honolulu")
    world.at("2026-03-03T05:00:00")  # the evening of the 2nd
    printed = world.json_of("due")
    assert printed["study_day"] == "2026-03-02"
    assert {deck["id"]: (deck["due"], deck["new"]) for deck in printed["decks"]}["mine"] == (0, 0)
    world.write_deck(DECK.replace('id = "mine"', 'id = "more"'), "more.toml")
    world.run("review", "--deck", "more", typed=GOOD)
    calendar = {day["day"]: day["reviews"] for day in world.json_of("stats")["calendar"] if day["reviews"]}
    assert calendar == {"2026-03-02": 2, "2026-03-03": 2}
    world.at("2026-03-03T20:00:00")

    assert world.json_of("stats")["streak"] == {"current": 2, "longest": 2}


def test_going_east_over_the_date_line_leaves_a_day_out(world: Traveller) -> None:
    world.zone = ZoneInfo("Pacific/Honolulu")
    world.at("2026-03-03T08:00:00")  # the evening of the 2nd there
    world.run("review", "--deck", "mine", typed=GOOD)
    due = {card["key"]: card["due"] for card in world.json_of("cards", "mine")}
    world.zone = ZoneInfo("Pacific/Auckland")
    world.at("2026-03-03T20:00:00")  # the morning of the 4th, half a day later
    assert world.json_of("stats")["streak"] == {"current": 0, "longest": 1}  # there was no 3rd to rehearse on
    assert world.json_of("due")["study_day"] == "2026-03-04"

    assert sum(deck["due"] for deck in world.json_of("due")["decks"]) == sum(
        day <= "2026-03-04" for day in due.values()
    )


@pytest.mark.parametrize(
    ("zone", "before", "after"),
    [
        ("Europe/Berlin", "2026-03-29T01:59:59", "2026-03-29T02:00:00"),
        ("Europe/Berlin", "2026-10-25T02:59:59", "2026-10-25T03:00:00"),
        ("America/New_York", "2026-03-08T07:59:59", "2026-03-08T08:00:00"),
        ("America/New_York", "2026-11-01T08:59:59", "2026-11-01T09:00:00"),
    ],
)
def test_the_night_the_clocks_change_new_cards_come_at_four_on_the_wall(
    world: Traveller, zone: str, before: str, after: str
) -> None:
    world.zone = ZoneInfo(zone)
    world.at(before)
    world.run("config", "new_per_day", "1")
    world.run("review", "--deck", "mine", typed="\n\n3\n\n")
    assert world.json_of("due")["new"] == 0
    world.at(after)

    assert world.json_of("due")["new"] == 1


@pytest.fixture
def zone_of_the_system(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    if not hasattr(time, "tzset"):
        pytest.skip("the zone of the system cannot be set here")
    yield monkeypatch
    monkeypatch.undo()
    time.tzset()


@pytest.mark.parametrize(
    ("zone", "code", "told"),
    [
        ("UTC-24", 1, 'greenroom: The time zone TZ="UTC-24" is a day or more from UTC. Set TZ to a name'),
        ("Foo+99", 1, 'greenroom: The time zone TZ="Foo+99" is a day or more from UTC.'),
        (
            "Rubbish/Zone",
            0,
            'There is no time zone TZ="Rubbish/Zone", so days are counted in UTC. Set one like ',
        ),
        ("../../etc/passwd", 0, "There is no time zone"),
        ("/etc/passwd", 0, "There is no time zone"),
        ("\udcff\x1b[2J", 0, 'There is no time zone TZ="'),
        ("", 0, ""),
        ("UTC", 0, ""),
        (":Europe/London", 0, ""),
        ("Asia/Kathmandu", 0, ""),
        ("EST5EDT,M3.2.0,M11.1.0", 0, ""),
        ("<+0330>-3:30", 0, ""),
        ("UTC0", 0, ""),
        ("UTC-23:59", 0, ""),
    ],
)
def test_a_zone_of_the_system_that_is_none_is_one_sentence(
    world: Traveller, zone_of_the_system: pytest.MonkeyPatch, zone: str, code: int, told: str
) -> None:
    zone_of_the_system.setenv("TZ", zone)
    time.tzset()
    world.zone, world.variables = None, {"TZ": zone}

    assert world.run("due") == code
    assert world.err.startswith(told)
    assert world.err.count("\n") == bool(told)
    assert "\x1b" not in world.err


def test_a_zone_too_far_away_is_one_sentence_for_a_whole_process(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "trainer", "--home", str(tmp_path), "review", "--plain"]
    done = subprocess.run(
        command, capture_output=True, text=True, cwd=ROOT, check=False, env={"TZ": "UTC-24"}, input=""
    )

    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith('greenroom: The time zone TZ="UTC-24"')


# --- odd days -----------------------------------------------------------------------------------------------


def test_a_leap_day_is_a_day_like_any_other(world: Traveller) -> None:
    for day in range(28, 30):
        world.at(f"2028-02-{day}T12:00:00")
        world.write_deck(DECK.replace('id = "mine"', f'id = "d{day}"'), f"d{day}.toml")
        world.run("review", "--deck", f"d{day}", typed=GOOD)
    world.at("2028-03-01T12:00:00")
    stats = world.json_of("stats")
    assert stats["streak"] == {"current": 2, "longest": 2}
    assert [day["day"] for day in stats["calendar"] if day["reviews"]] == ["2028-02-28", "2028-02-29"]
    assert world.run("stats", "--html", str(world.home / "stats.html")) == 0
    assert "29 Feb" in (world.home / "stats.html").read_text()
    world.at("2028-02-20T12:00:00")
    assert world.run("interview", "set", "2028-02-29", "--at", "Leap") == 0
    assert world.json_of("interview", "show")["days_left"] == 9
    assert world.run("interview", "set", "2027-02-29") == 2
    assert "February 2027 has no 29th" in world.err
    forecast = [day["day"] for day in world.json_of("stats")["forecast"]]

    assert "2028-02-29" in forecast
    assert len(set(forecast)) == len(forecast)


def test_a_year_may_end_in_the_middle_of_a_streak(world: Traveller) -> None:
    for instant in ("2026-12-30T12:00:00", "2026-12-31T12:00:00", "2027-01-01T03:00:00", "2027-01-01T12:00:00"):
        world.at(instant)
        name = re.sub(r"\W", "", instant).lower()
        world.write_deck(DECK.replace('id = "mine"', f'id = "{name}"'), f"{name}.toml")
        world.run("review", "--deck", name, typed=GOOD)
    stats = world.json_of("stats")

    assert stats["streak"] == {"current": 3, "longest": 3}
    assert {day["day"]: day["reviews"] for day in stats["calendar"] if day["reviews"]} == {
        "2026-12-30": 2,
        "2026-12-31": 4,
        "2027-01-01": 2,
    }
    assert stats["true_retention"]["today"]["all"]["passed"] == 0
    assert world.run("interview", "set", "2027-01-09") == 0


# --- what comes from elsewhere ------------------------------------------------------------------------------


def test_a_past_that_is_yet_to_come_is_brought_in_when_it_has_come(world: Traveller, tmp_path: Path) -> None:
    for _ in range(3):
        world.run("review", "--deck", "mine", "--ahead", "30", typed=GOOD)
        world.pass_days(1)
    package = tmp_path / "mine.apkg"
    assert world.run("export", "mine", "--to", str(package)) == 0
    other = Traveller(tmp_path / "other", now=NOON + timedelta(hours=30))
    imported = [other.json_of("import", str(package))["decks"][0]["reviews"]]
    run_everything(other)
    assert other.run("review", "--deck", "mine", "--ahead", "30", typed=GOOD) == 0
    due = {card["due"] for card in other.json_of("cards", "mine")}
    assert max(due) < "2026-06"
    other.now = NOON + timedelta(days=5)
    imported.append(other.json_of("import", str(package))["decks"][0]["reviews"])
    other.run("doctor", "--json")

    assert imported == [4, 2]
    assert {found["level"] for found in json.loads(other.out)["findings"] if found["check"] == "replay"} == {"ok"}


@pytest.mark.parametrize("year", [1, 1850, 9500, 9998])
def test_a_clock_thousands_of_years_wrong_leaves_a_sound_log(tmp_path: Path, year: int) -> None:
    world = World(tmp_path / "home")
    world.write_deck()
    world.now = datetime(year, 12, 3, 12, tzinfo=UTC)
    assert world.run("review", "--deck", "mine", typed=GOOD) == 0, world.out + world.err
    assert world.run("suspend", "mine/why") == 0
    world.run("doctor", "--json")

    found = {each["check"]: each["level"] for each in json.loads(world.out)["findings"]}
    assert found["database"] == found["replay"] == "ok"
