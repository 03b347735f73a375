"""`greenroom import FILE...`: add decks from files of any supported format."""

from argparse import Namespace
from collections.abc import Sequence
from pathlib import Path

from cards.progress import silently
from decks.formats.registry import CONVERTIBLE, PACKAGES, READABLE, TABLES, extension
from decks.importing.tree import ARCHIVE
from decks.model.errors import DeckFileError
from decks.model.ids import check_deck_option
from decks.model.notation import few
from trainer.environment import Environment
from trainer.importing.files import ImportedFolder, Importer, Options
from trainer.importing.screens import import_json, show_folder, show_import
from trainer.opening import open_home, open_library, open_store
from trainer.terminal.output import print_json, print_sentence
from trainer.terminal.progress import progress

_FOLDER = "folder"
_MANY = (_FOLDER, ARCHIVE)
_FILES_WORTH_A_BAR = 20


def run(args: Namespace, env: Environment) -> int:
    """Import each file; 1 if nothing in one of them could be used."""
    home = open_home(env, args.home)
    if args.deck is not None:
        check_deck_option(args.deck)
    files = [(path, _kind(path)) for path in map(Path, args.files)]
    _check_options(args, files)
    options = Options(
        deck=args.deck, columns=args.columns, fields=args.fields, anyway=args.anyway, dry_run=args.dry_run
    )
    with open_store(home) as store, open_library(home, store) as library:
        if not args.dry_run:
            store.back_up()
        quiet = args.json or any(kind in _MANY for _, kind in files)  # a folder has a bar of its own
        importer = Importer(home, store, library, options, silently if quiet else progress(env))
        listing = silently if args.json else progress(env, least=_FILES_WORTH_A_BAR)
        done = [importer.folder(path, listing) if kind in _MANY else importer.file(path) for path, kind in files]
        if args.json:
            print_json(env, import_json(done, dry_run=args.dry_run))
        else:
            for one in done:
                if isinstance(one, ImportedFolder):
                    show_folder(env, home, one, dry_run=args.dry_run)
                else:
                    show_import(env, one, dry_run=args.dry_run)
        imported = [file for one in done for file in (one.files if isinstance(one, ImportedFolder) else [one])]
        # The new decks are cached now, so that the next review starts at once.
        library.refresh([one.content for file in imported for one, _ in file.decks if one.content])
    failed = [str(one.path) for one in done if isinstance(one, ImportedFolder) and not one.files]
    failed += [file.path for file in imported if not file.decks or file.refused]
    if failed and args.json:
        sentence = f"greenroom: Nothing from {few(failed)} was imported; the problems are in the output."
        print_sentence(env, sentence, env.stderr)
    return int(bool(failed))


def _kind(path: Path) -> str:
    """Return the extension of a file, or `folder`."""
    return _FOLDER if path.is_dir() else extension(path, (*READABLE, ARCHIVE), CONVERTIBLE)


def _check_options(args: Namespace, files: Sequence[tuple[Path, str]]) -> None:
    options = (
        ("--columns", args.columns, TABLES, "It works with tables: csv, tsv and txt files."),
        ("--fields", args.fields, PACKAGES, "It works with Anki packages: apkg and colpkg files."),
    )
    for name, given, kinds, fix in options:
        if given and not any(kind in (*kinds, *_MANY) for _, kind in files):
            raise DeckFileError(name, f"has no effect on {', '.join(str(path) for path, _ in files)}", fix)
