"""Bury, suspend and flag the current card, each undoable."""

from collections.abc import Callable
from typing import NamedTuple

from scheduler.log.store import Event, Marks, Store
from scheduler.planning.session import Turn
from scheduler.study_day import study_day
from trainer.home import Home

_TITLES = {
    Event.BURY: "Buried until tomorrow",
    Event.SUSPEND: "Suspended",
    Event.FLAG: "Flagged",
    Event.UNFLAG: "Flag removed",
}
# How many recent changes to search for one of this sitting's; another terminal may have added some since.
_RECENT_CHANGES = 20


class CardAction(NamedTuple):
    """Something done to the card of a turn, after this many ratings of the sitting."""

    event: Event
    turn: Turn
    after: int


class CardActions:
    """Buries, suspends and flags cards, and undoes that in reverse order."""

    def __init__(self, store: Store, home: Home, say: Callable[[str], None]) -> None:
        self._store = store
        self._home = home
        self._say = say
        self._done: list[CardAction] = []

    def mark(self, event: Event, turn: Turn, after: int) -> None:
        """Bury, suspend or flag the card of the turn being asked; a second flag removes the first.

        `after` is how many ratings the sitting has given.
        """
        key = turn.key
        if event is Event.FLAG and self._store.marks().get(key, Marks()).flagged:
            event = Event.UNFLAG
        now = self._home.env.clock()
        self._store.mark(key, event, study_day(now, self._home.env.zone), round(now.timestamp() * 1000))
        self._done.append(CardAction(event, turn, after))
        self._say(f"{_TITLES[event]}: {key}.")

    def is_newest(self, ratings: int, turn: Turn | None = None) -> bool:
        """Return whether the sitting's last step was one of these actions rather than the last of its `ratings`.

        With `turn`, whether that also came after the answer and the ticks that this turn has.
        """
        return bool(self._done) and self._done[-1].after == ratings and turn in (None, self._done[-1].turn)

    def undo(self) -> Turn | None:
        """Undo the newest action; return the turn it interrupted, None if it had been undone elsewhere."""
        event, turn, _ = self._done.pop()
        changes = (change for change in self._store.changes(_RECENT_CHANGES) if change.key == turn.key)
        change = next((change for change in changes if change.kind == event.value), None)
        if change is None or not self._store.undo_change(change, self._home.now_ms):
            self._say(f"Another terminal has already undone that: {turn.key}.")
            return None
        self._say(f"Undone: {_TITLES[event]}, {turn.key}.")
        return turn
