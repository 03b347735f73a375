import json
import os
import sqlite3
import subprocess
import sys
import tomllib
from collections.abc import Sequence
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
import tomli_w

from decks.library.library import BUILTIN
from tests import ROOT
from tests.terminal import DECK, World
from trainer.environment import Environment
from trainer.opening import open_home
from trainer.options.commands import COMMANDS

BUILTINS = {path.stem for path in BUILTIN.glob("*.toml")}


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path / "home")


def review_one(world: World) -> None:
    """See the first card and rate it Good."""
    world.write_deck()
    assert world.run("review", "--deck", "mine", "--limit", "1", typed="\na\n3\n\n") == 0


def test_due_tells_counts_as_json(world: World) -> None:
    world.write_deck()
    assert world.run("due", "--json") == 0
    found = json.loads(world.out)
    mine = next(deck for deck in found["decks"] if deck["id"] == "mine")

    assert set(found) == {"study_day", "due", "new", "again", "waiting", "total", "next_due", "decks"}
    assert (found["study_day"], found["due"], found["new"], found["next_due"]) == ("2026-03-02", 0, 10, None)
    assert set(mine) == {"id", "title", "due", "new", "total"}
    assert mine["total"] == 2
    assert found["total"] == sum(deck["total"] for deck in found["decks"])


def test_due_tells_a_person_in_one_line(world: World) -> None:
    world.run("config", "new_per_day", "1")
    review_one(world)
    world.run("due")
    assert world.out == "nothing to do today, next on Wed 4 Mar\n"
    world.pass_days(2)
    world.run("due")

    assert world.out == "1 due, 1 new\n"


@pytest.mark.parametrize("columns", [20, 40, 80, 200])
def test_due_wraps_at_a_terminal_and_is_one_line_in_a_pipe(world: World, columns: int) -> None:
    world.columns = columns
    world.run("interview", "set", "in 9 days", "--at", "The Extraordinarily Long Name of a Firm", "--deck", "mine")
    review_one(world)
    world.run("due")
    piped = world.out
    assert piped.count("\n") == 1
    world.interactive = True
    for _ in range(2):  # the second time, from the last answer
        world.run("due")
        assert world.out.split() == piped.split()
        assert max(map(len, world.out.splitlines())) <= columns
    for form in (["--json"], ["--format", "{interview} and {interview} in {days} days"]):
        world.run("due", *form)
        at_terminal = world.out
        world.interactive = False
        world.run("due", *form)
        assert world.out == at_terminal
        world.interactive = True


def test_a_card_copied_and_reworded_is_a_card_of_its_own(world: World) -> None:
    card = '[[cards]]\nquestion = "Why would you want this job?"\nanswer = "So."\n'
    path = world.write_deck(card)
    world.run("review", "--deck", "mine", "--limit", "1", typed="\n3\n\n")
    world.run("check", "--fix")
    path.write_text(path.read_text() + card.replace("this", "that"))
    assert world.run("cards", "mine", "--json") == 0

    assert world.err == ""
    assert [(row["key"], row["reviews"]) for row in json.loads(world.out)] == [
        ("mine/why-would-you-want-this-job", 1),
        ("mine/why-would-you-want-that-job", 0),
    ]


def test_a_card_taken_out_of_its_deck_is_not_told_to_come_due(world: World) -> None:
    world.run("config", "new_per_day", "1")
    review_one(world)
    world.write_deck('[[cards]]\nid = "why"\nquestion = "Why us?"\nanswer = "So."\n')
    world.run("due")
    assert world.out == "nothing to do today\n"
    world.run("review", "--deck", "mine")
    assert " Nothing to do today. For more new cards now: `greenroom review --new 6`.\n" in world.out
    world.write_deck()
    world.run("due")

    assert world.out == "nothing to do today, next on Wed 4 Mar\n"


