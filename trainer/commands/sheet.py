"""`greenroom sheet`: a summary for the morning of the interview."""

from argparse import Namespace
from pathlib import Path

from cards.text import clean_line
from decks.toml.atomic import replace_file
from trainer.environment import Environment
from trainer.files.own_material import Material
from trainer.files.written_file import check_free
from trainer.home import Home
from trainer.interview.prepared import Prepared, read_prepared
from trainer.interview.sheet import Occasion, build_sheet
from trainer.interview.sheet_formats import sheet_html, sheet_lines, sheet_markdown
from trainer.opening import open_home, open_library, open_store
from trainer.terminal.output import output_layout, print_lines
from trainer.terminal.words import short_day

_STDOUT = "-"


def run(args: Namespace, env: Environment) -> int:
    """Print the sheet, or write it to the files named; 0."""
    home = open_home(env, args.home)
    named = [name for person in args.person if (name := clean_line(person))]
    with open_store(home, reading=True) as store, open_library(home, store) as library:
        material = Material(home, notice=home.notice)
        occasion = _interview(home, args.at)
        if args.all:
            occasion = occasion._replace(cards=frozenset())
        occasion = occasion._replace(people=tuple(dict.fromkeys([*named, *occasion.people])))
        sheet = build_sheet(library, store, material, home.today, decks=args.deck or (), occasion=occasion)
    wanted = [(args.html, sheet_html), (args.md, sheet_markdown)]
    files = [(Path(name), write) for name, write in wanted if name and name != _STDOUT]
    for path, _ in files:
        check_free(home, path, force=args.force)
    for path, write in files:
        replace_file(path, write(sheet).encode())
        print(f"Wrote {path}.", file=env.stderr if _STDOUT in (args.html, args.md) else env.stdout)
    for name, write in wanted:
        if name == _STDOUT:
            env.stdout.write(write(sheet))
    if not any(name for name, _ in wanted):
        print_lines(env, sheet_lines(sheet, output_layout(env)))
    return 0


def _interview(home: Home, at: str | None) -> Occasion:
    """Return the next interview, or the one ahead with a name; one without a name if none is planned.

    Raises:
        NoInterview: None ahead has the name.
    """
    if at is None and not home.interviews.exists():
        return Occasion()
    from trainer.interview.dates import InterviewsError, NoInterview, coming, named, read_interviews
    from trainer.interview.followup import read_followup

    try:
        ahead = coming(read_interviews(home.interviews), home.today)
        found = ahead if at is None else named(ahead, at)
        people = read_followup(home.interviews, found[0]).people if found else ()
        prepared = read_prepared(home.interviews, found[0]) if found else Prepared()
    except InterviewsError as error:  # the user needs the sheet this morning, even without that
        home.notice(str(error))
        return Occasion()
    if not found:
        if at is None:
            return Occasion()
        raise NoInterview(at, ahead)
    title = f"{found[0].title}, {short_day(found[0].day, home.today)}"
    return Occasion(title, tuple(filter(None, people)), prepared.requirements, frozenset(prepared.cards))
