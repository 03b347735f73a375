"""`greenroom interview set DATE`: add an interview, or move its date."""

from argparse import Namespace
from datetime import date, timedelta

from cards.errors import GreenroomError, UsageError
from cards.text import clean_line
from scheduler.study_day import STARTS_AT
from trainer.commands import interview_show
from trainer.environment import Environment
from trainer.interview.dates import FURTHEST, Interview, coming, held, named, read_interviews
from trainer.interview.dates_file import add_interview, change_interview
from trainer.opening import back_up, open_home, open_library, open_store
from trainer.terminal.layout import paragraph
from trainer.terminal.output import output_layout, print_lines
from trainer.terminal.words import short_day

_WORDS = "today", "tomorrow"


def run(args: Namespace, env: Environment) -> int:
    """Save the interview and show the plan for it; 0."""
    home = open_home(env, args.home)
    today = home.today
    # At 01:00 `today` means the new calendar day, while the study day is still the one before.
    calendar_day = env.clock().astimezone(env.zone).date()
    day = _day(args.date, calendar_day)
    if day < calendar_day:
        raise GreenroomError(f"{day} is past: today is {calendar_day}", "Give the day of an interview to come.")
    if day - today > FURTHEST:
        fix = "Until it is nearer, plain review keeps what you learn."
        raise GreenroomError(f"{day} is more than a year ahead", fix)
    interviews = read_interviews(home.interviews)
    at = clean_line(args.at or "")
    with open_store(home) as store, open_library(home, store) as library:
        decks = tuple(dict.fromkeys(library.deck(deck).id for deck in args.deck or ()))
    before = next(iter(named(coming(interviews, today), at)), None)
    earlier = next(iter(named(held(interviews, today), at)), None) if at and before is None else None
    back_up(home)
    if before is None:
        like = earlier or Interview(day=day, at=at)
        interview = Interview(day=day, at=like.at, minutes=args.minutes or like.minutes, decks=decks or like.decks)
        add_interview(home.interviews, interview)
    else:

        def moved(now: Interview) -> Interview:
            return now._replace(day=day, minutes=args.minutes or now.minutes, decks=decks or now.decks)

        interview = change_interview(home.interviews, before, moved)
    for sentence in (_taken_over(args, earlier), _past_midnight(args.date, calendar_day, today)):
        if sentence:
            print_lines(env, paragraph(sentence, output_layout(env).width))
    return interview_show.run(Namespace(home=args.home, at=interview.at, json=False, all=False), env)


def _taken_over(args: Namespace, earlier: Interview | None) -> str:
    """Say what a second round takes over from the first; empty for nothing."""
    if earlier is None:
        return ""
    taken = [] if args.minutes else [f"{earlier.minutes} min a day"]
    taken += [] if args.deck else earlier.decks
    return f"As for {earlier.title} on {short_day(earlier.day)}: {', '.join(taken)}." if taken else ""


def _past_midnight(text: str, calendar_day: date, today: date) -> str:
    """Say which day `today` is where calendar day and study day differ; empty where they are the same."""
    if calendar_day == today or text.strip().casefold() not in _WORDS:
        return ""
    return (
        f"It is past midnight: today is {short_day(calendar_day)}."
        f" Your study day, {short_day(today)}, goes on until {STARTS_AT.seconds // 3600:02}:00."
    )


def _day(text: str, today: date) -> date:
    """Return the day that was typed; raise `UsageError` if it is none."""
    word = text.strip().casefold()
    if word in _WORDS:
        return today + timedelta(days=word == "tomorrow")
    try:
        return date.fromisoformat(word)
    except ValueError:
        fix = "Write it as 2026-12-10, or today, or tomorrow."
        raise UsageError(f'"{clean_line(text)}" is no day', fix) from None