def test_decks_are_listed(world: World) -> None:
    world.write_deck()
    world.write_deck("x = ", "broken.toml")
    assert world.run("decks", "--json") == 0
    found = {deck["id"]: deck for deck in json.loads(world.out)}

    assert {name for name, deck in found.items() if deck["enabled"]} == BUILTINS | {"mine"}
    assert found["mine"] == {
        "id": "mine",
        "title": "Mine",
        "kind": "technique",
        "builtin": False,
        "cards": 2,
        "unanswered": 0,
        "enabled": True,
        "path": str(world.home / "decks" / "mine.toml"),
    }
    assert all(deck["builtin"] for name, deck in found.items() if name != "mine")
    world.run("decks")
    assert "Mine (mine)" in world.out
    assert "2 cards, your own" in world.out
    assert "broken.toml:1: not valid TOML" in world.err


def test_cards_are_listed_with_their_memory(world: World) -> None:
    review_one(world)
    world.run("suspend", "mine/why")
    assert world.run("cards", "mine", "--json") == 0
    sure, why = json.loads(world.out)

    assert sure["key"] == "mine/sure"
    assert (sure["state"], sure["due"], sure["reviews"], sure["lapses"]) == ("young", "2026-03-04", 1, 0)
    assert (sure["stability"], sure["difficulty"], sure["retrievability"]) == (2.3065, 2.1181, 1.0)
    assert why == {
        "key": "mine/why",
        "question": "Why us?",
        "kind": "technique",
        "priority": "core",
        "state": "new",
        "due": None,
        "stability": None,
        "difficulty": None,
        "retrievability": None,
        "reviews": 0,
        "lapses": 0,
        "suspended": True,
        "flagged": False,
        "unanswered": False,
        "weak": False,
    }
    world.run("cards", "mine")
    assert "new, suspended" in world.out
    assert "young, due 2026-03-04" in world.out


def test_suspended_cards_wait_until_they_are_unsuspended(world: World) -> None:
    world.write_deck()
    assert world.run("suspend", "mine/sure") == 0
    world.run("suspend", "mine/sure")
    assert "already suspended" in world.out
    world.run("review", "--deck", "mine", "--limit", "1")
    assert "Why us?" in world.out
    world.run("unsuspend", "mine/sure")
    world.run("unsuspend", "mine/sure")
    assert "not suspended" in world.out
    world.run("review", "--deck", "mine", "--limit", "1")

    assert "How did you make sure?" in world.out


def test_undo_takes_back_the_last_rating_of_any_day(world: World) -> None:
    review_one(world)
    world.pass_days(2)
    world.run("review", "--deck", "mine", "--new", "0", typed="\na\n4\n\n")
    world.run("undo", "--list")
    assert world.out == "   1  Wed 4 Mar 12:00 Easy mine/sure\n   2  Mon 2 Mar 12:00 Good mine/sure\n"
    assert world.run("undo") == 0
    assert world.out == "Undone: Wed 4 Mar 12:00 Easy mine/sure. It is due on Wed 4 Mar again.\n"
    assert world.run("undo") == 0
    assert world.out.endswith("The card is new again.\n")
    assert world.run("undo") == 1

    assert world.err == "greenroom: There is nothing to undo. `greenroom` starts a review.\n"


def test_settings_are_shown_set_and_kept(world: World) -> None:
    assert world.run("config") == 0
    assert "desired_retention = 0.9 " in world.out
    assert str(world.home) in world.out
    assert world.run("config", "new_per_day", "3") == 0
    assert world.run("config", "new_per_day") == 0
    assert world.out == "3\n"
    (world.home / "config.toml").write_text('theirs = "kept"\nnew_per_day = 4\n')
    assert world.run("config", "desired_retention", "0.95") == 0

    assert (world.home / "config.toml").read_text() == 'theirs = "kept"\nnew_per_day = 4\ndesired_retention = 0.95\n'


