"""`greenroom stats`: what is retained, what is weak, what is coming, and whether the scheduler is right."""

from argparse import Namespace
from pathlib import Path

from decks.errors import DeckFileError
from trainer.environment import Environment
from trainer.figures import Figures, gather
from trainer.home import Home, open_home
from trainer.material import Material
from trainer.output import print_json, speaks_unicode

_WIDEST_PAIR = 164


def run(args: Namespace, env: Environment) -> int:
    """Print the figures; 0."""
    home = open_home(env, args.home)
    with home.store() as store, home.library(store) as library:
        figures = gather(store, library, Material(home).answer, home.today, args.deck)
    if args.json:
        from trainer.figures_json import as_json

        print_json(env, as_json(figures))
    elif not figures.days:
        where = f" of {figures.decks[0].title}" if figures.deck else ""
        start = f"greenroom review --deck {figures.deck}" if figures.deck else "greenroom"
        print(f"No reviews{where} yet. `{start}` starts the first one; the figures come with it.", file=env.stdout)
    elif args.html or args.open:
        _write_report(args, home, figures)
    else:
        _show(figures, env, everything=args.all)
    return 0


def _show(figures: Figures, env: Environment, *, everything: bool) -> None:
    from trainer import charts, stats_screen
    from trainer.lines import Look, joined, look

    drawn = env.variables.get("TERM") != "dumb" and env.variables.get("GREENROOM_PLAIN", "") in ("", "0")
    ink = charts.BLOCKS if speaks_unicode(env) else charts.ASCII
    if everything:
        narrow = look(env.columns(), drawn=drawn)
        wide = min(env.columns(), _WIDEST_PAIR)
        shape = Look(wide, drawn) if wide >= stats_screen.TWO_COLUMNS_FROM else narrow
        env.stdout.write(stats_screen.everything(figures, shape, ink))
    else:
        env.stdout.write(joined(stats_screen.summary(figures, look(env.columns(), drawn=drawn), ink)))


def _write_report(args: Namespace, home: Home, figures: Figures) -> None:
    from decks.own_files import replace_file
    from trainer.report.blocks import report
    from trainer.report.page import MARK

    target = Path(args.html).expanduser().absolute() if args.html else home.path / "stats.html"
    if target.exists() and not _is_report(target, MARK):
        raise DeckFileError(target, "is there already and is no report of greenroom", "Give another name.")
    replace_file(target, report(figures).encode())
    print(f"Wrote the report to {target}.", file=home.env.stdout)
    if args.open and not home.env.show_page(target.as_uri()):
        print("No browser could be opened; open that file in one.", file=home.env.stderr)


def _is_report(path: Path, mark: str) -> bool:
    try:
        with path.open("rb") as file:
            return mark.encode() in file.read(1000)
    except OSError:
        return False
