"""The interview plan: the order in which cards are asked before an interview, and the day each one comes back.

Every card competes by the same measure, seen or not: what asking it today rather than tomorrow adds to what you can
deliver on the day, weighted by how likely it is to be asked, per minute. A day shown to the user is a promise: cards
promised for today come first. docs/interview-date.md compares this with other rules. The same cards, memories and
study day always give the same order. Days are ordinals (`date.toordinal`), which are fast to subtract.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from math import fsum, inf
from operator import itemgetter
from typing import NamedTuple

from scheduler.fsrs.formulas import FIRST_RATINGS, Fsrs6
from scheduler.planning.candidates import Candidate
from scheduler.planning.weights import WEIGHTS

# `WEIGHTS` for cards chosen for the interview's advert: below every `must`, above every other `core` card. Among the
# `must` cards they come first.
WANTED = (12.75, 4.0, 4.0)
# The probability that a review put off until tomorrow happens then: people miss days. Once a promised day was missed,
# it is also the share of the minutes left that meeting every `must` card and keeping promises may count on.
TOMORROW_COMES = 0.7
# In the last study days before the interview, each `must` card is asked once more, before all others except promised
# ones, if they all fit into a share of those days' minutes. If not, those not asked yet are worth a little more.
FINAL_DAYS, FINAL_SHARE = 2, 0.75
FINAL_FIRST, FINAL_TIGHT = 1000.0, 1.2
# While there are unseen `must` cards, they and the promises may take this share of all minutes left; the rest is a
# reserve.
PROMISED = 0.9
# A review takes this many times a card's seconds, because some fail and are asked once more.
WITH_REPEATS = 1.15


_Ranked = list[tuple[tuple[float, ...], Candidate]]


class Goal(NamedTuple):
    """What the plan works towards.

    Attributes:
        day: The day of the interview.
        fsrs: The formulas of FSRS.
        fits: Whether the last days have time to ask each `must` card once more.
    """

    day: int
    fsrs: Fsrs6
    fits: bool


def goal_for(cards: Iterable[Candidate], day: int, seconds: float, fsrs: Fsrs6) -> Goal:
    """Return the goal for the cards of an interview, its day, and the seconds of each study day."""
    return Goal(day, fsrs, final_seconds(cards) <= FINAL_DAYS * seconds)


def final_seconds(cards: Iterable[Candidate]) -> float:
    """Return the seconds that the last days need in total to ask every `must` card once more."""
    return fsum(card.seconds for card in cards if card.rank == 0) / FINAL_SHARE


def readiness(cards: Sequence[Candidate], day: int, fsrs: Fsrs6) -> float:
    """Return the mean probability of recall on a day. Unseen cards count as 0, and so does an empty list."""
    return fsum(recall_on(card, day, fsrs) for card in cards) / max(1, len(cards))


def recall_on(card: Candidate, day: int, fsrs: Fsrs6) -> float:
    """Return the probability of recall on a day if the card is not asked again; 0 for an unseen card."""
    return 0.0 if card.state is None else fsrs.retrievability(card.state.stability, max(0, day - card.last))


def recall_if_asked(card: Candidate, today: int, day: int, fsrs: Fsrs6) -> float:
    """Return the expected probability of recall on a later day if the card is asked today: the mean over ratings."""
    if card.state is None:
        states = map(fsrs.first, (1, 2, 3, 4))
        recalls = (fsrs.retrievability(state.stability, day - today) for state in states)
        return fsum(share * recall for share, recall in zip(FIRST_RATINGS, recalls, strict=True))
    return fsrs.recall_after(card.state, today - card.last, day - today)


def gain(card: Candidate, today: int, goal: Goal) -> float:
    """Return how much asking a card on a day raises the recall expected on the day of the interview."""
    return recall_if_asked(card, today, goal.day, goal.fsrs) - recall_on(card, goal.day, goal.fsrs)


def value(card: Candidate, today: int, goal: Goal) -> float:
    """Return what asking a card today adds to the recall on the day of the interview, weighted, per minute.

    That is the gain of a review today, less `TOMORROW_COMES` times that of one tomorrow. Counting the time of a failed
    card twice did not improve the order.

    Args:
        card: A card last rated before today, or never.
        today: Today's study day.
        goal: The goal of the plan.
    """
    tomorrow = gain(card, today + 1, goal) if today + 1 < goal.day else 0.0
    return weighted(card, gain(card, today, goal), tomorrow, today, goal)


def weighted(card: Candidate, gained: float, tomorrow: float, today: int, goal: Goal) -> float:
    """Return the `value` of a card from its gains today and tomorrow."""
    worth = (WANTED if card.wanted else WEIGHTS)[card.rank] * (gained - TOMORROW_COMES * tomorrow) / (card.seconds / 60)
    if not is_final(card, today, goal.day):
        return worth
    return worth + FINAL_FIRST if goal.fits else worth * FINAL_TIGHT


def is_final(card: Candidate, today: int, day: int) -> bool:
    """Return whether it is one of the last days and the card is a `must` not asked in them yet."""
    return card.rank == 0 and day - today <= FINAL_DAYS and card.last < day - FINAL_DAYS


def fitting(cards: Iterable[Candidate], seconds: float) -> Iterator[Candidate]:
    """Yield the cards expected to fit into `seconds`, in the order given; a card fits if half of it does."""
    for card in cards:
        if seconds < card.seconds / 2:
            return
        yield card
        seconds -= card.seconds


def is_unmet(card: Candidate) -> bool:
    """Return whether a card is a `must` that is still unseen."""
    return card.rank == 0 and card.state is None


def unmet_seconds(cards: Iterable[Candidate]) -> float:
    """Return the seconds it takes to meet the `must` cards that are still unseen."""
    return fsum(WITH_REPEATS * card.seconds for card in cards if is_unmet(card))


def counted_on(cards: Iterable[Candidate], today: int) -> float:
    """Return the share of the minutes left to count on: less than 1 if a card's promised day went by without it."""
    return TOMORROW_COMES if any(0 < card.planned < today for card in cards) else 1.0


