"""The plan for the interviews ahead: what to ask today, and when a card comes back."""

from collections.abc import Mapping, Sequence
from datetime import date
from math import fsum
from typing import TYPE_CHECKING, NamedTuple

from cards.key import CardKey
from scheduler.planning.candidates import Candidate, read_planned_days, with_memory
from scheduler.planning.interview import Days, arranged, counted_on, days_ahead, fitting, is_behind, next_day, value
from scheduler.planning.musts import Musts, count_musts
from scheduler.planning.pace import DaySpent
from scheduler.planning.queue import CardIds, Queue, read_suspended
from trainer.interview.dates import Interview, read_plannable
from trainer.interview.parts import Part, divide
from trainer.terminal.words import until

if TYPE_CHECKING:
    from cards.review import Rating
    from scheduler.fsrs.memory import Memory
    from scheduler.log.store import Store
    from scheduler.planning.forecast import Forecast
    from trainer.home import Home


class NextReview(NamedTuple):
    """When a card comes back.

    Attributes:
        day: The study day; None if not before the interview.
        interview: The interview the card is rehearsed for; None if for none.
    """

    day: date | None
    interview: Interview | None = None

    @property
    def promised(self) -> date | None:
        """The study day the plan promises to ask the card on; None for none."""
        return self.day if self.interview else None

    def after(self, day: date) -> int | None:
        """Return how many days after a given day that is; None if not before the interview."""
        return None if self.day is None else (self.day - day).days


class _Order(NamedTuple):
    """The order of an interview's cards on a day; it is kept while nothing but ratings changes."""

    today: int
    behind: bool
    cards: dict[CardKey, Candidate]


