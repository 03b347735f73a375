"""`greenroom due`: today's counts, fast enough for a shell prompt."""

from argparse import Namespace
from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from typing import TYPE_CHECKING

from scheduler.log.store import Store
from scheduler.planning.budget import share_of_day
from scheduler.planning.queue import Queue, build_queue, cards_to_repeat, next_due, read_today, seen_lookup
from trainer.environment import Environment
from trainer.opening import open_home, open_library, open_plan, open_store
from trainer.terminal.output import print_json
from trainer.terminal.words import short_day

if TYPE_CHECKING:
    from trainer.interview.plan import Plan


def run(args: Namespace, env: Environment) -> int:
    """Print the counts, as a person, a script or a status bar wants them, or show them on the desktop; always 0."""
    home = open_home(env, args.home)
    with open_store(home, reading=True) as store, open_library(home, store) as library:
        day, settings, waiting, used_up = home.today, home.settings, 0, False
        entries = library.decks()
        decks, today = {deck.id: deck.ids for deck in entries}, read_today(store, day)
        plan = open_plan(home, store, decks, today.set_aside, day)
        others = decks if plan is None else plan.beside(decks)
        queue = build_queue(others, today, seen_lookup(store), new_per_day=settings.new_per_day)
        if plan is None:
            share = share_of_day(store, day, queue, decks, settings)
            queue, waiting, used_up = share.fits(queue), share.waiting, bool(share.keys)
        else:
            queue = plan.expected(day, queue)._replace(again=cards_to_repeat(decks, today))
        coming = {} if plan is None else {"interview": _interview(plan, day)}
        upcoming = day + timedelta(days=1) if waiting else next_due(store, day, decks)

        def pace() -> float:
            return share.pace_seconds if plan is None else plan.pace(plan.planned(day))

        if args.format is not None:
            from trainer.terminal.template import fill

            text = fill(args.format, _values(store, day, queue, waiting, upcoming, plan, pace))
            print(text, file=env.stdout)
            return 0
        if args.notify:
            if queue.keys or queue.again:
                from trainer.terminal.notification import notify

                more = f"{_counts(queue, waiting)}, about {_minutes(queue, pace)} min"
                notify(env, "greenroom" if plan is None else plan.countdown(day), more)
            return 0
    if args.json:
        due, new = Counter(key.deck for key in queue.due), Counter(key.deck for key in queue.new)
        rows = [
            {"id": deck.id, "title": deck.title, "due": due[deck.id], "new": new[deck.id], "total": deck.cards}
            for deck in entries
        ]
        counts = {"due": len(queue.due), "new": len(queue.new), "again": len(queue.again), "waiting": waiting}
        counts["total"] = sum(deck.cards for deck in entries)
        upcoming_day = upcoming and upcoming.isoformat()
        print_json(env, {"study_day": day.isoformat(), **counts, "next_due": upcoming_day, "decks": rows, **coming})
    elif queue.keys or queue.again:
        prefix = "" if plan is None else f"{plan.countdown(day)}: "
        print(f"{prefix}{_counts(queue, waiting)}", file=env.stdout)
    elif plan is not None:
        print(f"{plan.countdown(day)}: nothing more to do today", file=env.stdout)
    elif used_up:
        print("today's minutes are done" + (f", {waiting} waiting" if waiting else ""), file=env.stdout)
    else:
        print("nothing to do today" + (f", next on {short_day(upcoming, day)}" if upcoming else ""), file=env.stdout)
    return 0


def _counts(queue: Queue, waiting: int) -> str:
    more = f", {len(queue.again)} once more" if queue.again else ""
    more += f", {waiting} waiting" if waiting else ""
    return f"{len(queue.due)} due, {len(queue.new)} new{more}"


def _minutes(queue: Queue, pace: Callable[[], float]) -> int:
    """Return the minutes that the rest of today takes, at `pace()` seconds a card; at least 1 if anything is left."""
    cards = len(queue.keys) + len(queue.again)
    return max(1, round(cards * pace() / 60)) if cards else 0


def _values(
    store: Store,
    day: date,
    queue: Queue,
    waiting: int,
    upcoming: date | None,
    plan: "Plan | None",
    pace: Callable[[], float],
) -> dict[str, Callable[[], object]]:
    """Return the placeholders of `--format`. What belongs to an interview is empty without one."""

    def streak() -> int:
        from scheduler.stats import days

        return days.streak(days.days(store), day).current

    def musts() -> list[bool]:
        cards = plan.parts[0].cards.values() if plan else ()
        return [card.state is not None for card in cards if card.rank == 0]

    return {
        "due": lambda: len(queue.due),
        "new": lambda: len(queue.new),
        "again": lambda: len(queue.again),
        "todo": lambda: len(queue.keys) + len(queue.again),
        "minutes": lambda: _minutes(queue, pace),
        "waiting": lambda: waiting,
        "next": lambda: short_day(upcoming, day) if upcoming else "",
        "streak": streak,
        "interview": lambda: plan.nearest.title if plan else "",
        "days": lambda: plan.nearest.days_left(day) if plan else "",
        "musts": lambda: sum(musts()) if plan else "",
        "musts_total": lambda: len(musts()) if plan else "",
    }


def _interview(plan: "Plan", day: date) -> dict[str, object]:
    nearest = plan.nearest
    return {
        "at": nearest.at,
        "date": nearest.day.isoformat(),
        "days_left": nearest.days_left(day),
        "minutes_left": round(plan.seconds_left(day) / 60),
    }
