"""`greenroom due --format` and `--notify`, and the examples for timers and status bars in the docs."""

import base64
import plistlib
import re
import shlex
import shutil
import subprocess
import tomllib
from collections.abc import Sequence
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cards.errors import UsageError
from tests import ROOT
from tests.terminal import World, sit
from trainer.terminal.notification import notification_command
from trainer.terminal.template import fill

GUIDE = (ROOT / "docs" / "reminders.md").read_text(encoding="utf-8")


def filled(world: World, template: str) -> str:
    assert world.run("due", "--format", template) == 0
    return world.out


# --- --format --------------------------------------------------------------------------------------


def test_placeholders_are_filled_in(world: World) -> None:
    assert filled(world, "{due} due, {new} new, {again} again") == "0 due, 10 new, 0 again\n"
    sit(world, "\na\n1\nq\n")
    world.run("config", "new_per_day", "1")
    assert filled(world, "{due}|{new}|{again}|{todo}|{minutes}|{waiting}|{streak}") == "0|0|1|1|2|0|1\n"
    assert filled(world, "{next}") == "Tue 3 Mar\n"
    assert filled(world, "[{interview}|{days}|{musts}|{musts_total}]") == "[|||]\n"


def test_an_interview_has_placeholders_of_its_own(world: World) -> None:
    world.run("interview", "set", "10 Mar", "--at", "Acme {new}", "--deck", "mine")
    sit(world, "\na\n3\nq\n")

    assert filled(world, "{interview} in {days}: {musts}/{musts_total}") == "Acme {new} in 8: 1/1\n"
    assert filled(world, "{minutes?about {minutes}}").startswith("about ")


@pytest.mark.parametrize("rating", "1234")
def test_next_is_the_day_a_rating_promised(world: World, rating: str) -> None:
    """FSRS alone would ask the card on another day than the plan for the interview."""
    world.run("interview", "set", "10 Mar", "--at", "Acme", "--deck", "mine")
    sit(world, f"\na\n{rating}\nq\n")
    promised = re.search(r"[Bb]ack on (\w+ \d+ \w+)", world.out)

    assert promised is None or filled(world, "{next}") == f"{promised[1]}\n"


def test_a_text_can_depend_on_a_placeholder(world: World) -> None:
    assert filled(world, "{due?{due} due, }{new?{new} new}{days? · {days} d}") == "10 new\n"
    assert filled(world, "{{{new}}} {{due}} {new?{{}}}") == "{10} {due} {}\n"
    assert filled(world, "") == "\n"


@pytest.mark.parametrize(
    ("template", "sentence"),
    [
        ("{deu}", "There is no placeholder {deu}. Did you mean {due}? These exist: due, new, again"),
        ("{due?{zzz}}", "There is no placeholder {zzz}. These exist:"),  # although nothing is due today
        ("{}", "There is no placeholder {}."),
        ("{due.__class__}", "There is no placeholder {due.__class__}"),
        ("{due:>9}", "There is no placeholder {due:>9}"),
        ("{due", 'The format has an unmatched "{".'),
        ("due}", 'The format has an unmatched "}".'),
    ],
)
def test_a_mistake_in_a_format_is_one_sentence(world: World, template: str, sentence: str) -> None:
    assert world.run("due", "--format", template) == 2
    assert world.err.startswith(f"greenroom: {sentence}")
    assert world.err.count("\n") == 1
    assert world.out == ""


@given(st.text())
def test_any_text_is_printed_as_it_is_once_its_braces_are_doubled(text: str) -> None:
    assert fill(text.replace("{", "{{").replace("}", "}}"), {}) == text


@given(st.text(alphabet="ab{}? "))
def test_any_format_is_filled_in_or_refused(template: str) -> None:
    try:
        fill(template, {"a": lambda: 0, "b": lambda: "x"})
    except UsageError as error:
        assert "{" in str(error) or "}" in str(error)  # noqa: PT017  # most are refused


# --- --notify --------------------------------------------------------------------------------------


def notified(world: World, code: int = 0) -> list[Sequence[str]]:
    commands: list[Sequence[str]] = []

    def run(command: Sequence[str]) -> int:
        commands.append(command)
        return code

    world.run_program = run
    assert world.run("due", "--notify") == int(code != 0)
    assert world.out == ""
    return commands