@pytest.mark.parametrize(
    ("argv", "sentence"),
    [
        (["config", "new_per_dya", "3"], 'There is no setting "new_per_dya". Did you mean "new_per_day"?'),
        (["config", "nothing"], 'There is no setting "nothing"'),
        (["config", "new_per_day", "many"], '"many" is not a number'),
        (["config", "desired_retention", "2"], "desired_retention = 2.0 is not between 0.70 and 0.97"),
        (["cards", "mien"], 'There is no deck "mien". Did you mean "mine"?'),
        (["edit", "mine/sur"], 'There is no card "mine/sur". Did you mean "mine/sure"?'),
        (["suspend", "mine"], 'There is no card "mine"'),
        (["review", "--deck", "none"], 'There is no deck "none"'),
        (["stats", "--deck", "none"], 'There is no deck "none"'),
        (["import", "cards.xyz"], "cards.xyz: is not in a format greenroom reads"),
        (["add", "--deck", "No Slug"], '"No Slug" is not a slug'),
        (["edit", "mine/sure"], "No editor was found"),
    ],
)
def test_what_cannot_be_done_is_one_sentence(
    world: World, argv: list[str], sentence: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "")
    world.write_deck()

    assert world.run(*argv) == 1
    assert world.err.startswith(f"greenroom: {sentence}") or sentence in world.err
    assert world.err.count("\n") == 1
    assert world.out == ""


@pytest.mark.parametrize(
    ("argv", "sentence"),
    [
        (["reviw"], 'There is no command "reviw". Did you mean "review"? `greenroom help` lists them.'),
        (["qqq"], 'There is no command "qqq". `greenroom help` lists them.'),
        (["sus"], 'There is no command "sus". Did you mean "suspend"?'),
        (["STATS"], 'There is no command "STATS". Did you mean "stats"?'),
        (["help", "reviw"], 'There is no command "reviw". Did you mean "review"?'),
        (["interview", "shwo"], 'There is no action "shwo". Did you mean "show"? `greenroom interview --help`'),
        (["interview", "--mintues", "9", "set", "fri"], 'There is no option "--mintues". `greenroom interview --help`'),
        (["interview", "set", "fri", "--mintues=9"], 'Did you mean "--minutes"? `greenroom interview set --help`'),
        (["--mintues", "9"], 'Did you mean "--minutes"? `greenroom review --help` lists them.'),
        (["add", "--foo"], 'There is no option "--foo". `greenroom add --help` lists them.'),
        (["due", "-x\x1b[2J"], 'There is no option "-x'),
        (["due", "now"], '"now" is one word too many. See `greenroom due --help`.'),
        (["--home"], "--home needs a value. See `greenroom --help`"),
        (["due", "--json=yes"], "--json takes no value. See `greenroom due --help`"),
        (["export"], "--to FILE is missing: its extension sets the format (toml, csv, tsv, md, json, apkg)."),
        (["stats", "--all", "--json"], "--json and --all cannot go together."),
        (["mock", "--manner", "clumzy"], 'there is no "clumzy". Did you mean "clumsy"? Choose from friendly, silent'),
        (["review", "--minutes", "x"], '"x" is not a whole number from 1 to 1440'),
        (["review", "--limit", "0"], '"0" is not a whole number from 1 to 100000'),
        (["due", "--nothing"], 'There is no option "--nothing"'),
        (["completion", "ksh"], 'there is no "ksh"'),
    ],
)
def test_wrong_usage_is_told_and_is_exit_code_2(world: World, argv: list[str], sentence: str) -> None:
    assert world.run(*argv) == 2
    assert sentence in world.err
    assert world.err.startswith("greenroom: ")
    assert world.err.count("\n") == 1
    assert "\x1b" not in world.err
    assert world.out == ""
    assert sum(command in world.err for command in COMMANDS) < 6  # no wall of choices


@pytest.mark.parametrize(
    "content", ["x = ", 'new_per_day = "three"', "new_per_day = true", "new_per_day = -1", b"\xff"]
)
def test_bad_settings_are_said_once_and_have_their_defaults(world: World, content: str | bytes) -> None:
    world.write_deck()
    path = world.home / "config.toml"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())

    for argv in (["due"], ["review"], ["config"], ["simulate", "--days", "7"]):
        assert world.run(*argv) == 0
        assert world.err.count("default is used") == 1
        assert world.err.count("\n") == 1
    assert path.read_bytes() == (content if isinstance(content, bytes) else content.encode())


def test_a_setting_that_can_be_used_is_used_beside_one_that_cannot(world: World) -> None:
    (world.home).mkdir(parents=True)
    (world.home / "config.toml").write_text('keys = "x"\nnew_per_day = 3\nminutes_per_day = 1e999\n')

    assert world.run("config", "new_per_day") == 0
    assert world.out == "3\n"
    assert "and 1 more wrong; defaults are used" in world.err


