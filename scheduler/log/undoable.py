"""The ratings just written, each with what was there before it, so that an undo need not replay the card."""

import sqlite3
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from scheduler.fsrs.memory import Memory, Recall


class Before(NamedTuple):
    """What a rating found, and the number of its row.

    Attributes:
        memory: The card's memory; None for a new card.
        recall: What was expected of the rating; None if it does not test recall.
    """

    uuid: str
    seq: int
    memory: "Memory | None"
    recall: "Recall | None"


class Undoable:
    """What the newest ratings of one connection found, for as long as nothing but ratings and undos is written.

    What a rating found is what a replay without it gives, because a new rating comes last in the replay of its card.
    That no longer holds once anything else has changed the log: another connection, an import, new parameters. Then
    everything is forgotten.
    """

    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database
        self._found: list[Before] = []
        self._state = (0, 0)

    def forget_if_changed(self) -> None:
        """Forget everything if something else was written since `note`. Called before the transaction writes."""
        if self._state != self._now():
            self._found.clear()

    def add(self, before: Before) -> None:
        """Remember what a rating found."""
        self._found.append(before)

    def take(self, uuid: str) -> Before | None:
        """Return what a rating found and forget it; None, and forget everything, if it is not the newest one known."""
        self.forget_if_changed()
        if self._found and self._found[-1].uuid == uuid:
            return self._found.pop()
        self._found.clear()
        return None

    def note(self) -> None:
        """Note that all that was written until now is known. Called when the transaction has written everything."""
        self._state = self._now()

    def _now(self) -> tuple[int, int]:
        """Return numbers that change with every row that another connection or this one writes."""
        (version,) = self._database.execute("PRAGMA data_version").fetchone()
        return version, self._database.total_changes
