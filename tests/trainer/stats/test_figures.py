"""The figures themselves, as scripts get them, and beside Anki's own."""

import json
import os
import time
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from anki.collection import Collection, ImportAnkiPackageOptions, ImportAnkiPackageRequest

from benchmarks.data import TODAY, main, make_year
from decks.library.library import BUILTIN
from scheduler.study_day import study_day
from tests.terminal import World
from tests.trainer.stats.worlds import json_of

SHIPPED = sum(path.read_text(encoding="utf-8").count("\n[[cards]]") for path in BUILTIN.glob("*.toml"))


def test_json_has_the_fixed_keys_and_adds_up(year: World) -> None:
    found = json_of(year)
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
        assert sum(part["cards"] for part in parts) == SHIPPED
        rates = [(part["passed"] + 1) / (part["passed"] + part["failed"] + 2) for part in kept]
        assert rates == sorted(rates)
    assert found["calibration"]["n"] == everything["passed"] + everything["failed"]
    times = [kind["time"] for kind in found["kinds"] if kind["time"]]
    assert all(one["short"] + one["within"] + one["long"] == one["answers"] for one in times)
    assert sum(one["answers"] for one in times) == found["reviews"]
    cards = found["cards"]
    assert cards["new"] + cards["young"] + cards["mature"] == SHIPPED
    assert sum(row["cards"] for row in cards["retrievability"]) == cards["young"] + cards["mature"]


def test_one_deck_has_its_own_figures(year: World) -> None:
    whole = json_of(year)
    parts = [json_of(year, "--deck", deck["id"]) for deck in whole["decks"]]

    assert sum(part["reviews"] for part in parts) == whole["reviews"]
    assert sum(part["forecast"][3]["due"] for part in parts) == whole["forecast"][3]["due"]
    assert all(len(part["decks"]) == 1 for part in parts)
    readiness = sum(part["readiness"] * part["decks"][0]["cards"] for part in parts) / SHIPPED
    assert readiness == pytest.approx(whole["readiness"], abs=1e-4)


def test_due_agrees_with_the_command_due(year: World) -> None:
    whole = json_of(year)
    assert year.run("due", "--json") == 0

    assert json.loads(year.out)["due"] == whole["forecast"][0]["due"]


def test_points_missed_are_told_in_their_words_until_the_card_changes(tmp_path: Path) -> None:
    world = World(tmp_path / "home")
    deck = world.write_deck()
    for _ in range(3):
        world.run("review", "--deck", "mine", "--limit", "1", typed="\n1\n3\n")
        world.pass_days(90)
    found = json_of(world)["missed_points"]
    deck.write_text(deck.read_text().replace('"gives a number"', '"gives a number", "ends in time"'))

    assert found == [
        {"key": "mine/sure", "point": "says what could go wrong", "missed": 3, "asked": 3},
        {"key": "mine/sure", "point": "gives a number", "missed": 3, "asked": 3},
    ]
    assert json_of(world)["missed_points"] == []


def test_own_points_missed_are_told_in_their_own_words(tmp_path: Path) -> None:
    world = World(tmp_path / "home")
    world.write_deck()
    world.run("review", "--deck", "mine", "--limit", "1", typed="\nw\n- the ledger\n- 40,000\n- by hand\n\no\n1\n3\n")
    for _ in range(2):
        world.pass_days(90)
        world.run("review", "--deck", "mine", "--limit", "1", "--new", "0", typed="\n1\n3\n")
    found = json_of(world)["missed_points"]
    world.run("review", "--deck", "mine", "--limit", "1", "--new", "0", typed="\no\nq\n")

    assert found == [
        {"key": "mine/sure", "point": "40,000", "missed": 3, "asked": 3},
        {"key": "mine/sure", "point": "by hand", "missed": 3, "asked": 3},
    ]
    assert json_of(world)["missed_points"] == found
    (world.home / "answers" / "mine.toml").unlink()
    assert json_of(world)["missed_points"] == []


def test_what_is_due_tomorrow_is_the_same_after_a_review_and_in_the_figures(tmp_path: Path) -> None:
    world = World(tmp_path / "home")
    deck = world.write_deck()
    world.run("config", "new_per_day", "0")
    world.run("review", "--deck", "mine", "--new", "2", typed="\na\n1\n\n1\nq\n")
    assert "Tomorrow: 2 cards, about 3 min." in world.out
    deck.write_text(deck.read_text().split('[[cards]]\nid = "why"')[0])
    world.run("review", "--deck", "mine", typed="q\n")

    assert "Tomorrow: 1 card, about 2 min." in world.out
    assert json_of(world)["forecast"][1]["due"] == 1


def test_a_home_to_look_at_ends_on_the_study_day_not_on_the_day_to_come(tmp_path: Path) -> None:
    main([str(tmp_path / "home"), "5"], datetime(2026, 11, 23, 2, tzinfo=UTC), UTC)
    world = World(tmp_path / "home", now=datetime(2026, 11, 23, 2, tzinfo=UTC))

    assert json_of(world)["calendar"][-1]["day"] == json_of(world)["study_day"] == "2026-11-22"


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
    ours = json_of(world, "--deck", "analytical-technique")
    theirs = graphs(package)

    assert ours["reviews"] > 100
    spans = {name: "all_time" if name == "all" else name for name in ours["true_retention"]}
    for name, span in spans.items():
        found, expected = ours["true_retention"][name], getattr(theirs.true_retention, span)
        for age in ("young", "mature"):
            anki_counts = (getattr(expected, f"{age}_passed"), getattr(expected, f"{age}_failed"))
            assert (name, age, found[age]["passed"], found[age]["failed"]) == (name, age, *anki_counts)
    counts = theirs.card_counts.excluding_inactive
    assert ours["cards"]["new"] == counts.newCards
    assert (ours["cards"]["young"], ours["cards"]["mature"]) == (counts.young, counts.mature)
    assert ours["cards"]["suspended"] == counts.suspended == 1
    due = Counter[int]()
    for day, cards in theirs.future_due.future_due.items():
        due[max(0, day)] += cards
    assert [day["due"] for day in ours["forecast"]] == [due[n] for n in range(30)]


def graphs(package: Path) -> Any:
    """Return the graphs Anki itself draws for a package."""
    collection: Any = Collection(str(package.with_suffix(".anki2")))
    options = ImportAnkiPackageOptions(with_scheduling=True)
    collection.import_anki_package(ImportAnkiPackageRequest(package_path=str(package), options=options))
    found = collection._backend.graphs(search="", days=0)
    collection.close()
    return found