class Plan:
    """Today's queue of cards, computed again after every rating.

    Each part has its own minutes a day, and the nearest interview's are used first.

    Attributes:
        parts: The interviews that have cards to ask, the nearest first.
        new_left: How many more new cards to meet today; None for no limit.
    """

    def __init__(self, store: "Store", parts: Sequence[Part], buried: frozenset[CardKey] = frozenset()) -> None:
        self.parts = tuple(parts)
        self._buried = buried
        self.new_left: int | None = None
        self._store = store
        self._spent: DaySpent | None = None
        self._values: dict[tuple[CardKey, int, int], float] = {}
        self._orders: dict[Part, _Order] = {}
        self._backs: tuple[tuple[object, ...], dict[Rating, NextReview]] | None = None
        self._forecasts: dict[tuple[date, Part], Forecast] = {}

    @property
    def nearest(self) -> Interview:
        """The nearest interview."""
        return self.parts[0].interview

    @property
    def decks(self) -> frozenset[str]:
        """The decks rehearsed for any of the interviews."""
        return frozenset(deck for part in self.parts for deck in part.decks)

    def beside(self, decks: CardIds) -> CardIds:
        """Return those decks that are rehearsed for none of the interviews."""
        rehearsed = self.decks
        return {deck: decks[deck] for deck in decks if deck not in rehearsed}

    def pace(self, planned: Sequence[Candidate]) -> float:
        """Return the seconds these cards take on average; if there are none, the average of all cards."""
        cards = planned or [card for part in self.parts for card in part.cards.values()]
        return fsum(card.seconds for card in cards) / len(cards)

    @property
    def unseen(self) -> int:
        """The number of cards that have never been rated."""
        return sum(card.state is None for part in self.parts for card in part.cards.values())

    def queue(self, today: date) -> tuple[CardKey, ...]:
        """Return the cards to ask today: one interview after another, those with minutes left first."""
        left = self._left(today)
        turns = sorted(range(len(self.parts)), key=lambda turn: left[turn] <= 0)
        orders = [self._order(self.parts[turn], today) for turn in turns]
        if self.new_left is None:
            return tuple(key for cards in orders for key in cards)
        cards = [card for cards in orders for card in cards.values()]
        unseen = [card for card in cards if card.state is None]
        beyond = {card.key for card in unseen[self.new_left :]}
        return tuple(card.key for card in cards if card.key not in beyond)

    def planned(self, today: date) -> list[Candidate]:
        """Return the cards expected to fit into the minutes left today; spare ones go from one interview to another."""
        planned, rest = list[Candidate](), list[Candidate]()
        for part, seconds in zip(self.parts, self._left(today), strict=True):
            cards = list(self._order(part, today).values())
            own = list(fitting(cards, seconds))
            planned += own
            rest += cards[len(own) :]
        return planned + list(fitting(rest, self.seconds_left(today) - sum(card.seconds for card in planned)))

    def planned_for(self, interview: Interview, today: date) -> list[Candidate]:
        """Return today's cards for one interview, or for the one it shares its cards with."""
        part = self.part_for(interview)
        return [] if part is None else [card for card in self.planned(today) if card.key in part.cards]

    def expected(self, today: date, others: Queue) -> Queue:
        """Return what will probably be asked today: the planned cards, and `others` if all of the plan fits."""
        planned = self.planned(today)
        everything = self._to_ask(today) == len(planned)
        seen = tuple(card.key for card in planned if card.state is not None)
        unseen = tuple(card.key for card in planned if card.state is None)
        return Queue(seen + others.due, unseen + others.new) if everything else Queue(seen, unseen)

    def promised(self, today: date) -> dict[CardKey, date]:
        """Return the cards that are promised for a later day, each with its day."""
        cards = (card for part in self.parts for card in part.cards.values())
        return {card.key: date.fromordinal(card.planned) for card in cards if card.planned > today.toordinal()}

    def countdown(self, today: date) -> str:
        """Return the nearest interview and when it is, as `Acme in 9 days`."""
        return f"{self.nearest.title} {until(self.nearest.day, today)}"

    def tomorrow(self, today: date) -> str:
        """Return what to do tomorrow: rehearse for some minutes, or go to an interview; empty if none is ahead."""
        ahead = [part for part in self.parts if part.interview.day > today]
        if ahead and ahead[0].interview.days_left(today) == 1:
            return ahead[0].interview.name
        names = " and ".join(part.interview.name for part in ahead)
        return names and f"{sum(part.minutes for part in ahead)} min for {names}"

    def seconds_left(self, today: date) -> float:
        """Return the seconds left of today's minutes, of all interviews."""
        return sum(max(0.0, left) for left in self._left(today))

    def is_done(self, today: date) -> bool:
        """Return whether every card of every interview has been asked today."""
        return self._to_ask(today) == 0

    def _to_ask(self, today: date) -> int:
        """Return the number of cards not asked yet today."""
        now = today.toordinal()
        cards = (card for part in self.parts if part.day >= now for card in part.cards.values())
        return sum(card.last < now and card.key not in self._buried for card in cards)

    def musts(self, today: date) -> tuple[Musts, Musts]:
        """Return the must-haves of the nearest interview: when today began, and now."""
        part = self.parts[0]
        cards, day = part.cards.values(), part.interview.day
        return count_musts(self._store, cards, day, before=today), count_musts(self._store, cards, day)

    def part_for(self, interview: Interview) -> Part | None:
        """Return the part of an interview, or of the one it shares its cards with; None if nothing is rehearsed."""
        return next((part for part in self.parts if interview in (part.interview, *part.sharing)), None)

    def part_of(self, key: CardKey) -> Part | None:
        """Return the part of the plan a card belongs to; None if it is rehearsed for no interview."""
        return next((part for part in self.parts if key in part.cards), None)

    def refresh(self, key: CardKey) -> None:
        """Read the memory of a card again, after it was rated or a rating was undone."""
        part, memory = self.part_of(key), self._store.memory(key)
        if part is None:
            return
        before, now = part.cards[key], with_memory(part.cards[key], memory)
        part.cards[key] = card = now._replace(planned=read_planned_days(self._store, key).get(key, 0))
        self._backs = None
        if (known := self._orders.get(part)) and card.last >= known.today:
            known.cards.pop(key, None)  # the order of the others stays
        else:
            self._orders.pop(part, None)
        if self.new_left is not None:
            self.new_left += (memory is None) - (before.state is None)

    def next_reviews(
        self, key: CardKey, preview: "Mapping[Rating, Memory]", today: date, *, missed_must: bool = False
    ) -> "dict[Rating, NextReview]":
        """Return when a card comes back after each rating; `missed_must` if the answer missed a `must` point.

        A worse rating never brings it back later than a better one, nor does a repeat later than the rating before it.
        """
        part = self.part_of(key)
        if part is None or part.interview.day <= today:
            return {rating: NextReview(memory.due) for rating, memory in preview.items()}
        asked = (key, tuple(preview.items()), today, missed_must)
        if self._backs is not None and self._backs[0] == asked:  # shown at the prompt, and wanted again for the log
            return self._backs[1]
        card, days = part.cards[key], self._days(part, key, today)
        soonest = card.planned if card.last >= today.toordinal() and card.planned else part.day
        backs: dict[Rating, NextReview] = {}
        for rating in sorted(preview, reverse=True):
            undelivered = card.rank == 0 and rating - missed_must <= 1
            after = with_memory(card, preview[rating])
            day = next_day(after, days, part.goal, undelivered=undelivered)
            soonest = min(soonest, day or part.day)
            back = date.fromordinal(soonest) if soonest < part.day else None
            backs[rating] = NextReview(back, part.interview)
        self._backs = asked, dict(sorted(backs.items()))
        return self._backs[1]

    def _days(self, part: Part, key: CardKey, today: date) -> Days:
        """Return the days from tomorrow to the eve, as they look without a card."""
        from scheduler.planning.forecast import forecast

        at, now = (today, part), today.toordinal()
        if at not in self._forecasts:
            left = max(0.0, self._left(today)[self.parts.index(part)])
            self._forecasts[at] = forecast(list(part.cards.values()), now, part.goal, (left, part.seconds), runs=1)
        others = [card for card in part.cards.values() if card.key != key]
        return days_ahead(others, now, part.goal, part.seconds, self._forecasts[at].needed[1:])

    def _order(self, part: Part, today: date) -> dict[CardKey, Candidate]:
        """Return the cards of one interview left to ask today, in order."""
        now = today.toordinal()
        if part.day < now:  # the sitting went on past 04:00, into the day after the interview
            return {}

        def value_of(card: Candidate) -> float:
            at = card.key, card.last, now
            if at not in self._values:
                self._values[at] = value(card, now, part.goal)
            return self._values[at]

        seconds = part.seconds * counted_on(part.cards.values(), now)
        behind = is_behind(part.cards.values(), now, part.day, seconds)
        known = self._orders.get(part)
        if known is None or (known.today, known.behind) != (now, behind):
            cards = arranged(part.cards.values(), now, part.day, value_of, behind=behind)
            known = _Order(now, behind, {card.key: card for card in cards if card.key not in self._buried})
            self._orders[part] = known
        return known.cards

    def _left(self, today: date) -> list[float]:
        """Return for each part the seconds left of its minutes today; negative where more were used."""
        left = [part.seconds for part in self.parts]
        if self._spent is None or self._spent.day != today:
            self._spent = DaySpent(self._store, today)
        for deck, seconds in self._spent.by_deck().items():
            about = (turn for turn, part in enumerate(self.parts) if part.interview.is_about(deck))
            if (turn := next(about, None)) is not None:
                left[turn] -= seconds
        return left


