"""`greenroom config [KEY [VALUE]]`: show or change settings."""

from argparse import Namespace
from dataclasses import fields

from trainer.config import MEANINGS, unknown_setting, write_setting
from trainer.environment import Environment
from trainer.home import open_home


def run(args: Namespace, env: Environment) -> int:
    """Show all settings, show one, or set one; 0."""
    home = open_home(env, args.home)
    if args.value is not None:
        settings = write_setting(home.config, args.key, args.value)
        print(f"{args.key} = {getattr(settings, args.key)}", file=env.stdout)
        return 0
    settings = home.settings
    names = [spec.name for spec in fields(settings)]
    if args.key is not None:
        if args.key not in names:
            raise unknown_setting(args.key)
        print(getattr(settings, args.key), file=env.stdout)
        return 0
    for name in names:
        print(f"{name} = {getattr(settings, name)}    # {MEANINGS[name]}", file=env.stdout)
    print(f"# data home: {home.path}", file=env.stdout)
    return 0
