"""What to ask today while an interview is coming: each deck's cards for the nearest interview they belong to."""

from collections.abc import Mapping, Sequence
from datetime import date
from math import fsum
from typing import TYPE_CHECKING, NamedTuple

from cards.key import CardKey
from scheduler.fsrs.formulas import MemoryState
from scheduler.planning.candidates import Candidate, read_candidates
from scheduler.planning.interview import fitting, order, weight
from scheduler.planning.pace import seconds_spent
from scheduler.planning.queue import Queue
from trainer.interview.dates import FURTHEST, Interview, coming, in_days, read_interviews

if TYPE_CHECKING:
    from cards.review import Rating
    from scheduler.fsrs.memory import Memory
    from scheduler.log.store import Store
    from scheduler.planning.forecast import Forecast
    from trainer.home import Home

# For each deck the ids of its cards by the rank of their priority.
Ids = Mapping[str, Sequence[Sequence[str]]]


class Part:
    """An interview with the decks and the cards that are rehearsed for it, at least one; equal only to itself."""

    def __init__(self, interview: Interview, decks: tuple[str, ...], cards: dict[CardKey, Candidate]) -> None:
        self.interview = interview
        self.decks = decks
        self.cards = cards

    @property
    def day(self) -> int:
        """The day of the interview, as an ordinal."""
        return self.interview.day.toordinal()


class NextReview(NamedTuple):
    """When a card comes back: a day, or None if not before the interview of this title."""

    day: date | None
    title: str = ""

    def after(self, day: date) -> int | None:
        """Return how many days after a day that is; None if not before the interview."""
        return None if self.day is None else (self.day - day).days


class Plan:
    """The date's queue, worked out anew after every rating.

    Each interview has its own minutes a day; those of the nearest are used first.

    Attributes:
        parts: The interviews, the nearest first.
        fsrs: FSRS.
        new_left: How many new cards may still be met today; None for no limit.
    """

    def __init__(self, store: "Store", parts: Sequence[Part], interviews: Sequence[Interview]) -> None:
        self.parts = tuple(parts)
        self._interviews = tuple(interviews)
        self.fsrs = store.model.fsrs
        self.new_left: int | None = None
        self._store = store
        self._weights: dict[tuple[CardKey, int, int], float] = {}
        self._outlooks: dict[tuple[date, Part], Forecast] = {}

    @property
    def nearest(self) -> Interview:
        """The interview that comes first."""
        return self.parts[0].interview

    @property
    def decks(self) -> frozenset[str]:
        """The decks that are rehearsed for an interview."""
        return frozenset(deck for part in self.parts for deck in part.decks)

    def pace(self, planned: Sequence[Candidate]) -> float:
        """Return how many seconds one of these cards takes on average; any card of all where there are none."""
        cards = planned or [card for part in self.parts for card in part.cards.values()]
        return fsum(card.seconds for card in cards) / len(cards)

    @property
    def unseen(self) -> int:
        """How many cards have never been met."""
        return sum(card.state is None for part in self.parts for card in part.cards.values())

    def queue(self, today: date) -> tuple[CardKey, ...]:
        """Return all cards to ask today, in order: of each interview in turn, those with minutes left first."""
        left = self._left(today)
        turns = sorted(range(len(self.parts)), key=lambda turn: left[turn] <= 0)
        cards = [card for turn in turns for card in self._order(self.parts[turn], today)]
        if self.new_left is not None:
            unseen = [card for card in cards if card.state is None]
            beyond = {card.key for card in unseen[self.new_left :]}
            cards = [card for card in cards if card.key not in beyond]
        return tuple(card.key for card in cards)

    def planned(self, today: date) -> list[Candidate]:
        """Return the cards that are expected to fit into today's minutes, in order."""
        found: list[Candidate] = []
        for part, spare in zip(self.parts, self._left(today), strict=True):
            found += fitting(self._order(part, today), spare)
        return found

    def expected(self, today: date, others: Queue) -> Queue:
        """Return what is expected to be asked today, seen cards as due; other decks' cards if there is time for all."""
        planned = self.planned(today)
        everything = self._to_ask(today) == len(planned)
        seen = tuple(card.key for card in planned if card.state is not None)
        unseen = tuple(card.key for card in planned if card.state is None)
        return Queue(seen + others.due, unseen + others.new) if everything else Queue(seen, unseen)

    def countdown(self, today: date) -> str:
        """Return which interview is nearest, and when it is."""
        return f"{self.nearest.title} {in_days(self.nearest, today)}"

    def seconds_left(self, today: date) -> float:
        """Return how much of today's minutes is left."""
        return sum(max(0.0, left) for left in self._left(today))

    def is_done(self, today: date) -> bool:
        """Tell whether every card of every interview has been asked today."""
        return self._to_ask(today) == 0

    def _to_ask(self, today: date) -> int:
        """Return how many cards there are that have not been asked today."""
        now = today.toordinal()
        return sum(card.last < now for part in self.parts if part.day >= now for card in part.cards.values())

    def part_of(self, key: CardKey) -> Part | None:
        """Return the interview a card is rehearsed for."""
        return next((part for part in self.parts if key in part.cards), None)

    def note(self, key: CardKey) -> None:
        """Look up again what is known of a card, after it was rated or a rating was taken back."""
        part, memory = self.part_of(key), self._store.memory(key)
        if part is None:
            return
        before, part.cards[key] = part.cards[key], _known(part.cards[key], memory)
        if self.new_left is not None:
            self.new_left += (memory is None) - (before.state is None)

    def when_back(self, key: CardKey, preview: "Mapping[Rating, Memory]", today: date) -> "dict[Rating, NextReview]":
        """Return when a card comes back for each rating it may get: the model's estimate, never after the eve.

        The rule may well put off a card that fails longer than one that is known, and the estimate is rough: no rating
        is said to bring a card back later than a better one does.
        """
        found: dict[Rating, NextReview] = {}
        soonest: NextReview | None = None
        for rating in sorted(preview, reverse=True):
            back = self._next_asked(key, preview[rating], today)
            found[rating] = soonest = min(soonest or back, back, key=lambda each: each.day or date.max)
        return dict(sorted(found.items()))

    def _next_asked(self, key: CardKey, memory: "Memory", today: date) -> NextReview:
        from scheduler.planning.forecast import forecast, next_day_asked

        part = self.part_of(key)
        if part is None or part.interview.day <= today:
            return NextReview(memory.due)
        at = today, part
        if at not in self._outlooks:
            seconds = part.interview.minutes * 60.0
            self._outlooks[at] = forecast(
                list(part.cards.values()),
                today.toordinal(),
                part.day,
                (max(0.0, self._left(today)[self.parts.index(part)]), seconds),
                self.fsrs,
                runs=1,
            )
        card = _known(part.cards[key], memory)
        found = next_day_asked(card, today.toordinal(), part.day, self._outlooks[at], self.fsrs)
        return NextReview(None if found is None else date.fromordinal(found), part.interview.title)

    def _order(self, part: Part, today: date) -> list[Candidate]:
        now = today.toordinal()
        if part.day < now:  # held while a sitting went on past four in the morning
            return []

        def weigh(card: Candidate) -> float:
            at = card.key, card.last, now
            if at not in self._weights:
                self._weights[at] = weight(card, now, part.day, self.fsrs)
            return self._weights[at]

        return order(part.cards.values(), now, part.day, weigh)

    def _left(self, today: date) -> list[float]:
        """Return the seconds left of each interview's minutes today; below 0 where more were spent."""
        left = [each.minutes * 60.0 for each in self._interviews]
        for deck, seconds in seconds_spent(self._store, today).items():
            turn = next((turn for turn, each in enumerate(self._interviews) if each.is_about(deck)), None)
            if turn is not None:
                left[turn] -= seconds
        return [left[self._interviews.index(part.interview)] for part in self.parts]


