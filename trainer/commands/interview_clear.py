"""`greenroom interview clear`: forget an interview."""

from argparse import Namespace

from trainer.environment import Environment
from trainer.home import open_home
from trainer.interview_file import drop_interview
from trainer.interviews import NoInterview, WhichInterview, coming, named, read_interviews
from trainer.words import short_day


def run(args: Namespace, env: Environment) -> int:
    """Take an interview out of the file; one that was debriefed stays, with what was written down then."""
    home = open_home(env, args.home)
    interviews = list(read_interviews(home.interviews))
    ahead = coming(interviews, home.today)
    standing = ahead + [each for each in interviews if each.debriefed is None and each not in ahead]
    found = ahead or standing if args.at is None else named(standing, args.at)
    if not found:
        raise NoInterview(args.at, standing)
    if args.at is None and len(found) > 1:
        raise WhichInterview(found)
    home.back_up()
    drop_interview(home.interviews, found[0])
    told = f"{found[0].title} on {short_day(found[0].day)} is no longer planned for"
    print(f"{told}; everything you have learned stays.", file=env.stdout)
    return 0