def test_settings_are_shown_as_toml_that_reads_back_and_controls_no_terminal(world: World) -> None:
    folder = 'C:\\Users\\"Bo"\t\x1b[2J\x9b1m\r\n'
    world.home.mkdir()
    (world.home / "config.toml").write_text(
        tomli_w.dumps({"speech_model": folder, "packs": [folder]}), "utf-8", newline=""
    )

    assert world.run("config") == 0

    assert world.out.replace("\n", "").isprintable()
    shown = tomllib.loads(world.out)
    assert (shown["speech_model"], shown["packs"]) == (folder, [folder])


def test_settings_that_cannot_be_read_or_written_are_told(world: World) -> None:
    (world.home / "config.toml.new").mkdir(parents=True)
    assert world.run("config", "new_per_day", "3") == 1
    assert "cannot be written" in world.err
    (world.home / "config.toml").mkdir()
    assert world.run("config", "new_per_day", "3") == 1
    assert "cannot be read (it is a folder, not a file)" in world.err


def test_a_home_that_is_a_file_is_one_sentence(world: World, tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    assert world.run("due", "--home", str(tmp_path / "file")) == 1
    assert "cannot be used" in world.err
    if os.name == "posix":  # on Windows, the folders of all users are beside each other
        assert world.run("due", "--home", "~no-such-user/x") == 1
        assert "The folder ~no-such-user/x cannot be used (there is no such user). " in world.err


@pytest.mark.skipif(os.name == "nt", reason="Windows has no modes; the home is in the user's own profile")
def test_a_home_is_made_for_its_owner_alone(world: World, tmp_path: Path) -> None:
    world.run("--home", str(tmp_path / "other"), "due")

    assert (tmp_path / "other").stat().st_mode & 0o777 == 0o700


def test_the_home_comes_from_the_environment_or_the_platform(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    env = Environment.real()
    monkeypatch.setenv("GREENROOM_HOME", str(tmp_path / "named"))
    assert open_home(env, None).path == tmp_path / "named"
    monkeypatch.delenv("GREENROOM_HOME")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "xdg"))
    assert open_home(env, None).path.name == "greenroom"


@pytest.mark.parametrize("command", ["due", "review", "stats", "undo", "decks"])
def test_a_garbage_database_is_one_sentence(world: World, command: str) -> None:
    world.write_deck()
    (world.home / "greenroom.db").write_text("this is no database, and it is long enough to be read as one" * 100)

    assert world.run(command) == 1
    assert "is not a working greenroom database" in world.err


@pytest.mark.parametrize("columns", [20, 40, 80, 200])
@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_no_line_of_help_is_wider_than_the_terminal(world: World, command: str, columns: int) -> None:
    world.columns = columns
    assert world.run(*filter(None, [command]), "--help") == 0

    wide = [line.split() for line in world.out.split("\n") if len(line) > columns]
    assert all(len(words) == 1 for words in wide)  # a word may be longer than a terminal of 20
    assert not wide or columns == 20


def test_a_notice_at_a_terminal_cuts_no_word_in_two(world: World) -> None:
    world.interactive, world.columns = True, 40
    home = open_home(env := world.environment(), None)
    home.notice("skill-acquisition is now your own deck, and updates of the built-in one no longer change it.")

    assert isinstance(env.stderr, StringIO)
    assert env.stderr.getvalue() == (
        " skill-acquisition is now your own deck,\n and updates of the built-in one no\n longer change it.\n"
    )


@pytest.mark.parametrize("editor", ["none-such", "'unbalanced"])
def test_an_editor_that_cannot_be_run_is_told(world: World, editor: str) -> None:
    world.write_deck()
    world.variables = {"EDITOR": editor}

    assert world.run("edit", "mine/sure") == 1
    assert world.err.endswith("could not be run. Set VISUAL or EDITOR to the editor you use.\n")


def test_stats_without_reviews_say_what_to_do(world: World) -> None:
    assert world.run("stats") == 0
    assert world.out == "No reviews yet. Start with `greenroom`.\n"


