"""`greenroom decks`: all decks, built in and your own."""

from argparse import Namespace

from trainer.environment import Environment
from trainer.opening import open_home, open_library, open_store
from trainer.terminal.output import output_layout, print_json, print_lines


def run(args: Namespace, env: Environment) -> int:
    """List the decks; 0."""
    home = open_home(env, args.home)
    with open_store(home, reading=True) as store, open_library(home, store) as library:
        decks, problems = library.decks(), library.problems()
    if args.json:
        shown = ("id", "title", "kind", "builtin", "cards")
        rows = [
            {name: getattr(deck, name) for name in shown} | {"unanswered": len(deck.unanswered), "path": str(deck.path)}
            for deck in decks
        ]
        print_json(env, rows)
        return 0
    from trainer.terminal.layout import Line, entry
    from trainer.terminal.words import count

    width = output_layout(env).width
    lines: list[Line] = []
    for deck in decks:
        parts = [count(deck.cards, "card")]
        parts += [f"{len(deck.unanswered)} without an answer yet"] if deck.unanswered else []
        right = ", ".join([*parts, "built in" if deck.builtin else "your own"])
        lines += entry(f"{deck.title} ({deck.id})", right, width, deck.description)
    print_lines(env, lines)
    for problem in problems:
        print(problem, file=env.stderr)
    return 0