def order(
    cards: Collection[Candidate], today: int, day: int, seconds: float, value_of: Callable[[Candidate], float]
) -> list[Candidate]:
    """Return the cards to ask today, in order, without those already rated today.

    1. Unseen `must` cards, if the time left is too short for them and all promises: days were missed, or more failed
       than expected.
    2. Cards promised for today, by priority, then by value.
    3. All others by value.
    4. Cards promised for a later day, the soonest first.

    Ties keep the order given.

    Args:
        cards: The cards of the interview.
        today: Today's study day.
        day: The day of the interview.
        seconds: The seconds to count on each study day.
        value_of: Returns the `value` of a card today.
    """
    return arranged(cards, today, day, value_of, behind=is_behind(cards, today, day, seconds))


def is_behind(cards: Collection[Candidate], today: int, day: int, seconds: float) -> bool:
    """Return whether the time left is too short for the unseen `must` cards and all promises; see `order`."""
    used = kept = unmet = 0.0
    for _, rank, taken, state, last, _, planned, _ in cards:  # one pass, because every rating waits for it
        if last >= today:
            used += WITH_REPEATS * taken
        if today <= planned < day:
            kept += WITH_REPEATS * taken
        if rank == 0 and state is None:
            unmet += WITH_REPEATS * taken
    return used + kept + unmet > (day - today) * seconds


def arranged(
    cards: Iterable[Candidate], today: int, day: int, value_of: Callable[[Candidate], float], *, behind: bool
) -> list[Candidate]:
    """Return the cards in the order that `order` describes; a card's place depends on no other card."""
    first, promised, others, later = _Ranked(), _Ranked(), _Ranked(), _Ranked()
    for card in cards:
        if card.last >= today:
            continue
        worth = value_of(card)
        if behind and is_unmet(card):
            first.append(((-worth,), card))
        elif card.planned == today:
            promised.append(((card.rank, -worth), card))
        elif today < card.planned < day:
            later.append(((card.planned, -worth), card))
        else:
            others.append(((-worth,), card))
    return [card for ranked in (first, promised, others, later) for _, card in sorted(ranked, key=itemgetter(0))]


