"""`greenroom import FILE...`: add decks from files of any supported format."""

from argparse import Namespace
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

from cards.progress import silently
from decks.formats.registry import PACKAGES, READABLE, TABLES, extension, read_bundle
from decks.importing.merge import import_decks
from decks.importing.result import ImportResult
from decks.importing.toml import import_toml
from decks.library.library import Library, builtin_file
from decks.model.errors import DeckFileError
from decks.model.ids import check_deck_option
from decks.model.problems import Level, Problem
from scheduler.log.store import Store
from trainer.environment import Environment
from trainer.files.journal import journaled
from trainer.files.review_history import import_review_history
from trainer.home import Home
from trainer.opening import open_home, open_library, open_store
from trainer.terminal.output import print_json, problem_json
from trainer.terminal.progress import progress
from trainer.terminal.words import count

_MOST_NAMED = 5  # changed cards


class _FileResult(NamedTuple):
    """The result of importing one file."""

    decks: tuple[tuple[ImportResult, int], ...]  # each with the number of reviews imported for it
    problems: tuple[Problem, ...]
    unusable: int  # cards that could not be imported
    noun: str = "card"


def run(args: Namespace, env: Environment) -> int:
    """Import each file; 1 if nothing in one of them could be used."""
    home = open_home(env, args.home)
    if args.deck is not None:
        check_deck_option(args.deck)
    files = [(Path(name), extension(Path(name), READABLE)) for name in args.files]
    _check_options(args, files)
    with open_store(home) as store, open_library(home, store) as library:
        if not args.dry_run:
            store.back_up()
        done = [
            _toml(home, store, library, path, args) if kind == "toml" else _other(home, store, library, path, args)
            for path, kind in files
        ]
        written = [one.content for file in done for one, _ in file.decks if one.content]
        if args.json:
            decks = [_json(one, reviews) for file in done for one, reviews in file.decks]
            problems = [problem_json(problem) for file in done for problem in file.problems]
            print_json(env, {"dry_run": args.dry_run, "decks": decks, "problems": problems})
        else:
            for file in done:
                _show(env, file, dry_run=args.dry_run)
        library.refresh(written)  # caches the new decks now, so that the next review starts at once
    return 0 if all(file.decks for file in done) else 1


def _check_options(args: Namespace, files: Sequence[tuple[Path, str]]) -> None:
    options = (
        ("--columns", args.columns, TABLES, "It tells the columns of a table: a csv, tsv or txt file."),
        ("--fields", args.fields, PACKAGES, "It tells the fields of Anki's notes: an apkg or colpkg file."),
    )
    for name, given, kinds, fix in options:
        if given and not any(kind in kinds for _, kind in files):
            raise DeckFileError(name, f"has no effect on {', '.join(str(path) for path, _ in files)}", fix)


def _toml(home: Home, store: Store, library: Library, path: Path, args: Namespace) -> _FileResult:
    now = home.env.clock()
    with journaled(home, store, "import", path.name) as change:
        one = import_toml(
            path, library, home.backups, now, deck_id=args.deck, dry_run=args.dry_run, around=change.writing
        )
    wrong = {problem.card or problem.line for problem in one.problems if problem.level is Level.ERROR}
    return _FileResult(((one, 0),) if one.deck else (), one.problems, len(wrong))


def _other(home: Home, store: Store, library: Library, path: Path, args: Namespace) -> _FileResult:
    bundle = read_bundle(path, columns=args.columns, fields=args.fields)
    if args.deck is not None:
        bundle = replace(bundle, decks=tuple(one.with_id(args.deck) for one in bundle.decks))
    bar = silently if args.json else progress(home.env)
    how: dict[str, Any] = {"dry_run": args.dry_run, "progress": bar}
    now = home.env.clock()
    with (
        journaled(home, store, "import", path.name) as change,
        import_decks(bundle, library, home.backups, now, **how, around=change.writing) as merged,
    ):
        past = {key: known for one in merged for key, known in one.histories.items()}
        added = [key for one in merged for key in one.added]
        reviews = import_review_history(store, home.env, past, added, change=change.uuid, progress=bar)
    noun = "row" if extension(path, READABLE) in TABLES else "card"
    lines = [problem.line for problem in bundle.problems if problem.level is Level.ERROR]
    wrong = len(set(lines) - {0}) + lines.count(0)  # without line numbers, count each problem as one card
    return _FileResult(tuple((one.result, reviews[one.deck]) for one in merged), bundle.problems, wrong, noun)


def _json(one: ImportResult, reviews: int) -> dict[str, object]:
    counts = {name: len(getattr(one, name)) for name in ("added", "updated", "unchanged", "others")}
    deck = one.deck.head.id if one.deck else ""
    return {"id": deck, "path": str(one.path), **counts, "changed": sorted(one.updated), "reviews": reviews}


def _show(env: Environment, file: _FileResult, *, dry_run: bool) -> None:
    for problem in file.problems:
        print(problem, file=env.stderr)
    if not file.decks:
        print("Nothing of it could be imported.", file=env.stderr)
    for one, reviews in file.decks:
        print("\n".join(_summary(one, reviews, dry_run=dry_run)), file=env.stdout)
    if file.decks and file.unusable:
        print(f"{count(file.unusable, file.noun)} could not be used, see above.", file=env.stdout)


def _summary(one: ImportResult, reviews: int, *, dry_run: bool) -> Iterable[str]:
    if one.deck is None:
        return
    counts = [f"{len(one.added)} new", f"{len(one.updated)} changed", f"{len(one.unchanged)} unchanged"]
    counts += [f"{len(one.vanished)} gone (their history stays)"] if one.vanished else []
    counts += [f"{len(one.others)} of yours that are not in it"] if one.others else []
    counts += [f"{count(reviews, 'review')} of their past"] if reviews else []
    would = "Would import" if dry_run else "Imported"
    yield f"{would} {one.deck.head.title}: {count(len(one.deck.cards), 'card')}, {', '.join(counts)}."
    if one.updated:
        named = sorted(one.updated)
        more = f", and {len(named) - _MOST_NAMED} more" if len(named) > _MOST_NAMED else ""
        yield f"Changed: {', '.join(named[:_MOST_NAMED])}{more}."
    if dry_run:
        return
    yield f"It is yours to edit: {one.path}"
    if builtin_file(one.deck.head.id).exists():
        yield "It takes the place of the built-in deck of this id; delete the file to have that back."
    if one.backup:
        yield f"The file it replaced is kept: {one.backup}"
