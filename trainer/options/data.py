"""The commands under "Your data" in the help, and their options."""

import argparse

from trainer.options.shared import json_option
from trainer.options.values import MOST_CHANGES, change_number, whole_number
from trainer.parser import Commands


def _undo(parser: argparse.ArgumentParser) -> None:
    help_text = "the change to undo, as numbered by --list (default: 1, the last)"
    parser.add_argument("number", metavar="N", nargs="?", type=change_number, help=help_text)
    help_text = "list the last N things you can undo (default: 20), newest first"
    parser.add_argument("--list", metavar="N", nargs="?", type=whole_number(1, MOST_CHANGES), const=20, help=help_text)
    json_option(parser)


def _backup(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "file", metavar="FILE", nargs="?", help="where to save it (default: the backups in your data folder)"
    )
    parser.add_argument("--list", action="store_true", help="list the backups in your data folder, newest first")
    parser.add_argument("--force", action="store_true", help="replace FILE if it exists")
    json_option(parser)


def _restore(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "file", metavar="FILE", nargs="?", help="a backup: its path, or its name in `greenroom backup --list`"
    )
    json_option(parser)


def _doctor(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--fix", action="store_true", help="repair what it can; what you wrote is never changed")
    json_option(parser)


DATA: Commands = {
    "undo": ("undo", "take back the last thing you did, or an earlier one", _undo),
    "backup": ("backup", "save everything you have to one file", _backup),
    "restore": ("restore", "go back to a backup", _restore),
    "doctor": ("doctor", "check your data and repair it", _doctor),
}
