"""`greenroom completion SHELL`: a script that completes commands, options, decks, cards and files."""

from argparse import Action, ArgumentParser, Namespace
from collections.abc import Iterator

from cards.errors import UsageError
from trainer.config import DESCRIPTIONS
from trainer.environment import Environment
from trainer.opening import open_home, open_library, open_store
from trainer.options.commands import COMMANDS
from trainer.parser import build_parser


def run(args: Namespace, env: Environment) -> int:
    """Print the script, or the ids it completes; 0."""
    if args.list is not None:
        _list(args, env)
        return 0
    if args.shell is None:
        fix = "Name one: `greenroom completion bash`, zsh, fish, tcsh or powershell."
        raise UsageError("No shell given", fix)
    import shtab

    ids = {kind: shtab.cmd(f"greenroom completion --list {kind} 2>/dev/null") for kind in ("decks", "cards", "packs")}
    completed = {"DECK": ids["decks"], "ID": ids["decks"], "CARD": ids["cards"], "PACK": ids["packs"]}
    completed |= {"FILE": shtab.FILE, "DIR": shtab.DIRECTORY}
    parser = build_parser(env, COMMANDS)
    words = {"COMMAND": COMMANDS, "KEY": DESCRIPTIONS}
    for action in _actions(parser):
        if action.metavar in words and action.choices is None:
            action.choices = list(words[action.metavar])
        if action.metavar in completed:
            action.complete = completed[action.metavar]  # type: ignore[attr-defined]  # where shtab looks for it
    print(shtab.complete(parser, shell=args.shell), file=env.stdout)
    return 0


def _list(args: Namespace, env: Environment) -> None:
    """Print the ids of all decks, cards or packs, one a line."""
    home = open_home(env, args.home)
    if args.list == "packs":
        from trainer.files.packs import all_packs

        print(*all_packs(home), sep="\n", file=env.stdout)
        return
    with open_store(home, reading=True) as store, open_library(home, store) as library:
        decks = library.decks()
    for deck in decks:
        names = [deck.id] if args.list == "decks" else deck.keys
        print(*names, sep="\n", file=env.stdout)


def _actions(parser: ArgumentParser) -> Iterator[Action]:
    """Yield the options and arguments of all commands."""
    for action in parser._actions:  # noqa: SLF001  # argparse has no public way to list them
        yield action
        if isinstance(action.choices, dict):
            for command in action.choices.values():
                yield from _actions(command)
