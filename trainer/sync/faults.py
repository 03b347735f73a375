"""What is told of segments that couldn't be used, and of targets that aren't what they were."""

from collections import Counter
from collections.abc import Iterator

from scheduler.log.validity import MOST_AHEAD
from trainer.sync.segment import Fault, SegmentError
from trainer.terminal.words import count


class Faults:
    """What went wrong with single segments and rows in a sync. None of it stops the others.

    Attributes:
        refused: How many rows no greenroom can have written.
        newer_rows: Whether rows came from a greenroom with a newer database.
        ahead: How many rows are too far ahead of the clock here.
    """

    def __init__(self) -> None:
        self._kinds: Counter[Fault] = Counter()
        self._unreadable: SegmentError | None = None
        self.refused = 0
        self.newer_rows = False
        self.ahead = 0

    def add(self, error: SegmentError) -> None:
        """Count a segment that couldn't be used."""
        self._kinds[error.fault] += 1
        if error.fault is Fault.UNREADABLE:
            self._unreadable = error

    @property
    def foreign(self) -> int:
        """How many files had the names of segments and never were any."""
        return self._kinds[Fault.FOREIGN]

    def sentences(self, malformed: int) -> Iterator[str]:
        """Yield what to tell the user, with the number of malformed segments met in this sync or before."""
        foreign = self.foreign + malformed
        for number, one, several in (
            (self._kinds[Fault.PARTIAL], "isn't whole yet and is", "aren't whole yet and are"),
            (self._kinds[Fault.CLOUD], "is still in the cloud and is", "are still in the cloud and are"),
        ):
            if number:
                yield f"{count(number, 'file')} {one if number == 1 else several} read next time."
        if self._unreadable:
            rest = self._kinds[Fault.UNREADABLE] - 1
            more = f" Nor can {count(rest, 'other')}." if rest else ""
            yield f"{self._unreadable.what}.{more} {self._unreadable.fix}"
        if number := self._kinds[Fault.NEWER]:
            is_or_are = "is" if number == 1 else "are"
            yield f"{count(number, 'file')} {is_or_are} from a newer greenroom. Update greenroom on this machine."
        if foreign:
            what = "is named like greenroom's but isn't" if foreign == 1 else "are named like greenroom's but aren't"
            yield f"{count(foreign, 'file')} {what}; greenroom leaves {'it' if foreign == 1 else 'them'} alone."
        if self.refused:
            yield f"{count(self.refused, 'row')} from elsewhere can't be right and {_was(self.refused)} left out."
        if self.ahead:
            changes = f"{count(self.ahead, 'change')} from another machine {'is' if self.ahead == 1 else 'are'}"
            held = f"so {'it is' if self.ahead == 1 else 'they are'} on hold"
            years = MOST_AHEAD.days // 365
            yield f"{changes} dated over {years} years ahead, {held}. Check the clocks of your machines."
        if self.newer_rows:
            yield "Another machine has a newer greenroom. What this one doesn't know is kept; update to see it."


def other_place(url: str) -> str:
    """Return the sentence about a target that is not the one it was."""
    return f"{url} isn't what it was last time, so everything has been exchanged again."


def lost_segments(number: int, url: str) -> str:
    """Return the sentence about a target that has lost what this home has put there."""
    what = f"{count(number, 'file')} of yours {_was(number)} missing or broken"
    return f"{what} in {url}; everything here has been sent again."


def _was(number: int) -> str:
    return "was" if number == 1 else "were"
