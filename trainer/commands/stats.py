"""`greenroom stats`: how much you retain, weak spots, what is coming, and whether FSRS is right about you."""

from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from cards.errors import GreenroomError, UsageError
from decks.library.library import Library
from scheduler.log.store import Store
from trainer.environment import Environment
from trainer.files.own_material import Material
from trainer.home import Home
from trainer.opening import open_home, open_library, open_plan, open_store
from trainer.stats.figures import Figures
from trainer.stats.gather import gather
from trainer.stats.interview_ahead import Ahead
from trainer.terminal.output import output_layout, print_json, print_lines, speaks_unicode

if TYPE_CHECKING:
    from scheduler.stats.interviews import HeldInterview
    from trainer.interview.plan import Plan

_STANDARD_OUTPUT = "-"
_WIDEST_PAIR = 164  # columns of a terminal with two columns of sections


def run(args: Namespace, env: Environment) -> int:
    """Print the figures, or write the report; return 0."""
    others = {"--json": args.json, "--all": args.all, "--html -": args.html == _STANDARD_OUTPUT}
    for option, given in others.items():
        if args.open and given:
            raise UsageError(f"--open and {option} cannot go together", "--open shows the --html report.")
    home = open_home(env, args.home)
    with open_store(home, reading=True) as store, open_library(home, store) as library:
        problems = library.problems()
        for problem in problems[:1]:
            more = "" if len(problems) == 1 else f" ({len(problems)} problems: greenroom check)"
            home.notice(f"{problem}{more}")
        plan, held = _interviews(home, store, library)
        figures = gather(store, library, Material(home).answer, home.today, args.deck, held)
        if plan and not args.deck:
            ahead = Ahead(plan.nearest.title, plan.nearest.day, plan.musts(home.today)[1])
            figures = figures._replace(interviews=figures.interviews._replace(ahead=ahead))
        if figures.practice.days and (args.all or args.html or args.open):
            figures = _detailed(figures, home, store, library, plan)
    if args.json:
        from trainer.stats.json import as_json

        print_json(env, as_json(figures))
    elif args.html or args.open:
        _write_report(args, home, figures)
    elif not figures.practice.days:
        from trainer.terminal.layout import paragraph

        print_lines(env, paragraph(_no_reviews(figures), output_layout(env).width, first=""))
    else:
        _show(figures, env, everything=args.all)
    return 0


def _interviews(home: Home, store: Store, library: Library) -> "tuple[Plan | None, list[HeldInterview]]":
    """Return the plan for interviews ahead, and past ones; if their file can't be read, say so and return neither."""
    if not home.interviews.exists():
        return None, []
    from scheduler.planning.queue import read_set_aside
    from trainer.interview.followup import held_interviews

    try:
        held = held_interviews(home.interviews, home.today)
        decks = {entry.id: entry.ids for entry in library.decks()}
        plan = open_plan(home, store, decks, read_set_aside(store, home.today), home.today)
    except GreenroomError as error:
        home.notice(str(error))
        return None, []
    return plan, held


def _detailed(figures: Figures, home: Home, store: Store, library: Library, plan: "Plan | None") -> Figures:
    """Add what only the report and the long screen show."""
    from trainer.stats.detail import with_detail

    outlook = None
    if plan and figures.interviews.ahead:
        from trainer.interview.outlook import outlook_of
        from trainer.interview.requirements import asked_for

        asked = asked_for(home, store, plan.nearest)
        outlook = outlook_of(store, library, plan, figures.practice.days[0].day, home.today, asked)
    return with_detail(figures, store, library, outlook, home.settings.desired_retention)


def _no_reviews(figures: Figures) -> str:
    """Return what to say instead of figures if there is no review yet."""
    where = f" of {figures.cards.decks[0].title}" if figures.deck else ""
    start = f"greenroom review --deck {figures.deck}" if figures.deck else "greenroom"
    return f"No reviews{where} yet. Start with `{start}`."


def _show(figures: Figures, env: Environment, *, everything: bool) -> None:
    """Print the one-screen summary, or all sections."""
    from trainer.stats import charts, terminal
    from trainer.terminal.layout import Layout, layout_for

    drawn = env.variables.get("TERM") != "dumb" and env.variables.get("GREENROOM_PLAIN", "") in ("", "0")
    ink = charts.BLOCKS if speaks_unicode(env) else charts.ASCII
    layout = layout_for(env.columns(), drawn=drawn)
    if everything and env.columns() >= terminal.TWO_COLUMNS_FROM:
        layout = Layout(min(env.columns(), _WIDEST_PAIR), drawn)
    show = terminal.everything if everything else terminal.summary
    print_lines(env, show(figures, layout, ink))


def _write_report(args: Namespace, home: Home, figures: Figures) -> None:
    """Write the report where the options say, and open it if they do; replace no file that is not a report.

    Raises:
        DeckFileError: The path belongs to a file that is not a report, or to one of the home's own files.
    """
    from trainer.files.written_file import write_file
    from trainer.stats.report.page import MARK, empty_report, report

    page = report(figures) if figures.practice.days else empty_report(figures, _no_reviews(figures))
    if args.html == _STANDARD_OUTPUT:
        if not speaks_unicode(home.env):
            page = page.encode("ascii", "xmlcharrefreplace").decode()
        home.env.stdout.write(page)
        return
    path = Path(args.html) if args.html else home.path / "stats.html"
    target = write_file(home, path, page.encode(), mark=MARK, noun="report", endings=(".html", ".htm"))
    print(f"Wrote the report to {target}.", file=home.env.stdout)
    if args.open and not home.env.show_page(target.as_uri()):
        print("Your browser didn't open. Open the file yourself.", file=home.env.stderr)