def when_back(store: "Store", plan: Plan | None, key: CardKey, day: date, today: date) -> "dict[Rating, NextReview]":
    """Return when a card comes back for each rating it may get.

    Args:
        store: The log.
        plan: What the interviews to come ask for, if there are any.
        key: The card.
        day: The study day the rating counts for.
        today: The study day it is.
    """
    memory = store.memory(key)
    preview = store.model.preview(memory, max(day, memory.last_review) if memory else day, key)
    if plan is None:
        return {rating: NextReview(memory.due) for rating, memory in preview.items()}
    return plan.when_back(key, preview, today)


def _known(card: Candidate, memory: "Memory | None") -> Candidate:
    if memory is None:
        return card._replace(state=None, last=0)
    return card._replace(state=MemoryState(memory.stability, memory.difficulty), last=memory.last_review.toordinal())


def build_plan(home: "Home", store: "Store", decks: Ids, out: frozenset[CardKey], today: date) -> Plan | None:
    """Return the plan of today; None if no interview is coming, or none that is about these decks.

    Args:
        home: Where the interviews are told.
        store: The log.
        decks: The decks to rehearse.
        out: Suspended and buried cards.
        today: The study day.
    """
    parts = []
    left = dict(decks)
    ahead = coming(read_interviews(home.interviews), today)
    interviews = [each for each in ahead if each.day - today <= FURTHEST]
    for interview in interviews:
        ids = {deck: left.pop(deck) for deck in decks if deck in left and interview.is_about(deck)}
        cards = {card.key: card for card in read_candidates(store, ids, out)}
        if cards:
            parts.append(Part(interview, tuple(ids), cards))
    return Plan(store, parts, interviews) if parts else None