def test_a_notification_says_what_is_left_for_today(world: World) -> None:
    (command,) = notified(world)
    assert command[-2:] == ["greenroom", "0 due, 10 new, about 15 min"]
    world.run("interview", "set", "10 Mar", "--at", "--help <b>&", "--deck", "mine")
    (command,) = notified(world)

    assert command[-3] == "--"  # what follows is no option, whatever it is called
    assert command[-2] == "--help <b>& in 8 days"
    assert command[-1].startswith("0 due, 12 new, about ")


def test_nothing_is_shown_if_nothing_is_left(world: World) -> None:
    world.run("config", "new_per_day", "0")

    assert notified(world) == []
    assert world.err == ""


@pytest.mark.parametrize(("code", "sentence"), [(127, "notify-send was not found. Install"), (1, "ended with 1.")])
def test_a_notification_that_cannot_be_shown_is_one_sentence(world: World, code: int, sentence: str) -> None:
    notified(world, code)

    assert world.err.startswith("greenroom: No notification could be shown: ")
    assert sentence in world.err
    assert world.err.count("\n") == 1


ODD = "a'b\"c $(id) `id` \u2018x\u2019 <b>&amp; %PATH% \\ {0} é 中"


def test_on_macos_the_text_is_an_argument_not_a_script() -> None:
    command = notification_command("darwin", ODD, "3 due")

    assert (command[0], command[-3:]) == ("osascript", ["--", ODD, "3 due"])
    assert not any(ODD in word for word in command[:-2])


def test_on_windows_the_text_is_in_the_script_only_in_letters_and_digits() -> None:
    command = notification_command("win32", ODD, "3 due")
    script = base64.b64decode(command[-1]).decode("utf-16-le")
    texts = re.findall(r"'([A-Za-z0-9+/=]*)', '([A-Za-z0-9+/=]*)'", script)

    assert [[base64.b64decode(text).decode() for text in pair] for pair in texts] == [[ODD, "3 due"]]
    assert script.isascii()
    assert script.count("{") == script.count("}")


# --- the guide -------------------------------------------------------------------------------------


def examples(language: str) -> list[str]:
    found = re.findall(rf"^```{language}\n(.*?)^```$", GUIDE, flags=re.DOTALL | re.MULTILINE)
    assert found
    return found


def arguments(line: str) -> list[str]:
    words = shlex.split(line)
    return words[next(at for at, word in enumerate(words) if Path(word).name.startswith("greenroom")) + 1 :]


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="there is no systemd")
def test_systemd_understands_the_timer_and_its_service(tmp_path: Path) -> None:
    service, timer = examples("systemd")
    (tmp_path / "greenroom.service").write_text(service.replace("%h/.local/bin/greenroom", "/bin/true"))
    (tmp_path / "greenroom.timer").write_text(timer)
    command = ["systemd-analyze", "verify", "--user", str(tmp_path / "greenroom.timer")]
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, env={"XDG_RUNTIME_DIR": str(tmp_path), "HOME": "/root"}
    )

    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_every_timer_runs_a_command_that_exists(world: World) -> None:
    service, _ = examples("systemd")
    plist, task = examples("xml")
    agent = plistlib.loads(plist.encode())
    where = "{http://schemas.microsoft.com/windows/2004/02/mit/task}"
    action = ET.fromstring(task).find(f".//{where}Exec")  # noqa: S314  # our own page
    assert action is not None
    assert action.findtext(f"{where}Command", "").endswith("\\greenroom.exe")
    assert agent["StartCalendarInterval"] == {"Hour": 18, "Minute": 30}
    lines = [
        next(line for line in service.splitlines() if line.startswith("ExecStart=")),
        agent["ProgramArguments"][-1],
        f"greenroom {action.findtext(f'{where}Arguments')}",
    ]
    for line in lines:
        world.run_program = lambda _: 0
        assert world.run(*arguments(line.replace("ExecStart=", ""))) == 0


def test_the_formats_of_the_guide_are_filled_in(world: World) -> None:
    (starship,) = examples("toml")
    lines = [tomllib.loads(starship)["custom"]["greenroom"]["command"]]
    lines += re.findall(r"\((greenroom due .*?)\)['\n]", "".join(examples("sh")))
    assert len(lines) == 3
    for line in lines:
        assert world.run(*arguments(line)) == 0
        assert world.out.startswith("10 ")


def test_the_guide_and_the_help_name_every_placeholder(world: World) -> None:
    world.run("due", "--format", "{?}")
    names = world.err.strip(".\n").partition("These exist: ")[2].split(", ")
    assert len(names) > 9
    world.run("due", "--help")

    assert all(f"{{{name}}}" in GUIDE and f"{{{name}}}" in world.out for name in names)
