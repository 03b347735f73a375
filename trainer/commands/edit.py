"""`greenroom edit CARD`: open a card in your editor."""

from argparse import Namespace

from trainer.environment import Environment
from trainer.files.choices import card_given
from trainer.files.editing import edit_card
from trainer.opening import open_home, open_library, open_store
from trainer.terminal.ui import open_ui


def run(args: Namespace, env: Environment) -> int:
    """Edit one card; 0."""
    home = open_home(env, args.home)
    with open_store(home) as store, open_library(home, store) as library:
        key = card_given(env, library, args.card)
        print(edit_card(home, store, library, key, open_ui(env, plain=env.plain)), file=env.stdout)
    return 0
