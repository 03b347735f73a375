"""`greenroom import FILE...`: bring decks in."""

from argparse import Namespace
from pathlib import Path

from decks.errors import DeckFileError
from decks.importing import Imported, import_toml
from decks.library import builtin_file
from trainer.environment import Environment
from trainer.home import open_home
from trainer.output import print_json, problem_json
from trainer.words import count


def run(args: Namespace, env: Environment) -> int:
    """Import each file; 1 if nothing of one of them could be used."""
    home = open_home(env, args.home)
    for name in args.files:
        if Path(name).suffix.lower() != ".toml":
            raise DeckFileError(name, "is no TOML deck", "Give files that end in .toml.")
    done = [
        import_toml(Path(name), home.decks, home.backups, env.clock(), deck_id=args.deck, dry_run=args.dry_run)
        for name in args.files
    ]
    if args.json:
        decks = [
            {
                "id": one.deck.head.id,
                "path": str(one.path),
                "added": len(one.added),
                "updated": len(one.updated),
                "unchanged": len(one.unchanged),
                "reviews": 0,
            }
            for one in done
            if one.deck is not None
        ]
        problems = [problem_json(problem) for one in done for problem in one.problems]
        print_json(env, {"decks": decks, "problems": problems})
    else:
        for one in done:
            _show(env, one, dry_run=args.dry_run)
    with home.store() as store, home.library(store):
        pass  # read the new decks now, so that the next review starts at once
    return 0 if all(one.deck for one in done) else 1


def _show(env: Environment, one: Imported, *, dry_run: bool) -> None:
    for problem in one.problems:
        print(problem, file=env.stderr)
    if one.deck is None:
        print("Nothing of it could be imported.", file=env.stderr)
        return
    counts = [f"{len(one.added)} new", f"{len(one.updated)} changed", f"{len(one.unchanged)} unchanged"]
    counts += [f"{len(one.vanished)} gone (their history stays)"] if one.vanished else []
    would = "Would import" if dry_run else "Imported"
    print(
        f"{would} {one.deck.head.title}: {count(len(one.deck.cards), 'card')}, {', '.join(counts)}.",
        file=env.stdout,
    )
    if not dry_run:
        print(f"It is yours to edit: {one.path}", file=env.stdout)
    if not dry_run and builtin_file(one.deck.head.id).exists():
        print("It takes the place of the built-in deck of this id; delete the file to have that back.", file=env.stdout)
    if one.backup:
        print(f"The file it replaced is kept: {one.backup}", file=env.stdout)
