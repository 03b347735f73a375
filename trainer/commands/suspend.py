"""`greenroom suspend CARD` and `greenroom unsuspend CARD`."""

from argparse import Namespace

from cards.key import CardKey
from decks.errors import UnknownCard
from decks.library import Library
from scheduler.store import Event, Marks
from trainer.environment import Environment
from trainer.home import open_home


def run(args: Namespace, env: Environment) -> int:
    """Mark the card; 0, also if it was so before."""
    home = open_home(env, args.home)
    wanted = args.command == "suspend"
    with home.store() as store, home.library(store) as library:
        key = read_key(args.card, library)
        library.card(key)
        if store.marks().get(key, Marks()).suspended == wanted:
            print(f"{key} is {'already' if wanted else 'not'} suspended.", file=env.stdout)
            return 0
        store.mark(key, Event.SUSPEND if wanted else Event.UNSUSPEND, home.today, home.now_ms)
    told = "suspended: it is not asked until you unsuspend it" if wanted else "asked again from now on"
    print(f"{key} is {told}.", file=env.stdout)
    return 0


def read_key(text: str, library: Library) -> CardKey:
    """Read `deck/card`; raise `UnknownCard` for anything else, with the key meant if it is a card's id alone."""
    key = CardKey.parse(text)
    if key is None:
        from decks.problems import nearest

        keys = {card: f"{deck.id}/{card}" for deck in library.decks() for ids in deck.ids for card in ids}
        near = text if text in keys else nearest(text, list(keys))
        raise UnknownCard(text, keys.get(near or ""))
    return key
