"""A review session as a pure state machine: ask -> answer -> tick -> rate -> next, with undo.

A `Session` never changes; each step returns a new one. It knows card keys but not their contents, and it has no
clock: the caller passes the current instant.
"""

from datetime import datetime, timedelta
from itertools import islice
from typing import NamedTuple

from cards.answer import Answer
from cards.key import CardKey
from cards.review import Rating

# A card rated Again is asked once more after this many other ratings, after this long, or at the end.
REPEAT_AFTER_CARDS = 5
REPEAT_AFTER = timedelta(minutes=10)
_JUST_BEGUN = 0.1  # the share of its time a card may have used and still count as not begun


class Turn(NamedTuple):
    """One card asked once, or as the repeat after an Again; the answer is None while the question is open.

    Attributes:
        phrasing: The wording asked; None until it has been chosen from the card's history.
        peeked: Whether the user looked at the key points before answering.
    """

    key: CardKey
    phrasing: int | None = None
    peeked: bool = False
    answer: Answer | None = None
    repeat: bool = False


class Repeat(NamedTuple):
    """A failed card to ask once more: the number of ratings given when it failed, and the instant."""

    key: CardKey
    after: int
    at: datetime


class _Place(NamedTuple):
    """The turns to come: interrupted ones, failed cards (the earliest first), and the queue from a position on."""

    position: int = 0
    resumed: tuple[Turn, ...] = ()
    repeats: tuple[Repeat, ...] = ()

    def interrupted(self, turn: Turn) -> "_Place":
        """Put an interrupted turn next, and remove its card from everywhere else."""
        resumed = (turn, *(other for other in self.resumed if other.key != turn.key))
        return self._replace(resumed=resumed, repeats=tuple(each for each in self.repeats if each.key != turn.key))


class Rated(NamedTuple):
    """A rated turn, with the turns that were to come when it was rated."""

    turn: Turn
    rating: Rating
    before: _Place


class SessionProgress(NamedTuple):
    """How far a session has got: the current turn (from 1) out of how many, and the minutes left if not all fit."""

    number: int
    total: int
    minutes_left: int | None


class Session(NamedTuple):
    """One session.

    Attributes:
        queue: The cards to ask, in order, each once.
        started: The instant it began, moved later by each break.
        pace_seconds: The seconds one card is expected to take.
        limit: How long it may last; None for no limit. A card is asked only if it is expected to fit.
        repeats_fit: Whether that is also true of failed cards. If not, they are asked once more even after the limit,
            and time is kept for them.
        most: The most cards to ask; None for no limit. Only `requeued` applies it: the first queue must be within it.
        current: The turn being asked; None when nothing is left.
        rated: The rated turns, in order.
        asked: Their cards.
        place: The turns still to come.
        set_aside: Cards buried or suspended during the session.
    """

    queue: tuple[CardKey, ...]
    started: datetime
    pace_seconds: float = 90.0
    limit: timedelta | None = None
    repeats_fit: bool = True
    most: int | None = None
    current: Turn | None = None
    rated: tuple[Rated, ...] = ()
    asked: frozenset[CardKey] = frozenset()
    place: _Place = _Place()
    set_aside: frozenset[CardKey] = frozenset()

    def answered(self, answer: Answer) -> "Session":
        """Add the answer to the open question."""
        return self._replace(current=self._turn._replace(answer=answer._replace(peeked=self._turn.peeked)))

    def reworded(self, text: str) -> "Session":
        """Correct the text of the answer."""
        return self._replace(current=self._turn._replace(answer=self._answer._replace(text=text)))

    def ticked(self, covered: frozenset[int] | None) -> "Session":
        """Add the key points that the answer covered."""
        return self._replace(current=self._turn._replace(answer=self._answer._replace(covered=covered)))

    def peeked(self) -> "Session":
        """Note that the user looked at the key points before answering."""
        return self._replace(current=self._turn._replace(peeked=True))

    def asked_as(self, phrasing: int) -> "Session":
        """Ask the card again in this wording, without an answer."""
        return self._replace(current=self._turn._replace(phrasing=phrasing, answer=None))

    def rate(self, rating: Rating, now: datetime) -> "Session":
        """Rate the current turn and move on to the next."""
        turn, place = self._turn, self.place
        if rating is Rating.AGAIN and not turn.repeat:
            place = place._replace(repeats=(*place.repeats, Repeat(turn.key, len(self.rated) + 1, now)))
        rated = (*self.rated, Rated(turn, rating, self.place))
        asked = self.asked | {turn.key}
        return _advanced(self._replace(current=None, rated=rated, asked=asked, place=place), now)

    def undo(self) -> "Session":
        """Undo the last rating of this session: its turn is current again, ready to be rated.

        The turn that was current comes next, with its answer if it had one.
        """
        last = self.rated[-1]
        place = last.before
        if self.current is not None and self.current.answer is not None and self.current.key != last.turn.key:
            place = place.interrupted(self.current)
        rated = self.rated[:-1]
        again = last.turn.key in [each.turn.key for each in rated]
        asked = self.asked if again else self.asked - {last.turn.key}
        return self._replace(current=last.turn, rated=rated, asked=asked, place=place)

    def reopen(self, turn: Turn) -> "Session":
        """Make a turn of an earlier session current, to be rated again; the turn that was current comes next."""
        asked = self.current
        place = self.place if asked is None or asked.key == turn.key else self.place.interrupted(asked)
        return self._replace(current=turn, place=place)

    def skip(self, now: datetime) -> "Session":
        """Set the current card aside without a rating, and move on to the next."""
        return _advanced(self._replace(current=None, set_aside=self.set_aside | {self._turn.key}), now)

    def unskip(self, turn: Turn) -> "Session":
        """Make a turn whose card was set aside current again; the turn that was current comes next."""
        return self._replace(set_aside=self.set_aside - {turn.key}).reopen(turn)

    def lasted(self, spent: timedelta, now: datetime) -> "Session":
        """Set how long the session has lasted, without breaks."""
        return self._replace(started=now - max(timedelta(0), spent))

    def requeued(self, queue: tuple[CardKey, ...]) -> "Session":
        """Use another queue from the next turn on, without the cards already asked or set aside."""
        closed = self.closed
        coming = [key for key in dict.fromkeys(queue) if key not in closed]
        if self.most is not None:
            asked = {key for key in closed if key not in self.set_aside} | {repeat.key for repeat in self.place.repeats}
            coming = coming[: max(0, self.most - len(asked))]
        return self._replace(queue=tuple(coming), place=self.place._replace(position=0))

    def progress(self, now: datetime) -> SessionProgress:
        """Return how far the session has got."""
        done, left, minutes_left = len(self.rated), self._left(), None
        if self.limit is not None:
            spare = max(0.0, (self.limit - max(timedelta(0), now - self.started)).total_seconds())
            fitting = int(spare / self.pace_seconds + _JUST_BEGUN)
            if left > fitting:
                left = min(left, max(fitting, (self.current is not None) + len(self.owed)))
                minutes_left = round(spare / 60)
        return SessionProgress(min(done + 1, done + left), done + left, minutes_left)

    @property
    def _turn(self) -> Turn:
        if self.current is None:
            raise ValueError("nothing is being asked")
        return self.current

    @property
    def _answer(self) -> Answer:
        if self._turn.answer is None:
            raise ValueError("the question is still open")
        return self._turn.answer

    @property
    def owed(self) -> tuple[Repeat, ...]:
        """The failed cards that are asked once more even after the limit."""
        return () if self.repeats_fit else self.place.repeats

    def _left(self) -> int:
        resumed = {turn.key for turn in self.place.resumed}
        passed = self.closed | resumed
        coming = len(self.queue) - self.place.position
        if passed:
            coming -= sum(key in passed for key in islice(self.queue, self.place.position, None))
        return (self.current is not None) + coming + len(resumed) + len(self.place.repeats)

    @property
    def closed(self) -> frozenset[CardKey]:
        """The cards that the queue no longer asks: rated, set aside or current."""
        closed = self.asked | self.set_aside if self.set_aside else self.asked
        return closed if self.current is None else closed | {self.current.key}


