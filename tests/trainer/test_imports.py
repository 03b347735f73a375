"""What each command may import, because start-up is most of what a short command costs."""

import os
import subprocess
import sys
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests import ROOT
from tests.learners import write_log
from tests.terminal import World
from trainer.options.commands import COMMANDS

# Packages that are optional or for tests, and py-fsrs, which only a rating needs. No other command waits for them.
EXTRAS = {"fsrs", "fsrs_rs_python", "zstandard", "codespell_lib", "icalendar", "anki", "psycopg", "hypothesis"} | {
    "numpy", "miniaudio", "ctranslate2", "trainer.speech", "pypdf", "docx", "lxml",
    "mcp", "trainer.mcp", "trainer.coach",
}  # fmt: skip
WATCHED = EXTRAS | {
    "prompt_toolkit", "asyncio", "markdown_it", "platformdirs", "shtab", "subprocess", "tomli_w", "tomllib", "wcwidth",
    "sqlite3", "json", "cards.card", "decks.toml.read", "decks.library.library", "scheduler.fsrs.memory",
    "scheduler.planning.session", "scheduler.planning.optimizer", "scheduler.planning.simulation",
}  # fmt: skip
# Defining a dataclass takes a millisecond, and `dataclasses` imports `inspect`; `statistics` imports fractions.
SLOW = {"dataclasses", "inspect", "statistics", "decimal", "shutil", "difflib"}
# What a review loads with the first answer or its rating.
LATE_IN_A_REVIEW = {
    f"trainer.review.{module}"
    for module in (
        "coach",
        "own_words",
        "spoken_answers",
        "dictation",
        "summary",
        "second_answer",
        "diff",
        "drafting",
        "own_answer_writer",
        "attempt",
    )
}
# Each prints the modules that were imported after Python's own start.
LIST = """
import sys
there = {*sys.modules}
from io import StringIO
from trainer.cli import main
from trainer.environment import Environment
code = main(sys.argv[1:], Environment.real())
print(*sys.modules.keys() - there, file=sys.stderr)
sys.exit(code)
"""
AT_FIRST_QUESTION = """
import sys
there = {*sys.modules}
from io import StringIO
from trainer.cli import main
from trainer.environment import Environment
class Leaving(StringIO):
    def readline(self, *_):
        print(*sys.modules.keys() - there, file=sys.stderr)
        sys.stderr.flush()
        import os
        os._exit(0)
main(sys.argv[1:], Environment.real()._replace(stdin=Leaving()))
"""
QUESTION_SHOWN = """
import sys
there = {*sys.modules}
from io import StringIO
from trainer.cli import main
from trainer.environment import Environment
class Showing(StringIO):
    def write(self, text):
        if "?" in text and "1 of" in text:
            print(*sys.modules.keys() - there, file=sys.stderr)
            sys.stderr.flush()
            import os
            os._exit(0)
        return len(text)
main(sys.argv[1:], Environment.real()._replace(stdout=Showing()))
"""
DATA = {"sqlite3", "decks.library.library", "json"}
FILES = DATA | {"cards.card", "decks.toml.read", "tomllib", "tomli_w"}
FIGURES = DATA | {"scheduler.fsrs.memory", "wcwidth"}
MAY_LOAD: dict[tuple[str, ...], set[str]] = {
    ("--help",): set(),
    ("--version",): set(),
    ("help", "due"): set(),
    ("config",): {"tomllib"},
    ("due",): DATA,
    ("due", "--json"): DATA,
    ("due", "--format", "{{todo}} {{minutes}} {{musts}} {{streak}}"): DATA,
    ("decks",): DATA | {"wcwidth"},
    ("cards", "mine", "--json"): FIGURES | {"cards.card", "decks.toml.read"},
    ("cards", "--find", "us"): FIGURES | {"cards.card", "decks.toml.read", "tomllib"},
    ("stats",): FIGURES | {"cards.card"},
    ("stats", "--json"): FIGURES | {"cards.card"},
    ("undo", "--list"): DATA | {"scheduler.fsrs.memory", "wcwidth"},
    ("undo",): FIGURES | {"cards.card", "tomllib", "decks.toml.read"},
    ("suspend", "mine/why"): DATA | {"cards.card"},
    ("check", "mine"): DATA | {"tomllib", "tomli_w", "cards.card", "decks.toml.read", "wcwidth"},
    ("optimize", "--dry-run"): FIGURES | {"scheduler.planning.optimizer"},
    ("simulate", "--deck", "mine", "--days", "7"): FIGURES | {"scheduler.planning.simulation"},
    ("review", "--plain", "--deck", "mine"): FIGURES | {"cards.card", "scheduler.planning.session"},
    ("review", "--plain", "--card", "why"): FIGURES | {"cards.card", "scheduler.planning.session"},
    ("unsuspend", "mine/why"): DATA | {"cards.card"},
    ("import", "{new}/one.csv"): FILES | {"scheduler.fsrs.memory"},
    ("import", "{new}/one.toml"): FILES,
    ("import", "{new}/one.md"): FILES | {"scheduler.fsrs.memory", "markdown_it"},
    ("export", "mine", "--to", "{new}/out.toml"): FILES,
    ("export", "mine", "--to", "{new}/out.csv"): FILES,
    ("export", "mine", "--to", "{new}/out.json"): FILES,
    ("export", "mine", "--to", "{new}/out.apkg"): FILES | {"scheduler.fsrs.memory"},
    ("mock", "--plain"): FIGURES | {"cards.card", "scheduler.planning.session"},
    ("answers",): DATA | {"cards.card", "wcwidth"},
    ("story", "list"): FILES | {"wcwidth"},
    ("speech", "status"): DATA
    | {"cards.card", "wcwidth", "miniaudio", "numpy", "trainer.speech", "subprocess", "tomllib"},
    ("mcp", "list"): FIGURES | FILES | {"trainer.mcp"},
    ("recordings",): {"tomllib", "wcwidth", "trainer.speech"},
    ("sheet",): FILES - {"tomli_w"} | {"wcwidth"},
    ("prepare", "{new}/advert.txt"): FIGURES | {"cards.card", "decks.toml.read", "tomllib", "tomli_w"},
    ("interview", "show"): DATA | {"cards.card", "wcwidth"},
    ("backup", "{new}/backup.zip"): FILES - {"decks.library.library", "tomli_w"},
    ("backup", "--list"): FILES - {"decks.library.library", "tomli_w"} | {"wcwidth"},
    ("sync", "--status"): DATA,
    ("completion", "bash"): {"shtab", "tomllib", "json"},  # Python 3.13: shtab asks importlib.metadata
    ("completion", "--list", "decks"): DATA,
    ("doctor",): FILES | {"scheduler.fsrs.memory", "wcwidth"},  # which finds that the log was not written by greenroom
}


