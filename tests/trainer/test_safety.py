"""What no command does: use the network, run what it reads, or leave anything in a home that others may read."""

import ast
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests import ROOT
from tests.terminal import DECK, World
from trainer.environment import Environment
from trainer.options.commands import COMMANDS

PACKAGES = ("cards", "decks", "scheduler", "trainer")
# What each command is run with; the others get no arguments. One deck is enough, and quicker than all.
ARGUMENTS = {
    "review": ["--deck", "mine"],
    "cards": ["mine"],
    "edit": ["mine/why"],
    "suspend": ["mine/why"],
    "unsuspend": ["mine/why"],
    "import": ["talk.csv"],
    "export": ["mine", "--to", "out.json"],
    "restore": ["then.zip"],
    "interview": ["set", "2026-12-10", "--deck", "mine"],
    "mock": ["--deck", "mine"],
    "answers": ["mine/why"],
    "story": ["list"],
    "mcp": ["list"],
    "prepare": ["talk.csv", "--yes"],
    "sheet": ["--html", "sheet.html", "--md", "sheet.md"],
    "optimize": ["--reset"],
    "simulate": ["--days", "7", "--deck", "mine"],
    "completion": ["bash"],
}
EVIL = """
[deck]
title = "$(touch pwned) `touch pwned` ; touch pwned"
[[cards]]
id = "evil"
question = "\\u001b]0;owned\\u0007{{7*7}} ${HOME} %(x)s $(touch pwned) `touch pwned`; touch pwned | touch pwned"
answer = "__import__('os').system('touch pwned') <script>touch()</script> !touch pwned"
tags = ["$(touch pwned)"]
sources = ["file:///etc/passwd"]
"""


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path / "home")


def modules() -> list[Path]:
    return [path for package in PACKAGES for path in (ROOT / package).rglob("*.py")]


def dotted_name(node: ast.expr) -> str:
    """Return what is called, as `os.system`; quicker than `ast.unparse` for the names that most calls are."""
    match node:
        case ast.Name(name):
            return name
        case ast.Attribute(value, name):
            return f"{dotted_name(value)}.{name}"
    return ast.unparse(node)


# --- no network ------------------------------------------------------------------------------------------


WITHOUT_NETWORK = """
import json, pathlib, socket, sys
def forbid(event, args):
    names = ("connect", "bind", "getaddrinfo", "gethostbyname", "sendto")
    network = event == "socket.__new__" and args[1] != getattr(socket, "AF_UNIX", None)
    if network or event in {f"socket.{name}" for name in names}:
        print("FORBIDDEN", event, args, file=sys.stderr)
        raise AssertionError(event)
sys.addaudithook(forbid)
from tests.terminal import World
world = World(pathlib.Path("home"))
world.write_deck()
world.run_program = lambda _: 0
world.variables = {"EDITOR": "ed", "GREENROOM_DEBUG": "1"}
pathlib.Path("talk.csv").write_text("question,answer\\nWhy?,So.\\n")
world.run("backup", "then.zip")
codes = {}
for command, arguments in json.loads(sys.argv[1]).items():
    codes[command] = world.run(command, *arguments, typed="\\na\\n3\\n\\n\\n\\n")
print(json.dumps(codes))
try:
    socket.socket(socket.AF_INET)
except AssertionError:
    print("forbidden indeed")
"""


@pytest.mark.slow
def test_no_command_opens_a_socket(tmp_path: Path) -> None:
    arguments = {command: ARGUMENTS.get(command, []) for command in COMMANDS}
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", WITHOUT_NETWORK, json.dumps(arguments)]
    done = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, env=environment, check=False)
    codes, indeed = done.stdout.splitlines()

    assert set(json.loads(codes)) == set(COMMANDS)
    assert {command for command, code in json.loads(codes).items() if command in ARGUMENTS and code} == set(), codes
    assert indeed == "forbidden indeed"
    assert done.stderr.count("FORBIDDEN") == 1  # the one opened on purpose


@pytest.mark.slow
def test_only_what_syncs_with_a_server_knows_the_network_and_nothing_runs_what_it_reads() -> None:
    network = {"socket", "ssl", "urllib.request", "http", "ftplib", "smtplib", "xmlrpc"}
    forbidden = network | {"pickle", "marshal", "shelve"}
    for path in modules():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            if path == ROOT / "trainer/sync/server.py":
                names = [name for name in names if name not in ("socket", "ssl")]
            assert not {name for name in names if name in forbidden or name.split(".")[0] in forbidden}, path
            if isinstance(node, ast.Call):
                called = dotted_name(node.func)
                assert called not in ("eval", "exec", "compile", "os.system", "os.popen"), path
                assert "subprocess" not in called or not {"shell"} & {keyword.arg for keyword in node.keywords}, path


