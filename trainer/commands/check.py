"""`greenroom check`: all problems of all files in one run."""

from argparse import Namespace
from pathlib import Path

from decks.importing import fix_ids
from decks.problems import Level, Problem
from decks.reading import read_file
from trainer.environment import Environment
from trainer.home import Home, open_home
from trainer.output import print_json, problem_json
from trainer.words import count


def run(args: Namespace, env: Environment) -> int:
    """Report problems; 1 if any of them keeps a card from being used."""
    home = open_home(env, args.home)
    files = [Path(name) for name in args.files] or sorted(home.decks.glob("*.toml"))
    problems: list[Problem] = []
    inserted: dict[Path, list[str]] = {}
    cards = 0
    for path in files:
        if args.fix and (ids := _fix(home, path)):
            inserted[path] = ids
        deck, found = read_file(path)
        problems += found
        cards += len(deck.cards) if deck else 0
    errors = sum(problem.level is Level.ERROR for problem in problems)
    if args.json:
        print_json(env, {"decks": [], "problems": [problem_json(problem) for problem in problems]})
        return 1 if errors else 0
    for path, ids in inserted.items():
        print(f"{path}: inserted {count(len(ids), 'id')}: {', '.join(ids)}.", file=env.stdout)
    for problem in problems:
        print(problem, file=env.stdout)
    files_told = count(len(files), "file")
    found_told = "no problems" if not problems else count(len(problems), "problem")
    print(f"{files_told}, {count(cards, 'usable card')}, {found_told}.", file=env.stdout)
    return 1 if errors else 0


def _fix(home: Home, path: Path) -> list[str]:
    """Insert missing ids; a deck of the home keeps those its history hangs on."""
    aliases: dict[str, str] = {}
    if path.absolute().parent == home.decks:
        deck, _ = read_file(path)
        if deck and deck.derived:
            with home.store() as store:
                aliases = {derived: card for derived, (card, _) in store.identities(deck.head.id).items()}
    return fix_ids(path, aliases)
