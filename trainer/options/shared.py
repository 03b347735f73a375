"""Options that several commands have, and the actions of a command."""

import argparse
from collections.abc import Mapping

from trainer.parser import Options, add_command

# The summary and options of each action of a command, by its name.
Actions = Mapping[str, tuple[str, Options]]


def deck_option(parser: argparse._ActionsContainer) -> None:
    """Add `--deck`, which can be repeated."""
    parser.add_argument("--deck", metavar="ID", action="append", help="only this deck (repeatable)")


def plain_option(parser: argparse.ArgumentParser) -> None:
    """Add `--plain`."""
    parser.add_argument("--plain", action="store_true", help="print plain lines, for screen readers and pipes")


def json_option(parser: argparse.ArgumentParser) -> None:
    """Add `--json`."""
    parser.add_argument("--json", action="store_true", help="print JSON")


def add_actions(
    parser: argparse.ArgumentParser, actions: Actions, module: str, *, default: str, **values: object
) -> None:
    """Add the actions of a command, as `set` is one of `interview`.

    Args:
        parser: The parser of the command.
        actions: Its actions.
        module: The module that runs them; `{}` stands for the name of the action.
        default: The action that runs if none is given.
        **values: The values of the default action's options.
    """
    parser.set_defaults(module=module.format(default), action=default, **values)
    subparsers = parser.add_subparsers(metavar="ACTION", title=f"actions (default: {default})")
    for name, (summary, options) in actions.items():
        action = add_command(subparsers.add_parser, name, summary)
        action.set_defaults(module=module.format(name), action=name)
        options(action)
