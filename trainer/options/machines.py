"""The commands under "Several machines" in the help, and their options."""

import argparse

from trainer.options.shared import Actions, command_with_actions, json_option
from trainer.options.values import file_name, whole_number
from trainer.parser import Commands


def _sync(parser: argparse.ArgumentParser) -> None:
    help_text = "a folder that your machines share, or postgresql://... (default: the one you named last)"
    parser.add_argument("folder", metavar="FOLDER", nargs="?", type=file_name, help=help_text)
    parser.add_argument("--status", action="store_true", help="show when you last synced, and what waits to be sent")
    parser.add_argument("--detach", action="store_true", help="no longer sync with FOLDER; what is there stays there")
    parser.add_argument("--background", action="store_true", help=argparse.SUPPRESS)  # how greenroom starts itself
    json_option(parser)


def _target(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("target", metavar="ADDRESS", help="the database: postgresql://NAME@HOST/DATABASE")


def _hub_status(parser: argparse.ArgumentParser) -> None:
    _target(parser)
    json_option(parser)


def _hub_invite(parser: argparse.ArgumentParser) -> None:
    _target(parser)
    parser.add_argument("person", metavar="PERSON", help="what you call them; only you see it")
    help_text = "the room they have, in megabytes (default: 250)"
    parser.add_argument("--quota", metavar="MB", type=whole_number(1, 1_000_000), default=250, help=help_text)
    parser.add_argument("--again", action="store_true", help="give someone you invited before a new password")


def _hub_forget(parser: argparse.ArgumentParser) -> None:
    _target(parser)
    parser.add_argument("--yes", action="store_true", help="don't ask")


def _hub_remove(parser: argparse.ArgumentParser) -> None:
    _hub_forget(parser)
    parser.add_argument("person", metavar="PERSON", help="what you call them")


HUB: Actions = {
    "init": ("make a hub in a PostgreSQL database, or bring it up to date", _target),
    "invite": ("let someone sync with your hub", _hub_invite),
    "status": ("show who uses a hub, and how much of it", _hub_status),
    "remove": ("remove someone from your hub, with all they have there", _hub_remove),
    "forget": ("erase what you yourself have on a hub", _hub_forget),
}

MACHINES: Commands = {
    "sync": ("sync", "share your history with your other machines", _sync),
    "hub": command_with_actions(
        "hub", "run a database that several people sync with", HUB, default="status", target=None, json=False
    ),
}
