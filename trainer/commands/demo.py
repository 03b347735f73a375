"""`greenroom demo`: look around in a made-up candidate's home, deleted afterwards."""

import shlex
import sys
from argparse import Namespace
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from trainer.demo.history import fill_home
from trainer.environment import Environment
from trainer.home import Home
from trainer.opening import open_home
from trainer.terminal.dialogue import Dialogue
from trainer.terminal.layout import BLANK, Line, paragraph
from trainer.terminal.ui import UserLeft, open_ui

_WORTH_A_LOOK = ("interview show", "stats", "stats --open", "mock", "sheet", "story list")


def run(args: Namespace, env: Environment) -> int:
    """Run one command in a temporary home, or each one typed; return the exit code of the last."""
    with TemporaryDirectory(prefix="greenroom-demo-", ignore_cleanup_errors=True) as folder:
        home = open_home(env, str(Path(folder) / "home"))
        fill_home(home)
        if args.words:
            return _run(home, args.words)
        return _ask(home)


def _ask(home: Home) -> int:
    """Run each command typed, until `q`; return the exit code of the last."""
    ui = open_ui(home.env, plain=False)
    ui.show(_welcome(ui.layout.width))
    dialogue, code = Dialogue(ui), 0
    try:
        while True:
            text = dialogue.ask("Demo", "a command, without `greenroom`; q leaves")
            try:
                words = shlex.split(text)
            except ValueError:
                ui.say("There is an unmatched quotation mark.")
                continue
            code = _run(home, words[1:] if words[:1] == ["greenroom"] else words)
    except UserLeft:
        return code


def _run(home: Home, words: Sequence[str]) -> int:
    return home.env.run_program([sys.executable, "-m", "greenroom", "--home", str(home.path), *words])


def _welcome(width: int) -> list[Line]:
    who = "A made-up candidate: ten weeks of practice, two mocks, three stories, and an interview in nine days."
    sentences = (
        f"{who} None of it is yours, and it's gone when you leave.",
        f"Try: {', '.join(_WORTH_A_LOOK)}. Enter reviews what is due.",
    )
    return [BLANK, *(line for sentence in sentences for line in paragraph(sentence, width))]
