"""`greenroom due`: today's counts, fast enough for a shell prompt."""

from typing import TYPE_CHECKING

from trainer.environment import Environment
from trainer.files.last_answer import LastAnswer
from trainer.home import Home
from trainer.opening import open_home, open_library, open_store
from trainer.terminal.output import json_text, speaks_unicode

if TYPE_CHECKING:
    from argparse import Namespace

_NARROW = 20  # columns; a shorter text fits on one line of any terminal


def run(args: "Namespace", env: Environment) -> int:
    """Print the counts for a person, a script or a status bar, or show them on the desktop; always 0."""
    home = open_home(env, args.home)
    if args.notify:
        _notify(home)
        return 0
    last = LastAnswer(home, (args.format, args.json, speaks_unicode(env)))
    text = last.read()
    if text is not None:
        _print(env, args, text)
        return 0
    text, lasts = _answer(home, args)
    _print(env, args, text)
    if lasts:
        last.keep(text)
    return 0


def _print(env: Environment, args: "Namespace", text: str) -> None:
    """Print the text, wrapped at a terminal; for a script, it stays one line."""
    if env.interactive and args.format is None and not args.json and len(text) > _NARROW:
        from trainer.terminal.layout import joined, paragraph

        text = joined(paragraph(text, env.columns(), first="")).rstrip("\n")
    print(text, file=env.stdout)


def _answer(home: Home, args: "Namespace") -> tuple[str, bool]:
    """Return the text to print, and whether it lasts: a deck that can't be read now may be another time, unchanged."""
    from trainer.commands.due_counts import in_words, placeholders, read_due, table

    with open_store(home, reading=True) as store, open_library(home, store) as library:
        entries = library.decks()
        due = read_due(home, store, {deck.id: deck.ids for deck in entries})
        if args.format is not None:
            from trainer.terminal.template import fill

            text = fill(args.format, placeholders(due, store))
        else:
            text = json_text(home.env, table(due, entries)) if args.json else in_words(due)
        return text, not library.problems()


def _notify(home: Home) -> None:
    from trainer.commands.due_counts import read_due

    with open_store(home, reading=True) as store, open_library(home, store) as library:
        due = read_due(home, store, {deck.id: deck.ids for deck in library.decks()})
        if due.todo:
            from trainer.terminal.notification import notify

            title = "greenroom" if due.plan is None else due.plan.countdown(due.day)
            notify(home.env, title, f"{due.counts}, about {due.minutes} min")
