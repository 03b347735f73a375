"""`greenroom` and `greenroom review`: ask what is due today."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

from cards.key import CardKey
from decks.library.library import Library
from scheduler.log.store import Store
from scheduler.planning.budget import Share, share_of_day
from scheduler.planning.queue import CardIds, Today, build_queue, cards_to_repeat, read_today, seen_lookup
from scheduler.planning.session import Session, start_session
from scheduler.study_day import study_day
from trainer.environment import Environment
from trainer.home import Home
from trainer.opening import open_home, open_library, open_plan, open_store, selection
from trainer.terminal.layout import BLANK, Line, paragraph
from trainer.terminal.ui import Ui, UserLeft, open_ui
from trainer.terminal.words import count, short_day, workload

if TYPE_CHECKING:
    from argparse import Namespace

    from trainer.interview.plan import Plan
    from trainer.review.drill import Drill
    from trainer.review.sitting import Sitting

_SYNC_AFTER = 1.5  # seconds; by then the first question is being thought about
_NO_MODEL = "You rate with keys, because there is no speech model. `greenroom speech setup` gets one."


def run(args: "Namespace", env: Environment) -> int:
    """Run a sitting; always 0."""
    home = open_home(env, args.home)
    with open_store(home) as store, open_library(home, store) as library:
        decks = _chosen(args, library)
        ui = open_ui(env, plain=args.plain)
        drill = _drill(args, home, store, library, decks)
        if drill is not None and not drill.keys:
            ui.say(drill.nothing)
            return 0
        if store.is_empty():
            if not _welcome(home, store, ui, asking=drill is None, offering=drill is None and not args.deck):
                return 0
            library.select(selection(home))
            decks = _chosen(args, library)
        width = ui.layout.width
        now = env.clock()  # read once: around 04:00, two reads would be of two study days
        day = study_day(now, env.zone)
        today = read_today(store, day, ahead=args.ahead)
        plan = open_plan(home, store, decks, today.set_aside, day)
        after: tuple[CardKey, ...] | None = None
        again: tuple[CardKey, ...] = ()
        if drill is not None:
            share = drill.share(store, args.minutes)
        else:
            share, after = _share_of_today(args, home, store, decks, today, day, plan)
            again = cards_to_repeat(decks, today)[: args.limit]
            share = _unfinished_first(share, home, store)
        repeats_fit = plan is not None or args.minutes is not None
        session = _start(share, again, now, args.limit, repeats_fit=repeats_fit)
        ui.show(_notices(home, library, day, width))
        if session.current is None:
            if plan is not None:
                ui.show(_nothing_left(plan, day, width))
            elif share.keys:
                ui.show(_minutes_done(home.settings.minutes_per_day, width))
            else:
                ui.show(_nothing_due(store, day, width, decks, today))
            return 0
        if drill is not None:
            ui.show(_heading(session, day, width, waiting=0, title=drill.title))
        else:
            ui.show(_heading(session, day, width, waiting=share.waiting, plan=plan))
        from trainer.review.loop import ReviewLoop
        from trainer.review.sitting import Sitting

        store.expect_ratings()
        sitting = Sitting(ui, home, library, store, session, plan=plan, after=after)
        sitting.among = "in this deck" if len(args.deck or ()) == 1 else "in these decks" if args.deck else ""
        gc.freeze()  # the collector needn't look through decks and modules again while somebody waits
        with _synced(home), _spoken(sitting, args):
            ReviewLoop(sitting).run()
    return 0


@contextmanager
def _synced(home: Home) -> Iterator[None]:
    """Sync in the background once the first question is on the screen, and again at the end, if that is wanted."""
    if not home.preferences.sync_auto:
        yield
        return
    from threading import Timer

    def start() -> None:
        from trainer.sync.background import start

        start(home)

    timer = Timer(_SYNC_AFTER, start)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        start()


@contextmanager
def _spoken(sitting: "Sitting", args: "Namespace") -> Iterator[None]:
    """Read the questions of a sitting out and record its answers, if that is wanted."""
    preferences = sitting.home.preferences
    sitting.hands_free = args.hands_free
    if args.voice or args.hands_free or preferences.voice:
        from trainer.review.reader import Reader

        sitting.reader = Reader(sitting.env, sitting.ui.say)
    if args.hands_free and not preferences.speech_model:
        sitting.ui.say(_NO_MODEL)
    if not (args.record or args.hands_free or preferences.record):
        yield
        return
    from trainer.review.reader import language_of
    from trainer.review.spoken_answers import SpokenAnswers

    language = partial(language_of, sitting.library)
    with SpokenAnswers(sitting.home, sitting.store, sitting.ui, language=language) as sitting.spoken:
        yield


def _chosen(args: "Namespace", library: Library) -> CardIds:
    """Return the cards of the decks that were chosen, or of all."""
    return {deck.id: deck.ids for deck in map(library.deck, args.deck or ())} or {
        deck.id: deck.ids for deck in library.decks()
    }


def _drill(args: "Namespace", home: Home, store: Store, library: Library, decks: CardIds) -> "Drill | None":
    """Return the cards that the user chose; None for those due."""
    if not args.card and not args.weak and args.failed is None:
        return None
    from trainer.review.drill import choose_drill

    return choose_drill(args, home, store, library, decks)


def _share_of_today(
    args: "Namespace", home: Home, store: Store, decks: CardIds, today: Today, day: date, plan: "Plan | None"
) -> tuple[Share, tuple[CardKey, ...]]:
    """Return what fits into today, and the cards to ask after those of the plan."""
    settings = home.settings
    new_per_day = settings.new_per_day if args.new is None else args.new
    others = decks if plan is None else plan.beside(decks)
    first: tuple[CardKey, ...] = ()
    if plan is not None:
        plan.new_left = None if args.new is None else max(0, args.new - today.met_today)
        first, new_per_day = plan.queue(day), new_per_day - min(plan.new_left or 0, plan.unseen)
    after = build_queue(others, today, seen_lookup(store), new_per_day=new_per_day)
    if plan is None:
        return share_of_day(store, day, after, decks, settings, minutes=args.minutes), after.keys
    planned, minutes = plan.planned(day), args.minutes or plan.seconds_left(day) / 60
    keys = first + after.keys
    fitting = len(planned) if args.minutes is None else len(keys)
    return Share(keys, fitting, 0, plan.pace(planned), timedelta(minutes=minutes)), after.keys


def _unfinished_first(share: Share, home: Home, store: Store) -> Share:
    """Put first the cards of a queue that have an answer without a rating yet."""
    if not home.answers.exists():
        return share
    from trainer.review.kept_answers import KeptAnswers

    waiting = set(KeptAnswers(home, store).waiting())
    return share._replace(keys=tuple(sorted(share.keys, key=lambda key: key not in waiting)))


def _start(share: Share, again: tuple[CardKey, ...], now: datetime, most: int | None, *, repeats_fit: bool) -> Session:
    """Start a session of at most `most` cards, `again` among them; if nothing else fits, of those alone."""
    limit = share.limit
    if not share.fitting:
        most, limit = len(again), None
    return start_session(
        share.keys if most is None else share.keys[: most - len(again)],
        now,
        again=again,
        limit=limit,
        repeats_fit=repeats_fit,
        most=most,
        pace_seconds=share.pace_seconds,
    )


def _notices(home: Home, library: Library, today: date, width: int) -> list[Line]:
    """Report problems in the decks, and what past interviews still need."""
    lines: list[Line] = []
    problems = library.problems()
    for problem in problems[:1]:
        more = "" if len(problems) == 1 else f" ({len(problems)} problems: greenroom check)"
        lines += paragraph(f"{problem}{more}", width, style="warn")
    if home.interviews.exists():
        from trainer.interview.followup import reminders

        for sentence in reminders(home.interviews, today):
            lines += paragraph(sentence, width, style="warn")
    return lines


def _heading(
    session: Session, today: date, width: int, *, waiting: int, plan: "Plan | None" = None, title: str = ""
) -> list[Line]:
    total = session.progress(session.started).total
    seconds = total * session.pace_seconds
    parts = ["greenroom", short_day(today), title, workload(total, seconds, waiting)]
    if plan is not None:
        spare = (session.limit.total_seconds() if session.limit else seconds) / 60
        parts[2:] = [plan.countdown(today), f"{max(1, round(spare))} min left, about {count(total, 'card')}"]
    text = " · ".join(filter(None, parts))
    if len(paragraph(text, width)) > 1:  # the program's name is what a line can do without
        text = text.removeprefix("greenroom · ")
    return paragraph(text, width, style="title")


def _nothing_left(plan: "Plan", today: date, width: int) -> list[Line]:
    """Say why nothing is asked today although an interview is ahead."""
    if plan.is_done(today):
        return paragraph(f"{plan.countdown(today)}. You've been asked every card today. Take a break.", width)
    more = "To carry on: `greenroom review --minutes 10`"
    return paragraph(f"{plan.countdown(today)}. Today's minutes are done. {more}.", width)


def _minutes_done(minutes: int, width: int) -> list[Line]:
    done = "is done" if minutes == 1 else "are done"
    return paragraph(f"Today's {count(minutes, 'minute')} {done}. To carry on: `greenroom review --minutes 10`.", width)


def _welcome(home: Home, store: Store, ui: Ui, *, asking: bool, offering: bool) -> bool:
    """Greet a new user and, at a terminal, ask what they prepare for until they say; return whether to continue.

    If `asking`, that is whether there is an interview; if `offering`, which packs they want.
    """
    ui.say("Welcome. greenroom asks what interviewers ask, just before you'd forget.")
    ui.say(
        "Answer out loud or by typing. Then you see the points of a good answer: tick the ones you made, and rate"
        " yourself. ? shows the keys, q leaves."
    )
    try:
        if asking and home.env.interactive:
            from trainer.review.first_start import ask_interview

            ask_interview(home, store, ui)
        if home.env.interactive and offering and store.is_first_time("offered packs"):
            from trainer.review.first_start import offer_packs

            offer_packs(home, store, ui)
    except UserLeft:
        return False
    ui.show([BLANK])
    return True


def _nothing_due(store: Store, day: date, width: int, decks: CardIds, today: Today) -> list[Line]:
    from scheduler.planning.queue import next_due

    if not any(map(any, decks.values())):
        none = "You have no cards. `greenroom add` writes one, `greenroom import FILE` brings in more."
        return paragraph(none, width)
    sentences = ["Nothing to do today."]
    if coming := next_due(store, day, decks):
        sentences.append(f"The next card is due on {short_day(coming, day)}.")
    if build_queue(decks, today, seen_lookup(store), new_per_day=today.met_today + 1).new:
        sentences.append(f"For more new cards now: `greenroom review --new {today.met_today + 5}`.")
    return paragraph(" ".join(sentences), width)
