"""`greenroom interview clear`: forget an interview."""

from argparse import Namespace
from collections.abc import Sequence
from datetime import date

from cards.errors import GreenroomError
from trainer.environment import Environment
from trainer.files.file_changes import noted
from trainer.interview.choice import choose_interview
from trainer.interview.dates import Interview, NoInterview, coming, named, read_interviews
from trainer.interview.dates_file import drop_interview
from trainer.opening import open_home, open_store
from trainer.terminal.layout import paragraph
from trainer.terminal.output import output_layout, print_lines
from trainer.terminal.words import short_day


def run(args: Namespace, env: Environment) -> int:
    """Remove an interview from the file, with the notes of its debrief; 0. `greenroom undo` brings it back."""
    home = open_home(env, args.home)
    interviews = read_interviews(home.interviews)
    chosen = _chosen(interviews, home.today, args.at, env)
    with open_store(home) as store, noted(home, store, "clear", chosen.described, home.interviews):
        drop_interview(home.interviews, chosen)
    notes = "" if chosen.debriefed is None else ", with your notes"
    sentence = f"Cleared {chosen.name} on {short_day(chosen.day)}{notes}. Everything you have learned stays."
    print_lines(env, paragraph(f"{sentence} `greenroom undo` brings it back.", output_layout(env).width))
    return 0


def _chosen(interviews: Sequence[Interview], today: date, at: str | None, env: Environment) -> Interview:
    """Return the interview to clear: the nearest ahead, else the first that is not debriefed.

    With a name, it may also be the latest debriefed one.

    Raises:
        NoInterview: There is none, or none with that name.
        SeveralInterviews: No name was given, several could be meant, and there is no terminal to choose at.
        GreenroomError: No name was given, and all are over and debriefed.
    """
    ahead = coming(interviews, today)
    waiting = [each for each in interviews if each.debriefed is None and each not in ahead]
    done = sorted((each for each in interviews if each.debriefed is not None), key=lambda each: each.day, reverse=True)
    if at is not None:
        found = named([*ahead, *waiting, *done], at)
        if not found:
            raise NoInterview(at, interviews)
        return found[0]
    found = ahead or waiting
    if len(found) > 1:
        return choose_interview(env, found)
    if not found and done:
        raise GreenroomError("There is no interview ahead", "To clear a past one, name it: --at NAME.")
    if not found:
        raise NoInterview(None, ())
    return found[0]
