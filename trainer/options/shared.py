"""Options that several commands have, and the actions of a command."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from argparse import ArgumentParser, _ActionsContainer

    from trainer.parser import Options

# The summary and options of each action of a command, by its name.
Actions = Mapping[str, tuple[str, "Options"]]


def deck_option(parser: "_ActionsContainer") -> None:
    """Add `--deck`, which can be repeated."""
    parser.add_argument("--deck", metavar="ID", action="append", help="only this deck (repeatable)")


def plain_option(parser: "ArgumentParser") -> None:
    """Add `--plain`."""
    parser.add_argument("--plain", action="store_true", help="print plain lines, for screen readers and pipes")


def json_option(parser: "ArgumentParser") -> None:
    """Add `--json`."""
    parser.add_argument("--json", action="store_true", help="print JSON")


def command_with_actions(
    module: str, summary: str, actions: Actions, *, default: str, epilog: str | None = None, **values: object
) -> tuple[str, str, "Options"]:
    """Return a command that has actions, as `interview` has `set`.

    Args:
        module: The module that runs them; `{}` stands for the name of the action.
        summary: Its summary, to which the names of the actions are added.
        actions: Its actions.
        default: The action that runs if none is given.
        epilog: What its help ends with.
        **values: The values of the default action's options.
    """

    def options(parser: "ArgumentParser") -> None:
        from trainer.parser import add_command

        parser.set_defaults(module=module.format(default), action=default, **values)
        parser.epilog = epilog
        subparsers = parser.add_subparsers(metavar="ACTION", title=f"actions (default: {default})")
        for name, (what, add_options) in actions.items():
            action = add_command(subparsers.add_parser, name, what)
            action.set_defaults(module=module.format(name), action=name)
            add_options(action)

    return module.format(default), f"{summary}: {', '.join(actions)}", options
