"""The choice between several interviews."""

from collections.abc import Sequence

from trainer.environment import Environment
from trainer.files.choices import given_or_chosen
from trainer.interview.dates import Interview, SeveralInterviews, named
from trainer.terminal.words import short_day


def with_this_name(interviews: Sequence[Interview], at: str) -> list[Interview]:
    """Return the interviews with a name; if there is none, those without one, which may be meant and get it."""
    return named(interviews, at) or named(interviews, "")


def choose_interview(env: Environment, found: Sequence[Interview], which: str = "are set") -> Interview:
    """Return the interview that the user chooses from several.

    Raises:
        SeveralInterviews: There is no terminal to ask at. The message lists them.
        GreenroomError: The user leaves.
    """
    if not env.interactive:
        raise SeveralInterviews(found, which)
    named = {f"{each.title}, {short_day(each.day)}": each for each in found}
    return named[given_or_chosen(env, None, "INTERVIEW", "", ((name, "") for name in named))]
