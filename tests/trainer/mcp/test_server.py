"""Sessions with the SDK's own client: it reads and proposes, and nothing changes before the user accepts."""

import asyncio
import json
import os
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from mcp.client.client import Client
from mcp.client.stdio import StdioServerParameters

from tests import ROOT
from tests.terminal import World, sit
from trainer.commands.mcp import json_command
from trainer.mcp.proposals import MOST_WAITING
from trainer.mcp.server import build_server
from trainer.opening import open_home

DERIVED = {"cache.db", "due.cache"}  # parsed decks and the last answer of `due`, written by commands that only read


@pytest.fixture
def world(tmp_path: Path) -> World:
    world = World(tmp_path / "home")
    world.write_deck()
    sit(world, "I counted them.\n\n1\n3\nq\n")
    world.run("cards")  # all decks are read once
    return world


def session(world: World, talk: Callable[[Client], Awaitable[None]], *, started: bool = False) -> None:
    """Talk to the server: in this process, or `started` as a chat program does."""
    home = open_home(world.environment(), None)
    server: Any = build_server(home, json_command(home, None))
    if started:
        server = StdioServerParameters(
            command=sys.executable, args=["-m", "trainer", "--home", str(world.home), "mcp"], cwd=ROOT
        )

    async def run() -> None:
        async with Client(server) as client:
            await talk(client)

    asyncio.run(run())


async def call(client: Client, tool: str, **arguments: Any) -> Any:
    """Return what a tool returns, parsed; its error as a text."""
    result: Any = await client.call_tool(tool, arguments)
    if result.is_error:
        return str(result.content[0].text)
    found = result.structured_content
    return found["result"] if set(found) == {"result"} else found


def files(world: World, *, proposals: bool = False) -> dict[str, bytes]:
    """Return the content of all files of a home but derived ones; the log's as its rows."""
    found = {
        path.relative_to(world.home).as_posix(): path.read_bytes()
        for path in world.home.rglob("*")
        if path.is_file() and path.name not in DERIVED and not path.name.startswith("greenroom.db")
    }
    world.run("undo", "--list")
    found["undo"] = world.out.encode()
    return found if proposals else {name: content for name, content in found.items() if "proposals/" not in name}


@pytest.mark.parametrize("started", [False, pytest.param(True, marks=pytest.mark.slow)], ids=["inside", "started"])
def test_nothing_changes_before_it_is_accepted_and_undo_takes_back_what_was(world: World, *, started: bool) -> None:
    before = files(world, proposals=True)

    async def talk(client: Client) -> None:
        assert "mine" in [deck["id"] for deck in (await call(client, "list_decks"))["decks"]]
        listed = await call(client, "list_cards", deck="mine")
        assert [(card["key"], card["state"]) for card in listed["cards"]] == [
            ("mine/sure", "young"),
            ("mine/why", "new"),
        ]
        card = await call(client, "read_card", card="mine/sure")
        assert card["points"][0] == {"text": "names the check", "must": True}
        assert card["typed"][0]["text"] == "I counted them."
        assert (await call(client, "plan"))["today"]["total"] > 200
        assert (await call(client, "stories"))["stories"] == []
        assert await call(client, "weak_points") == {"points": []}
        assert (await client.call_tool("weak_points", {})).content
        assert files(world, proposals=True) == before
        said = await call(client, "propose_card", question="Why now?", points=["!a reason", "a date"], answer="So.")
        assert "Nothing has changed until the user accepts it" in said
        await call(client, "propose_points", card="mine/sure", points=["the number of rows"])
        await call(client, "propose_feedback", card="mine/sure", feedback="You named no number.")
        assert len((await call(client, "proposals"))["proposals"]) == 3

    session(world, talk, started=started)
    assert files(world) == {name: content for name, content in before.items() if "proposals/" not in name}
    world.run("mcp", "list", "--json")
    waiting = {each["kind"]: each["id"] for each in json.loads(world.out)}

    assert world.run("mcp", "accept", waiting["card"], waiting["points"], waiting["feedback"]) == 0
    assert "Added my-questions/why-now to" in world.out
    assert "Added points to your answer to mine/sure." in world.out
    world.run("answers", "mine/sure", "--json")
    (answer,) = json.loads(world.out)["answers"]
    newest = answer["versions"][-1]
    assert newest["points"] == [{"text": "the number of rows", "must": False}]
    assert newest["notes"].endswith("You named no number.")
    world.run("mcp", "list")
    assert world.out == " Nothing is proposed.\n"
    for _ in range(3):
        assert world.run("undo") == 0
    assert {name: content for name, content in files(world).items() if not name.startswith("backups/")} == {
        name: content for name, content in before.items() if not name.startswith("backups/")
    }


