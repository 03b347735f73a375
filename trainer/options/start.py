"""The commands under "Getting started" in the help, and their options."""

import argparse

from trainer.parser import Commands


def _demo(parser: argparse.ArgumentParser) -> None:
    help_text = "run just this command (default: ask for one after another)"
    parser.add_argument("words", metavar="COMMAND", nargs=argparse.REMAINDER, help=help_text)


def _help(parser: argparse.ArgumentParser) -> None:
    help_text = "a command, or a command and its action: interview set"
    parser.add_argument("words", metavar="COMMAND", nargs="*", help=help_text)


START: Commands = {
    "demo": ("demo", "look around with made-up data", _demo),
    "help": ("help", "show how a command is used", _help),
}
