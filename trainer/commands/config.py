"""`greenroom config [KEY [VALUE]]`: show or change settings."""

from argparse import Namespace

from cards.text import escaped
from scheduler.settings import MOVING_DUE_DAYS
from trainer.config import DESCRIPTIONS, named, unknown_setting
from trainer.environment import Environment
from trainer.opening import open_home, open_store
from trainer.terminal.output import print_sentence

_ESCAPES = str.maketrans({"\\": r"\\", '"': r"\"", "\n": r"\n", "\r": r"\r", "\t": r"\t"})


def run(args: Namespace, env: Environment) -> int:
    """Show all settings, show one, or set one; 0."""
    home = open_home(env, args.home)
    if args.value is not None:
        from trainer.config import read_table
        from trainer.files.settings import change_setting

        read_table(home.config)  # ends here if it can't be read: opening the log would first say the default is used
        with open_store(home) as store:
            value = change_setting(home, store, args.key, args.value)
        print(f"{args.key} = {_shown(value)}", file=env.stdout)
        if args.key in MOVING_DUE_DAYS:
            print_sentence(env, "Due dates will update the next time you run greenroom.")
        return 0
    values = named(home.settings._asdict() | home.preferences._asdict())
    if args.key is not None:
        if args.key not in values:
            raise unknown_setting(args.key)
        print(_shown(values[args.key]), file=env.stdout)
        return 0
    for name, value in values.items():
        print(f"{name} = {_shown(value)}    # {DESCRIPTIONS[name]}", file=env.stdout)
    print(f"# data home: {escaped(str(home.path))}", file=env.stdout)
    return 0


def _shown(value: object) -> str:
    """Return a value as TOML writes it."""
    if isinstance(value, str):
        return f'"{escaped(value.translate(_ESCAPES))}"'
    if isinstance(value, tuple):
        return f"[{', '.join(map(_shown, value))}]"
    return str(value).lower() if isinstance(value, bool) else str(value)
