"""`greenroom interview result`: note how an interview turned out."""

from argparse import Namespace
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from statistics import fmean

from cards.errors import GreenroomError
from decks.library.library import Library
from scheduler.log.store import Store
from scheduler.stats.interviews import recalls_before
from trainer.environment import Environment
from trainer.files.file_changes import noted
from trainer.home import Home
from trainer.interview.choice import choose_interview
from trainer.interview.dates import Interview, NoInterview, coming, held, named, read_interviews
from trainer.interview.followup import change_followup, read_followup
from trainer.opening import open_home, open_library, open_store
from trainer.terminal.layout import paragraph
from trainer.terminal.output import output_layout, print_lines
from trainer.terminal.words import percent, short_day

_WORDS = {
    "offer": "an offer. Congratulations!",
    "no": "a no. Sorry to hear that. Everything you have learned stays.",
    "next": "you are in the next round.",
}


def run(args: Namespace, env: Environment) -> int:
    """Keep the result, and how ready you were on the day; 0. `greenroom undo` takes it back."""
    home = open_home(env, args.home)
    interviews = read_interviews(home.interviews)
    interview = _chosen(home, interviews, args.name if args.at is None else args.at)
    read_followup(home.interviews, interview)  # raises before anything is written
    with open_store(home) as store, open_library(home, store) as library:
        readiness = _readiness(home, store, library, interview)
        with noted(home, store, "result", interview.described, home.interviews):
            change_followup(
                home.interviews, interview, lambda now: replace(now, result=args.result, readiness=readiness)
            )
    sentences = [f"{interview.title} on {short_day(interview.day)}: {_WORDS[args.result]}"]
    sentences += [f"Readiness that day: {percent(readiness)}, for the cards you had met."] if readiness else []
    sentences += [_next_round(interview, interviews, home.today)] if args.result == "next" else []
    print_lines(env, paragraph(" ".join(sentences), output_layout(env).width))
    return 0


def _readiness(home: Home, store: Store, library: Library, interview: Interview) -> float | None:
    """Return the mean recall, predicted at noon of the interview's day, of the cards met by then; None without any.

    It is rounded to two places. Suspended cards don't count.
    """
    suspended = {key for key, marks in store.marks().items() if marks.suspended}
    at = round(interview.noon(home.env.zone).timestamp() * 1000)
    recalls: list[float] = []
    for deck in library.decks():
        if interview.is_about(deck.id):
            known = recalls_before(store, deck.id, interview.day, at)
            recalls += [known[key.card] for key in deck.keys if key.card in known and key not in suspended]
    return round(fmean(recalls), 2) if recalls else None


def _next_round(interview: Interview, interviews: Sequence[Interview], today: date) -> str:
    """Say when the next round is, or how to set its day."""
    if found := [each for each in named(coming(interviews, today), interview.at) if each is not interview]:
        return f"It is on {short_day(found[0].day)}."
    at = f' --at "{interview.at}"' if interview.at else ""
    return f"`greenroom interview set DATE{at}` plans for it."


def _chosen(home: Home, interviews: Sequence[Interview], name: str | None) -> Interview:
    """Return the latest interview held with this name; without a name, the only one that has no result yet.

    Raises:
        NoInterview: There is none, or none with that name.
        SeveralInterviews: No name was given, several could be meant, and there is no terminal to choose at.
        GreenroomError: It is still ahead, or all have their result.
    """
    meant = interviews if name is None else named(interviews, name)
    past, ahead = held(meant, home.today), coming(meant, home.today)
    open_ones = [each for each in past if not read_followup(home.interviews, each).result]
    if not past and ahead:
        raise GreenroomError(
            f"{ahead[0].title} is still ahead, on {short_day(ahead[0].day)}",
            "Note its result afterwards. If the date is wrong, `greenroom interview set` moves it.",
        )
    if not past:
        raise NoInterview(name, interviews)
    if name is not None:
        return past[0]
    if len(open_ones) == 1:
        return open_ones[0]
    if not open_ones:
        raise GreenroomError("Every interview has a result already", "To change one, name it: --at NAME.")
    return choose_interview(home.env, open_ones, "have no result yet")
