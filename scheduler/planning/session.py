"""A review session as a pure state machine: ask -> answer -> tick -> rate -> next, and back again.

A `Session` never changes; every step returns a new one. It knows keys, not contents, and no clock: instants
are given to it.
"""

from datetime import datetime, timedelta
from itertools import islice
from typing import NamedTuple

from cards.answer import Answer
from cards.key import CardKey
from cards.review import Rating

# A card rated Again is asked once more after so many other cards, or so long, or at the end.
REPEAT_AFTER_CARDS = 5
REPEAT_AFTER = timedelta(minutes=10)


class Turn(NamedTuple):
    """One asking of one card.

    Attributes:
        key: The card.
        phrasing: Which wording is asked; None until the card's history has been looked at.
        peeked: Whether the key points were looked at.
        answer: What was answered; None while the question is open.
        repeat: Whether it is asked again after an Again.
    """

    key: CardKey
    phrasing: int | None = None
    peeked: bool = False
    answer: Answer | None = None
    repeat: bool = False


class Repeat(NamedTuple):
    """A card to be asked once more: how many ratings had been given when it failed, and when that was."""

    key: CardKey
    after: int
    at: datetime


class _Place(NamedTuple):
    """What is still to come."""

    position: int = 0
    resumed: tuple[Turn, ...] = ()
    repeats: tuple[Repeat, ...] = ()

    def interrupted(self, turn: Turn) -> "_Place":
        """Let a turn come next, and its card in no other way."""
        resumed = (turn, *(other for other in self.resumed if other.key != turn.key))
        return self._replace(resumed=resumed, repeats=tuple(each for each in self.repeats if each.key != turn.key))


_START = _Place()


class Rated(NamedTuple):
    """A turn that has been rated, and what was to come when it was being asked."""

    turn: Turn
    rating: Rating
    before: _Place


class SessionProgress(NamedTuple):
    """Where a session stands: the turn being asked (from 1), all that are planned, minutes left if limited."""

    number: int
    total: int
    minutes_left: int | None