def test_stats_tell_retention_and_what_is_coming(world: World) -> None:
    review_one(world)
    world.pass_days(2)
    world.run("review", "--deck", "mine", "--new", "0", typed="\na\n1\n\na\n3\n\n")
    assert world.run("stats") == 0
    assert "streak 1 · longest 1" in world.out
    assert "today             0/1   0 %" in world.out
    assert "Due    0 now · 1 tomorrow · 1 in 7 days" in world.out
    assert world.run("stats", "--json", "--deck", "mine") == 0
    found = json.loads(world.out)

    assert {
        "study_day",
        "reviews",
        "minutes",
        "streak",
        "true_retention",
        "buttons",
        "forecast",
        "calendar",
        "decks",
    } <= set(found)
    assert found["reviews"] == 3
    assert found["true_retention"]["week"]["all"] == {"passed": 0, "failed": 1, "rate": 0.0}
    assert found["buttons"] == {"again": 1, "hard": 0, "good": 2, "easy": 0}
    assert found["streak"] == {"current": 1, "longest": 1}
    assert len(found["forecast"]) == 30
    assert [deck["id"] for deck in found["decks"]] == ["mine"]
    world.run("stats", "--json")
    assert {deck["id"] for deck in json.loads(world.out)["decks"]} == BUILTINS | {"mine"}


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish", "tcsh", "powershell"])
def test_a_completion_script_names_the_commands(world: World, shell: str) -> None:
    assert world.run("completion", shell) == 0
    assert all(command in world.out for command in COMMANDS)


def test_completion_knows_decks_and_cards(world: World) -> None:
    world.write_deck()
    world.run("completion", "--list", "decks")
    assert "mine" in world.out.split()
    world.run("completion", "--list", "cards")
    assert {"mine/sure", "mine/why"} <= set(world.out.split())
    world.run("completion", "bash")
    assert "greenroom completion --list cards" in world.out
    assert world.run("completion") == 2
    assert "Name one" in world.err


@pytest.mark.skipif(sys.platform == "win32", reason="there is no bash")
def test_bash_completes_decks_cards_and_commands(world: World, tmp_path: Path) -> None:
    world.write_deck()
    world.run("completion", "bash")
    script = tmp_path / "completion.bash"
    script.write_text(
        f'greenroom() {{ {sys.executable} -m trainer --home {world.home} "$@"; }}\n{world.out}\n'
        'for words in "cards mi" "edit mine/" "sta" "review --deck mi" "review --card mine/w" "cards --fl" "help revi"'
        ' "config minu" "add --kind sto" "due --no"; do\n'
        "  COMP_WORDS=(greenroom $words); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); COMPREPLY=()\n"
        "  _shtab_greenroom; echo ${COMPREPLY[@]}\n"
        "done\n"
    )
    shown = subprocess.run(["/bin/bash", script], capture_output=True, text=True, check=True)

    assert shown.stdout.splitlines() == [
        *("mine", "mine/sure mine/why", "stats", "mine", "mine/why", "--flagged", "review"),
        *("minutes_per_day", "story", "--notify"),
    ]


@pytest.mark.parametrize(
    ("shell", "place"),
    [
        ("bash", ".local/share/bash-completion/completions/greenroom"),
        ("zsh", ".local/share/zsh/site-functions/_greenroom"),
        ("fish", ".config/fish/completions/greenroom.fish"),
    ],
)
def test_completion_is_set_up_for_the_shell_in_use(world: World, tmp_path: Path, shell: str, place: str) -> None:
    world.variables = {"HOME": str(tmp_path), "SHELL": f"/usr/bin/{shell}"}

    for _ in range(2):  # again after an upgrade, say
        assert world.run("completion", "--install") == 0
        assert str(tmp_path / place) in world.out
    assert f"greenroom completion {shell}" in (tmp_path / place).read_text()


