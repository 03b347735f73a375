"""A sitting on cards of the user's choice: weak ones, those that failed on a day, or cards by name."""

from argparse import Namespace
from datetime import date, timedelta
from itertools import compress
from statistics import fmean
from typing import NamedTuple

from cards.errors import UsageError
from cards.key import CardKey
from decks.library.library import Library
from scheduler.log.store import Store
from scheduler.planning.budget import Share
from scheduler.planning.pace import read_paces
from scheduler.planning.queue import CardIds, are_asked, read_set_aside
from trainer.home import Home
from trainer.interview.spoken_date import Window, read_day
from trainer.terminal.words import short_day


class Drill(NamedTuple):
    """The cards to ask, a name for them, and a sentence if there are none."""

    keys: tuple[CardKey, ...]
    title: str
    nothing: str

    def share(self, store: Store, minutes: int | None) -> Share:
        """Return all of the cards, to be asked in these minutes; None for no limit."""
        paces = read_paces(store, list({key.deck for key in self.keys}))
        pace = fmean(paces[key.deck] for key in self.keys) if self.keys else 0.0
        limit = None if minutes is None else timedelta(minutes=minutes)
        return Share(self.keys, len(self.keys), 0, pace, limit)


def choose_drill(args: Namespace, home: Home, store: Store, library: Library, decks: CardIds) -> Drill:
    """Return the cards that `--card`, `--weak` or `--failed` ask for, from these decks.

    A card named by the user is asked even if it is suspended or buried.

    Raises:
        GreenroomError: There is no such card, the day cannot be read, or the options don't go together.
    """
    if args.new is not None or args.ahead:
        fix = "Leave out --new and --ahead."
        raise UsageError("--card, --weak and --failed already choose the cards", fix)
    if args.card:
        keys = dict.fromkeys(map(library.key, args.card))
        for key in keys:
            library.card(key)
        return Drill(tuple(keys), "", "")
    from scheduler.planning.selection import failed_cards, weak_cards

    today = home.today
    set_aside = read_set_aside(store, today)

    def asked(keys: tuple[CardKey, ...]) -> tuple[CardKey, ...]:
        return tuple(compress(keys, are_asked(keys, decks, set_aside)))

    if args.weak:
        nothing = "You have no weak cards: none was Again or Hard on the last day it came up."
        return Drill(asked(weak_cards(store, today)), "weak cards", nothing)
    day = _failed_on(" ".join(args.failed), today)
    when = "today" if day == today else f"on {short_day(day, today)}"
    return Drill(asked(failed_cards(store, day)), f"failed {when}", f"You rated no card Again {when}.")


def _failed_on(text: str, today: date) -> date:
    """Return the study day that a text means, today for an empty one."""
    day = read_day(text, Window(today, date.min, today)) if text else today
    if day > today:
        raise UsageError(f"{day} is still ahead", "Give --failed a past day, or no day for today.")
    return day
