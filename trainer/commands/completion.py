"""`greenroom completion SHELL`: a script that completes commands and options."""

from argparse import Namespace

from trainer.cli import build_parser
from trainer.environment import Environment


def run(args: Namespace, env: Environment) -> int:
    """Print the script; 0."""
    import shtab

    print(shtab.complete(build_parser(env), shell=args.shell), file=env.stdout)
    return 0