class Days(NamedTuple):
    """The study days from tomorrow to the eve, as far as they are known today.

    Attributes:
        first: Tomorrow.
        seconds: The seconds of each day.
        needed: For each day, the value that a card without a promise needs in order to be asked: -inf if all will be
            asked, inf if none will.
        promised: The seconds promised on each day so far.
        unmet: The seconds it takes to meet the `must` cards that are still unseen.
        spare: The seconds of the last days that are left after promises and after asking each `must` card once more;
            inf if these don't all fit anyway.
        counted_on: The share of the seconds to count on.
    """

    first: int
    seconds: float
    needed: Sequence[float]
    promised: Mapping[int, float]
    unmet: float
    spare: float = inf
    counted_on: float = 1.0

    @property
    def end(self) -> int:
        """The day of the interview."""
        return self.first + len(self.needed)

    def has_room(self, day: int, card: Candidate) -> bool:
        """Return whether a card may be promised for a day.

        The first card of a day always may, unless the last days are needed to ask each `must` card once more.
        """
        seconds = WITH_REPEATS * card.seconds
        if day >= self.end - FINAL_DAYS and not is_final(card, day, self.end) and seconds > self.spare:
            return False
        promised = self.promised.get(day, 0.0)
        return not promised or promised + seconds <= self.seconds

    def leave_time_for(self, card: Candidate) -> bool:
        """Return whether a card may be promised at all: promises only get time that no unseen `must` card needs."""
        kept = fsum(seconds for day, seconds in self.promised.items() if day < self.end)
        taken = self.unmet + kept + WITH_REPEATS * card.seconds
        return not self.unmet or taken <= PROMISED * self.counted_on * len(self.needed) * self.seconds


def days_ahead(cards: Collection[Candidate], today: int, goal: Goal, seconds: float, needed: Sequence[float]) -> Days:
    """Return the days from tomorrow to the eve.

    Args:
        cards: The cards of the interview, without the one to be promised.
        today: Today's study day.
        goal: The goal of the plan.
        seconds: The seconds of each study day.
        needed: See `Days`.
    """
    spare = spare_seconds(cards, today, goal, seconds) if goal.fits else inf
    promised, unmet = promised_seconds(cards, today), unmet_seconds(cards)
    return Days(today + 1, seconds, needed, promised, unmet, spare, counted_on(cards, today))


def spare_seconds(cards: Iterable[Candidate], today: int, goal: Goal, seconds: float) -> float:
    """Return the seconds of the last days left after promises and after the `must` cards not asked in them yet."""
    start, used, to_ask = max(today, goal.day - FINAL_DAYS), 0.0, 0.0
    for card in cards:
        if card.last >= start:
            used += WITH_REPEATS * card.seconds
        if start <= card.planned < goal.day or is_final(card, start, goal.day):
            to_ask += WITH_REPEATS * card.seconds
    return (goal.day - start) * seconds - min(used, seconds) - to_ask


def promised_seconds(cards: Iterable[Candidate], today: int) -> dict[int, float]:
    """Return the seconds promised on each later day."""
    seconds: dict[int, float] = {}
    for card in cards:
        if card.planned > today:
            seconds[card.planned] = seconds.get(card.planned, 0.0) + WITH_REPEATS * card.seconds
    return seconds


def next_day(card: Candidate, days: Days, goal: Goal, *, undelivered: bool = False) -> int | None:
    """Return the day to promise a card for: the first on which it is worth asking and has room.

    None if there is no such day, or unseen `must` cards need the time.

    If there is no such day for a `must` card met on a single day, it comes back in the last days, if they have room.

    Args:
        card: A card rated today, with its new memory.
        days: The days to come.
        goal: The goal of the plan.
        undelivered: The card is a `must` that was not delivered; it comes back on the first day that has room.
    """
    if not days.leave_time_for(card):
        return None
    for position, needed in enumerate(days.needed):
        day = days.first + position
        if (undelivered or value(card, day, goal) >= needed) and days.has_room(day, card):
            return day
    if card.rank == 0 and card.first == card.last:
        last_days = range(max(days.first, goal.day - FINAL_DAYS), goal.day)
        return next((day for day in last_days if days.has_room(day, card)), None)
    return None
