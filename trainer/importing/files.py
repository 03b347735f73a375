"""The import of one file: read, looked over, merged, and noted so that `undo` can take it back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

from cards.progress import Progress
from decks.formats.bundle import Bundle
from decks.formats.registry import PACKAGES, READABLE, TABLES, extension, read_bundle
from decks.importing.guard import Doubt, look_again
from decks.importing.merge import import_decks
from decks.importing.result import ImportResult
from decks.importing.toml import import_toml
from decks.library.library import Library
from decks.model.problems import Level, Problem
from scheduler.log.store import Store
from trainer.files.journal import journaled
from trainer.files.review_history import import_review_history
from trainer.home import Home


class Imported(NamedTuple):
    """The result of importing one file.

    Attributes:
        path: The file, as problems name it.
        decks: What came in, each deck with the number of reviews imported for it.
        problems: What is wrong with the file, and what it seems to have lost.
        unusable: How many cards could not be imported.
        noun: What a card is called in such a file.
        understood: How the file was read, as a phrase; empty if it has only one way to be read.
        refused: Whether it was kept out because too much of it would be lost.
    """

    path: str
    decks: tuple[tuple[ImportResult, int], ...] = ()
    problems: tuple[Problem, ...] = ()
    unusable: int = 0
    noun: str = "card"
    understood: str = ""
    refused: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What the user said about an import.

    Attributes:
        deck: The id of the deck that everything goes to; None to go by the files.
        columns: The fields of a table's columns; empty to go by the file.
        fields: The note field for each card field of an Anki package; empty to go by the file.
        anyway: Whether a file comes in even if much of it would be lost.
        dry_run: Whether to change nothing and only say what would happen.
    """

    deck: str | None
    columns: Sequence[str]
    fields: Mapping[str, str]
    anyway: bool
    dry_run: bool


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
        return self.bundle(bundle, path, str(path))

    def _copy(self, path: Path) -> Imported:
        """Copy a deck in TOML as it is written."""
        options, now = self._options, self._home.env.clock()
        with journaled(self._home, self._store, "import", path.name) as change:
            backups, how = self._home.backups, {"deck_id": options.deck, "dry_run": options.dry_run}
            one = import_toml(path, self._library, backups, now, **how, around=change.writing)  # type: ignore[arg-type]
        wrong = {problem.card or problem.line for problem in one.problems if problem.level is Level.ERROR}
        return Imported(str(path), ((one, 0),) if one.deck else (), one.problems, len(wrong))

    def bundle(self, bundle: Bundle, path: Path, shown: str) -> Imported:
        """Import what was read from a file, which problems call `shown`, unless too much of it would be lost."""
        options, kind = self._options, extension(path, READABLE)
        lines = [problem.line for problem in bundle.problems if problem.level is Level.ERROR]
        wrong = len(set(lines) - {0}) + lines.count(0)  # without line numbers, count each problem as one card
        noun = "row" if kind in TABLES else "card"
        doubt = _doubt(bundle, path, shown, kind)
        refusal = doubt.refusal if not options.anyway else None
        problems = (*bundle.problems, *doubt.problems, *([refusal] if refusal else []))
        found = Imported(shown, (), problems, wrong, noun, bundle.understood, refused=refusal is not None)
        if refusal and not options.dry_run:
            return found
        if options.deck is not None:
            bundle = replace(bundle, decks=tuple(one.with_id(options.deck) for one in bundle.decks))
        home, store, now = self._home, self._store, self._home.env.clock()
        with (
            journaled(home, store, "import", path.name) as change,
            import_decks(
                bundle,
                self._library,
                home.backups,
                now,
                dry_run=options.dry_run,
                progress=self._progress,
                around=change.writing,
            ) as merged,
        ):
            past = {key: known for one in merged for key, known in one.histories.items()}
            added = [key for one in merged for key in one.added]
            reviews = import_review_history(store, home.env, past, added, change=change.uuid, progress=self._progress)
        return found._replace(decks=tuple((one.result, reviews[one.deck]) for one in merged))


def _doubt(bundle: Bundle, path: Path, shown: str, kind: str) -> Doubt:
    """Compare a file with what was read from it."""
    if not bundle.decks:
        return Doubt()
    from decks.formats.encoding import decode

    text = "" if kind in PACKAGES else decode(path.read_bytes())[0]
    return look_again(bundle, text, path=shown, kind=kind)