def test_completion_is_set_up_in_no_file_of_somebody_else(world: World, tmp_path: Path) -> None:
    world.variables = {"HOME": str(tmp_path), "BASH_COMPLETION_USER_DIR": str(tmp_path / "mine")}
    path = tmp_path / "mine" / "completions" / "greenroom"
    path.parent.mkdir(parents=True)
    path.write_text("complete -W 'red green' greenroom\n")

    assert world.run("completion", "bash", "--install") == 1
    assert "already there, and isn't greenroom's" in world.err
    assert path.read_text() == "complete -W 'red green' greenroom\n"


@pytest.mark.parametrize(("shell", "told"), [("/bin/tcsh", "tcsh has no folder"), ("", "which shell you use")])
def test_completion_that_cannot_be_set_up_says_what_to_do(world: World, shell: str, told: str) -> None:
    world.variables = {"SHELL": shell}
    assert world.run("completion", "--install") == 1
    assert told in world.err
    assert "Name bash, zsh or fish" in world.err


@pytest.mark.skipif(sys.platform == "win32", reason="there is no bash")
def test_the_completion_set_up_for_bash_completes(world: World, tmp_path: Path) -> None:
    world.variables = {"HOME": str(tmp_path)}
    world.run("completion", "bash", "--install")
    script = tmp_path / "tab.bash"
    script.write_text(
        f'greenroom() {{ {sys.executable} -m greenroom --home {world.home} "$@"; }}\n'
        f". {tmp_path}/.local/share/bash-completion/completions/greenroom\n"
        "COMP_WORDS=(greenroom sta); COMP_CWORD=1; COMPREPLY=(); _shtab_greenroom; echo ${COMPREPLY[@]}\n"
    )
    assert subprocess.run(["/bin/bash", script], capture_output=True, text=True, check=True).stdout == "stats\n"


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_and_is_in_the_guide(world: World, command: str) -> None:
    guide = [ROOT / "README.md", *(ROOT / "docs").glob("*.md")]
    assert world.run(command, "--help") == 0
    assert "usage: greenroom" in world.out
    assert any(f"greenroom {command}" in page.read_text(encoding="utf-8") for page in guide)


def test_help_lists_all_commands(world: World) -> None:
    assert world.run("optimize", "--help") == 0
    assert "Your data:" not in world.out  # the heading of the command `undo`, not of an option
    assert world.run("--help") == 0
    assert "\n Your data:\n  undo " in world.out
    assert all(command in world.out for command in COMMANDS)
    assert world.run("--version") == 0


def test_what_nobody_foresaw_is_one_sentence_too(world: World) -> None:
    review_one(world)
    with sqlite3.connect(world.home / "greenroom.db") as database:
        database.execute("UPDATE memories SET stability = -1")
    database.close()
    assert world.run("cards", "mine") == 1
    assert "Something unexpected went wrong (ValueError:" in world.err
    world.variables = {"GREENROOM_DEBUG": "1"}

    with pytest.raises(ValueError, match="is not between"):
        world.run("cards", "mine")


def test_a_command_can_be_interrupted(world: World) -> None:
    world.write_deck()

    def interrupt(_: Sequence[str]) -> int:
        raise KeyboardInterrupt

    world.run_program = interrupt
    world.variables = {"EDITOR": "ed"}

    assert world.run("edit", "mine/sure") == 130


def start(
    *argv: str, home: Path, code: str = "from trainer.__main__ import run; run()"
) -> subprocess.CompletedProcess[str]:
    measured = ("COV", "PYTEST")  # coverage measurement loads modules of its own
    environment = {name: value for name, value in os.environ.items() if not name.startswith(measured)}
    environment["GREENROOM_HOME"] = str(home)
    command = [sys.executable, "-c", code, *argv]
    return subprocess.run(command, capture_output=True, text=True, env=environment, cwd=ROOT, check=False, input="")


@pytest.mark.skipif(sys.platform == "win32", reason="there is no bash")
def test_a_reader_that_has_gone_is_no_traceback(tmp_path: Path) -> None:
    command = f"{sys.executable} -m trainer --home {tmp_path} decks | true; echo ${{PIPESTATUS[0]}}"
    done = subprocess.run(["/bin/bash", "-c", command], capture_output=True, text=True, cwd=ROOT, check=False)

    assert done.stderr == ""
    assert done.stdout.strip() in {"0", "1"}