class Session(NamedTuple):
    """One sitting. `current` is the turn being asked; None when there is nothing left.

    Attributes:
        queue: The cards to ask, in order, each once.
        started: When it began.
        pace_seconds: How long one card is expected to take.
        limit: How long the sitting may last; None for no limit. A card is begun only if it is expected to fit.
        most: How many cards may be asked; None for no limit. What `queue` begins with is within it.
        current: The turn being asked.
        rated: What has been rated, in order.
        place: What is still to come.
        set_aside: Cards buried or suspended on the way.
    """

    queue: tuple[CardKey, ...]
    started: datetime
    pace_seconds: float = 90.0
    limit: timedelta | None = None
    most: int | None = None
    current: Turn | None = None
    rated: tuple[Rated, ...] = ()
    place: _Place = _START
    set_aside: frozenset[CardKey] = frozenset()

    def answered(self, answer: Answer) -> "Session":
        """Note the answer to the open question."""
        return self._with_turn(answer=answer._replace(peeked=self._turn.peeked))

    def ticked(self, covered: frozenset[int] | None) -> "Session":
        """Note which key points the answer covered."""
        return self._with_turn(answer=self._answer._replace(covered=covered))

    def written(self, text: str) -> "Session":
        """Put text in the place of what the answer said; its time stays."""
        return self._with_turn(answer=self._answer._replace(text=text))

    def peeked(self) -> "Session":
        """Note that the key points were looked at before answering."""
        return self._with_turn(peeked=True)

    def asked_as(self, phrasing: int) -> "Session":
        """Ask the card in this wording, as an open question."""
        return self._with_turn(phrasing=phrasing, answer=None)

    def rate(self, rating: Rating, now: datetime) -> "Session":
        """Rate the current turn and go on to the next."""
        turn = self._turn
        place = self.place
        if rating is Rating.AGAIN and not turn.repeat:
            repeat = Repeat(turn.key, len(self.rated) + 1, now)
            place = place._replace(repeats=(*place.repeats, repeat))
        rated = (*self.rated, Rated(turn, rating, self.place))
        return _advanced(self._replace(current=None, rated=rated, place=place), now)

    def undo(self) -> "Session":
        """Take back the last rating of this sitting: its turn is current again, at its rating.

        What was being asked comes right after it, with what had been answered.
        """
        last = self.rated[-1]
        place = last.before
        if self.current is not None and self.current.answer is not None and self.current.key != last.turn.key:
            place = place.interrupted(self.current)
        return self._replace(current=last.turn, rated=self.rated[:-1], place=place)

    def reopen(self, turn: Turn) -> "Session":
        """Ask for a rating of a turn from an earlier sitting; what was being asked comes right after it."""
        asked = self.current
        place = self.place if asked is None or asked.key == turn.key else self.place.interrupted(asked)
        return self._replace(current=turn, place=place)

    def skip(self, now: datetime) -> "Session":
        """Set the current card aside, unrated, and go on."""
        aside = self.set_aside | {self._turn.key}
        return _advanced(self._replace(current=None, set_aside=aside), now)

    def unskip(self, turn: Turn) -> "Session":
        """Ask a turn whose card was set aside after all; what was being asked comes right after it."""
        return self._replace(set_aside=self.set_aside - {turn.key}).reopen(turn)

    def requeued(self, queue: tuple[CardKey, ...]) -> "Session":
        """Go on with another queue from the next turn on; what has been asked or set aside is left out."""
        closed = self.closed
        coming = [key for key in dict.fromkeys(queue) if key not in closed]
        if self.most is not None:
            asked = {key for key in closed if key not in self.set_aside} | {repeat.key for repeat in self.place.repeats}
            coming = coming[: max(0, self.most - len(asked))]
        return self._replace(queue=tuple(coming), place=self.place._replace(position=0))

    def progress(self, now: datetime) -> SessionProgress:
        """Tell how far the sitting has come."""
        done = len(self.rated)
        left = self._left()
        if self.limit is None:
            return SessionProgress(min(done + 1, done + left), done + left, None)
        spare = max(0.0, (self.limit - max(timedelta(0), now - self.started)).total_seconds())
        left = min(left, max(int(spare // self.pace_seconds), 1 if self.current else 0))
        return SessionProgress(min(done + 1, done + left), done + left, int(spare // 60))

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

    def _with_turn(self, **changes: object) -> "Session":
        return self._replace(current=self._turn._replace(**changes))  # type: ignore[arg-type]

    def _left(self) -> int:
        closed, resumed = self.closed, {turn.key for turn in self.place.resumed}
        coming = [key not in closed and key not in resumed for key in islice(self.queue, self.place.position, None)]
        return (self.current is not None) + sum(coming) + len(resumed) + len(self.place.repeats)

    @property
    def closed(self) -> frozenset[CardKey]:
        """Cards that the queue no longer asks."""
        current = () if self.current is None else (self.current.key,)
        return self.set_aside.union((rated.turn.key for rated in self.rated), current)


def start_session(
    queue: tuple[CardKey, ...],
    now: datetime,
    *,
    again: tuple[CardKey, ...] = (),
    limit: timedelta | None = None,
    most: int | None = None,
    pace_seconds: float = 90.0,
) -> Session:
    """Begin a sitting.

    Args:
        queue: The cards to ask, in order.
        now: The instant.
        again: Cards failed earlier today that are still to be asked once more.
        limit: How long it may last.
        most: How many cards may be asked, if the queue is to be replaced.
        pace_seconds: How long one card is expected to take.
    """
    place = _Place(repeats=tuple(Repeat(key, 0, now) for key in again))
    session = Session(
        queue=tuple(dict.fromkeys(queue)), started=now, limit=limit, most=most, pace_seconds=pace_seconds, place=place
    )
    return _advanced(session, now)


def _advanced(session: Session, now: datetime) -> Session:
    """Choose the next turn: what was interrupted, then a repeat whose time has come, then the queue."""
    if now < session.started:
        session = session._replace(started=now)  # the clock was set back: what is left of the time counts from here
    place = session.place
    while place.resumed:
        turn, place = place.resumed[0], place._replace(resumed=place.resumed[1:])
        if turn.key not in session.set_aside:
            return session._replace(current=turn, place=place)
    if (
        session.limit is not None
        and now - session.started + timedelta(seconds=session.pace_seconds) > session.limit
        and session.rated
    ):
        return session._replace(place=place._replace(position=len(session.queue), repeats=()))
    repeats = tuple(repeat for repeat in place.repeats if repeat.key not in session.set_aside)
    place = place._replace(repeats=repeats)
    position, closed = place.position, session.closed
    while position < len(session.queue) and session.queue[position] in closed:
        position += 1
    place = place._replace(position=position)
    if repeats and (position >= len(session.queue) or _ready(session, repeats[0], now)):
        turn = Turn(key=repeats[0].key, repeat=True)
        return session._replace(current=turn, place=place._replace(repeats=repeats[1:]))
    if position >= len(session.queue):  # what was undone may be of a longer queue
        return session._replace(place=place)
    return session._replace(current=Turn(key=session.queue[position]), place=place._replace(position=position + 1))


def _ready(session: Session, repeat: Repeat, now: datetime) -> bool:
    return len(session.rated) - repeat.after >= REPEAT_AFTER_CARDS or now - repeat.at >= REPEAT_AFTER
