"""`greenroom decks`: all decks, built in and your own, and the packs you can switch on."""

from argparse import Namespace
from collections.abc import Iterable
from typing import TYPE_CHECKING

from decks.library.library import DeckEntry, Selection, shelf
from decks.model.problems import Problem
from trainer.environment import Environment
from trainer.opening import back_up, open_home, open_library, open_store, selection
from trainer.terminal.output import output_layout, print_json, print_lines, print_sentence
from trainer.terminal.words import count

if TYPE_CHECKING:
    from trainer.home import Home
    from trainer.terminal.layout import Line


def run(args: Namespace, env: Environment) -> int:
    """Switch packs on or off, or list the decks; 0."""
    home = open_home(env, args.home)
    switching = bool(args.enable or args.disable)
    if switching:
        from trainer.files.packs import switch_packs

        back_up(home)
        switch_packs(home, args.enable or (), args.disable or ())
    decks, on, problems = _read(home)
    if args.json:
        shown = ("id", "title", "kind", "builtin", "cards")
        rows = [
            {name: getattr(deck, name) for name in shown}
            | {"unanswered": len(deck.unanswered), "enabled": deck.id in on, "path": str(deck.path)}
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
        print_lines(env, _listed(decks, on, output_layout(env).width))
        for problem in problems:
            print(problem, file=env.stderr)
    return 0


def _read(home: "Home") -> tuple[tuple[DeckEntry, ...], frozenset[str], "Iterable[Problem]"]:
    """Return all decks, packs that are off included; the ids of those that are on; and the problems in deck files."""
    on = selection(home)
    packs = _packs(on)
    with open_store(home, reading=True) as store, open_library(home, store, also=packs) as library:
        decks, problems = library.decks(), library.problems()
    off = {deck.id for deck in decks if deck.builtin and deck.id in packs and deck.id not in on.packs}
    return decks, frozenset(deck.id for deck in decks if deck.id not in off), problems


def _packs(on: Selection) -> list[str]:
    from decks.library.packs import pack_ids

    return pack_ids(shelf(on.language))


def _listed(decks: Iterable[DeckEntry], on: frozenset[str], width: int) -> "list[Line]":
    """Return the decks that are on, then the packs that are not."""
    from trainer.terminal.layout import BLANK, entry, paragraph

    lines: list[Line] = []
    packs: list[Line] = []
    for deck in decks:
        parts = [count(deck.cards, "card")]
        parts += [f"{len(deck.unanswered)} without an answer yet"] if deck.unanswered else []
        parts += ["built in" if deck.builtin else "your own"] if deck.id in on else []
        shown = entry(f"{deck.title} ({deck.id})", ", ".join(parts), width, deck.description)
        if deck.id in on:
            lines += shown
        else:
            packs += shown
    if packs:
        how = paragraph("To switch one on: `greenroom decks --enable ID`.", width)
        lines += [BLANK, *paragraph("Packs you can switch on", width, style="title"), *packs, *how]
    return lines
