"""The commands under "Settings" in the help, and their options."""

import argparse

from trainer.options.shared import deck_option, json_option
from trainer.options.values import whole_number
from trainer.parser import Commands


def _config(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("key", metavar="KEY", nargs="?", help="a setting (default: show them all)")
    parser.add_argument("value", metavar="VALUE", nargs="?", help="its new value")


def _optimize(parser: argparse.ArgumentParser) -> None:
    ways = parser.add_mutually_exclusive_group()
    ways.add_argument("--dry-run", action="store_true", help="change nothing; show what would change")
    ways.add_argument("--reset", action="store_true", help="go back to the default parameters")
    ways.add_argument("--undo", action="store_true", help="take back the last change; run it again for the one before")
    ways.add_argument("--use", metavar="NUMBERS", help="use these 21 parameters of FSRS-6, as Anki shows them")
    json_option(parser)


def _simulate(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--days", metavar="N", type=whole_number(7, 730), default=90, help="look 7 to 730 days ahead (default: 90)"
    )
    deck_option(parser)
    json_option(parser)


def _completion(parser: argparse.ArgumentParser) -> None:
    shells = ["bash", "zsh", "fish", "tcsh", "powershell"]
    parser.add_argument("shell", metavar="SHELL", choices=shells, nargs="?", help="%(choices)s")
    parser.add_argument(
        "--list", metavar="WHAT", choices=["decks", "cards", "packs"], help="print the ids of all decks, cards or packs"
    )
    parser.add_argument("--install", action="store_true", help="set it up for bash, zsh or fish (default: your shell)")


SETTINGS: Commands = {
    "config": ("config", "show or change settings", _config),
    "optimize": ("optimize", "fit the scheduler to your own reviews", _optimize),
    "simulate": ("simulate", "compare the workload at different retention targets", _simulate),
    "completion": ("completion", "complete commands with Tab in your shell", _completion),
}
