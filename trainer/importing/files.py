"""The import of one file: read, looked over, merged, and noted so that `undo` can take it back."""

import gc
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

from cards.errors import GreenroomError, os_reason
from cards.progress import Progress
from decks.formats.bundle import Bundle
from decks.formats.registry import NOTES, PACKAGES, READABLE, TABLES, extension, read_bundle
from decks.importing.guard.guard import Doubt, look_again
from decks.importing.merge import DeckMerge, plan_merges, write_merges
from decks.importing.result import ImportResult
from decks.importing.toml import import_toml
from decks.importing.tree import DeckName, FoundFile, find_files, name_decks, only_questions, unpack_files
from decks.library.library import Library
from decks.library.packs import find_builtin
from decks.model.deck import default_title
from decks.model.problems import Level, Problem, clipped, warning
from decks.toml.regular_files import read_bytes, real_path
from scheduler.fsrs.parameters import VERSION, are_valid, version_of
from scheduler.log.store import Store
from trainer.files.journal import journaled
from trainer.files.review_history import import_review_history
from trainer.home import Home

_A_LIST = 3  # a text without usable cards is a list of questions if it has this many


class Imported(NamedTuple):
    """The result of importing one file.

    Attributes:
        path: The file, as problems name it.
        decks: The decks imported, each with its number of imported reviews.
        problems: The problems of the file, and what it seems to have lost.
        unusable: How many cards could not be imported.
        noun: What a card is called in such a file.
        understood: How the file was read, as a phrase; empty if there is only one way to read it.
        refused: Whether it was kept out because too much of it would be lost.
    """

    path: str
    decks: tuple[tuple[ImportResult, int], ...] = ()
    problems: tuple[Problem, ...] = ()
    unusable: int = 0
    noun: str = "card"
    understood: str = ""
    refused: bool = False


class ImportedFolder(NamedTuple):
    """The result of importing the files of a folder or an archive."""

    path: Path
    files: tuple[Imported, ...]
    without: tuple[str, ...]  # files that have no questions


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """The user's options for an import.

    Attributes:
        deck: The id of the deck for everything; None to go by the files.
        columns: The fields of a table's columns; empty to go by the file.
        fields: The note field for each card field of an Anki package; empty to go by the file.
        anyway: Whether to import a file even if much of it would be lost.
        dry_run: Whether to change nothing and only say what would happen.
    """

    deck: str | None
    columns: Sequence[str]
    fields: Mapping[str, str]
    anyway: bool
    dry_run: bool


class _Plan(NamedTuple):
    """The plan for importing a file: what to say about it, and how it changes the user's decks."""

    found: Imported
    merges: Sequence[DeckMerge] = ()


