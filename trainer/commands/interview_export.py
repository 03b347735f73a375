"""`greenroom interview export --ics FILE`: the interviews ahead, and what to do for them, as a calendar."""

import os
from argparse import Namespace
from collections import Counter
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from trainer.environment import Environment
from trainer.files.written_file import write_file
from trainer.home import Home
from trainer.interview.calendar_file import MARK, calendar_of, check_icalendar, has_rehearsals
from trainer.interview.dates import Interview, NoInterview, read_interviews, read_plannable
from trainer.opening import back_up, open_home
from trainer.terminal.words import short_day

_STDOUT = "-"


def run(args: Namespace, env: Environment) -> int:
    """Write the calendar, over an earlier one if there is one; 0."""
    check_icalendar()
    home = open_home(env, args.home)
    ahead = read_plannable(home.interviews, home.today)
    if not ahead:
        raise NoInterview(None, ())
    content = calendar_of(_with_ids(home, ahead), home.calendar_day, env.clock())
    if args.ics == _STDOUT:
        text = content.decode()
        env.stdout.write(text if os.linesep == "\n" else text.replace("\r\n", "\n"))  # Windows adds the \r itself
        return 0
    target = write_file(home, Path(args.ics), content, mark=MARK, noun="calendar", endings=(".ics",))
    print(f"Wrote {target}: {_inside(home, ahead)}.", file=env.stdout)
    return 0


def _with_ids(home: Home, ahead: Sequence[Interview]) -> list[Interview]:
    """Return the interviews with an id each. One written by hand gets it here, as does one that was copied."""
    from trainer.interview.dates_file import change_interviews

    uses = Counter(each.id for each in read_interviews(home.interviews))
    changed: dict[int, Interview] = {}  # by position
    for position, interview in enumerate(ahead):
        if not interview.id or uses[interview.id] > 1:
            uses[interview.id] -= 1
            changed[position] = interview
    if changed:
        back_up(home)
        changes = [(each, partial(Interview._replace, id=home.env.new_uuid())) for each in changed.values()]
        changed = dict(zip(changed, change_interviews(home.interviews, changes), strict=True))
    return [changed.get(position, interview) for position, interview in enumerate(ahead)]


def _inside(home: Home, ahead: Sequence[Interview]) -> str:
    """Say what the calendar has."""
    days = " and ".join(f"{each.title} on {short_day(each.day, home.today)}" for each in ahead)
    rehearsed = any(has_rehearsals(each, home.calendar_day) for each in ahead)
    before = "daily rehearsals, the sheet the evening before, " if rehearsed else ""
    return f"{days}, with {before}a reminder and thank-you notes"
