"""`greenroom decks`: all decks, built in and your own, and the packs you can switch on."""

from argparse import Namespace
from collections.abc import Iterable
from typing import TYPE_CHECKING

from decks.library.library import DeckEntry
from trainer.environment import Environment
from trainer.files.packs import all_packs
from trainer.opening import open_home, open_library, open_store
from trainer.terminal.output import output_layout, print_json, print_lines, print_sentence
from trainer.terminal.words import count

if TYPE_CHECKING:
    from trainer.terminal.layout import Line


def run(args: Namespace, env: Environment) -> int:
    """Switch packs on or off, or list the decks; 0."""
    home = open_home(env, args.home)
    switching = bool(args.enable or args.disable)
    if switching:
        from trainer.files.settings import switch_packs

        with open_store(home) as store:
            switch_packs(home, store, args.enable or (), args.disable or ())
    with open_store(home, reading=True) as store, open_library(home, store, also=all_packs(home)) as library:
        decks, problems = library.decks(), library.problems()
    if args.json:
        shown = ("id", "title", "kind", "builtin", "cards")
        rows = [
            {name: getattr(deck, name) for name in shown}
            | {"unanswered": len(deck.unanswered), "enabled": not deck.off, "path": str(deck.path)}
            for deck in decks
        ]
        print_json(env, rows)
    elif switching:
        titles = {deck.id: f"{deck.title} is on: {count(deck.cards, 'card')}." for deck in decks}
        for pack in args.enable or ():
            print_sentence(env, titles[pack])
        for pack in args.disable or ():
            print_sentence(env, f"{pack} is off. Its history is kept.")
    else:
        print_lines(env, _listed(decks, output_layout(env).width))
        for problem in problems:
            print(problem, file=env.stderr)
    return 0


def _listed(decks: Iterable[DeckEntry], width: int) -> "list[Line]":
    """Return the decks that are on, then the packs that are not."""
    from trainer.terminal.layout import BLANK, entry, paragraph

    lines: list[Line] = []
    packs: list[Line] = []
    for deck in decks:
        parts = [count(deck.cards, "card")]
        parts += [f"{len(deck.unanswered)} without an answer yet"] if deck.unanswered else []
        parts += [] if deck.off else ["built in" if deck.builtin else "your own"]
        shown = entry(f"{deck.title} ({deck.id})", ", ".join(parts), width, deck.description)
        if deck.off:
            packs += shown
        else:
            lines += shown
    if packs:
        how = paragraph("To switch one on: `greenroom decks --enable ID`.", width)
        lines += [BLANK, *paragraph("Packs you can switch on", width, style="title"), *packs, *how]
    return lines