def when_back(
    store: "Store", plan: Plan | None, key: CardKey, day: date, today: date, *, missed_must: bool = False
) -> "dict[Rating, NextReview]":
    """Return when a card would come back after each rating.

    Args:
        store: The log.
        plan: The plan for the interviews ahead, if there are any.
        key: The card.
        day: The study day the rating counts for.
        today: The current study day.
        missed_must: The answer missed a `must` point.
    """
    memory = store.memory(key)
    preview = store.model.preview(memory, max(day, memory.last_review) if memory else day, key)
    if plan is None:
        return {rating: NextReview(memory.due) for rating, memory in preview.items()}
    return plan.next_reviews(key, preview, today, missed_must=missed_must)


def build_plan(home: "Home", store: "Store", decks: CardIds, set_aside: frozenset[CardKey], today: date) -> Plan | None:
    """Return today's plan; None if no interview is ahead, or none is about these decks.

    Args:
        home: The home with the interviews.
        store: The log.
        decks: The decks to rehearse.
        set_aside: Suspended and buried cards. Buried ones belong to the plan, but are not asked today.
        today: The current study day.
    """
    suspended = read_suspended(store)
    parts = divide(read_plannable(home.interviews, today), store, decks, suspended)
    return Plan(store, parts, set_aside - suspended) if parts else None
