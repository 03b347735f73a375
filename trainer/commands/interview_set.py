"""`greenroom interview set`: add an interview, or change its date, minutes, decks or name."""

from argparse import Namespace
from collections.abc import Sequence
from datetime import date

from cards.errors import UsageError
from cards.text import clean_line
from decks.library.library import Library
from trainer.commands import interview_show
from trainer.environment import Environment
from trainer.files.file_changes import noted
from trainer.home import Home
from trainer.interview.choice import choose_interview, with_this_name
from trainer.interview.dates import (
    Interview,
    NoInterview,
    coming,
    held,
    named,
    read_interviews,
)
from trainer.interview.dates_file import add_interview, change_interview
from trainer.interview.spoken_date import interview_day, past_midnight
from trainer.opening import open_home, open_library, open_store
from trainer.terminal.dialogue import Dialogue
from trainer.terminal.layout import paragraph
from trainer.terminal.output import output_layout, print_lines
from trainer.terminal.ui import UserLeft, open_ui
from trainer.terminal.words import short_day

_EVERY_DECK = "all"


def run(args: Namespace, env: Environment) -> int:
    """Save the interview and show the plan for it; 0, even if the user leaves at a question."""
    home = open_home(env, args.home)
    width = output_layout(env).width
    try:
        interview, sentences = _set(args, home)
    except UserLeft:
        print_lines(env, paragraph("Nothing was changed.", width))
        return 0
    for sentence in filter(None, sentences):
        print_lines(env, paragraph(sentence, width))
    return interview_show.run(Namespace(home=args.home, at=interview.at, json=False, all=False), env)


def _set(args: Namespace, home: Home) -> tuple[Interview, Sequence[str]]:
    """Save the interview; return it, and what to say about it.

    Raises:
        UserLeft: The user leaves; nothing was changed.
    """
    today = home.today
    if not (args.date or args.minutes or args.deck or args.at):
        raise UsageError("No date given", "Say when it is: `greenroom interview set fri`.")
    moved = interview_day(" ".join(args.date), home, lambda: _dialogue(home.env)) if args.date else None
    interviews = read_interviews(home.interviews)
    ahead = coming(interviews, today)
    at = clean_line(args.at or "")
    with open_store(home) as store, open_library(home, store) as library:
        decks = _decks(library, args.deck)
        before: Interview | None
        if moved is None:
            before = unmoved = _unmoved(ahead, args.at, home.env)
            day = unmoved.day
        else:
            before, day = _meant(ahead, args.at, moved, home.env), moved
        earlier = next(iter(named(held(interviews, today), at)), None) if at and before is None else None
        like = before or earlier or Interview(day=day, at=at)

        def changed(now: Interview) -> Interview:
            name, about = now.at or at, now.decks if decks is None else decks
            return now._replace(day=day, at=name, minutes=args.minutes or now.minutes, decks=about)

        what = f"{changed(like).described}{_in_brackets(args, moved)}"
        with noted(home, store, "set", what, home.interviews):
            if before is None:
                new = Interview(day=day, at=like.at, minutes=like.minutes, decks=like.decks, id=home.env.new_uuid())
                interview = changed(new)
                add_interview(home.interviews, interview)
            else:
                interview = change_interview(home.interviews, before, changed)
    beside = ahead if before is None and args.at is None else ()
    nameless = named(ahead, "") if before is None and at and not home.env.interactive else ()
    added = _beside(beside) or _still_nameless(nameless, at)
    sentences = _named_now(before, interview), _taken_over(args, earlier), added, past_midnight(home)
    return interview, sentences


def _in_brackets(args: Namespace, moved: date | None) -> str:
    """Return what is set besides the name, for the list of what can be undone: ` (Thu 10 Dec, 25 min a day)`."""
    day = short_day(moved) if moved else ""
    minutes = f"{args.minutes} min a day" if args.minutes else ""
    told = ", ".join(filter(None, [day, minutes, *(args.deck or ())]))
    return f" ({clean_line(told)})" if told else ""


def _decks(library: Library, chosen: Sequence[str] | None) -> tuple[str, ...] | None:
    """Return the ids of the decks chosen, empty for every deck; None to leave them as they are.

    Raises:
        DeckUnavailable: There is none with that id.
    """
    if chosen is None:
        return None
    return () if _EVERY_DECK in chosen else tuple(dict.fromkeys(library.deck(deck).id for deck in chosen))


def _dialogue(env: Environment) -> Dialogue:
    return Dialogue(open_ui(env, plain=False))


def _meant(ahead: Sequence[Interview], at: str | None, day: date, env: Environment) -> Interview | None:
    """Return the interview ahead to change; None to add one.

    That is the one with this name. One without a name gets it if it is on that day, or the user says it is the same.
    Without --at, it is the only interview on that day.

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


def _unmoved(ahead: Sequence[Interview], at: str | None, env: Environment) -> Interview:
    """Return the interview ahead whose date stays: the one with this name, or the one without a name, or the only one.

    Raises:
        NoInterview: There is none.
        SeveralInterviews: No name was given, several are ahead, and there is no terminal to choose at.
    """
    found = ahead if at is None else with_this_name(ahead, at)
    if not found:
        raise NoInterview(at, ahead)
    if at is None and len(found) > 1:
        return choose_interview(env, found)
    return found[0]


def _is_same(nameless: Interview, at: str, day: date, env: Environment) -> bool:
    """Ask whether an interview without a name is now known to be at `at`, on another day; False without a terminal."""
    if not env.interactive:
        return False
    dialogue = _dialogue(env)
    dialogue.say(f"Your interview on {short_day(nameless.day)} has no name yet.")
    return dialogue.agree(f"Is it the one at {at}, moved to {short_day(day)}?", "Enter yes · n a second interview")


def _named_now(before: Interview | None, interview: Interview) -> str:
    """Say that an interview got its name; empty if it had one, or is new."""
    if before is None or before.at or not interview.at:
        return ""
    moved = "" if before.day == interview.day else f" and has moved to {short_day(interview.day)}"
    return f"Your interview on {short_day(before.day)} is now called {interview.at}{moved}."


def _beside(others: Sequence[Interview]) -> str:
    """Say that an interview was added to others, and how to move one of those instead; empty without others."""
    if not others:
        return ""
    listed = " and ".join(f"{each.title} on {short_day(each.day)}" for each in others)
    name = f'"{others[0].at}"' if len(others) == 1 else "NAME"
    return (
        f"You now have another besides {listed}. To move that one instead, run `greenroom undo` and add `--at {name}`."
    )


def _still_nameless(nameless: Sequence[Interview], at: str) -> str:
    """Say how to name an interview instead of adding one beside it; empty if none lacks a name."""
    if not nameless:
        return ""
    which = f"Your interview on {short_day(nameless[0].day)} still has no name. If that's the one at {at}"
    return f'{which}: `greenroom undo`, then `greenroom interview set --at "{at}"`, and then its new date.'


def _taken_over(args: Namespace, earlier: Interview | None) -> str:
    """Say what a second round takes over from the first; empty for nothing."""
    if earlier is None:
        return ""
    taken = [] if args.minutes else [f"{earlier.minutes} min a day"]
    taken += [] if args.deck else earlier.decks
    return f"Taken from {earlier.name} on {short_day(earlier.day)}: {', '.join(taken)}." if taken else ""
