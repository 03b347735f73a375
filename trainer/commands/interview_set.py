"""`greenroom interview set DATE`: add an interview, or move its date."""

from argparse import Namespace
from collections.abc import Sequence
from datetime import date, timedelta

from cards.errors import GreenroomError, UsageError
from cards.text import clean_line
from scheduler.study_day import STARTS_AT
from trainer.commands import interview_show
from trainer.environment import Environment
from trainer.files.file_changes import noted
from trainer.interview.dates import FURTHEST, Interview, coming, held, named, read_interviews
from trainer.interview.dates_file import add_interview, change_interview
from trainer.opening import open_home, open_library, open_store
from trainer.terminal.layout import paragraph
from trainer.terminal.output import output_layout, print_lines
from trainer.terminal.ui import UserLeft
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
        try:
            before = _meant(coming(interviews, today), args.at, day, env)
        except UserLeft:
            print_lines(env, paragraph("Nothing was changed.", output_layout(env).width))
            return 0
        earlier = next(iter(named(held(interviews, today), at)), None) if at and before is None else None
        like = before or earlier or Interview(day=day, at=at)

        def changed(now: Interview) -> Interview:
            name = now.at or at
            return now._replace(day=day, at=name, minutes=args.minutes or now.minutes, decks=decks or now.decks)

        with noted(home, store, "set", changed(like).described, home.interviews):
            if before is None:
                interview = changed(Interview(day=day, at=like.at, minutes=like.minutes, decks=like.decks))
                add_interview(home.interviews, interview)
            else:
                interview = change_interview(home.interviews, before, changed)
    naming, taken_over = _named_now(before, interview), _taken_over(args, earlier)
    for sentence in (naming, taken_over, _past_midnight(args.date, calendar_day, today)):
        if sentence:
            print_lines(env, paragraph(sentence, output_layout(env).width))
    return interview_show.run(Namespace(home=args.home, at=interview.at, json=False), env)


def _meant(ahead: Sequence[Interview], at: str | None, day: date, env: Environment) -> Interview | None:
    """Return the interview ahead that is changed; None to add one.

    That is the one with this name. One without a name gets it if it is on that day, or the user says it is the same.
    Without --at, the only interview on that day is meant.

    Raises:
        UserLeft: The user leaves.
    """
    same_day = [each for each in ahead if each.day == day]
    if found := named(ahead, at or ""):
        return found[0]
    if at is None:
        return same_day[0] if len(same_day) == 1 else None
    nameless = named(same_day, "") or named(ahead, "")
    if len(nameless) != 1 or (nameless[0].day != day and not _is_same(nameless[0], clean_line(at), day, env)):
        return None
    return nameless[0]


def _is_same(nameless: Interview, at: str, day: date, env: Environment) -> bool:
    """Ask whether an interview without a name is now known to be at `at`, on another day; False without a terminal."""
    if not env.interactive:
        return False
    from trainer.terminal.dialogue import Dialogue
    from trainer.terminal.ui import open_ui

    dialogue = Dialogue(open_ui(env, plain=False))
    dialogue.say(f"Your interview on {short_day(nameless.day)} has no name yet.")
    return dialogue.agree(f"Is it the one at {at}, moved to {short_day(day)}?", "Enter yes · n a second interview")


def _named_now(before: Interview | None, interview: Interview) -> str:
    """Say that an interview got its name; empty if it had one, or is new."""
    if before is None or before.at or not interview.at:
        return ""
    moved = "" if before.day == interview.day else f" and has moved to {short_day(interview.day)}"
    return f"Your interview on {short_day(before.day)} is now called {interview.at}{moved}."


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
