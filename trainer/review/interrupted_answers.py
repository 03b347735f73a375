"""Spoken answers that were interrupted: nobody rated them, and their recordings are still there."""

from typing import TYPE_CHECKING

from cards.key import CardKey
from scheduler.log.store import Store
from trainer.home import Home
from trainer.terminal.words import clock, short_day

if TYPE_CHECKING:
    from trainer.speech.recordings import Recording


class InterruptedAnswers:
    """Tells of the interrupted answer to a card, once."""

    def __init__(self, home: Home, store: Store) -> None:
        self._home = home
        self._store = store
        self._found: dict[CardKey, Recording] | None = None  # None until looked up

    def tell(self, key: CardKey) -> str:
        """Return a sentence on a card's interrupted answer; empty if there is none, or a later one was rated."""
        if self._found is None:
            self._found = self._look_up()
        found = self._found.pop(key, None)
        if found is None or not found.path.is_file():
            return ""
        rated = next((each.reviewed_at_utc_ms for each in self._store.reviews(key, newest=1)), 0)
        if found.at.timestamp() * 1000 <= rated:
            return ""
        when = short_day(found.at.astimezone(self._home.env.zone).date(), self._home.calendar_day)
        said = f"You were interrupted here on {when}, after {clock(found.seconds)}"
        return f"{said}. `greenroom recordings` lists what you said."

    def _look_up(self) -> "dict[CardKey, Recording]":
        from trainer.speech.recordings import State, recordings

        return {
            each.key: each for each in reversed(recordings(self._home)) if each.state is State.OPEN and not each.is_held
        }
