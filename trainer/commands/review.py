"""`greenroom` and `greenroom review`: ask what is due today."""

from argparse import Namespace
from datetime import timedelta

from decks.library import Library
from scheduler.queue import Queue, build_queue, read_today
from scheduler.session import Session, start_session
from scheduler.stats import pace_seconds
from scheduler.store import Store
from trainer.environment import Environment
from trainer.home import Home, open_home
from trainer.lines import BLANK, Line, paragraph
from trainer.terminal import open_ui
from trainer.words import count, short_day


def run(args: Namespace, env: Environment) -> int:
    """Run a sitting; 0 when it ended, however soon."""
    home = open_home(env, args.home)
    with home.store() as store, home.library(store) as library:
        chosen = [library.deck(deck).id for deck in args.deck or ()] or [deck.id for deck in library.decks()]
        decks = {deck: library.deck(deck).ids for deck in chosen}
        today = read_today(store, home.today, ahead=args.ahead)
        new_per_day = home.settings.new_per_day if args.new is None else args.new
        queue = build_queue(decks, today, new_per_day=new_per_day)
        session = _session(queue, store, env, limit=args.limit, minutes=args.minutes)
        ui = open_ui(env, plain=args.plain)
        width = ui.look.width
        if not store.rows("SELECT 1 FROM reviews LIMIT 1"):
            ui.show(_greeting(library, width))
        problems = library.problems()
        for problem in problems[:1]:
            more = "" if len(problems) == 1 else f" ({len(problems)} problems: greenroom check)"
            ui.show(paragraph(f"{problem}{more}", width, style="warn"))
        if session.current is None:
            ui.show(_nothing(store, home, width, any_cards=any(map(any, decks.values()))))
        else:
            from trainer.review_loop import ReviewLoop
            from trainer.sitting import Sitting

            ui.show(_heading(session, home, width))
            store.expect_ratings()
            ReviewLoop(Sitting(ui, home, library, store, session)).run()
    return 0


def _session(queue: Queue, store: Store, env: Environment, *, limit: int | None, minutes: int | None) -> Session:
    again = queue.again[:limit]
    return start_session(
        queue.keys if limit is None else queue.keys[: limit - len(again)],
        env.clock(),
        again=again,
        limit=None if minutes is None else timedelta(minutes=minutes),
        pace_seconds=pace_seconds(store),
    )


def _heading(session: Session, home: Home, width: int) -> list[Line]:
    total = session.progress(session.started).total
    minutes = max(1, round(total * session.pace_seconds / 60))
    text = f"greenroom · {short_day(home.today)} · {count(total, 'card')}, about {minutes} min"
    return paragraph(text, width, style="title")


def _greeting(library: Library, width: int) -> list[Line]:
    decks = library.decks()
    there = f"{count(sum(deck.cards for deck in decks), 'card')} in {count(len(decks), 'deck')}"
    told = (
        "Welcome. greenroom asks what interviewers ask, just before you would forget.",
        f"There are {there}: `greenroom decks`. Write your own: `greenroom add`.",
        "Answer aloud or type, tick your points, rate yourself. ? shows keys, q leaves.",
    )
    return [line for sentence in told for line in paragraph(sentence, width)] + [BLANK]


def _nothing(store: Store, home: Home, width: int, *, any_cards: bool) -> list[Line]:
    from scheduler.queue import next_due

    if not any_cards:
        return paragraph(
            "There are no cards to ask. `greenroom add` writes one, `greenroom import FILE` brings more.",
            width,
        )
    day = next_due(store, home.today)
    when = f"The next card is due on {short_day(day)}. " if day else ""
    return paragraph(f"Nothing to do today. {when}`greenroom review --new 5` meets more new cards now.", width)
