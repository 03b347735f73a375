"""`greenroom help [COMMAND]`: how a command is used."""

from argparse import Namespace

from trainer.environment import Environment
from trainer.options.commands import COMMANDS, HEADINGS
from trainer.parser import build_parser


def run(args: Namespace, env: Environment) -> int:
    """Print the help of a command, of an action of one (`help interview set`), or of all commands; 0."""
    parser = build_parser(env, COMMANDS, headings=HEADINGS)
    parser.parse_args([*args.words, "--help"])
    return 0
