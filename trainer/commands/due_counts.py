"""What is left of a study day: the counts of `greenroom due`."""

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

from scheduler.log.store import Store
from scheduler.planning.budget import share_of_day
from scheduler.planning.queue import CardIds, Queue, build_queue, cards_to_repeat, next_due, read_today, seen_lookup
from trainer.home import Home
from trainer.opening import open_plan
from trainer.terminal.words import short_day

if TYPE_CHECKING:
    from decks.library.library import DeckEntry
    from trainer.interview.plan import Plan


class Due(NamedTuple):
    """What is left for a study day.

    Attributes:
        day: The study day.
        queue: The cards that fit into its minutes.
        waiting: How many due cards do not fit.
        used_up: Whether an empty queue means that the minutes are used up, not that there are no cards.
        upcoming: The next day with due cards; None if there is none.
        plan: The plan for the interviews ahead; None without any.
        pace_seconds: The seconds a card takes without a plan.
    """

    day: date
    queue: Queue
    waiting: int
    used_up: bool
    upcoming: date | None
    plan: "Plan | None"
    pace_seconds: float

    @property
    def todo(self) -> int:
        """The number of cards, including those to repeat."""
        return len(self.queue.keys) + len(self.queue.again)

    @property
    def counts(self) -> str:
        """The cards, counted in words."""
        more = f", {len(self.queue.again)} to repeat" if self.queue.again else ""
        more += f", {self.waiting} waiting" if self.waiting else ""
        return f"{len(self.queue.due)} due, {len(self.queue.new)} new{more}"

    @property
    def minutes(self) -> int:
        """The minutes that the cards take, at least 1 if there are any."""
        if not self.todo:
            return 0
        pace = self.pace_seconds if self.plan is None else self.plan.pace(self.plan.planned(self.day))
        return max(1, round(self.todo * pace / 60))


def read_due(home: Home, store: Store, decks: CardIds) -> Due:
    """Return what is left of today."""
    day, settings, today = home.today, home.settings, read_today(store, home.today)
    plan = open_plan(home, store, decks, today.set_aside, day)
    others = decks if plan is None else plan.beside(decks)
    queue = build_queue(others, today, seen_lookup(store), new_per_day=settings.new_per_day)
    if plan is not None:
        queue = plan.expected(day, queue)._replace(again=cards_to_repeat(decks, today))
        upcoming = next_due(store, day, decks, plan.promised(day))
        return Due(day, queue, 0, used_up=False, upcoming=upcoming, plan=plan, pace_seconds=0.0)
    share = share_of_day(store, day, queue, decks, settings)
    upcoming = day + timedelta(days=1) if share.waiting else next_due(store, day, decks)
    return Due(day, share.fits(queue), share.waiting, bool(share.keys), upcoming, None, share.pace_seconds)


def in_words(due: Due) -> str:
    """Return what is left in one sentence."""
    if due.todo:
        return due.counts if due.plan is None else f"{due.plan.countdown(due.day)}: {due.counts}"
    if due.plan is not None:
        return f"{due.plan.countdown(due.day)}: nothing more to do today"
    if due.used_up:
        return "today's minutes are done" + (f", {due.waiting} waiting" if due.waiting else "")
    return "nothing to do today" + (f", next on {short_day(due.upcoming, due.day)}" if due.upcoming else "")


def table(due: Due, entries: Sequence["DeckEntry"]) -> dict[str, object]:
    """Return what is left as JSON has it, deck by deck."""
    reviews, new = Counter(key.deck for key in due.queue.due), Counter(key.deck for key in due.queue.new)
    return {
        "study_day": due.day.isoformat(),
        "due": len(due.queue.due),
        "new": len(due.queue.new),
        "again": len(due.queue.again),
        "waiting": due.waiting,
        "total": sum(deck.cards for deck in entries),
        "next_due": due.upcoming and due.upcoming.isoformat(),
        "decks": [
            {"id": deck.id, "title": deck.title, "due": reviews[deck.id], "new": new[deck.id], "total": deck.cards}
            for deck in entries
        ],
        **({} if due.plan is None else {"interview": _interview(due.plan, due.day)}),
    }


def _interview(plan: "Plan", day: date) -> dict[str, object]:
    nearest = plan.nearest
    return {
        "at": nearest.at,
        "date": nearest.day.isoformat(),
        "days_left": nearest.days_left(day),
        "minutes_left": round(plan.seconds_left(day) / 60),
    }


def placeholders(due: Due, store: Store) -> dict[str, Callable[[], object]]:
    """Return the placeholders of `--format`. What belongs to an interview is empty without one."""
    queue, plan = due.queue, due.plan

    def streak() -> int:
        from scheduler.stats import days

        return days.streak(days.days(store), due.day).current

    def musts() -> list[bool]:
        cards = plan.parts[0].cards.values() if plan else ()
        return [card.state is not None for card in cards if card.rank == 0]

    return {
        "due": lambda: len(queue.due),
        "new": lambda: len(queue.new),
        "again": lambda: len(queue.again),
        "todo": lambda: due.todo,
        "minutes": lambda: due.minutes,
        "waiting": lambda: due.waiting,
        "next": lambda: short_day(due.upcoming, due.day) if due.upcoming else "",
        "streak": streak,
        "interview": lambda: plan.nearest.title if plan else "",
        "days": lambda: plan.nearest.days_left(due.day) if plan else "",
        "musts": lambda: sum(musts()) if plan else "",
        "musts_total": lambda: len(musts()) if plan else "",
    }