QUICK = {"--help", "due", "stats", "review"}  # the others start a process each, too, but are waited for less often


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("home")
    world = World(home)
    world.write_deck()
    write_log(home, [("mine", "sure", 3, "2026-03-02", 1), ("mine", "sure", 3, "2026-03-05", 2)])
    world.run("decks")  # all decks are read once, and then known
    for command in ("suspend", "unsuspend"):  # the first write of the day makes its backup
        loaded_by(LIST, home, [command, "mine/why"])
    return home


@pytest.fixture(scope="module")
def new(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a card in several formats."""
    folder = tmp_path_factory.mktemp("new")
    (folder / "one.csv").write_text("question,answer\nWhy?,So.\n")
    (folder / "one.toml").write_text('[[cards]]\nquestion = "Why?"\nanswer = "So."\n')
    (folder / "one.md").write_text("# Why?\n\nSo.\n")
    (folder / "advert.txt").write_text("You will lead a team.\n")
    return folder


@pytest.mark.parametrize(
    "argv",
    [argv if argv[0] in QUICK else pytest.param(argv, marks=pytest.mark.slow) for argv in MAY_LOAD],
    ids=" ".join,
)
def test_a_command_loads_only_what_it_needs(home: Path, new: Path, argv: Sequence[str]) -> None:
    named = [word.format(new=new) for word in argv]

    assert loaded_by(LIST, home, named) & WATCHED <= MAY_LOAD[tuple(argv)]


def test_what_every_command_may_load_is_told() -> None:
    of_their_own = {"restore", "add", "edit", "demo", "hub"}  # these ask, open an editor, or need a server

    assert {argv[0] for argv in MAY_LOAD} >= COMMANDS.keys() - of_their_own


def test_a_restore_loads_only_what_it_needs(tmp_path: Path) -> None:
    world = World(tmp_path / "home")
    world.write_deck()
    world.run("backup", str(tmp_path / "backup.zip"))

    loaded = loaded_by(LIST, world.home, ["restore", str(tmp_path / "backup.zip")])
    assert loaded & WATCHED <= FILES | {"scheduler.fsrs.memory"}


def test_after_an_interview_is_set_its_commands_load_only_what_they_need(tmp_path: Path) -> None:
    world = World(tmp_path / "home")
    world.write_deck()
    today = datetime.now(UTC).date()
    dates = [today - timedelta(days=2), today + timedelta(days=9)]
    entries = "".join(f'[[interviews]]\ndate = {day}\nid = "{day}"\n' for day in dates)
    (world.home / "interviews.toml").write_text(entries)
    world.run("due")
    loaded_by(LIST, world.home, ["suspend", "mine/why"])  # the first write of the day makes its backup

    calendar = loaded_by(LIST, world.home, ["interview", "export", "--ics", str(tmp_path / "x.ics")])
    assert calendar & WATCHED <= {"icalendar", "tomllib"} | FILES
    assert "sqlite3" not in calendar
    result = loaded_by(LIST, world.home, ["interview", "result", "next"])
    assert result & WATCHED <= FIGURES | FILES


@pytest.mark.parametrize(
    "argv",
    [("--help",), ("due",), ("due", "--json"), ("due", "--format", "{todo} {minutes}"), ("config",)],
    ids=" ".join,
)
def test_a_short_command_loads_nothing_that_takes_long_to_build(home: Path, argv: Sequence[str]) -> None:
    assert not loaded_by(LIST, home, argv) & SLOW - ({"shutil"} if argv == ("--help",) else set())


def test_the_first_question_waits_for_nothing_that_only_an_answer_needs(home: Path) -> None:
    loaded = loaded_by(AT_FIRST_QUESTION, home, ["review", "--plain", "--deck", "mine"])

    assert not loaded & SLOW - {"shutil"}  # which measures the terminal
    later = (
        "scheduler.stats",
        "scheduler.mock.draw",
        "trainer.interview",
        "trainer.stats",
        "trainer.files.editing",
        "trainer.files.editor",
        "cards.story",
        "cards.competencies",
        "decks.vocabulary",
        "cards.timing",
    )
    assert not {name for name in loaded if name.startswith(later)}
    assert not loaded & LATE_IN_A_REVIEW
    assert "trainer.review.loop" in loaded


def test_a_recorded_review_loads_nothing_of_speech_before_its_question_is_shown(home: Path) -> None:
    loaded = loaded_by(QUESTION_SHOWN, home, ["review", "--plain", "--deck", "mine", "--record"])

    assert "trainer.review.spoken_answers" in loaded
    assert not loaded & {"trainer.speech", "miniaudio", "ctranslate2", "numpy", "subprocess"}


def test_a_review_that_syncs_loads_nothing_of_it_before_its_question_is_shown(tmp_path: Path) -> None:
    world = World(tmp_path / "home")
    world.write_deck()
    (tmp_path / "shared").mkdir()
    world.run("sync", str(tmp_path / "shared"))
    world.run("config", "sync.auto", "true")
    for script in (QUESTION_SHOWN, AT_FIRST_QUESTION):
        loaded = loaded_by(script, world.home, ["review", "--plain", "--deck", "mine"])

        assert not {name for name in loaded if name.startswith("trainer.sync")}
        assert not loaded & {"subprocess", "psycopg"}


def test_with_an_interview_ahead_the_first_question_waits_for_no_more_than_its_plan(tmp_path: Path) -> None:
    world = World(tmp_path)
    world.write_deck()
    world.run("due")
    later = datetime.now(UTC).date() + timedelta(days=9)
    (tmp_path / "interviews.toml").write_text(f"[[interviews]]\ndate = {later}\n")
    loaded = loaded_by(AT_FIRST_QUESTION, tmp_path, ["review", "--plain", "--deck", "mine"])

    assert not loaded & SLOW - {"shutil", "dataclasses", "inspect"}  # the memory that FSRS has of a card is one
    assert "trainer.interview.plan" in loaded
    assert not loaded & {"scheduler.planning.forecast", "trainer.interview.readiness", "trainer.debrief.loop"}


def loaded_by(script: str, home: Path, argv: Sequence[str]) -> set[str]:
    command = [sys.executable, "-c", script, "--home", str(home), *argv]
    # Measuring coverage imports modules of its own.
    environment = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE_PROCESS")}
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False, input="", env=environment)

    assert done.returncode == int("doctor" in argv and os.name == "posix"), done.stderr  # others can read the files
    return set(done.stderr.splitlines()[-1].split())


def test_every_watched_module_exists() -> None:
    """Once renamed, a module would no longer be watched."""
    import importlib.util

    assert all(
        importlib.util.find_spec(name) for name in WATCHED | LATE_IN_A_REVIEW if name not in {"numpy", "ctranslate2"}
    )