# --- nothing of a deck is executed -------------------------------------------------------------------------


def test_a_deck_that_means_harm_is_only_text(world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    work = tmp_path / "work"
    work.mkdir()
    monkeypatch.chdir(work)
    name = "evil; touch pwned $(touch pwned) `touch pwned`.toml"
    path = world.write_deck(EVIL, name)
    editor = tmp_path / "editor.py"
    editor.write_text("import json, sys; open('argv.json', 'w').write(json.dumps(sys.argv[1:]))\n")
    world.variables = {"EDITOR": f"{sys.executable} {editor}"}
    world.run_program = Environment.real().run_program
    world.run("decks", "--json")
    deck = next(deck["id"] for deck in json.loads(world.out) if deck["path"] == str(path))
    shown = ""
    for argv in (["cards", deck], ["check", str(path)], ["review", "--deck", deck], ["edit", f"{deck}/evil"]):
        assert world.run(*argv, typed="\n3\n") == 0
        shown += world.out + world.err
    for kind in ("csv", "json", "md", "toml", "apkg"):
        assert world.run("export", deck, "--to", str(tmp_path / f"out.{kind}")) == 0
        assert world.run("import", "--deck", f"again-{kind}", str(tmp_path / f"out.{kind}")) == 0

    assert json.loads((work / "argv.json").read_text())[-1] == str(path)
    assert not list(tmp_path.rglob("pwned"))
    assert "{{7*7}} ${HOME} %(x)s $(touch pwned)" in " ".join(shown.split())
    assert "\x1b" not in shown


# --- for its owner alone -------------------------------------------------------------------------------------


@pytest.mark.skipif(os.name != "posix", reason="Windows has no such rights")
def test_everything_in_a_home_is_for_its_owner_alone_whatever_the_umask(world: World, tmp_path: Path) -> None:
    (tmp_path / "talk.csv").write_text("question,answer\nWhy?,So.\n")
    (tmp_path / "talk.toml").write_text(DECK)
    world.run_program = lambda _: 0
    world.variables = {"EDITOR": "ed"}
    before = os.umask(0)  # any other only takes rights away from what is made
    try:
        world.run("import", str(tmp_path / "talk.csv"), str(tmp_path / "talk.toml"))
        (tmp_path / "talk.csv").write_text("question,answer\nWhy?,New.\n")
        world.run("import", str(tmp_path / "talk.csv"))
        world.run("review", "--deck", "mine", typed="\na\n3\nq\n")
        world.run("config", "new_per_day", "5")
        world.run("add", typed="What?\n\nThis.\n\n\n")
        world.run("cards", "cultural-fit", "--json")
        world.run("edit", json.loads(world.out)[0]["key"])
        world.run("backup", str(tmp_path / "then.zip"))
        world.run("backup")
        world.run("restore", str(tmp_path / "then.zip"))
        (world.home / "greenroom.db").write_bytes(b"damaged" * 1000)
        world.run("doctor", "--fix")
    finally:
        os.umask(before)
    there = [world.home, *world.home.rglob("*")]

    assert {"greenroom.db", "cache.db", "config.toml", "backups", "decks", "before"} <= {path.name for path in there}
    assert {path.name for path in there if path.stat().st_mode & 0o077} == set()
    assert (tmp_path / "then.zip").stat().st_mode & 0o077 == 0


@pytest.mark.skipif(os.name != "posix", reason="Windows has no such rights")
def test_a_file_that_is_taken_out_has_the_rights_its_user_gives(world: World, tmp_path: Path) -> None:
    world.write_deck()
    before = os.umask(0o022)
    world.run("export", "mine", "--to", str(tmp_path / "out.json"))
    os.umask(before)

    assert (tmp_path / "out.json").stat().st_mode & 0o777 == 0o644


def test_the_threat_model_is_written_down() -> None:
    text = (ROOT / "SECURITY.md").read_text(encoding="utf-8")

    assert "a deck from a stranger" in text
    assert "pip-audit" in text
