"""`greenroom due`: how much there is to do today, quick enough for a shell prompt."""

from argparse import Namespace
from collections import Counter

from scheduler.queue import build_queue, next_due, read_today
from trainer.environment import Environment
from trainer.home import open_home
from trainer.output import print_json
from trainer.words import short_day


def run(args: Namespace, env: Environment) -> int:
    """Print the counts; always 0."""
    home = open_home(env, args.home)
    with home.store() as store, home.library(store) as library:
        day = home.today
        entries = library.decks()
        queue = build_queue(
            {deck.id: deck.ids for deck in entries},
            read_today(store, day),
            new_per_day=home.settings.new_per_day,
        )
        upcoming = next_due(store, day)
    if args.json:
        due, new = Counter(key.deck for key in queue.due), Counter(key.deck for key in queue.new)
        print_json(
            env,
            {
                "study_day": day.isoformat(),
                "due": len(queue.due),
                "new": len(queue.new),
                "again": len(queue.again),
                "total": sum(deck.cards for deck in entries),
                "next_due": upcoming and upcoming.isoformat(),
                "decks": [
                    {
                        "id": deck.id,
                        "title": deck.title,
                        "due": due[deck.id],
                        "new": new[deck.id],
                        "total": deck.cards,
                    }
                    for deck in entries
                ],
            },
        )
    elif queue.keys or queue.again:
        again = f", {len(queue.again)} once more" if queue.again else ""
        print(f"{len(queue.due)} due, {len(queue.new)} new{again}", file=env.stdout)
    else:
        print("nothing to do today" + (f", next on {short_day(upcoming)}" if upcoming else ""), file=env.stdout)
    return 0
