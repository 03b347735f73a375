"""`greenroom sheet`: one page for the morning of the interview."""

from argparse import Namespace
from pathlib import Path

from cards.text import clean_line
from decks.errors import DeckFileError
from decks.own_files import replace_file
from trainer.environment import Environment
from trainer.home import open_home
from trainer.lines import joined, look
from trainer.material import Material
from trainer.sheet import build_sheet
from trainer.sheet_text import sheet_html, sheet_lines, sheet_markdown


def run(args: Namespace, env: Environment) -> int:
    """Print the sheet, or write it to the files that are asked for; 0."""
    home = open_home(env, args.home)
    people = [name for person in args.person if (name := clean_line(person))]
    with home.store() as store, home.library(store) as library:
        material = Material(home, notice=home.notice)
        sheet = build_sheet(library, store, material, home.today, decks=args.deck or (), people=people)
    wanted = [(args.html, sheet_html), (args.md, sheet_markdown)]
    files = [(Path(name), write) for name, write in wanted if name]
    for path, _ in files:
        if path.exists() and not args.force:
            raise DeckFileError(path, "is there already", "Give another name, or --force to replace it.")
    for path, write in files:
        replace_file(path, write(sheet).encode())
        print(f"Wrote {path}.", file=env.stdout)
    if not files:
        env.stdout.write(joined(sheet_lines(sheet, look(env.columns(), drawn=True))))
    return 0
