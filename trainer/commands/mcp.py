"""`greenroom mcp`: let a chat program read and propose; list, accept or refuse what it proposed."""

import importlib
import json
from argparse import Namespace
from collections.abc import Callable
from io import StringIO
from typing import Any

from cards.errors import GreenroomError, MissingPackage, UsageError
from cards.text import clean_line
from trainer.environment import Environment
from trainer.home import Home
from trainer.mcp.acceptance import accept
from trainer.mcp.proposals import Proposal, Proposals, proposal_json
from trainer.mcp.screens import proposal_lines
from trainer.opening import back_up, open_home
from trainer.terminal.dialogue import Dialogue
from trainer.terminal.layout import BLANK, Line, paragraph
from trainer.terminal.output import output_layout, print_json, print_lines
from trainer.terminal.ui import UserLeft, open_ui
from trainer.terminal.words import count

# Equal to the extra `mcp` in pyproject.toml; a test checks it.
REQUIREMENT = "mcp>=2.3,<3"
_KEYS = "y accept · n refuse · Enter leaves it waiting · q leaves"


def run(args: Namespace, env: Environment) -> int:
    """Serve, list, accept or refuse; 0."""
    home = open_home(env, args.home)
    if args.action == "serve":
        return _serve(home, args.home)
    proposals = Proposals(home)
    if args.action == "list":
        return _list(home, proposals, as_json=args.json)
    chosen = proposals.all() if getattr(args, "all", False) else [proposals.named(each) for each in args.proposals]
    if args.action == "refuse":
        if not args.proposals and not args.all:
            raise UsageError("Which one?", "Name it as `greenroom mcp list` does, or --all.")
        for proposal in chosen:
            proposals.remove(proposal)
        print(f"Refused {count(len(chosen), 'proposal')}.", file=env.stdout)
        return 0
    if not args.proposals:
        return _go_through(home, proposals, plain=args.plain)
    back_up(home)
    for proposal in chosen:
        print(accept(home, proposal), file=env.stdout)
    return 0


def _list(home: Home, proposals: Proposals, *, as_json: bool) -> int:
    found = proposals.all()
    if as_json:
        print_json(home.env, [proposal_json(each) for each in found])
        return 0
    layout = output_layout(home.env)
    lines: list[Line] = []
    for proposal in found:
        lines += [*([BLANK] if lines else []), *proposal_lines(proposal, layout)]
    fix = "`greenroom mcp accept` goes through them, `greenroom mcp accept ID` accepts one."
    lines += [BLANK, *paragraph(fix, layout.width, style="dim")] if found else []
    print_lines(home.env, lines or paragraph("Nothing is proposed.", layout.width))
    return 0


def _go_through(home: Home, proposals: Proposals, *, plain: bool) -> int:
    """Ask about each proposal."""
    ui = open_ui(home.env, plain=plain)
    dialogue, found = Dialogue(ui), proposals.all()
    if not found:
        ui.say("Nothing is proposed.")
        return 0
    try:
        for number, proposal in enumerate(found, start=1):
            dialogue.heading(f"{number} of {count(len(found), 'proposal')}")
            ui.show(proposal_lines(proposal, ui.layout))
            _decide(home, proposals, dialogue, proposal)
    except UserLeft:
        left = len(proposals.all())
        if left:
            dialogue.say(f"{count(left, 'proposal')} {'waits' if left == 1 else 'wait'}.")
    return 0


def _decide(home: Home, proposals: Proposals, dialogue: Dialogue, proposal: Proposal) -> None:
    while text := dialogue.ask("Accept", _KEYS).casefold():
        if text in ("y", "yes"):
            try:
                dialogue.say(accept(home, proposal))
            except GreenroomError as error:
                dialogue.say(f"{error} It still waits.")
            return
        if text in ("n", "no"):
            proposals.remove(proposal)
            dialogue.say("Refused.")
            return
        dialogue.say(f'"{text}" does nothing here: {_KEYS}.')


def _serve(home: Home, chosen: str | None) -> int:
    if home.env.stdin.isatty():
        fix = "Name `greenroom mcp` as a server in its settings. `greenroom mcp list` shows what was proposed."
        raise UsageError("A chat program starts this, not a person", fix)
    try:
        import mcp  # noqa: F401
    except ImportError:
        raise MissingPackage("A chat program's connection", REQUIREMENT) from None
    from trainer.mcp.server import build_server

    build_server(home, json_command(home, chosen)).run("stdio")
    return 0


def json_command(home: Home, chosen: str | None) -> Callable[..., Any]:
    """Return a function that runs a command with `--json` in this process and returns what it prints."""
    from trainer.options.commands import COMMANDS
    from trainer.parser import build_parser

    def command(name: str, *values: str, **options: str) -> Any:
        if odd := next((value for value in values if value.startswith("-")), None):  # it would be read as an option
            raise UsageError(f'There is no "{clean_line(odd)[:80]}"', "list_decks and list_cards list what there is.")
        out = StringIO()
        env = home.env._replace(stdin=StringIO(), stdout=out, interactive=False)
        named = [f"--{option}={value}" for option, value in options.items()]
        words = [*([] if chosen is None else ["--home", chosen]), name, *values, *named, "--json"]
        args = build_parser(env, {name: COMMANDS[name]}).parse_args(words)
        importlib.import_module(f"trainer.commands.{args.module}").run(args, env)
        return json.loads(out.getvalue())

    return command
