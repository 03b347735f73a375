"""Proposals in a home: listed, accepted one by one, refused, and never trusted."""

import json
import subprocess
import sys
import tomllib
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cards.card import KeyPoint
from cards.errors import GreenroomError
from cards.text import is_clean
from tests import ROOT
from tests.terminal import World
from trainer.commands.mcp import REQUIREMENT
from trainer.home import Home
from trainer.mcp.proposals import Kind, Proposal, Proposals, proposal_of

ON = date(2026, 3, 2)
CARD = Proposal(kind=Kind.CARD, place="my-questions", question="Why now?", by="chat", on=ON)
POINTS = Proposal(kind=Kind.POINTS, place="mine/why", points=(KeyPoint("the team", must=True),), on=ON)


@pytest.fixture
def world(tmp_path: Path) -> World:
    world = World(tmp_path / "home")
    world.write_deck()
    for proposal in (CARD, POINTS):
        Proposals(Home(world.home, world.environment())).add(proposal)
    return world


def test_going_through_them_accepts_refuses_or_leaves_each(world: World) -> None:
    assert world.run("mcp", "accept", typed="\nx\ny\n") == 0
    first, second = sorted((CARD, POINTS), key=lambda each: each.id)

    assert '"x" does nothing here' in world.out
    world.run("mcp", "list", "--json")
    assert [each["id"] for each in json.loads(world.out)] == [first.id]
    world.run("mcp", "accept", typed="n\n")
    assert "Refused." in world.out
    assert world.run("mcp", "accept") == 0
    assert world.out == " Nothing is proposed.\n"
    assert second.id != first.id


def test_leaving_at_once_changes_nothing(world: World) -> None:
    world.run("mcp", "accept", typed="q\n")

    assert "2 proposals wait." in world.out
    assert not (world.home / "decks" / "my-questions.toml").exists()


def test_points_are_added_to_the_users_own_and_keep_what_they_wrote(world: World) -> None:
    answers = world.home / "answers" / "mine.toml"
    answers.parent.mkdir()
    answers.write_text('format = 1\n\n[[answers]]\ncard = "why"\npoints = ["the work"]\nnotes = "Slowly."\n')
    assert world.run("mcp", "accept", POINTS.id[:4]) == 0

    world.run("answers", "mine/why", "--json")
    newest = json.loads(world.out)["answers"][0]["versions"][-1]
    assert [point["text"] for point in newest["points"]] == ["the work", "the team"]
    assert newest["notes"] == "Slowly."


def test_accepted_again_after_an_interruption_nothing_doubles(world: World) -> None:
    world.run("mcp", "accept", CARD.id, POINTS.id)
    for proposal in (CARD, POINTS):
        Proposals(Home(world.home, world.environment())).add(proposal)
    assert world.run("mcp", "accept", CARD.id, POINTS.id) == 0

    assert "my-questions already has that question" in world.out
    assert "has points already" in world.out
    assert (world.home / "decks" / "my-questions.toml").read_text().count("Why now?") == 1


def test_one_whose_card_is_gone_still_waits(world: World) -> None:
    world.write_deck('[[cards]]\nid = "other"\nquestion = "Who?"\nanswer = "I."\n')
    assert world.run("mcp", "accept", POINTS.id) == 1
    assert "There is no card" in world.err
    world.run("mcp", "accept", typed="y\ny\n")
    assert "It still waits." in world.out


@pytest.mark.parametrize("argv", [("accept", "zz"), ("accept", ""), ("refuse",), ("refuse", "zz")])
def test_an_unknown_one_is_told(world: World, argv: tuple[str, ...]) -> None:
    assert world.run("mcp", *argv) == 2
    assert len(list((world.home / "proposals").iterdir())) == 2


@pytest.mark.parametrize(
    "content",
    [b"", b"[" * 50_000, b"{}", b'{"kind": "card", "on": "2026-03-02", "place": "x", "question": 7}', b"\xff", b"7"],
)
def test_a_file_that_is_no_proposal_is_not_listed(world: World, content: bytes) -> None:
    (world.home / "proposals" / "aaaaaa.json").write_bytes(content)
    assert world.run("mcp", "list", "--json") == 0

    assert len(json.loads(world.out)) == 2


def test_one_that_was_changed_by_hand_is_not_accepted_under_its_old_name(world: World) -> None:
    path = world.home / "proposals" / f"{CARD.id}.json"
    path.write_text(path.read_text("utf-8").replace("Why now?", "Why never?"), encoding="utf-8")

    assert world.run("mcp", "accept", CARD.id) == 2


@given(
    st.dictionaries(
        st.sampled_from(["kind", "on", "place", "question", "points", "text", "by"]),
        st.sampled_from(["card", "points", "feedback", "2026-03-02"])
        | st.text()
        | st.integers()
        | st.lists(st.text() | st.none()),
    )
)
def test_any_values_are_refused_or_clean(values: dict[str, object]) -> None:
    try:
        found = proposal_of(values)
    except GreenroomError:
        return
    texts = [found.place, found.question, found.by, *(point.text for point in found.points)]
    assert all(is_clean(text) and "\n" not in text for text in texts)
    assert is_clean(found.text)


def test_at_a_terminal_the_server_says_who_starts_it(world: World) -> None:
    class Tty:
        def isatty(self) -> bool:
            return True

    from trainer.cli import main

    env = world.environment()._replace(stdin=Tty())  # type: ignore[arg-type]
    assert main(["mcp"], env) == 2
    assert "A chat program starts this" in env.stderr.getvalue()  # type: ignore[attr-defined]


def test_without_the_extra_one_sentence_names_what_installs_it(world: World) -> None:
    script = "import sys; sys.modules['mcp'] = None\nfrom trainer.__main__ import run\nrun()"
    command = [sys.executable, "-c", script, "--home", str(world.home), "mcp"]
    done = subprocess.run(command, input="", capture_output=True, text=True, cwd=ROOT, check=False)

    assert done.returncode == 1
    assert "needs the package mcp, which is not installed" in done.stderr
    assert f'-m pip install "{REQUIREMENT}"' in done.stderr
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["optional-dependencies"]
    assert extras["mcp"] == [REQUIREMENT]