def test_bad_proposals_are_refused_in_a_sentence(world: World) -> None:
    async def talk(client: Client) -> None:
        tools: list[tuple[str, dict[str, Any], str]] = [
            ("propose_card", {"question": "x" * 501, "points": []}, "question is longer than 500 characters"),
            ("propose_card", {"question": " ", "points": []}, "question is empty"),
            ("propose_card", {"question": "Why?", "points": ["a"] * 13}, "points is not a list of at most 12"),
            ("propose_card", {"question": "Why?", "points": [], "deck": "../x"}, '"../x" is not a slug'),
            ("propose_card", {"question": "why US?", "points": [], "deck": "mine"}, "mine already has that question"),
            ("propose_card", {"question": "Why?", "points": [], "deck": "curveballs"}, "curveballs is a built-in deck"),
            ("propose_points", {"card": "mine/none", "points": ["a"]}, 'There is no card "mine/none"'),
            ("propose_points", {"card": "mine/sure", "points": []}, "There are no points"),
            ("propose_feedback", {"card": "sure", "feedback": "x"}, '"sure" is not a card'),
            ("propose_feedback", {"card": "mine/sure", "feedback": "x" * 4001}, "longer than 4000 characters"),
            ("list_cards", {"deck": "--home=/"}, 'There is no "--home=/"'),
            ("list_cards", {"deck": "nothing"}, "nothing"),
        ]
        for tool, arguments, said in tools:
            assert said in await call(client, tool, **arguments), (tool, arguments)
        assert await call(client, "proposals") == {"proposals": []}
        assert await call(client, "list_cards", find="--weak") == {"total": 0, "cards": []}

    session(world, talk)


def test_what_is_proposed_is_cleaned_and_the_same_thing_waits_once(world: World) -> None:
    async def talk(client: Client) -> None:
        for _ in range(2):
            said = await call(client, "propose_feedback", card="mine/why", feedback="\x1b]0;x\x07So\u202e.\r\n\n\nYes.")
        assert "waits already" in said

    session(world, talk)
    world.run("mcp", "list")
    assert not {"\x1b", "\x07", "\u202e"} & {*world.out}
    assert world.out.count("feedback on mine/why") == 1


@pytest.mark.slow
def test_a_flood_ends_at_a_bound(world: World) -> None:
    before = files(world)

    async def talk(client: Client) -> None:
        calls = (call(client, "propose_card", question=f"Why {n}?", points=[]) for n in range(MOST_WAITING + 30))
        said = await asyncio.gather(*calls)
        assert sum("100 proposals wait already" in each for each in said) == 30, said[-1]
        assert len((await call(client, "proposals"))["proposals"]) == MOST_WAITING

    session(world, talk)
    assert files(world) == before
    assert world.run("mcp", "refuse", "--all") == 0
    world.run("mcp", "list")
    assert "Nothing is proposed." in world.out


GARBAGE = (
    b"\n\n",
    b"not json\n",
    b"{}\n[]\n7\n",
    b'{"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": "propose_card"}}\n',
    b"[" * 100_000 + b"\n",
    bytes(range(256)) * 50 + b"\n",
    b'{"jsonrpc": "2.0", "id": 1, "method": "initialize"',
)


@pytest.mark.slow
@pytest.mark.parametrize("sent", [b"", b"".join(GARBAGE)], ids=["nothing", "garbage"])
def test_garbage_and_hanging_up_end_it_without_a_trace(world: World, sent: bytes) -> None:
    before = files(world, proposals=True)
    command = [sys.executable, "-m", "trainer", "--home", str(world.home), "mcp"]
    done = subprocess.run(command, input=sent, capture_output=True, cwd=ROOT, check=False, timeout=60)

    assert b"Traceback" not in done.stderr + done.stdout
    assert files(world, proposals=True) == before


@pytest.mark.slow
def test_a_client_that_is_killed_leaves_no_server_behind(world: World) -> None:
    read, write = os.pipe()
    command = [sys.executable, "-m", "trainer", "--home", str(world.home), "mcp"]
    server = subprocess.Popen(command, stdin=read, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=ROOT)
    os.close(read)
    time.sleep(0.5)
    os.close(write)

    assert server.wait(30) == 0
