"""`greenroom export DECK --to FILE`: write a deck to a file."""

from argparse import Namespace
from pathlib import Path

from decks.formats.registry import WRITABLE, extension, writer
from decks.model.deck import Deck
from decks.toml.atomic import replace_file
from decks.toml.deck_edits import add_ids
from decks.toml.files import read_text
from scheduler.log.store import Store
from trainer.environment import Environment
from trainer.files.choices import deck_given
from trainer.files.written_file import check_free
from trainer.opening import open_home, open_library, open_store
from trainer.terminal.words import count


def run(args: Namespace, env: Environment) -> int:
    """Write a deck, built in or the user's own, to a new file (or over an old one with --force); 0."""
    home = open_home(env, args.home)
    target = Path(args.to)
    kind = extension(target, WRITABLE, does="writes")
    check_free(home, target, force=args.force)
    named = [args.deck] if args.deck else []
    with open_store(home, reading=True) as store, open_library(home, store, also=named) as library:
        entry = library.deck(deck_given(env, library, args.deck))
        deck = library.whole(entry.id, wordings=kind in ("toml", "json"))  # the others have room for one
        pack = _packed(store, deck, env, scheduling=not args.without_scheduling) if kind == "apkg" else None
    if kind == "toml" and entry.path != home.stories:
        content = add_ids(read_text(entry.path))[0].encode()  # keeps the comments a person wrote
    else:
        content = writer(kind)(deck) if pack is None else pack
    replace_file(target, content)
    print(f"Wrote {count(len(deck.cards), 'card')} of {entry.title} to {target}.", file=env.stdout)
    return 0


def _packed(store: Store, deck: Deck, env: Environment, *, scheduling: bool) -> bytes:
    """Return a deck as an Anki package; with its reviews, due days and marks if `scheduling`."""
    from decks.formats.anki.write import write_package
    from trainer.files.review_history import export_review_history

    past, learned = export_review_history(store, deck.head.id) if scheduling else ({}, {})
    return write_package(deck, env.clock(), past, learned)
