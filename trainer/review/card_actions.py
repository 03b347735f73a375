"""Bury, suspend and flag: what can be done to the card being asked besides rating it."""

from collections.abc import Callable
from typing import NamedTuple

from scheduler.log.store import Event, Marks, Store
from scheduler.planning.session import Turn
from scheduler.study_day import study_day
from trainer.home import Home

# How many recent changes to search for one of this sitting's; another terminal may have added some since.
_RECENT_CHANGES = 20


class CardAction(NamedTuple):
    """Something done to a card.

    Attributes:
        event: What was done.
        title: What it is called on screen.
        turn: The turn that was being asked.
        ratings_before: How many ratings this sitting had given before it.
    """

    event: Event
    title: str
    turn: Turn
    ratings_before: int


class CardActions:
    """Buries, suspends and flags cards, and undoes that in reverse order."""

    def __init__(self, store: Store, home: Home, say: Callable[[str], None]) -> None:
        self._store = store
        self._home = home
        self._say = say
        self._done: list[CardAction] = []

    def bury(self, turn: Turn, ratings: int) -> None:
        """Set the card aside until the next study day.

        Args:
            turn: The turn being asked.
            ratings: How many ratings this sitting has given.
        """
        self._mark(CardAction(Event.BURY, "Buried until tomorrow", turn, ratings))

    def suspend(self, turn: Turn, ratings: int) -> None:
        """Set the card aside until it is unsuspended; takes what `bury` takes."""
        self._mark(CardAction(Event.SUSPEND, "Suspended", turn, ratings))

    def flag(self, turn: Turn, ratings: int) -> None:
        """Flag the card, or remove its flag; takes what `bury` takes."""
        flagged = self._store.marks().get(turn.key, Marks()).flagged
        event, title = (Event.UNFLAG, "Flag taken off") if flagged else (Event.FLAG, "Flagged")
        self._mark(CardAction(event, title, turn, ratings))

    def is_newest(self, ratings: int) -> bool:
        """Return whether the sitting's last step was one of these actions rather than one of its `ratings`."""
        return bool(self._done) and self._done[-1].ratings_before == ratings

    def undo(self) -> Turn | None:
        """Undo the newest action; return the turn it interrupted, None if it had been undone elsewhere."""
        action = self._done.pop()
        key = action.turn.key
        changes = (change for change in self._store.changes(_RECENT_CHANGES) if change.key == key)
        change = next((change for change in changes if change.kind == action.event.value), None)
        if change is None or not self._store.undo_change(change, self._home.now_ms):
            self._say(f"{action.title} was taken back elsewhere: {key}.")
            return None
        self._say(f"Undone: {action.title}, {key}.")
        return action.turn

    def _mark(self, action: CardAction) -> None:
        key, now = action.turn.key, self._home.env.clock()
        day, at_utc_ms = study_day(now, self._home.env.zone), round(now.timestamp() * 1000)
        self._store.mark(key, action.event, day, at_utc_ms)
        self._done.append(action)
        self._say(f"{action.title}: {key}.")
