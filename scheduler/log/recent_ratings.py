"""The ratings just written, each with its card's state before it, so that an undo need not replay the card."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from scheduler.fsrs.memory import Memory, Recall


class PriorState(NamedTuple):
    """The state of a card before a rating.

    Attributes:
        uuid: The rating's UUID.
        seq: The rating's row number.
        memory: The card's memory; None for a new card.
        recall: What was expected of the rating; None if it does not test recall.
    """

    uuid: str
    seq: int
    memory: "Memory | None"
    recall: "Recall | None"


class RecentRatings:
    """The prior states of one connection's newest ratings, for as long as nothing but ratings and undos is written.

    The state before a rating is what a replay without it gives, because a new rating comes last in the replay of its
    card. That no longer holds once anything else has changed the log: another connection, an import, new parameters.
    Then all of them are dropped.
    """

    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database
        self._prior: list[PriorState] = []
        self._state = (0, 0)

    @contextmanager
    def rating(self) -> Iterator[Callable[[PriorState], None]]:
        """Write everything about a rating in the `with`; what this yields takes its prior state."""
        with self._current():
            yield self._prior.append

    @contextmanager
    def undo(self, uuid: str) -> Iterator[PriorState | None]:
        """Undo a rating in the `with`; yield its prior state, None if that isn't known or it isn't the newest."""
        with self._current():
            if self._prior and self._prior[-1].uuid == uuid:
                yield self._prior.pop()
            else:
                self._prior.clear()
                yield None

    @contextmanager
    def _current(self) -> Iterator[None]:
        """Drop all states if anything was written since the last `with` that ended well."""
        if self._state != self._now():
            self._prior.clear()
        yield
        self._state = self._now()

    def _now(self) -> tuple[int, int]:
        """Return numbers that change with every row that another connection or this one writes."""
        (version,) = self._database.execute("PRAGMA data_version").fetchone()
        return version, self._database.total_changes