def start_session(
    queue: tuple[CardKey, ...],
    now: datetime,
    *,
    again: tuple[CardKey, ...] = (),
    limit: timedelta | None = None,
    repeats_fit: bool = True,
    most: int | None = None,
    pace_seconds: float = 90.0,
) -> Session:
    """Start a session with its first turn; `again` are cards failed earlier today, still to be asked once more."""
    place = _Place(repeats=tuple(Repeat(key, 0, now) for key in again))
    session = Session(
        queue=tuple(dict.fromkeys(queue)),
        started=now,
        limit=limit,
        repeats_fit=repeats_fit,
        most=most,
        pace_seconds=pace_seconds,
        place=place,
    )
    return _advanced(session, now)


def _advanced(session: Session, now: datetime) -> Session:
    """Choose the next turn: an interrupted one, then a repeat whose time has come, then the queue."""
    if now < session.started:
        session = session._replace(started=now)  # the clock was set back: the time limit counts from here
    place = session.place
    while place.resumed:
        turn, place = place.resumed[0], place._replace(resumed=place.resumed[1:])
        if turn.key not in session.set_aside:
            return session._replace(current=turn, place=place)
    over = False
    if session.rated and session.limit is not None:
        needed = now - session.started + timedelta(seconds=session.pace_seconds) * (1 + len(session.owed))
        over = needed > session.limit
    waiting = session.owed if over else place.repeats
    repeats = tuple(repeat for repeat in waiting if repeat.key not in session.set_aside)
    place = place._replace(repeats=repeats)
    position, closed = place.position, session.closed
    while position < len(session.queue) and session.queue[position] in closed:
        position += 1
    place = place._replace(position=position)
    # After an undo, the position may be that of an earlier, longer queue.
    coming = () if over else session.queue[position : position + 1]
    if repeats and (not coming or _ready(session, repeats[0], now)):
        turn = Turn(key=repeats[0].key, repeat=True)
        return session._replace(current=turn, place=place._replace(repeats=repeats[1:]))
    if not coming:
        return session._replace(place=place)
    return session._replace(current=Turn(key=coming[0]), place=place._replace(position=position + 1))


def _ready(session: Session, repeat: Repeat, now: datetime) -> bool:
    return len(session.rated) - repeat.after >= REPEAT_AFTER_CARDS or now - repeat.at >= REPEAT_AFTER
