"""`greenroom sync`, its words, and what other commands say of it."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from subprocess import PIPE

import pytest

from tests import ROOT
from tests.terminal import World
from tests.trainer.sync.devices import make_device, rate
from trainer.commands.sync import summary
from trainer.sync.home_side import Outcome
from trainer.sync.lock import sync_lock

Named = Callable[[str], World]


@pytest.fixture
def shared(tmp_path: Path) -> Path:
    (tmp_path / "shared").mkdir()
    return tmp_path / "shared"


@pytest.fixture
def named(tmp_path: Path) -> Named:
    """Make a machine with a name, and a deck."""

    def make(name: str) -> World:
        device = make_device(tmp_path, name)
        device.write_deck()
        return device

    return make


def said(world: World, *argv: str) -> str:
    assert world.run(*argv) == 0, world.err
    assert world.err == ""
    return " ".join(world.out.split())


def test_two_machines_share_a_history(shared: Path, named: Named) -> None:
    laptop, desk = named("laptop"), named("desk")
    rate(laptop, 3)
    assert said(laptop, "sync", str(shared)) == (
        "1 review sent. Everything is in step. From now on, `greenroom sync` does the same."
    )
    laptop.now += timedelta(minutes=1)
    desk.now += timedelta(minutes=2)
    rate(desk, 2)
    assert said(desk, "sync", str(shared)).startswith("1 review from laptop, 1 sent. Everything is in step.")
    assert said(laptop, "sync") == "1 review from desk. Everything is in step."
    assert said(laptop, "sync") == "Nothing new. Everything is in step."
    assert said(laptop, "stats", "--json") == said(desk, "stats", "--json")


def test_status_tells_what_waits_and_when_it_last_worked(shared: Path, named: Named) -> None:
    laptop = named("laptop")
    assert "doesn't sync with anything yet" in said(laptop, "sync", "--status")
    assert json.loads(said(laptop, "sync", "--status", "--json")) == {"targets": []}
    rate(laptop, 3)
    said(laptop, "sync", str(shared))
    rate(laptop, 3)
    assert (
        said(laptop, "sync", "--status") == f"{shared}: last synced today at 12:00: 0 came, 1 sent. 1 review to send."
    )
    (target,) = json.loads(said(laptop, "sync", "--status", "--json"))["targets"]
    assert target == {
        "url": str(shared),
        "last": "2026-03-02T12:00:00+00:00",
        "pulled": 0,
        "pushed": 1,
        "waiting": 1,
        "told": [],
    }


def test_a_folder_that_fails_is_told_by_status_and_after_a_week_by_doctor(shared: Path, named: Named) -> None:
    laptop = named("laptop")
    rate(laptop, 3)
    said(laptop, "sync", str(shared))
    shared.rename(shared.with_name("away"))
    for _ in range(2):
        assert laptop.run("sync") == 1
        assert "There is no folder" in laptop.err
        laptop.now += timedelta(days=6)
    assert "Failing since Mon 2 Mar: There is no folder" in said(laptop, "sync", "--status")
    laptop.run("doctor")
    assert "No sync with" in laptop.out
    assert "has worked for 12 days" in " ".join(laptop.out.split())
    shared.with_name("away").rename(shared)
    said(laptop, "sync")
    assert "Failing" not in said(laptop, "sync", "--status")


def test_a_detached_folder_is_forgotten_and_left_as_it_is(shared: Path, named: Named) -> None:
    laptop = named("laptop")
    said(laptop, "sync", str(shared))
    before = sorted(shared.iterdir())
    assert "no longer syncs with" in said(laptop, "sync", "--detach", str(shared))
    assert sorted(shared.iterdir()) == before
    assert laptop.run("sync") == 1
    assert "There is no folder to sync with yet" in laptop.err
    assert laptop.run("sync", "--detach", str(shared)) == 1
    assert "doesn't sync with" in laptop.err


def test_a_sync_that_sends_no_review_says_what_it_sends(shared: Path, named: Named) -> None:
    laptop, desk = named("laptop"), named("desk")
    rate(laptop, 3)
    for each in (laptop, desk, laptop):
        said(each, "sync", str(shared))
    said(laptop, "config", "new_per_day", "7")
    assert said(laptop, "sync") == "1 change sent. Everything is in step."
    assert said(desk, "sync") == "1 changed file from laptop. Everything is in step."
    said(laptop, "undo", "2")
    assert said(laptop, "sync") == "1 change sent. Everything is in step."
    assert said(desk, "sync") == "1 change from laptop. Everything is in step."
    for each in (laptop, desk):
        assert said(each, "sync") == "Nothing new. Everything is in step."


def test_what_is_no_segment_is_not_waited_for(shared: Path, named: Named) -> None:
    laptop = named("laptop")
    (shared / f"{'a' * 32}-00000000-{'b' * 16}.greenroom").mkdir()
    for _ in range(2):
        assert "Everything is in step. 1 file is named like greenroom's but isn't" in said(laptop, "sync", str(shared))


def test_another_target_is_named_when_the_last_one_is_detached(shared: Path, named: Named) -> None:
    laptop = named("laptop")
    (stick := shared.with_name("stick")).mkdir()
    said(laptop, "sync", str(shared))
    said(laptop, "sync", str(stick))
    assert said(laptop, "sync", "--detach").endswith(f"`greenroom sync` now syncs with {shared}.")


def test_folders_that_are_none(named: Named) -> None:
    laptop = named("laptop")
    assert laptop.run("sync", "~nobody-here/x") == 1
    assert "There is no folder" in laptop.err
    assert laptop.run("sync", "https://example.org/x") == 1
    assert laptop.err == (
        "greenroom: greenroom can't sync with https://example.org/x."
        " Name a folder that your machines share, or postgresql://NAME@HOST/DATABASE.\n"
    )


@pytest.mark.parametrize("inside", ["", "decks", "../laptop/decks"])
def test_the_data_folder_is_no_folder_to_share(named: Named, inside: str) -> None:
    laptop = named("laptop")
    assert laptop.run("sync", str(laptop.home / inside)) == 1
    assert "is in your data folder" in laptop.err


def test_options_that_make_no_sense_together(shared: Path, named: Named) -> None:
    laptop = named("laptop")
    assert laptop.run("sync", str(shared), "--status") == 2
    assert laptop.run("sync", "") == 2


def test_a_second_sync_says_that_one_is_running(shared: Path, named: Named) -> None:
    laptop = named("laptop")
    said(laptop, "sync", str(shared))
    with sync_lock(laptop.home / "sync.lock"):
        assert laptop.run("sync") == 1
        assert "Another sync is running" in laptop.err
        assert laptop.run("sync", "--background") == 0
        assert (laptop.out, laptop.err) == ("", "")


def test_a_sync_in_the_background_is_silent_and_notes_what_failed(shared: Path, named: Named) -> None:
    laptop = named("laptop")
    said(laptop, "sync", str(shared))
    rate(laptop, 3)
    assert said(laptop, "sync", "--background") == ""
    assert said(laptop, "sync") == "Nothing new. Everything is in step."
    shared.rename(shared.with_name("away"))
    assert said(laptop, "sync", "--background") == ""
    assert "Failing since" in said(laptop, "sync", "--status")


def test_a_restore_tells_what_will_come_back(shared: Path, named: Named) -> None:
    laptop, desk = named("laptop"), named("desk")
    rate(laptop, 3)
    assert laptop.run("backup", str(shared.parent / "then.zip")) == 0
    assert laptop.run("restore", str(shared.parent / "then.zip")) == 0
    assert laptop.err == ""
    rate(laptop, 3)
    said(laptop, "sync", str(shared))
    rate(desk, 2)
    said(desk, "sync", str(shared))
    said(laptop, "sync")
    for digit in "bcde":  # anyone can put files with such names there
        (shared / f"{digit * 32}-00000000-{'b' * 16}.greenroom").write_bytes(b"forged")
    said(laptop, "sync")
    assert laptop.run("restore", str(shared.parent / "then.zip")) == 0
    assert "2 devices share this history: 2 reviews made since the backup will come back" in laptop.err
    assert "sync --detach" in laptop.err
    for path in shared.glob(f"*{'b' * 16}.greenroom"):
        path.unlink()
    assert said(laptop, "sync").startswith("2 reviews from laptop and desk. Everything is in step.")


def test_a_review_syncs_by_itself_if_that_is_wanted(shared: Path, named: Named) -> None:
    laptop = named("laptop")
    said(laptop, "sync", str(shared))
    rate(laptop, 3)
    assert said(laptop, "config", "sync.auto", "true") == "sync.auto = true"
    before = len([*shared.iterdir()])
    rate(laptop, 3)
    until = time.monotonic() + 60
    while len([*shared.iterdir()]) == before and time.monotonic() < until:
        time.sleep(0.05)
    assert len([*shared.iterdir()]) > before


def test_several_syncs_at_once_are_one(shared: Path, named: Named) -> None:
    laptop = named("laptop")
    rate(laptop, 3)
    command = [sys.executable, "-m", "trainer", "--home", str(laptop.home), "sync", str(shared)]
    running = [subprocess.Popen(command, stdout=PIPE, stderr=PIPE, text=True, cwd=ROOT) for _ in range(3)]
    results = [(process.communicate()[1], process.returncode) for process in running]
    assert (("", 0)) in results
    assert all(code == 0 or "Another sync is running" in error for error, code in results)
    assert said(laptop, "sync") == "Nothing new. Everything is in step."


def test_a_restore_at_a_terminal_asks_first(shared: Path, named: Named) -> None:
    laptop = named("laptop")
    rate(laptop, 3)
    laptop.run("backup", str(shared.parent / "then.zip"))
    said(laptop, "sync", str(shared))
    asked = replace(laptop, interactive=True, variables={"TERM": "dumb"})
    for answer in ("n", "q", "quit", "exit"):
        assert asked.run("restore", str(shared.parent / "then.zip"), typed=f"{answer}\n") == 0
        assert "Nothing was restored." in asked.out
    assert asked.run("restore", str(shared.parent / "then.zip"), typed="\n") == 0
    assert "Restored" in asked.out


@pytest.mark.parametrize(
    ("outcome", "sentence"),
    [
        (Outcome(), "Nothing new. Everything is in step."),
        (Outcome(pushed=1), "1 review sent. Everything is in step."),
        (Outcome(sent=2), "2 changes sent. Everything is in step."),
        (Outcome(pushed=1, sent=2), "1 review sent. Everything is in step."),
        (Outcome(files=1, sent=1, machines=("a",)), "1 changed file from a, 1 change sent. Everything is in step."),
        (Outcome(pulled=12, pushed=3, machines=("laptop",)), "12 reviews from laptop, 3 sent. Everything is in step."),
        (Outcome(others=1, machines=("",)), "1 change from another machine. Everything is in step."),
        (
            Outcome(pulled=2, others=1, files=3, machines=("a", "b"), waiting=1),
            "2 reviews, 3 changed files and 1 other change from a and b. The rest comes with the next sync.",
        ),
        (Outcome(pulled=2, machines=("a", "b", "c")), "2 reviews from 3 machines. Everything is in step."),
        (Outcome(pulled=2, machines=("a", "")), "2 reviews from 2 machines. Everything is in step."),
        (
            Outcome(pulled=1, machines=("\x1b[31m\nred" + "d" * 99,)),
            f"1 review from red{'d' * 27}. Everything is in step.",
        ),
    ],
)
def test_what_came_of_it_is_a_sentence(outcome: Outcome, sentence: str) -> None:
    assert summary(outcome) == sentence


def test_a_folder_is_one_target_under_all_its_names(shared: Path, named: Named) -> None:
    laptop = named("laptop")
    rate(laptop, 3)
    said(laptop, "sync", str(shared))
    link = shared.with_name("link")
    names = [f"{shared}/", f"{shared}/../shared", str(link), str(shared)]
    if os.name == "nt":  # which lets few users make links
        names.remove(str(link))
    else:
        link.symlink_to(shared)
    for name in names:
        assert said(laptop, "sync", name) == "Nothing new. Everything is in step."
        assert len(json.loads(said(laptop, "sync", "--status", "--json"))["targets"]) == 1
    assert len([*shared.glob("*.greenroom")]) == 2  # rows and files, once
