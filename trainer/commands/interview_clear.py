"""`greenroom interview clear`: forget an interview."""

from argparse import Namespace
from collections.abc import Sequence
from datetime import date

from cards.errors import GreenroomError
from trainer.environment import Environment
from trainer.files.file_changes import keep, note
from trainer.interview.dates import Interview, NoInterview, WhichInterview, coming, named, read_interviews
from trainer.interview.dates_file import drop_interview
from trainer.opening import back_up, open_home, open_store
from trainer.terminal.layout import joined, layout_for, paragraph
from trainer.terminal.words import short_day


class OnlyHeld(GreenroomError):
    """No interview is ahead, and those that were held are debriefed."""

    def __init__(self) -> None:
        super().__init__("No interview is to come", "One that was held is cleared by its name: --at NAME.")


def run(args: Namespace, env: Environment) -> int:
    """Remove an interview from the file, along with what was written down after it; 0. `greenroom undo` restores it."""
    home = open_home(env, args.home)
    interviews = read_interviews(home.interviews)
    chosen = _chosen(interviews, home.today, args.at)
    back_up(home)
    with open_store(home) as store:
        before = {home.interviews: keep(home, home.interviews)}
        drop_interview(home.interviews, chosen)
        note(home, store, "clear", f"the interview at {chosen.at}" if chosen.at else "an interview", before)
    gone = "is no longer planned for" if chosen.debriefed is None else "is forgotten, with what was written down then"
    sentence = f"{chosen.title} on {short_day(chosen.day)} {gone}; everything you have learned stays."
    width = layout_for(env.columns(), drawn=True).width
    env.stdout.write(joined(paragraph(f"{sentence} `greenroom undo` brings it back.", width)))
    return 0


def _chosen(interviews: Sequence[Interview], today: date, at: str | None) -> Interview:
    """Return the interview to clear: the nearest ahead, else the first that is not debriefed.

    With a name it may be a debriefed one, too: the latest.

    Raises:
        NoInterview: There is none, or none with that name.
        OnlyHeld: All were held and debriefed, and no name was given.
        WhichInterview: Several could be meant, and no name was given.
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
        raise WhichInterview(found)
    if found:
        return found[0]
    raise OnlyHeld if done else NoInterview(None, ())
