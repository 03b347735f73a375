"""`greenroom suspend CARD` and `greenroom unsuspend CARD`."""

from argparse import Namespace

from scheduler.log.store import Event
from scheduler.study_day import study_day
from trainer.environment import Environment
from trainer.files.choices import card_given
from trainer.opening import open_home, open_library, open_store
from trainer.terminal.output import print_sentence


def run(args: Namespace, env: Environment) -> int:
    """Suspend or unsuspend the card; 0, even if nothing changes."""
    home = open_home(env, args.home)
    wanted = args.command == "suspend"
    with open_store(home) as store, open_library(home, store) as library:
        suspended = {key for key, marks in store.marks().items() if marks.suspended}
        key = card_given(env, library, args.card, lambda key: (key in suspended) != wanted)
        if (key in suspended) == wanted:
            print_sentence(env, f"{key} is {'already' if wanted else 'not'} suspended.")
            return 0
        now = env.clock()  # read once: around 04:00, two reads would be of two study days
        event = Event.SUSPEND if wanted else Event.UNSUSPEND
        store.mark(key, event, study_day(now, env.zone), round(now.timestamp() * 1000))
    state = "suspended: you won't be asked it until you unsuspend it" if wanted else "back in your reviews"
    print_sentence(env, f"{key} is {state}.")
    return 0