def test_due_loads_nothing_it_does_not_need(tmp_path: Path) -> None:
    start("due", home=tmp_path)
    listing = (
        "import sys\nfrom trainer.cli import main\nfrom trainer.environment import Environment\n"
        "code = main(['due', '--json'], Environment.real())\nprint(*sys.modules, file=sys.stderr)\n"
    )
    loaded = set(start(home=tmp_path, code=listing).stderr.split())
    heavy = {"prompt_toolkit", "hypothesis", "fsrs", "wcwidth", "tomllib", "platformdirs", "subprocess", "shtab"}

    assert not loaded & (
        heavy
        | {"decks.toml.read", "decks.model.fields", "cards.card", "scheduler.fsrs.memory", "scheduler.planning.session"}
    )


def test_output_in_a_narrow_encoding_does_not_fail(tmp_path: Path) -> None:
    world = World(tmp_path)
    world.write_deck(DECK.replace("Why us?", "Why \u4e2d?"))
    environment = {**os.environ, "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    command = [sys.executable, "-m", "trainer", "--home", str(tmp_path)]
    for argv in (["cards", "mine"], ["cards", "mine", "--json"], ["review", "--deck", "mine"]):
        done = subprocess.run([*command, *argv], capture_output=True, env=environment, cwd=ROOT, check=False, input=b"")
        assert done.returncode == 0, done.stderr
        assert done.stdout.isascii()


def test_the_clock_may_go_back(world: World) -> None:
    review_one(world)
    world.now -= timedelta(days=40)
    assert world.run("due", "--json") == 0
    assert world.run("review", "--deck", "mine", typed="\n3\n\n") == 0
    assert world.run("stats", "--json") == 0

    assert json.loads(world.out)["reviews"] == 2


def test_a_key_point_without_words_is_no_key_point(world: World) -> None:
    assert world.run("add", typed="Why?\n!\n! \nreal\n\n\n\n\n") == 0
    assert world.run("check") == 0


def test_a_bad_setting_can_be_mended_by_setting_it(world: World) -> None:
    world.write_deck()
    (world.home / "config.toml").write_text("new_per_day = -4\n")
    assert world.run("config", "new_per_day", "5") == 0
    assert world.run("due") == 0


def test_a_piped_answer_keeps_its_letters_in_any_locale(tmp_path: Path) -> None:
    typed = "Wozu Größe?\n\nWegen \udcff Łódź\n\n\n\n\n\n\n".encode("utf-8", "surrogateescape")
    locale = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "PYTHONIOENCODING": ""}
    command = [sys.executable, "-m", "trainer", "--home", str(tmp_path / "home"), "add"]
    done = subprocess.run(command, input=typed, env=os.environ | locale, capture_output=True, check=False)

    assert done.returncode == 0, done.stderr
    (deck,) = (tmp_path / "home" / "decks").glob("*.toml")
    text = deck.read_text(encoding="utf-8")
    assert "Wozu Größe?" in text
    assert "Wegen \ufffd Łódź" in text


@pytest.mark.skipif(sys.platform == "win32", reason="there is no bash; Windows can't start a program without streams")
@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-"])
def test_closed_streams_are_no_traceback(tmp_path: Path, closed: str) -> None:
    command = f"{sys.executable} -m trainer --home {tmp_path} due {closed}"
    done = subprocess.run(["/bin/bash", "-c", command], capture_output=True, text=True, cwd=ROOT, check=False)

    assert done.returncode == 0
    assert "Traceback" not in done.stderr


def test_the_options_of_a_review_need_no_command(world: World) -> None:
    world.write_deck()

    assert world.run("--deck", "mine", "--limit", "1") == 0
    assert "1 of 1 - Mine" in world.out


@pytest.mark.parametrize("home", [["--home", "{}"], ["--home={}"], []])
def test_the_home_may_be_named_before_the_options_of_a_review_and_after_a_command(
    world: World, home: list[str]
) -> None:
    world.write_deck()
    named = [word.format(world.home) for word in home]
    assert world.run(*named, "--deck", "mine", "--limit", "1", typed="\na\n3\n\n") == 0
    assert "1 of 1" in world.out
    assert world.run("due", *named) == 0
    assert world.run(*named, "due", "--json") == 0