class Importer:
    """Imports files into the decks of a home."""

    def __init__(self, home: Home, store: Store, library: Library, options: Options, progress: Progress) -> None:
        self._home = home
        self._store = store
        self._library = library
        self._options = options
        self._progress = progress

    def file(self, path: Path) -> Imported:
        """Import a file of any format by its extension.

        Raises:
            GreenroomError: The user's deck cannot be changed, or the options do not fit the file.
        """
        if extension(path, READABLE) == "toml":
            return self._copy(path)
        bundle = read_bundle(path, columns=self._options.columns, fields=self._options.fields)
        (done,) = self._write([self._plan(bundle, path, str(path), {})], path.name)
        return done

    def folder(self, path: Path, listing: Progress) -> ImportedFolder:
        """Import every file of a folder or a ZIP archive that has questions, each as a deck of its own.

        `listing` shows the progress of reading. A file that can't be imported does not stop the others. It is
        all one change, which `undo` takes back as a whole.

        Raises:
            DeckFileError: The folder or archive cannot be read at all.
        """
        if path.is_dir():
            return self._files(path, find_files(path), listing)
        with tempfile.TemporaryDirectory(prefix="greenroom-") as unpacked:
            return self._files(path, unpack_files(path, Path(unpacked)), listing)

    def _files(self, root: Path, files: Sequence[FoundFile], listing: Progress) -> ImportedFolder:
        plans: list[_Plan] = []
        without: list[str] = []
        pending: dict[Path, str] = {}
        names = name_decks(files, real_path(root).stem, lambda deck: find_builtin(deck) is not None)
        for file, name in listing(list(zip(files, names, strict=True)), "Reading files"):
            shown = f"{root}/{file.inside}"
            try:
                plan = self._plan_one(file, name, shown, pending)
            except GreenroomError as error:
                plan = _Plan(Imported(shown, problems=(Problem(shown, 0, error.what, error.fix),)))
            except OSError as error:  # another program has just deleted it
                what, fix = f"cannot be read ({os_reason(error)})", "Check it, and import it again."
                plan = _Plan(Imported(shown, problems=(Problem(shown, 0, what, fix),)))
            if plan is None:
                without.append(str(file.inside))
            else:
                plans.append(plan)
                pending |= {merge.path: merge.text for merge in plan.merges if merge.text is not None}
        return ImportedFolder(root, tuple(self._write(plans, root.name or str(root))), tuple(without))

    def _plan_one(self, file: FoundFile, name: DeckName, shown: str, pending: Mapping[Path, str]) -> _Plan | None:
        """Return what to import of one file of a folder; None if it has no questions."""
        read, kind = self._read(file, name, shown), extension(file.path, READABLE)
        bundle = read if self._options.anyway else only_questions(read, kind)
        faulty = not read.decks and (kind in PACKAGES or any(problem.card for problem in read.problems))
        if bundle.decks or faulty:
            return self._plan(bundle, file.path, shown, pending)
        doubt = _doubt(bundle, file.path, shown, kind) if kind in NOTES else Doubt()
        if doubt.refusal and doubt.lost >= _A_LIST:
            return _Plan(Imported(shown, problems=(*doubt.problems, doubt.refusal), refused=True))
        return None

    def _read(self, file: FoundFile, name: DeckName, shown: str) -> Bundle:
        """Read a file of a folder. If it doesn't name its deck, its path does."""
        options = self._options
        bundle = read_bundle(file.path, deck_id=name.id, columns=options.columns, fields=options.fields)
        unnamed = name.id, default_title(name.id)
        decks = [
            one.with_title(name.title) if (one.deck.head.id, one.deck.head.title) == unnamed else one
            for one in bundle.decks
        ]
        problems = tuple(replace(problem, path=shown) for problem in bundle.problems)
        return replace(bundle, decks=tuple(decks), problems=problems)

    def _copy(self, path: Path) -> Imported:
        """Copy a deck in TOML as it is written."""
        options, now = self._options, self._home.env.clock()
        with journaled(self._home, self._store, "import", path.name) as change:
            one = import_toml(
                path,
                self._library,
                self._home.backups,
                now,
                deck_id=options.deck,
                dry_run=options.dry_run,
                around=change.writing,
            )
        wrong = {problem.card or problem.line for problem in one.problems if problem.level is Level.ERROR}
        return Imported(str(path), ((one, 0),) if one.deck else (), one.problems, len(wrong))

    def _plan(self, bundle: Bundle, path: Path, shown: str, pending: Mapping[Path, str]) -> _Plan:
        """Return what to import of what was read from a file: nothing, if too much of it would be lost.

        Problems call the file `shown`. `pending` are the texts that files imported with it are about to write.
        """
        options, kind = self._options, extension(path, READABLE)
        lines = [problem.line for problem in bundle.problems if problem.level is Level.ERROR]
        wrong = len(set(lines) - {0}) + lines.count(0)  # without line numbers, count each problem as one card
        noun = "row" if kind in TABLES else "card"
        doubt = _doubt(bundle, path, shown, kind) if bundle.decks else Doubt()
        refusal = doubt.refusal if not options.anyway else None
        presets = _preset_problems(bundle, self._store.parameters_in_use, shown)
        problems = (*bundle.problems, *presets, *doubt.problems, *([refusal] if refusal else []))
        found = Imported(shown, (), problems, wrong, noun, bundle.understood, refused=refusal is not None)
        if refusal and not options.dry_run:
            return _Plan(found)
        if options.deck is not None:
            bundle = replace(bundle, decks=tuple(one.with_id(options.deck) for one in bundle.decks))
        return _Plan(found, plan_merges(bundle, self._library, pending=pending, progress=self._progress))

    def _write(self, plans: Sequence[_Plan], label: str) -> Iterator[Imported]:
        """Write what was planned as one change that the list of changes calls `label`; yield the result of each."""
        home, store, now = self._home, self._store, self._home.env.clock()
        merges = [merge for plan in plans for merge in plan.merges]
        if not merges:
            yield from (plan.found for plan in plans)
            return
        dry_run = self._options.dry_run
        with (
            journaled(home, store, "import", label) as change,
            write_merges(merges, home.backups, now, dry_run=dry_run, around=change.writing) as merged,
        ):
            gc.freeze()  # the collector needn't look through everything that was read while a long history is added
            past = {key: known for one in merged for key, known in one.histories.items()}
            added = [key for one in merged for key in one.added]
            reviews = import_review_history(store, home.env, past, added, change=change.uuid, progress=self._progress)
        left = iter(merged)
        for plan in plans:
            decks = [next(left) for _ in plan.merges]
            yield plan.found._replace(decks=tuple((one.result, reviews.pop(one.deck, 0)) for one in decks))


def _preset_problems(bundle: Bundle, in_use: Sequence[float], shown: str) -> Iterator[Problem]:
    """Yield a warning for each preset with FSRS parameters that are not in use, and the command that adopts them."""
    for name, parameters in bundle.presets:
        version = version_of(parameters)
        if not are_valid(parameters):
            why = "out of range" if version == VERSION else f"of {version}, which {VERSION} can't use"
            message = f'its preset "{clipped(name, 40)}" has FSRS parameters {why}'
            yield warning(shown, 0, message, "Optimize them again in a recent Anki.")
        elif parameters != in_use:
            message = f'its preset "{clipped(name, 40)}" has FSRS parameters that you don\'t use here'
            numbers = ", ".join(f"{value:g}" for value in parameters)
            yield warning(shown, 0, message, f'To use them: greenroom optimize --use "{numbers}"')


def _doubt(bundle: Bundle, path: Path, shown: str, kind: str) -> Doubt:
    """Compare a file with what was read from it."""
    from decks.formats.encoding import decode

    text = "" if kind in (*PACKAGES, "toml") else decode(read_bytes(path))[0]
    return look_again(bundle, text, path=shown, kind=kind)
