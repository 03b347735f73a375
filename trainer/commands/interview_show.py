"""`greenroom interview show`: how ready you will be, and what more minutes would change."""

from argparse import Namespace
from datetime import date
from typing import TYPE_CHECKING, Any

from decks.model.errors import DeckUnavailable
from scheduler.planning.queue import cards_to_repeat, read_today
from trainer.environment import Environment
from trainer.interview.dates import FURTHEST, Interview, NoInterview, coming, named, read_interviews
from trainer.opening import open_home, open_library, open_plan, open_store
from trainer.terminal.output import output_layout, print_json, print_lines

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from cards.key import CardKey
    from decks.library.library import DeckEntry, Library
    from scheduler.log.store import Store
    from scheduler.planning.musts import Musts
    from trainer.interview.readiness import DeckReadiness, Readiness, Report


def run(args: Namespace, env: Environment) -> int:
    """Show the nearest interview, or the one named; 0."""
    home = open_home(env, args.home)
    day = home.today
    ahead = coming(read_interviews(home.interviews), day)
    found = ahead if args.at is None else named(ahead, args.at)
    if not found and (args.json or args.at is not None):
        raise NoInterview(args.at, ahead)
    from trainer.interview.past import past_json, past_lines
    from trainer.terminal.layout import paragraph

    layout = output_layout(env)
    if not found:
        advice = "No interview is set. `greenroom interview set fri --minutes 20 --at Acme` plans for one."
        with open_store(home, reading=True) as store, open_library(home, store) as library:
            print_lines(env, [*paragraph(advice, layout.width), *past_lines(home, store, library, layout.width)])
        return 0
    interview, others = found[0], [each for each in ahead if each is not found[0]]
    report, planned, repeats = None, [], 0
    with open_store(home, reading=True) as store, open_library(home, store) as library:
        entries, today = library.decks(), read_today(store, day)
        decks = {entry.id: entry.ids for entry in entries}
        if interview.day - day <= FURTHEST:
            from trainer.interview.readiness import build_report

            plan = open_plan(home, store, decks, today.set_aside, day)
            planned = plan.planned_for(interview, day) if plan else []
            report = build_report(interview, store, entries, day, plan)
            repeats = len(cards_to_repeat({deck: decks[deck] for deck in decks if interview.is_about(deck)}, today))
        prepared = _prepared(interview, store, {key for entry in entries for key in entry.keys})
        unknown = _unknown_decks(interview, library)
        past, held = past_lines(home, store, library, layout.width), past_json(home, store, library)
    if args.json:
        value = _json(interview, day, report, [str(card.key) for card in planned], others)
        counted = prepared._asdict() if prepared else None
        print_json(env, value | {"prepared": counted, "held": held})
        return 0
    from trainer.interview.prepared import wanted_cards
    from trainer.interview.readiness_screen import Chosen, other_interviews, report_lines

    if report is not None:
        wanted = wanted_cards(interview)
        unfit = tuple(card.key for card in report.left_out if card.key in wanted)
        chosen = Chosen(prepared, unfit) if prepared else None
        lines = report_lines(report, day, planned, layout, chosen=chosen, repeats=repeats, decks=args.all)
    else:
        about = [entry for entry in entries if interview.is_about(entry.id)]
        lines = paragraph(_why_no_report(interview, day, about), layout.width)
    for sentence in unknown:
        lines += paragraph(sentence, layout.width, style="warn")
    named_above = (*report.sharing, report.first) if report else ()
    others = [each for each in others if each not in named_above]
    print_lines(env, [*lines, *other_interviews(others, day, layout.width), *past])
    return 0


def _prepared(interview: Interview, store: "Store", there: "Collection[CardKey]") -> "Musts | None":
    """Count the cards chosen for its advert, of those there still are; None if none were chosen."""
    from scheduler.planning.musts import count_cards
    from trainer.interview.prepared import wanted_cards

    chosen = wanted_cards(interview).intersection(there)
    return count_cards(store, chosen, interview.day) if chosen else None


def _unknown_decks(interview: Interview, library: "Library") -> list[str]:
    """Return a sentence about each deck of an interview that does not exist."""
    sentences = []
    for deck in interview.decks:
        try:
            library.deck(deck)
        except DeckUnavailable as error:
            sentences.append(str(error))
    return sentences


def _why_no_report(interview: Interview, today: date, about: "Sequence[DeckEntry]") -> str:
    """Say when the interview is, and why there is no readiness to show for it."""
    from trainer.terminal.words import short_day

    when = f"{interview.title} is on {short_day(interview.day)} {interview.day.year}"
    if interview.day - today > FURTHEST:
        return f"{when}, but it is more than a year ahead."
    if not any(map(any, (entry.ids for entry in about))):
        return f"{when}, but there are no cards for it."
    return f"{when}, but all its cards are suspended. `greenroom unsuspend CARD` brings one back."


def _json(
    interview: Interview, today: date, report: "Report | None", planned: list[str], others: list[Interview]
) -> dict[str, Any]:
    value: dict[str, Any] = {
        "at": interview.at,
        "date": interview.day.isoformat(),
        "days_left": interview.days_left(today),
        "minutes_per_day": interview.minutes,
        "cards": {"total": 0, "unseen": 0, "must": 0, "must_unseen": 0},
        "readiness": {"today": None, "if_you_stop": None, "if_you_keep_going": None},
        "decks": [],
        "today": planned,
        "curve": [],
        "with_minutes": [],
        "musts": {"total": 0, "met": 0, "ready": 0, "all_met_by": None, "left_out": []},
        "left_out": [],
        "also": [{"at": each.at, "date": each.day.isoformat()} for each in others],
    }
    if report is not None:
        musts, whole, met_by = report.musts, report.whole, report.musts_met_by
        unmet = musts.total - musts.met
        value["cards"] = {"total": whole.cards, "unseen": whole.unseen, "must": musts.total, "must_unseen": unmet}
        value["musts"] = musts._asdict() | {
            "all_met_by": met_by and met_by.isoformat(),
            "left_out": [str(card.key) for card in report.left_out if card.rank == 0],
            "ready_on_the_day": report.musts_on_the_day,
        }
        value["readiness"] = _readiness(whole.readiness)
        value["decks"] = [_deck(deck) for deck in report.decks]
        value["curve"] = [{"day": day.isoformat(), "readiness": round(share, 4)} for day, share in report.curve]
        value["with_minutes"] = [{"minutes": m, "readiness": round(share, 4)} for m, share in report.with_minutes]
        value["left_out"] = [str(card.key) for card in report.left_out]
    return value


def _deck(deck: "DeckReadiness") -> dict[str, Any]:
    counts = {"id": deck.id, "title": deck.title, "cards": deck.cards, "unseen": deck.unseen}
    return counts | _readiness(deck.readiness)


def _readiness(readiness: "Readiness") -> dict[str, float]:
    return {name: round(share, 4) for name, share in readiness._asdict().items()}