@pytest.mark.parametrize(
    ("command", "typed", "shown"),
    [
        (["suspend"], "2\n", "mine/why is suspended"),
        (["unsuspend"], "\n", "There is nothing to choose from"),  # none is suspended
        (["suspend"], "zzz\nmine/sure\n", "mine/sure is suspended"),
        (["edit"], "why us\n", "mine"),
        (["answers", "--edit"], "why us\n", "mine"),
        (["export", "--to", "{}/x.toml"], "mine\n", "Wrote 2 cards of Mine"),
        (["edit"], "q\n", "Nothing was chosen."),
        (["restore"], "1\n", "Restored"),
        (["story", "edit"], "late\n", "Nothing was changed in"),
    ],
)
def test_at_a_terminal_what_was_left_out_can_be_chosen(
    world: World, tmp_path: Path, command: list[str], typed: str, shown: str
) -> None:
    world.write_deck()
    (world.home / "stories.toml").write_text('[[stories]]\nid = "late"\ntitle = "Late"\n')
    world.run("backup")
    world.interactive, world.variables = True, {"GREENROOM_PLAIN": "1", "EDITOR": "true"}
    world.run_program = lambda _: 0
    world.run(*(word.format(tmp_path) for word in command), typed=typed)

    assert shown in world.out + world.err


@pytest.mark.parametrize(
    "command", [["suspend"], ["edit"], ["answers", "--edit"], ["export", "--to", "x.toml"], ["restore"]]
)
def test_in_a_pipe_nothing_is_chosen(world: World, command: list[str]) -> None:
    world.write_deck()
    assert world.run(*command, typed="1\n") == 2
    assert "is missing. `greenroom" in world.err
    assert world.out == ""


@pytest.mark.parametrize("columns", [20, 40])
def test_an_error_at_a_terminal_cuts_no_word_in_two(world: World, columns: int) -> None:
    world.interactive, world.columns = True, columns
    world.run("reveiw")

    assert " ".join(world.err.split()).startswith('greenroom: There is no command "reveiw". Did you mean "review"?')
    assert all(len(line) <= columns for line in world.err.splitlines())


def test_help_of_a_command_is_the_same_by_either_name(world: World) -> None:
    for words in ([], ["cards"], ["interview", "set"], ["help"]):
        world.run(*words, "--help")
        by_option = world.out
        assert world.run("help", *words) == 0
        assert world.out == by_option
        assert world.err == ""


def test_a_card_is_known_by_its_id_alone_if_only_one_deck_has_it(world: World) -> None:
    world.write_deck()
    assert world.run("suspend", "why") == 0
    assert world.out == "mine/why is suspended: you won't be asked it until you unsuspend it.\n"
    world.write_deck(DECK.replace('id = "mine"', 'id = "other"'), "other.toml")

    for command in (["suspend", "why"], ["edit", "why"], ["answers", "why"]):
        assert world.run(*command) == 1
        assert world.err == 'greenroom: Several cards are called "why". Say which: mine/why or other/why.\n'


def test_a_limit_counts_the_cards_asked_once_more(world: World) -> None:
    world.write_deck()
    world.run("review", "--deck", "mine", "--limit", "1", typed="\n\n1\nq\n")
    world.run("review", "--deck", "mine", "--limit", "1")

    assert "1 of 1 - Mine - must - once more" in world.out


def test_ids_are_not_inserted_into_a_format_that_cannot_be_read(world: World, tmp_path: Path) -> None:
    path = tmp_path / "deck.toml"
    path.write_text('format = 2\n[[cards]]\nquestion = "a"\nanswer = "b"\n')
    before = path.read_text()

    assert world.run("check", "--fix", str(path)) == 1
    assert path.read_text() == before


def test_due_counts_what_is_to_be_asked_once_more(world: World) -> None:
    world.write_deck()
    world.run("review", "--deck", "mine", "--limit", "1", typed="\n\n1\nq\n")
    world.run("due")

    assert world.out == "0 due, 9 new, 1 to repeat\n"
