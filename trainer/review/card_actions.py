"""What is done to the card being asked but rating it: it is buried, suspended or flagged, which can be taken back."""

from typing import TYPE_CHECKING, NamedTuple

from scheduler.log.store import Event, Marks
from scheduler.planning.session import Turn

if TYPE_CHECKING:
    from trainer.review.sitting import Sitting

_NEWEST = 20  # changes among which the last of a sitting is looked for: others may be at work in the home


class Marked(NamedTuple):
    """What was done to a card on the way: when, by how many ratings there were, and what was being asked."""

    event: Event
    told: str
    turn: Turn
    after: int


class Asides:
    """Marks cards on the way, and remembers in which order."""

    def __init__(self, sitting: "Sitting") -> None:
        self._sitting = sitting
        self._marked: list[Marked] = []

    def take_back(self) -> bool:
        """Take the last of it back, if nothing has been rated since; tell whether there was any."""
        if not self._marked or self._marked[-1].after != len(self._sitting.session.rated):
            return False
        self._unmark(self._marked.pop())
        return True

    def bury(self) -> None:
        """Set the card aside till tomorrow."""
        self._mark(Event.BURY, "Buried till tomorrow")
        self._sitting.skip()

    def suspend(self) -> None:
        """Set the card aside until it is unsuspended."""
        self._mark(Event.SUSPEND, "Suspended")
        self._sitting.skip()

    def flag(self) -> None:
        """Flag the card, or take its flag off."""
        if self._sitting.store.marks().get(self._sitting.turn.key, Marks()).flagged:
            self._mark(Event.UNFLAG, "Flag taken off")
        else:
            self._mark(Event.FLAG, "Flagged")

    def _mark(self, event: Event, told: str) -> None:
        key = self._sitting.turn.key
        self._sitting.store.mark(key, event, self._sitting.home.today, self._sitting.home.now_ms)
        self._marked.append(Marked(event, told, self._sitting.turn, len(self._sitting.session.rated)))
        self._sitting.say(f"{told}: {key}.")

    def _unmark(self, marked: Marked) -> None:
        """Take back what was done to a card; one that was set aside is asked after all."""
        key = marked.turn.key
        changes = (change for change in self._sitting.store.changes(_NEWEST) if change.key == key)
        change = next((change for change in changes if change.kind == marked.event.value), None)
        if change is None or not self._sitting.store.take_back(change, self._sitting.home.now_ms):
            self._sitting.say(f"{marked.told} was taken back elsewhere: {key}.")
            return
        self._sitting.say(f"Undone: {marked.told}, {key}.")
        if key in self._sitting.session.set_aside:
            self._sitting.session = self._sitting.session.unskip(marked.turn)
        self._sitting.shown = None
