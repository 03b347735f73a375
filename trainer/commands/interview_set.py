"""`greenroom interview set DATE`: tell when an interview is, or that its date has moved."""

from argparse import Namespace
from dataclasses import replace
from datetime import date, timedelta

from cards.errors import GreenroomError
from cards.text import clean_line
from trainer.commands import interview_show
from trainer.environment import Environment
from trainer.home import open_home
from trainer.interview_file import add_interview, change_interview
from trainer.interviews import FURTHEST, MINUTES, Interview, coming, named, read_interviews


class NoDay(GreenroomError):
    """What was typed is no day."""

    exit_code = 2

    def __init__(self, text: str) -> None:
        super().__init__(f'"{clean_line(text)}" is no day', "Write it as 2026-12-10, or today, or tomorrow.")


class DayPast(GreenroomError):
    """The day is over."""

    def __init__(self, day: date, today: date) -> None:
        super().__init__(f"{day} is past: today is {today}", "Give the day of an interview to come.")


class DayTooFar(GreenroomError):
    """The day is so far ahead that there is nothing to plan yet."""

    def __init__(self, day: date) -> None:
        super().__init__(f"{day} is more than a year ahead", "Until it is nearer, plain review keeps what you learn.")


def run(args: Namespace, env: Environment) -> int:
    """Keep the interview and show what it asks for; 0."""
    home = open_home(env, args.home)
    today = home.today
    day = _day(args.date, today)
    if day < today:
        raise DayPast(day, today)
    if day - today > FURTHEST:
        raise DayTooFar(day)
    interviews = read_interviews(home.interviews)
    at = clean_line(args.at or "")
    with home.store() as store, home.library(store) as library:
        decks = tuple(dict.fromkeys(library.deck(deck).id for deck in args.deck or ()))
    before = next(iter(named(coming(interviews, today), at)), None)
    if before is None:
        interview = Interview(day=day, at=at, minutes=args.minutes or MINUTES, decks=decks)
        add_interview(home.interviews, interview)
    else:

        def moved(known: Interview) -> Interview:
            return replace(known, day=day, minutes=args.minutes or known.minutes, decks=decks or known.decks)

        interview = change_interview(home.interviews, before, moved)
    return interview_show.run(Namespace(home=args.home, at=interview.at, json=False), env)


def _day(text: str, today: date) -> date:
    word = text.strip().casefold()
    if word in ("today", "tomorrow"):
        return today + timedelta(days=word == "tomorrow")
    try:
        return date.fromisoformat(word)
    except ValueError:
        raise NoDay(text) from None
